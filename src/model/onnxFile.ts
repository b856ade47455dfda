import { statSync } from 'node:fs';
import path from 'node:path';
import { MemorySource, type ByteSource } from '../core/base/byteSource';
import { UserError } from '../core/base/userError';
import { planAttention, type AttentionSite } from '../core/onnx/attention';
import { planAttentionValues } from '../core/onnx/attentionValues';
import { planCacheRows } from '../core/onnx/cacheRows';
import { planDecodeSteps } from '../core/onnx/decodeStep';
import { withCacheWidth } from '../core/onnx/cacheWidth';
import { planHeadSums } from '../core/onnx/headSums';
import { inlineFunctions } from '../core/onnx/functions';
import { parseModel, type OnnxGraph, type OnnxInitializer, type OnnxModel, type OnnxValue } from '../core/onnx/graph';
import { OnnxFormatError } from '../core/onnx/onnxFormatError';
import { planIntegerProducts } from '../core/onnx/integerProducts';
import { planLogitRows } from '../core/onnx/logitRows';
import { planTreeAttention } from '../core/onnx/treeAttention';
import { buildOverlay } from '../core/onnx/overlay';
import { FileSource } from './fileSource';
import type { ModelConfig } from './modelConfig';
import { requireModelFile } from './modelFiles';
import { WeightFiles } from './weightFiles';

/** An ONNX file whose structure has been read and whose parts are all there; its weights were not touched. */
export interface OnnxFile {
  readonly path: string;
  /** The file and its external data. */
  readonly bytes: number;
  /** One a layer, in the order of the layers; empty when no attention was found. */
  readonly sites: readonly AttentionSite[];
  /** The outputs with the values that each layer's weights are multiplied with; null where only a cache holds them, or nothing. */
  readonly values: readonly (string | null)[];
  /** Of each layer, where the file says. */
  readonly heads: number | null;
  /** The forms of attention that were looked for. */
  readonly lookedFor: readonly string[];
  /** Why the functions that the file defines were not looked into; a clause after "because". Null where all were, or there are none. */
  readonly notLookedInto: string | null;
  /** What a caller gives; weights, which older files list too, are left out. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /**
   * The model with its attention and sums of it as further outputs, with logits for chosen positions only, with what a
   * run adds to its cache in place of the whole, and with runs that may branch; its weights stay in the file. Undefined where none of these can be had.
   */
  readonly overlay: Uint8Array | undefined;
}

/** Why the attention that was found cannot be shown, as a sentence after a colon; null when it can. */
export function whyNoAttention(
  { sites, lookedFor, notLookedInto, heads: stated }: Pick<OnnxFile, 'sites' | 'lookedFor' | 'notLookedInto' | 'heads'>,
  { layers, heads }: Pick<ModelConfig, 'layers' | 'heads'>,
): string | null {
  if (sites.length === 0 && notLookedInto === null)
    return `the file has it in none of the known forms (${lookedFor.join('; ')}).`;
  if (notLookedInto !== null && sites.length !== layers) {
    return `the file has functions of its own that were not looked into, because ${notLookedInto}. In Python, onnx.version_converter and onnx.inliner.inline_local_functions make one plain graph of such a file.`;
  }
  if (layers !== undefined && sites.length !== layers) {
    return `the file computes attention in ${sites.length} places, but config.json names ${layers} layers, so that it is not known which belong to which.`;
  }
  if (stated !== null && heads !== undefined && stated !== heads) {
    return `the file has ${stated} heads in each layer, but config.json names ${heads}: they belong to different models.`;
  }
  return heads === undefined && stated === null ? 'config.json does not say how many heads the model has.' : null;
}

/** A file's graph with its functions in place, and the bytes that it is in. */
export interface ReadGraph {
  readonly source: ByteSource;
  readonly model: OnnxModel;
  /** See {@link OnnxFile.notLookedInto}. */
  readonly notLookedInto: string | null;
}

/** @param weights where the file's are. @throws OnnxFormatError */
export function readGraph(file: ByteSource, weights: WeightFiles): ReadGraph {
  const model = parseModel(file);
  const inlined = inlineFunctions(file, model, weights);
  if (!inlined?.inlined) return { source: file, model, notLookedInto: inlined?.why ?? null };
  const source = new MemorySource(inlined.bytes);
  return { source, model: parseModel(source), notLookedInto: null };
}

