import { stages, stageTitle } from '../../core/models/stages';
import { requireWriter } from '../../core/models/writer';
import type { LabEngine, LabModel } from '../../core/prompting/runItem';
import { modelProvenance } from '../../panels/provenance';
import { EndpointLabEngine, LocalLabEngine, type LabHost } from '../../platform/lab/labEngines';
import type { Services } from '../../platform/services';
import type { ModelInfo } from '../../protocol/modelHost';

type Needed = Pick<Services, 'models' | 'endpoints' | 'hashes'>;

/** Requests to a server at the same time; a model on this machine takes one run after another. */
export const endpointConcurrency = 4;

/** How many requests at a time the model in use takes. */
export function concurrencyOf({ models }: Pick<Services, 'models'>): number {
  return models.endpoint ? endpointConcurrency : 1;
}

/** The model in use, as the lab asks it. @throws UserError when it cannot be loaded or only reads texts as a whole */
export async function labEngine({ models, endpoints, hashes }: Needed, signal: AbortSignal): Promise<LabEngine> {
  const { endpoint } = models;
  if (endpoint) {
    const engine = await endpoints.engine(endpoint);
    return new EndpointLabEngine({ name: engine.name, file: null, sha256: null }, engine);
  }
  const info = await models.info(signal);
  requireWriter(info.name, info);
  const { file, sha256 } = await modelProvenance(info, info.name, hashes);
  const never = new AbortController().signal;
  return localEngine(
    info,
    { name: info.name, file, sha256 },
    {
      generate: (params, given) => models.request('generate', params, given ?? never),
      samples: (params, given) => models.request('samples', params, given ?? never),
      likelihoods: (params, given) => models.request('likelihoods', params, given ?? never),
    },
  );
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
