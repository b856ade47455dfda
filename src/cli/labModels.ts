// The models that `introspect run` asks: those that --model and --endpoint name, and the bundled family.
import path from 'node:path';
import { UserError } from '../core/base/userError';
import { practiceStage, stages, stageTitle, type Stage } from '../core/models/stages';
import { resolveModels, type ModelCandidate } from '../core/prompting/resolveModels';
import type { LabModel } from '../core/prompting/runItem';
import type { OpenedModel } from '../core/prompting/runModels';
import type { Sheet } from '../core/prompting/sheet';
import { sha256OfFile } from '../platform/download/contentHash';
import { EndpointLabEngine, LocalLabEngine, type LabHost } from '../platform/lab/labEngines';
import { samplingLimits } from '../platform/endpoint/samplingLimits';
import type { EndpointEngine } from '../platform/endpoint/endpointEngine';
import { diagnose } from './output';

export interface ModelsNamed {
  /** Where the stages of the bundled family lie. */
  readonly familyDir: string;
  /** Of --model, in their order. */
  readonly dirs: readonly string[];
  /** Of --onnx; for a single --model. */
  readonly onnx: string | undefined;
  readonly endpoint: EndpointEngine | undefined;
  /** Requests at the same time to the server. */
  readonly concurrency: number;
}

export interface SheetModels {
  /** The sheet, with the models that were named where it names none and they are several. */
  readonly sheet: Sheet;
  readonly models: readonly LabModel[];
  /** What is not there, in a sentence each. */
  readonly missing: readonly string[];
  /** What those of the bundled family are called for people, by the SHA-256 of their files. */
  readonly titles: ReadonlyMap<string, string>;
  /** What the server was found not to keep to, by the name under which runs record it. */
  readonly limits: () => Promise<ReadonlyMap<string, { readonly limits: readonly string[] }>>;
  readonly open: (model: LabModel) => Promise<OpenedModel>;
}

interface Candidate extends ModelCandidate {
  /** Of the bundled family alone. */
  readonly title?: string;
  readonly open: (model: LabModel) => Promise<OpenedModel>;
}

/** @throws UserError for a folder of --model that holds no model */
export async function modelsOf(sheet: Sheet, named: ModelsNamed): Promise<SheetModels> {
  const { familyDir, dirs, onnx, endpoint, concurrency } = named;
  const bundled = async (stage: Stage): Promise<Candidate> => {
    return { ...(await localCandidate(path.join(familyDir, stage), undefined)), title: stageTitle(stage) };
  };
  const own = await Promise.all(dirs.map((dir) => localCandidate(path.resolve(dir), onnx)));
  // A sheet has the name that a person gave the server; the command line knows only what is asked where.
  const called = (sheet.models ?? []).filter(({ served }) => served !== undefined && served === endpoint?.name);
  const names = [...new Set([...called.map(({ name }) => name), endpoint?.name ?? ''])];
  const server = endpoint ? names.map((name) => serverCandidate(name, endpoint, concurrency)) : [];
  if (sheet.models) {
    const family = await Promise.all(stages.map(bundled));
    const resolved = await resolveModels(sheet.models, [...own, ...server, ...family]);
    const missing = resolved.flatMap(({ missing: why }) => (why ? [why] : []));
    const candidates = new Map(resolved.map(({ model, candidate }) => [model, candidate]));
    return {
      sheet,
      models: resolved.map(({ model }) => model),
      missing: missing.map(({ message }) => message),
      titles: titlesOf(resolved),
      limits: () => limitsOf(endpoint),
      open: (model) => {
        const candidate = candidates.get(model);
        if (candidate) return candidate.open(model);
        const why = resolved.find((one) => one.model === model)?.missing;
        const remedy = `Name ${model.served === undefined ? 'its folder with --model' : 'it with --endpoint and --endpoint-model'}.`;
        throw new UserError(why?.code ?? 'modelFolderMissing', why?.message ?? '', remedy);
      },
    };
  }
  const asked = [...own, ...server];
  const candidates = asked.length > 0 ? asked : [await bundled(practiceStage)];
  const models = await Promise.all(
    candidates.map(async (one): Promise<LabModel> => ({ name: one.name, file: one.file, sha256: await one.sha256() })),
  );
  return {
    sheet: models.length > 1 ? { ...sheet, models: models.map((model) => ({ ...model })) } : sheet,
    models,
    missing: [],
    titles: titlesOf(models.map((model, i) => ({ model, candidate: candidates[i]! }))),
    limits: () => limitsOf(endpoint),
    open: (model) => candidates[models.indexOf(model)]!.open(model),
  };
}

function titlesOf(asked: readonly { readonly model: LabModel; readonly candidate: Candidate | null }[]) {
  return new Map(
    asked.flatMap(({ model: { sha256 }, candidate }) =>
      sha256 === null || candidate?.title === undefined ? [] : [[sha256, candidate.title]],
    ),
  );
}

/** None where it does not answer: then its runs have said so. */
async function limitsOf(endpoint: EndpointEngine | undefined) {
  const capabilities = await endpoint?.capabilities().catch(() => undefined);
  return new Map(endpoint && capabilities ? [[endpoint.name, { limits: samplingLimits(capabilities) }]] : []);
}

async function localCandidate(dir: string, onnx: string | undefined): Promise<Candidate> {
  const { loadModelFolder } = await import('../model/modelFolder');
  const params = onnx === undefined ? { dir } : { dir, onnx };
  const { name, onnxPath } = loadModelFolder(params);
  let hash: Promise<string> | undefined;
  return {
    name,
    file: path.relative(dir, onnxPath).split(path.sep).join('/'),
    sha256: () => (hash ??= sha256OfFile(onnxPath)),
    open: async (model) => {
      const { LoadedModel } = await import('../model/loadedModel');
      const loaded = await LoadedModel.load(params, diagnose);
      const host: LabHost = {
        generate: (request, signal) => loaded.generate(request, signal ? { signal } : {}),
        samples: (request, signal) => loaded.samples(request, signal ? { signal } : {}),
        likelihoods: (request, signal) => loaded.likelihoods(request, signal ? { signal } : {}),
      };
      const engine = new LocalLabEngine(model, loaded.info, host);
      return { engine, concurrency: 1, close: () => loaded.dispose() };
    },
  };
}

function serverCandidate(name: string, endpoint: EndpointEngine, concurrency: number): Candidate {
  return {
    name,
    served: endpoint.name,
    file: null,
    sha256: () => Promise.resolve(null),
    open: (model) =>
      Promise.resolve({ engine: new EndpointLabEngine(model, endpoint), concurrency, close: () => undefined }),
  };
}