/**
 * @param headWidth of the keys and values of one head, where config.json tells: some files only name it
 * @throws UserError naming the file, the place of the damage, and the remedy
 */
export function loadOnnxFile(file: string, headWidth?: number): OnnxFile {
  requireModelFile(file);
  const source = new FileSource(file);
  try {
    const weights = new WeightFiles(file);
    const read = readGraph(source, weights);
    const model = withCacheWidth(read.model, headWidth);
    const externalBytes = requireExternalData(file, weights, model.graph);
    const plan = planAttention(model);
    const attention = plan.sites.length > 0 ? plan.edit : null;
    const sums = planHeadSums(model, plan.sites, plan.nodes);
    const rows = planCacheRows(model);
    const steps = rows && planDecodeSteps(model, plan.nodes, rows.slots);
    const cache = rows?.edit(steps?.presents ?? new Set()) ?? null;
    const tree = planTreeAttention(model, plan.nodes);
    const isCached = model.graph.inputs.some(({ name }) => /^past/.test(name));
    const values = isCached ? null : planAttentionValues(model, plan);
    const shown = [
      attention,
      steps?.edit ?? null,
      sums,
      values?.edit ?? null,
      tree,
      planLogitRows(model),
      cache,
    ].filter((edit) => edit !== null);
    const taken = new Set(shown.flatMap(({ nodes }) => [...nodes.keys()]));
    const edits = [...shown, planIntegerProducts(model, taken)].filter((edit) => edit !== null);
    const overlay = edits.length > 0 ? buildOverlay(read.source, model, edits, weights) : undefined;
    const { initializers, inputs, outputs } = model.graph;
    const given = new Set(initializers.map(({ name }) => name));
    return {
      path: file,
      bytes: source.size + externalBytes,
      sites: plan.sites,
      values: values?.outputs ?? [],
      heads: plan.heads,
      lookedFor: plan.lookedFor,
      notLookedInto: read.notLookedInto,
      inputs: inputs.filter(({ name }) => !given.has(name)),
      outputs,
      overlay,
    };
  } catch (error) {
    if (!(error instanceof OnnxFormatError)) throw error;
    throw new UserError(
      'modelFileInvalid',
      `The model file ${file} (${source.size} bytes) cannot be read: ${error.reason}, at byte ${error.offset}.`,
      'Download or copy the file again and compare its size and SHA-256 with those on its page.',
      { cause: error },
    );
  } finally {
    source.close();
  }
}

/**
 * Checks that every file with weights that the model refers to is there and long enough, before onnxruntime maps it.
 * @returns their size in bytes.
 */
function requireExternalData(file: string, weights: WeightFiles, graph: OnnxGraph): number {
  const ends = new Map<string, number>();
  for (const { external, raw } of initializersOf(graph)) {
    const location = raw ? undefined : external?.get('location');
    // What functions were inlined for refers to the file itself.
    if (location === undefined || location === weights.location) continue;
    const end = Number(external?.get('offset') ?? 0) + Number(external?.get('length') ?? 0);
    ends.set(location, Math.max(end, ends.get(location) ?? 0));
  }
  let bytes = 0;
  for (const [location, end] of ends) {
    if (path.isAbsolute(location) || path.normalize(location).split(path.sep)[0] === '..') {
      throw new UserError(
        'modelFileInvalid',
        `${file} says that its weights are in ${location}, outside its folder, which is not followed.`,
        'Export the model with its weights beside it, or take another file.',
      );
    }
    const remedy = `Download or copy ${location} into ${path.dirname(file)}, beside ${path.basename(file)}.`;
    const found = weights.pathOf(location);
    requireModelFile(found, remedy);
    const { size } = statSync(found);
    if (size < end) {
      throw new UserError(
        'modelFileInvalid',
        `The model file ${found} is cut off: it has ${size} bytes, and ${path.basename(file)} refers to ${end}.`,
        remedy,
      );
    }
    bytes += size;
  }
  return bytes;
}

/** Those of branches too. */
function* initializersOf({ initializers, nodes }: OnnxGraph): Generator<OnnxInitializer> {
  yield* initializers;
  for (const { attributes } of nodes) {
    for (const { graphs } of attributes.values()) for (const graph of graphs) yield* initializersOf(graph);
  }
}
