import path from 'node:path';
import { UserError, type ErrorInfo } from '../../core/base/userError';
import { stages, stageTitle } from '../../core/models/stages';
import type { ServerTitle } from '../../core/prompting/labReport/facts';
import { resolveModels, type ModelCandidate } from '../../core/prompting/resolveModels';
import type { LabModel } from '../../core/prompting/runItem';
import type { OpenedModel } from '../../core/prompting/runModels';
import type { ModelSetting, Sheet } from '../../core/prompting/sheet';
import { samplingLimits } from '../../platform/endpoint/samplingLimits';
import { servedName } from '../../platform/endpoint/servedName';
import { EndpointLabEngine } from '../../platform/lab/labEngines';
import { holdOffered, offeredModels, type OfferedModel } from '../../platform/offeredModels';
import type { Services } from '../../platform/services';
import type { LabOffer } from '../../protocol/lab';
import { concurrencyOf, endpointConcurrency, labEngine, localEngine, titleInUse } from './labModel';

type Needed = Pick<Services, 'models' | 'endpoints' | 'hashes' | 'sideModels' | 'installed'>;

/** The models that a sheet's runs are planned with. */
export interface SheetModels {
  readonly models: readonly LabModel[];
  /** Those that are not there, whose runs wait. */
  readonly missing: readonly ErrorInfo[];
  /** What those of the bundled family are called for people, by the SHA-256 of their files. */
  readonly titles: ReadonlyMap<string, string>;
  /** What those on servers are called for people, by the names under which runs record them. */
  readonly servers: ReadonlyMap<string, ServerTitle>;
  readonly open: (model: LabModel, signal: AbortSignal | undefined) => Promise<OpenedModel>;
}

interface Candidate extends ModelCandidate {
  /** Unique among the candidates. */
  readonly id: string;
  readonly label: string;
  /** Of the bundled family alone. */
  readonly title?: string | undefined;
  /** Name of the server; null on this machine. */
  readonly server: string | null;
  readonly open: (model: LabModel, signal: AbortSignal) => Promise<OpenedModel>;
}

function titlesOf(models: readonly { readonly model: LabModel; readonly title: string | undefined }[]) {
  return new Map(
    models.flatMap(({ model: { sha256 }, title }) => (sha256 === null || title === undefined ? [] : [[sha256, title]])),
  );
}

/** A sheet that names its models records the person's name of a server's, one without what is asked at which address. */
function serversOf(endpoints: Pick<Services['endpoints'], 'list' | 'known'>): ReadonlyMap<string, ServerTitle> {
  return new Map(
    endpoints.list.flatMap((endpoint): [string, ServerTitle][] => {
      const served = servedName(endpoint);
      const test = endpoints.known(endpoint);
      const limits = test ? samplingLimits(test.capabilities) : [];
      const title = { title: endpoint.name, served, ...(limits.length > 0 ? { limits } : {}) };
      return [
        [served, title],
        [endpoint.name, title],
      ];
    }),
  );
}

const never = new AbortController().signal;

/**
 * The model in use, or those that the sheet names, found among what the person has installed and added: a sheet chooses no
 * path and no server.
 * @throws UserError where the model in use cannot be loaded
 */
export async function modelsOfSheet({ models: settings }: Sheet, services: Needed, signal: AbortSignal) {
  if (!settings) {
    const engine = await labEngine(services, signal);
    const concurrency = concurrencyOf(services);
    const opened: OpenedModel = { engine, concurrency, close: () => undefined };
    const titles = titlesOf([{ model: engine.model, title: titleInUse(services.models) }]);
    const own: SheetModels = {
      models: [engine.model],
      missing: [],
      titles,
      servers: serversOf(services.endpoints),
      open: () => Promise.resolve(opened),
    };
    return own;
  }
  const resolved = await resolveModels(settings, await candidatesOf(services));
  const found: SheetModels = {
    models: resolved.map(({ model }) => model),
    missing: resolved.flatMap(({ missing }) => (missing ? [missing] : [])),
    titles: titlesOf(resolved.map(({ model, candidate }) => ({ model, title: candidate?.title }))),
    servers: serversOf(services.endpoints),
    open: (model, given = never) => {
      const { candidate, missing } = resolved.find((one) => one.model === model)!;
      if (candidate) return candidate.open(model, given);
      throw new UserError(missing!.code, missing!.message, missing!.remedy);
    },
  };
  return found;
}

/** What a sheet may be given, for the panel to offer. */
export async function offeredForSheet(services: Needed): Promise<LabOffer['models']> {
  const candidates = await candidatesOf(services);
  return candidates.map(({ id, name, file, label, server }) => ({ id, name, file, label, server }));
}

/** A model as a sheet records it, its hash included. @throws UserError where it is gone */
export async function settingOf(id: string, services: Needed): Promise<ModelSetting> {
  const candidate = (await candidatesOf(services)).find((one) => one.id === id);
  if (candidate) {
    const { name, file, served } = candidate;
    return { name, file, sha256: await candidate.sha256(), ...(served === undefined ? {} : { served }) };
  }
  throw new UserError('modelFolderMissing', 'The model is no longer on this machine.', 'Look into the Models view.');
}

async function candidatesOf(services: Needed): Promise<Candidate[]> {
  const { models, installed, endpoints } = services;
  const offered = (await offeredModels(models, installed)).filter(({ problem }) => problem === null);
  const inspections = await installed.inspect(offered);
  const local = offered.flatMap((one, i) => {
    const onnxPath = inspections[i]?.onnxPath;
    return onnxPath === undefined ? [] : [localCandidate(one, onnxPath, services)];
  });
  const servers = endpoints.list.map((endpoint): Candidate => ({
    id: `server ${endpoint.name}`,
    name: endpoint.name,
    label: `${endpoint.name}, on a server`,
    server: endpoint.name,
    served: servedName(endpoint),
    file: null,
    sha256: () => Promise.resolve(null),
    open: async (model) => {
      const engine = new EndpointLabEngine(model, await endpoints.engine(endpoint));
      return { engine, concurrency: endpointConcurrency, close: () => undefined };
    },
  }));
  return [...local, ...servers];
}

function localCandidate(offered: OfferedModel, onnxPath: string, services: Needed): Candidate {
  const title = stages.filter((stage) => offered.isStage && offered.id === stage).map(stageTitle)[0];
  return {
    id: offered.id,
    name: path.basename(offered.dir),
    label: title ?? offered.name,
    title,
    server: null,
    file: path.relative(offered.dir, onnxPath).split(path.sep).join('/'),
    sha256: () => services.hashes.sha256(onnxPath),
    open: async (model, signal) => {
      const held = holdOffered(services, offered);
      try {
        const engine = localEngine(await held.info(signal), model, {
          generate: (params, given) => held.request('generate', params, given ?? never),
          samples: (params, given) => held.request('samples', params, given ?? never),
          likelihoods: (params, given) => held.request('likelihoods', params, given ?? never),
        });
        return { engine, concurrency: 1, close: () => void held.dispose() };
      } catch (error) {
        held.dispose();
        throw error;
      }
    },
  };
}
