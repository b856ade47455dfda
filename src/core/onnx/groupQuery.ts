import { encodeIntAttribute } from './encode';
import type { OnnxGraph, OnnxNode } from './graph';
import type { Subgraph } from './subgraph';

const float32 = 1;
const microsoft = 'com.microsoft';

/** A GroupQueryAttention whose scores are plain products of queries and keys. */
export interface GroupQuery {
  readonly queries: string;
  /**
   * What the run adds to keys and values, shape [1, tokens, key heads · width]; null where it is behind the queries in the
   * same tensor.
   */
  readonly added: { readonly keys: string; readonly values: string } | null;
  /** The cache before the run, shape [1, key heads, keys or more, width]. */
  readonly past: { readonly keys: string; readonly values: string };
  /** The keys after it, of the same shape. */
  readonly keys: string;
  readonly heads: number;
  readonly keyHeads: number;
  readonly width: number;
  readonly scale: number;
  /** How many tokens a query sees; 0 for all. */
  readonly window: number;
  readonly rotary: {
    readonly cos: string;
    readonly sin: string;
    readonly width: number;
    readonly interleaved: number;
  } | null;
}

const places = { queries: 0, keys: 1, values: 2, past: 3, pastValues: 4, cos: 7, sin: 8, positions: 9 } as const;
const present = 1;
const knownAttributes: ReadonlySet<string> = new Set([
  'num_heads',
  'kv_num_heads',
  'scale',
  'do_rotary',
  'rotary_interleaved',
  'local_window_size',
  'qk_output',
]);

/**
 * @see https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.GroupQueryAttention
 * @returns null for another operator, and where something else goes into the scores, such as a bias, a cap or a sink
 */
export function readGroupQuery(
  { op, domain, inputs, outputs, attributes }: OnnxNode,
  graph: OnnxGraph,
  opset: number,
): GroupQuery | null {
  if (op !== 'GroupQueryAttention' || domain !== microsoft || opset < 13) return null;
  const number = (name: string) => attributes.get(name)?.int ?? 0;
  const [heads, keyHeads] = [number('num_heads'), number('kv_num_heads')];
  const cache = graph.inputs.find(({ name }) => name === inputs[places.past]);
  const width = cache?.shape?.[3];
  const keys = outputs[present];
  const isKnown =
    [...attributes.values()].every(({ name, int, float }) => knownAttributes.has(name) || (int ?? float) === 0) &&
    inputs.every((name, i) => i <= places.sin || !name || (i === places.positions && name === 'position_ids'));
  if (!isKnown || !keys || cache?.elementType !== float32 || typeof width !== 'number') return null;
  if (keyHeads === 0 || heads % keyHeads !== 0) return null;
  const [queries = '', cos = '', sin = ''] = [inputs[places.queries], inputs[places.cos], inputs[places.sin]];
  const [pastKeys = '', pastValues = ''] = [inputs[places.past], inputs[places.pastValues]];
  const [addedKeys, addedValues] = [inputs[places.keys], inputs[places.values]];
  const added = addedKeys && addedValues ? { keys: addedKeys, values: addedValues } : null;
  const scale = attributes.get('scale')?.float || 1 / Math.sqrt(width);
  const past = { keys: pastKeys, values: pastValues };
  const window = Math.max(0, number('local_window_size'));
  const plain = { queries, added, past, keys, heads, keyHeads, width, scale, window };
  if (number('do_rotary') !== 1) return { ...plain, rotary: null };
  const half = graph.initializers.find(({ name }) => name === cos)?.dims[1];
  if (!half) return null;
  return { ...plain, rotary: { cos, sin, width: 2 * half, interleaved: number('rotary_interleaved') } };
}

/**
 * Turns `of`, shape [1, tokens, heads · width], by where its tokens are.
 * @param positions int64 of shape [1, tokens]
 */
export function addRotary(
  to: Subgraph,
  { rotary, width }: Pick<GroupQuery, 'rotary' | 'width'>,
  of: string,
  heads: number,
  positions: string,
): string {
  if (!rotary) return of;
  const attributes = [
    encodeIntAttribute('num_heads', heads),
    encodeIntAttribute('rotary_embedding_dim', rotary.width === width ? 0 : rotary.width),
    encodeIntAttribute('interleaved', rotary.interleaved),
  ];
  return to.add('RotaryEmbedding', [of, positions, rotary.cos, rotary.sin], attributes, microsoft);
}
