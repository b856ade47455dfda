// How Σ w · ln w of every query is had, of which its entropy is made. The runtime's logarithm is scalar and takes more time
// than all other sums together; so ln w is taken, where that can be, from what the weights were made of.
import type { AttentionSite } from './attention';
import { encodeGraphAttribute, encodeIntAttribute, encodeIntsAttribute } from './encode';
import type { OnnxModel, OnnxNode } from './graph';
import { addRotary, type GroupQuery, readGroupQuery } from './groupQuery';
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

/** Over the last axis. */
export function addSum(to: Subgraph, products: string, opset: number): string {
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

/**
 * The scores are not to be had; but Σ w · s = q · Σ w · k, a product of matrices, and against the first key, whose weight is
 * known: ln w = s − s₀ + ln w₀. Heads that share keys are stacked.
 * @returns NaN where w₀ is too small for a float
 */
function addScoreSums(to: Subgraph, given: GroupQuery, { weights, firsts, positions, length }: LogSumInputs): string {
  const { keyHeads, heads, width } = given;
  const [zero, one, tokenAxis, last] = [to.ints(0), to.ints(1), to.ints(2), to.ints(-1)];
  let { queries } = given;
  if (!given.added) queries = to.add('Slice', [queries, zero, to.ints(heads * width), tokenAxis]);
  queries = addRotary(to, given, queries, heads, positions);
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
