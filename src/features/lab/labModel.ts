import path from 'node:path';
import { stages, stageTitle } from '../../core/models/stages';
import { UserError } from '../../core/base/userError';
import { requireWriter } from '../../core/models/writer';
import type { LabEngine, LabModel } from '../../core/prompting/runItem';
import { modelProvenance } from '../../panels/provenance';
import { EndpointLabEngine, LocalLabEngine, type LabHost } from '../../platform/lab/labEngines';
import type { Services } from '../../platform/services';
import type { ModelInfo, ParamsOf, ResultOf } from '../../protocol/modelHost';

type Needed = Pick<Services, 'models' | 'endpoints' | 'hashes'>;

/** Requests to a server at the same time; a model on this machine takes one run after another. */
export const endpointConcurrency = 4;

/** How many requests at a time the model in use takes. */
export function concurrencyOf({ models }: Pick<Services, 'models'>): number {
  return models.endpoint ? endpointConcurrency : 1;
}

/** The model in use, as the lab asks it. @throws UserError when it cannot be loaded or only reads texts as a whole */
export async function labEngine({ models, endpoints, hashes }: Needed, signal: AbortSignal): Promise<LabEngine> {
  const { endpoint, choice } = models;
  if (endpoint) {
    const engine = await endpoints.engine(endpoint);
    return new EndpointLabEngine({ name: engine.name, file: null, sha256: null }, engine);
  }
  const info = await models.info(signal);
  requireWriter(info.name, info);
  const { file, sha256 } = await modelProvenance(info, info.name, hashes);
  const never = new AbortController().signal;
  // What is answered is recorded as this model's: when another is in use, it must not answer in its name.
  const requireSame = (): void => {
    const { dir, onnxFile } = models.choice;
    if (!models.endpoint && dir === choice.dir && onnxFile === choice.onnxFile) return;
    const what = `Another model came into use, and ${info.name} was asked no further.`;
    throw new UserError('badRequest', what, 'What it has answered is kept: choose it again to go on.');
  };
  const ask = async <M extends keyof LabHost>(
    method: M,
    params: ParamsOf<M>,
    given: AbortSignal | undefined,
  ): Promise<ResultOf<M>> => {
    requireSame();
    const answer = await models.request(method, params, given ?? never);
    requireSame();
    return answer;
  };
  return localEngine(
    info,
    // On Windows too as a sheet from elsewhere has it.
    { name: info.name, file: file?.split(path.sep).join('/') ?? null, sha256 },
    {
      generate: (params, given) => ask('generate', params, given),
      samples: (params, given) => ask('samples', params, given),
      likelihoods: (params, given) => ask('likelihoods', params, given),
    },
  );
}

/** The model in use as a person is told of it before it is asked, and who answers then: both of one moment. */
export interface ModelToAsk {
  readonly engine: LabEngine;
  /** What it is called for people, and what the file of its suggestions says. */
  readonly name: string;
  readonly title: string;
  /** Requests at the same time. */
  readonly concurrency: number;
  /** Name of the server that the words go to; null for a model on this machine. */
  readonly server: string | null;
  readonly bundled: boolean;
}

/** @throws UserError as `labEngine` */
export async function modelToAsk(services: Needed, signal: AbortSignal): Promise<ModelToAsk> {
  const { models } = services;
  const { name, endpoint } = models;
  const told = {
    name,
    title: titleInUse(models) ?? name,
    concurrency: concurrencyOf(services),
    server: endpoint?.name ?? null,
    bundled: !endpoint && models.choice.bundled,
  };
  return { ...told, engine: await labEngine(services, signal) };
}

/** What the model in use is called where it is one of the bundled family; undefined for every other. */
export function titleInUse(models: Pick<Services['models'], 'endpoint' | 'choice' | 'stageDir'>): string | undefined {
  const stage = models.endpoint ? undefined : stages.find((one) => models.stageDir(one) === models.choice.dir);
  return stage && stageTitle(stage);
}

/** A model in a model host. @throws UserError for one that only reads texts as a whole */
export function localEngine(info: ModelInfo, model: LabModel, host: LabHost): LabEngine {
  requireWriter(info.name, info);
  return new LocalLabEngine(model, info, host);
}
