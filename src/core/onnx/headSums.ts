// Lets the runtime itself add up attention weights. Those of all heads of a text of 1,000 tokens are a gigabyte, which
// onnxruntime-node would copy out; their sums are a tenth of it, and the runtime takes them on every core.
import type { AttentionSite } from './attention';
import type { GraphEdit } from './attentionForms';
import { encodeGraphAttribute, encodeIntAttribute, encodeNode, encodeValue } from './encode';
import type { OnnxModel, OnnxNode } from './graph';
import { addLogSums, addSum } from './logSums';
import { Subgraph } from './subgraph';
import type { WireWriter } from './wire';

/** Inputs that the edit adds, all required. */
export const headSumsInputs = {
  /** bool, shape [1]: whether the sums are wanted; else every output is empty. */
  wanted: 'introspect/headSums',
  /** float32 of shape [rows, queries]: how much each query of the run counts in each row of cells. */
  queryWeights: 'introspect/headSums/queryWeights',
  /** float32 of shape [keys, columns]: how much each key counts in each column of cells. */
  keyWeights: 'introspect/headSums/keyWeights',
  /** int64 of shape [picks]: query · keys + key of single weights that are wanted. */
  picks: 'introspect/headSums/picks',
  /** bool, shape [1]: whether logarithms may come from the scores, which is faster. */
  byScores: 'introspect/headSums/byScores',
  /** int64 of shape [1, queries]: the places of the queries in the text. */
  positions: 'introspect/headSums/positions',
  /** int64 of shape [1]: how many keys there are. */
  length: 'introspect/headSums/length',
} as const;

/** Outputs that the edit adds, float32, layer by layer. */
export const headSumsOutputs = {
  /** queryWeights · weights · keyWeights: shape [layers, head, row, column]. */
  cells: 'introspect/headSums/cells',
  /** Of each query Σ w · ln w: shape [layers · heads, query]; NaN where it is not to be had by scores. */
  logs: 'introspect/headSums/logs',
  /**
   * The weights on the first key, then the picks, then, where those of a query need not sum to 1, their sums: shape
   * [layers · heads, queries + picks] or [layers · heads, queries + picks + queries].
   */
  picks: 'introspect/headSums/picked',
} as const;

/** Since when an axis may be counted from the last. */
const oldestOpset = 11;
const types = { float32: 1, int64: 7, bool: 9 } as const;
type Model = Pick<OnnxModel, 'opsets' | 'graph'>;

/**
 * The edit that adds the sums of all sites to the outputs. They are computed inside an `If`: the runtime computes all
 * outputs of a graph, also those that nobody fetches. It is one for all layers: each costs every run some microseconds.
 * @param nodes what computes the weights of each site, where that is in reach
 * @returns null for a model without attention, or of an operator set from before 2020
 */
export function planHeadSums(
  model: Model,
  sites: readonly AttentionSite[],
  nodes: readonly (OnnxNode | null)[],
): GraphEdit | null {
  const opset = model.opsets.get('') ?? 0;
  if (sites.length === 0 || opset < oldestOpset) return null;
  const outputs = Object.values(headSumsOutputs);
  return {
    nodes: new Map(),
    appended: [
      encodeNode({
        op: 'If',
        name: headSumsInputs.wanted,
        inputs: [headSumsInputs.wanted],
        outputs,
        attributes: [
          encodeGraphAttribute('then_branch', summing(model, sites, nodes)),
          encodeGraphAttribute('else_branch', nothing(outputs.length)),
        ],
      }),
    ],
    inputs: [
      encodeValue(headSumsInputs.wanted, types.bool),
      encodeValue(headSumsInputs.queryWeights, types.float32),
      encodeValue(headSumsInputs.keyWeights, types.float32),
      encodeValue(headSumsInputs.picks, types.int64),
      encodeValue(headSumsInputs.byScores, types.bool),
      encodeValue(headSumsInputs.positions, types.int64),
      encodeValue(headSumsInputs.length, types.int64),
    ],
    outputs: outputs.map((name) => ({ name, statedType: types.float32 })),
  };
}

/** Whether its softmax has a share that goes to no key. Inside an `If` that is not known. */
function mayLeaveOver(groupQuery: OnnxNode | null): boolean {
  const sink = 11;
  return !groupQuery || Boolean(groupQuery.inputs[sink]) || groupQuery.attributes.get('smooth_softmax')?.int === 1;
}

function nothing(outputs: number): WireWriter {
  const graph = new Subgraph(`${headSumsInputs.wanted}/none`);
  return graph.encode(Array.from({ length: outputs }, () => graph.add('Identity', [graph.floats([])])));
}

function summing(model: Model, sites: readonly AttentionSite[], nodes: readonly (OnnxNode | null)[]): WireWriter {
  const graph = new Subgraph(`${headSumsInputs.wanted}/of`);
  const leavesOver = sites.some(
    ({ op }, i) => op === 'com.microsoft.GroupQueryAttention' && mayLeaveOver(nodes[i] ?? null),
  );
  const sums = sites.map((site, i) => addSums(graph, site, nodes[i] ?? null, model, leavesOver));
  const joined = (['cells', 'logs', 'picks'] as const).map((of) =>
    graph.add(
      'Concat',
      sums.map((sum) => sum[of]),
      [encodeIntAttribute('axis', 0)],
    ),
  );
  return graph.encode(joined);
}

/** Of one layer, as `headSumsOutputs` says. */
function addSums(
  graph: Subgraph,
  site: AttentionSite,
  node: OnnxNode | null,
  model: Model,
  leavesOver: boolean,
): Record<keyof typeof headSumsOutputs, string> {
  const { output, post, elementType } = site;
  let weights = output;
  if (elementType !== types.float32) weights = graph.add('Cast', [weights], [encodeIntAttribute('to', types.float32)]);
  if (post === 'softmax') weights = graph.add('Softmax', [weights], [encodeIntAttribute('axis', -1)]);

  const rows = graph.add('MatMul', [headSumsInputs.queryWeights, weights]);
  const cells = graph.add('MatMul', [rows, headSumsInputs.keyWeights]);
  const byHead = [encodeIntAttribute('axis', -2)];
  const firsts = graph.add(
    'Flatten',
    [graph.add('Slice', [weights, graph.ints(0), graph.ints(1), graph.ints(-1)])],
    byHead,
  );
  const logs = addLogSums(graph, model, site, node, { weights, firsts, ...headSumsInputs });
  const flat = graph.add('Flatten', [weights], byHead);
  const picked = graph.add('Gather', [flat, headSumsInputs.picks], [encodeIntAttribute('axis', 1)]);
  const lastAxis = [encodeIntAttribute('axis', -1)];
  const masses = leavesOver
    ? [graph.add('Flatten', [addSum(graph, weights, model.opsets.get('') ?? 0)], lastAxis)]
    : [];
  const picks = graph.add('Concat', [firsts, picked, ...masses], [encodeIntAttribute('axis', 1)]);
  // The plain sums keep the batch's axis, those by scores do not.
  return { cells, logs: graph.add('Flatten', [logs], lastAxis), picks };
}
