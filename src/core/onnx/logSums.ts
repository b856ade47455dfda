// How Σ w · ln w of every query is had, of which its entropy is made. The runtime's logarithm is scalar and takes more time
// than all other sums together; so ln w is taken, where that can be, from what the weights were made of.
import type { AttentionSite } from './attention';
import { encodeGraphAttribute, encodeIntAttribute, encodeIntsAttribute } from './encode';
import type { OnnxGraph, OnnxModel, OnnxNode } from './graph';
import type { Subgraph } from './subgraph';

/** Names of values in the new graph, or around it. */
export interface LogSumInputs {
  /** float32 of shape [1, heads, queries, keys]. */
  readonly weights: string;
  /** float32 of shape [heads, queries]: the weights on the first key. */
  readonly firsts: string;
  /** bool, shape [1]: whether they may come from the scores, as NaN where that cannot be. */
  readonly byScores: string;
  /** int64 of shape [1, queries]: the places of the queries in the text. */
  readonly positions: string;
  /** int64 of shape [1]: how many keys there are. */
  readonly length: string;
}

type Model = Pick<OnnxModel, 'opsets' | 'graph'>;
type Site = Pick<AttentionSite, 'output' | 'post'>;

const float32 = 1;
const microsoft = 'com.microsoft';
/** In place of 0 and of its logarithm: w · ln w is then 0. */
const [tiny, lowest] = [1e-30, -1e4];
/** Of float32: a smaller number has fewer digits. */
const leastNormal = 2 ** -126;

/**
 * @param node what computes the weights; null where it is out of reach
 * @returns float32 of shape [1, heads, queries] or [heads, queries]
 */
export function addLogSums(
  to: Subgraph,
  model: Model,
  site: Site,
  node: OnnxNode | null,
  inputs: LogSumInputs,
): string {
  const opset = model.opsets.get('') ?? 0;
  const groupQuery = node && readGroupQuery(node, model.graph, opset);
  if (!groupQuery) return addPlainSums(to, site, node, opset, inputs.weights);
  const [byScores, plain] = [to.inner('byScores'), to.inner('plain')];
  const ends = [addScoreSums(byScores, groupQuery, inputs), addPlainSums(plain, site, node, opset, inputs.weights)];
  return to.add(
    'If',
    [inputs.byScores],
    [
      encodeGraphAttribute('then_branch', byScores.encode([ends[0]!])),
      encodeGraphAttribute('else_branch', plain.encode([ends[1]!])),
    ],
  );
}

function addPlainSums(to: Subgraph, site: Site, node: OnnxNode | null, opset: number, weights: string): string {
  const scores = scoresOf(site, node, opset);
  let logs: string;
  if (scores === null) logs = to.add('Log', [to.add('Add', [weights, to.float(tiny)])]);
  else {
    const exact = to.add('Cast', [scores], [encodeIntAttribute('to', float32)]);
    // A key out of sight has −∞.
    logs = to.add('Max', [to.add('LogSoftmax', [exact], [encodeIntAttribute('axis', -1)]), to.float(lowest)]);
  }
  return addSum(to, to.add('Mul', [weights, logs]), opset);
}

function addSum(to: Subgraph, products: string, opset: number): string {
  const keepsNoAxis = encodeIntAttribute('keepdims', 0);
  // From version 13 on ReduceSum takes its axes as an input.
  if (opset < 13) return to.add('ReduceSum', [products], [encodeIntsAttribute('axes', [-1]), keepsNoAxis]);
  return to.add('ReduceSum', [products, to.ints(-1)], [keepsNoAxis]);
}

/** The value whose softmax over the last axis the weights are. */
function scoresOf({ output, post }: Site, node: OnnxNode | null, opset: number): string | null {
  if (post === 'softmax') return output;
  // Where the weights' axes lie in another order, so do the scores'.
  if (node?.op !== 'Softmax' || node.domain !== '' || node.outputs[0] !== output) return null;
  // Before version 13 all axes from the given one on were one.
  const axis = node.attributes.get('axis')?.int ?? (opset < 13 ? 1 : -1);
  return axis === -1 || axis === 3 ? (node.inputs[0] ?? null) : null;
}

