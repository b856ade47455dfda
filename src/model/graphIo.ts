import { UserError } from '../core/base/userError';
import { cacheRowsInput, presentOf } from '../core/onnx/cacheRows';
import { decodeStepInputs } from '../core/onnx/decodeStep';
import { headSumsInputs } from '../core/onnx/headSums';
import { treeInputs } from '../core/onnx/treeAttention';
import { logitCountInputs, logitRowsInput } from '../core/onnx/logitRows';

/** An input or output of the graph as onnxruntime describes it; a dimension without a fixed size has a name. */
export interface GraphValue {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/**
 * One of a layer's two key/value cache tensors, shape [batch, heads, tokens, width], or both as one, shape [2, batch,
 * heads, tokens, width]: `past` of the next run is `present` of this one, or goes on with it.
 */
export interface CacheSlot {
  readonly past: string;
  readonly present: string;
  /** As the names count it. */
  readonly layer: number;
  readonly holds: CachePart;
  readonly type: 'float32' | 'float16';
  /** Shape of a cache that holds no token. */
  readonly emptyShape: readonly number[];
}

/** `both`: keys before values. */
export type CachePart = 'key' | 'value' | 'both';

export type IdType = 'int64' | 'int32';

/** The inputs and outputs of a text model, told by their names in exports of optimum and of onnxruntime's tools. */
export interface GraphIo {
  /** Integer inputs that the graph has, with their types; all of shape [batch, tokens]. */
  readonly ids: ReadonlyMap<IdInput, IdType>;
  readonly cache: readonly CacheSlot[];
  /** The graph is two in one: a flag says whether the cache holds anything. */
  readonly useCacheBranch: boolean;
  /** The graph asks how many of the last logits are wanted, of this shape; 0 stands for all. */
  readonly logitCount: { readonly name: string; readonly shape: readonly number[] } | undefined;
  /** A run says for which positions it wants logits. */
  readonly choosesLogitRows: boolean;
  /** `present` is what a run adds to the cache, not the whole; `past` may be longer than the text so far. */
  readonly givesCacheRows: boolean;
  /** A run says what it wants summed of every head's attention. */
  readonly givesHeadSums: boolean;
  /** A run of one token can attend to the cache where it lies, if told so. */
  readonly takesDecodeSteps: boolean;
  /** Of `treeInputs` those that the graph has; if any, the tokens of a run may be several continuations of the cache. */
  readonly tree: ReadonlySet<string>;
  /** Shape [batch, tokens or chosen positions, vocabulary]; undefined for a model without a language-model head. */
  readonly logits: GraphValue | undefined;
  /** The file says that it gives them for the last token alone. It may do so without saying it, see {@link ModelSession}. */
  readonly lastLogitsOnly: boolean;
  /**
   * The output that gives vectors: `sentence_embedding` of shape [batch, width], else the last layer's states of shape
   * [batch, tokens, width].
   */
  readonly vectors: string | undefined;
}

/** As exports of embedding models and of bare encoders name them; a vector for the whole text first. */
const vectorOutputs = ['sentence_embedding', 'token_embeddings', 'last_hidden_state'] as const;

const idInputs = ['input_ids', 'attention_mask', 'position_ids', 'token_type_ids'] as const;
export type IdInput = (typeof idInputs)[number];

const sumsInputs: ReadonlySet<string> = new Set(Object.values(headSumsInputs));

const stepInputs: ReadonlySet<string> = new Set(Object.values(decodeStepInputs));

const allTreeInputs: ReadonlySet<string> = new Set(Object.values(treeInputs));

/** `past_0` is both keys and values in one, as onnxruntime's own tools export GPT-2. */
const cacheName = /^(past|present)(?:(?:_key_values)?\.(\d+)\.(key|value)|_(\d+))$/;

function cachePlace(
  name: string,
): { readonly given: string; readonly layer: number; readonly holds: CachePart } | null {
  const [, given, layer, part, layerOfBoth] = cacheName.exec(name) ?? [];
  if (given === undefined) return null;
  return { given, layer: Number(layer ?? layerOfBoth), holds: part === 'key' || part === 'value' ? part : 'both' };
}

/** What layers of convolutions and state spaces keep, in exports of LFM2, Granite 4 and Qwen3.5. */
const stateName = /^(?:past|cache)_(?!key_values)[a-z_]+\.\d+$/;

/**
 * @param headWidth for a cache whose width the graph only names
 * @throws UserError `modelUnsupported` when the graph wants something that a text does not give.
 */
export function describeGraph(
  file: string,
  given: readonly GraphValue[],
  outputs: readonly GraphValue[],
  headWidth?: number,
): GraphIo {
  const inputs = given.map((input) => withWidth(input, headWidth));
  const presents = new Map<string, string>();
  for (const { name } of outputs) {
    const place = cachePlace(presentOf(name));
    if (place?.given === 'present') presents.set(`${place.layer}.${place.holds}`, name);
  }
  const ids = new Map<IdInput, IdType>();
  const cache: CacheSlot[] = [];
  let useCacheBranch = false;
  let choosesLogitRows = false;
  let givesCacheRows = false;
  let givesHeadSums = false;
  let takesDecodeSteps = false;
  const tree = new Set<string>();
  let logitCount: GraphIo['logitCount'];
  const unknown: string[] = [];
  for (const input of inputs) {
    const idInput = idInputs.find((name) => name === input.name);
    const place = cachePlace(input.name);
    const present = place ? presents.get(`${place.layer}.${place.holds}`) : undefined;
    if (idInput && (input.type === 'int64' || input.type === 'int32') && input.shape.length === 2) {
      ids.set(idInput, input.type);
    } else if (place && present !== undefined && isCache(input, place.holds)) {
      const batchAxis = input.shape.length - 4;
      const emptyShape = input.shape.map((size, axis) =>
        axis === batchAxis ? 1 : typeof size === 'number' ? size : 0,
      );
      const { layer, holds } = place;
      cache.push({ past: input.name, present, layer, holds, type: input.type, emptyShape });
    } else if (input.name === 'use_cache_branch' && input.type === 'bool') {
      useCacheBranch = true;
    } else if (logitCountInputs.has(input.name) && input.type === 'int64' && input.shape.length <= 1) {
      logitCount = { name: input.name, shape: input.shape.map(() => 1) };
    } else if (input.name === logitRowsInput) {
      choosesLogitRows = true;
    } else if (input.name === cacheRowsInput) {
      givesCacheRows = true;
    } else if (sumsInputs.has(input.name)) {
      givesHeadSums = true;
    } else if (stepInputs.has(input.name)) {
      takesDecodeSteps = true;
    } else if (allTreeInputs.has(input.name)) {
      tree.add(input.name);
    } else {
      unknown.push(`${input.name} (${input.type})`);
    }
  }
  const state = inputs.find(({ name }) => stateName.test(name));
  if (state) {
    throw new UserError(
      'modelUnsupported',
      `${file} keeps more from token to token than attention's keys and values (${state.name}): it mixes attention with layers of another kind.`,
      'Choose a model whose layers are all transformer layers, such as SmolLM2, Qwen2.5, Qwen3 or Llama 3.2.',
    );
  }
  if (inputs.some((input) => namesItsWidth(input))) {
    throw new UserError(
      'modelUnsupported',
      `${file} does not say how wide the cache of a head is, and neither does the config.json beside it.`,
      'Take config.json from the page of the same model: it has head_dim, or hidden_size and num_attention_heads.',
    );
  }
  if (!ids.has('input_ids') || unknown.length > 0) {
    throw new UserError(
      'modelUnsupported',
      unknown.length > 0
        ? `${file} wants inputs that a text alone does not give: ${unknown.slice(0, 4).join(', ')}${unknown.length > 4 ? ` and ${unknown.length - 4} more` : ''}.`
        : `${file} has no input named input_ids.`,
      'Choose a model that continues or encodes text (not one for images, sound or translation), exported with optimum or published with ONNX files.',
    );
  }
  const logits = outputs.find((o) => o.name === 'logits' && o.shape.length === 3);
  const vectors = vectorOutputs.find((name) => outputs.some((output) => output.name === name));
  const own = { choosesLogitRows, givesCacheRows, givesHeadSums, takesDecodeSteps, tree };
  const lastLogitsOnly = logits?.shape[1] === 1;
  return { ids, cache, useCacheBranch, logitCount, ...own, logits, lastLogitsOnly, vectors };
}

function withWidth(input: GraphValue, width: number | undefined): GraphValue {
  return width !== undefined && namesItsWidth(input) ? { ...input, shape: input.shape.with(-1, width) } : input;
}

/** A cache of whose width only the name is stated. */
function namesItsWidth({ name, shape }: GraphValue): boolean {
  return cachePlace(name) !== null && shape.length >= 4 && typeof shape.at(-1) === 'string';
}

/** Of the shape that {@link CacheSlot} says, all but batch and tokens known. */
function isCache(value: GraphValue, holds: CachePart): value is GraphValue & { type: CacheSlot['type'] } {
  const [, heads, tokens, width] = value.shape.slice(-4);
  return (
    (value.type === 'float32' || value.type === 'float16') &&
    (holds === 'both' ? value.shape.length === 5 && value.shape[0] === 2 : value.shape.length === 4) &&
    typeof heads === 'number' &&
    typeof tokens === 'string' &&
    typeof width === 'number'
  );
}
