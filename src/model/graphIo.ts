import { UserError } from '../core/base/userError';
import { cacheRowsInput, presentOf } from '../core/onnx/cacheRows';
import { headSumsInputs } from '../core/onnx/headSums';
import { treeInputs } from '../core/onnx/treeAttention';
import { logitCountInputs, logitRowsInput } from '../core/onnx/logitRows';

/** An input or output of the graph as onnxruntime describes it; a dimension without a fixed size has a name. */
export interface GraphValue {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** One of a layer's two key/value cache tensors: `past` of the next run is `present` of this one, or goes on with it. */
export interface CacheSlot {
  readonly past: string;
  readonly present: string;
  readonly type: 'float32' | 'float16';
  /** Shape of a cache that holds no token. */
  readonly emptyShape: readonly number[];
}

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
  /** Of `treeInputs` those that the graph has; if any, the tokens of a run may be several continuations of the cache. */
  readonly tree: ReadonlySet<string>;
  /** Shape [batch, tokens or chosen positions, vocabulary]; undefined for a model without a language-model head. */
  readonly logits: GraphValue | undefined;
}

const idInputs = ['input_ids', 'attention_mask', 'position_ids', 'token_type_ids'] as const;
export type IdInput = (typeof idInputs)[number];

const sumsInputs: ReadonlySet<string> = new Set(Object.values(headSumsInputs));

const allTreeInputs: ReadonlySet<string> = new Set(Object.values(treeInputs));

const cacheName = /^(?:past|present)(?:_key_values)?\.(\d+)\.(key|value)$/;

/** What layers of convolutions and state spaces keep, in exports of LFM2, Granite 4 and Qwen3.5. */
const stateName = /^(?:past|cache)_(?!key_values)[a-z_]+\.\d+$/;

/** @throws UserError `modelUnsupported` when the graph wants something that a text does not give. */
export function describeGraph(file: string, inputs: readonly GraphValue[], outputs: readonly GraphValue[]): GraphIo {
  const presents = new Map<string, string>();
  for (const { name } of outputs) {
    const slot = cacheName.exec(presentOf(name));
    if (slot?.[0].startsWith('present')) presents.set(`${slot[1]}.${slot[2]}`, name);
  }
  const ids = new Map<IdInput, IdType>();
  const cache: CacheSlot[] = [];
  let useCacheBranch = false;
  let choosesLogitRows = false;
  let givesCacheRows = false;
  let givesHeadSums = false;
  const tree = new Set<string>();
  let logitCount: GraphIo['logitCount'];
  const unknown: string[] = [];
  for (const input of inputs) {
    const idInput = idInputs.find((name) => name === input.name);
    const slot = cacheName.exec(input.name);
    const present = slot ? presents.get(`${slot[1]}.${slot[2]}`) : undefined;
    if (idInput && (input.type === 'int64' || input.type === 'int32') && input.shape.length === 2) {
      ids.set(idInput, input.type);
    } else if (present !== undefined && isCache(input)) {
      const emptyShape = input.shape.map((size, axis) => (axis === 0 ? 1 : typeof size === 'number' ? size : 0));
      cache.push({ past: input.name, present, type: input.type, emptyShape });
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
  return { ids, cache, useCacheBranch, logitCount, choosesLogitRows, givesCacheRows, givesHeadSums, tree, logits };
}

/** Shape [batch, heads, tokens, width], all but the first and third known. */
function isCache(value: GraphValue): value is GraphValue & { type: CacheSlot['type'] } {
  return (
    (value.type === 'float32' || value.type === 'float16') &&
    value.shape.length === 4 &&
    typeof value.shape[1] === 'number' &&
    typeof value.shape[2] === 'string' &&
    typeof value.shape[3] === 'number'
  );
}