/** A GroupQueryAttention whose scores are plain products of queries and keys. */
interface GroupQuery {
  readonly queries: string;
  /** Whether keys and values are behind the queries in the same tensor. */
  readonly isPacked: boolean;
  /** Shape [1, key heads, keys or more, width]. */
  readonly keys: string;
  readonly heads: number;
  readonly keyHeads: number;
  readonly width: number;
  readonly scale: number;
  readonly rotary: {
    readonly cos: string;
    readonly sin: string;
    readonly width: number;
    readonly interleaved: number;
  } | null;
}

const places = { queries: 0, keys: 1, past: 3, cos: 7, sin: 8, positions: 9 } as const;
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
function readGroupQuery(
  { op, domain, inputs, outputs, attributes }: OnnxNode,
  graph: OnnxGraph,
  opset: number,
): GroupQuery | null {
  if (op !== 'GroupQueryAttention' || domain !== microsoft || opset < 13) return null;
  const number = (name: string) => attributes.get(name)?.int ?? 0;
  const [heads, keyHeads] = [number('num_heads'), number('kv_num_heads')];
  const past = graph.inputs.find(({ name }) => name === inputs[places.past]);
  const width = past?.shape?.[3];
  const keys = outputs[present];
  const isKnown =
    [...attributes.values()].every(({ name, int, float }) => knownAttributes.has(name) || (int ?? float) === 0) &&
    inputs.every((name, i) => i <= places.sin || !name || (i === places.positions && name === 'position_ids'));
  if (!isKnown || !keys || past?.elementType !== float32 || typeof width !== 'number') return null;
  if (keyHeads === 0 || heads % keyHeads !== 0) return null;
  const [queries = '', cos = '', sin = ''] = [inputs[places.queries], inputs[places.cos], inputs[places.sin]];
  const scale = attributes.get('scale')?.float || 1 / Math.sqrt(width);
  const plain = { queries, isPacked: !inputs[places.keys], keys, heads, keyHeads, width, scale };
  if (number('do_rotary') !== 1) return { ...plain, rotary: null };
  const half = graph.initializers.find(({ name }) => name === cos)?.dims[1];
  if (!half) return null;
  return { ...plain, rotary: { cos, sin, width: 2 * half, interleaved: number('rotary_interleaved') } };
}

/**
 * The scores are not to be had; but Σ w · s = q · Σ w · k, a product of matrices, and against the first key, whose weight is
 * known: ln w = s − s₀ + ln w₀. Heads that share keys are stacked.
 * @returns NaN where w₀ is too small for a float
 */
function addScoreSums(to: Subgraph, given: GroupQuery, { weights, firsts, positions, length }: LogSumInputs): string {
  const { keyHeads, heads, width, rotary } = given;
  const [zero, one, tokenAxis, last] = [to.ints(0), to.ints(1), to.ints(2), to.ints(-1)];
  let { queries } = given;
  if (given.isPacked) queries = to.add('Slice', [queries, zero, to.ints(heads * width), tokenAxis]);
  if (rotary) {
    const attributes = [
      encodeIntAttribute('num_heads', heads),
      encodeIntAttribute('rotary_embedding_dim', rotary.width === width ? 0 : rotary.width),
      encodeIntAttribute('interleaved', rotary.interleaved),
    ];
    queries = to.add('RotaryEmbedding', [queries, positions, rotary.cos, rotary.sin], attributes, microsoft);
  }
  // [1, queries, all] → [1, key heads, their queries, width]
  const split = to.add('Reshape', [queries, to.ints(0, 0, heads, width)]);
  const turned = to.add('Transpose', [split], [encodeIntsAttribute('perm', [0, 2, 1, 3])]);
  const stacked = to.add('Reshape', [turned, to.ints(0, keyHeads, -1, width)]);
  // The buffer of a cache may be longer than the text.
  const keys = to.add('Slice', [given.keys, zero, length, tokenAxis]);
  const fromFirst = to.add('Sub', [keys, to.add('Slice', [keys, zero, one, tokenAxis])]);
  const looked = to.add('MatMul', [to.add('Reshape', [weights, to.ints(0, keyHeads, -1, 0)]), fromFirst]);
  const products = to.add('Mul', [stacked, looked]);
  const sums = to.add('ReduceSum', [products, last], [encodeIntAttribute('keepdims', 0)]);
  const scaled = to.add('Mul', [to.add('Reshape', [sums, to.ints(heads, -1)]), to.float(given.scale)]);
  const isSmall = to.add('Less', [firsts, to.float(leastNormal)]);
  return to.add('Add', [scaled, to.add('Log', [to.add('Where', [isSmall, to.float(NaN), firsts])])]);
}
