// Lets the runtime itself add up attention weights. Those of all heads of a text of 1,000 tokens are a gigabyte, which
// onnxruntime-node would copy out; their sums are a tenth of it, and the runtime takes them on every core.
import type { AttentionSite } from './attention';
import type { GraphEdit } from './attentionForms';
import {
  encodeFloatTensor,
  encodeGraph,
  encodeGraphAttribute,
  encodeInt64Tensor,
  encodeIntAttribute,
  encodeIntsAttribute,
  encodeNode,
  encodeValue,
  type NewGraph,
} from './encode';
import type { OnnxModel } from './graph';
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
} as const;

/** What is computed of one site; float32. */
export interface HeadSums {
  /** queryWeights · weights · keyWeights: shape [batch, head, row, column]. */
  readonly cells: string;
  /** Of each query Σ w · ln w: shape [batch, head, query]. */
  readonly logs: string;
  /** Shape [batch · head, picks]. */
  readonly picks: string;
}

/** Since when an axis may be counted from the last. */
const oldestOpset = 11;
const types = { float32: 1, int64: 7, bool: 9 } as const;
/** In place of the logarithm of 0: w · ln w is then 0. */
const tiny = 1e-30;

/** The outputs that the edit adds for a site. */
export function headSumsOf({ layer }: Pick<AttentionSite, 'layer'>): HeadSums {
  const name = `${headSumsInputs.wanted}/${layer}`;
  return { cells: `${name}/cells`, logs: `${name}/logs`, picks: `${name}/picks` };
}

/**
 * The edit that adds the sums of every site to the outputs. They are computed inside an `If`: the runtime computes all
 * outputs of a graph, also those that nobody fetches.
 * @returns null for a model without attention, or of an operator set from before 2020
 */
export function planHeadSums({ opsets }: Pick<OnnxModel, 'opsets'>, sites: readonly AttentionSite[]): GraphEdit | null {
  const opset = opsets.get('') ?? 0;
  if (sites.length === 0 || opset < oldestOpset) return null;
  const outputs = sites.map(headSumsOf).flatMap(({ cells, logs, picks }) => [cells, logs, picks]);
  return {
    nodes: new Map(),
    appended: sites.map((site) => choice(site, opset)),
    inputs: [
      encodeValue(headSumsInputs.wanted, types.bool),
      encodeValue(headSumsInputs.queryWeights, types.float32),
      encodeValue(headSumsInputs.keyWeights, types.float32),
      encodeValue(headSumsInputs.picks, types.int64),
    ],
    outputs: outputs.map((name) => ({ name, statedType: types.float32 })),
  };
}

function choice(site: AttentionSite, opset: number): WireWriter {
  const { cells, logs, picks } = headSumsOf(site);
  const outputs = [cells, logs, picks];
  const none = outputs.map((name) => `${name}/none`);
  const empty = {
    nodes: none.map((name) => encodeNode({ op: 'Identity', name, inputs: [`${name}/0`], outputs: [name] })),
    initializers: none.map((name) => encodeFloatTensor(`${name}/0`, [0], [])),
    outputs: none,
  };
  return encodeNode({
    op: 'If',
    name: cells,
    inputs: [headSumsInputs.wanted],
    outputs,
    attributes: [
      encodeGraphAttribute('then_branch', encodeGraph({ name: `${cells}/then`, ...summing(site, opset) })),
      encodeGraphAttribute('else_branch', encodeGraph({ name: `${cells}/else`, ...empty })),
    ],
  });
}

function summing({ layer, output, post, elementType }: AttentionSite, opset: number): Omit<NewGraph, 'name'> {
  const prefix = `${headSumsInputs.wanted}/${layer}/of`;
  const nodes: WireWriter[] = [];
  const add = (op: string, inputs: string[], attributes: WireWriter[] = []): string => {
    const name = `${prefix}/${nodes.length}`;
    nodes.push(encodeNode({ op, name, inputs, outputs: [name], attributes }));
    return name;
  };
  const [least, last] = [`${prefix}/tiny`, `${prefix}/last`];
  const initializers = [encodeFloatTensor(least, [], [tiny])];
  let weights = output;
  if (elementType !== types.float32) weights = add('Cast', [weights], [encodeIntAttribute('to', types.float32)]);
  if (post === 'softmax') weights = add('Softmax', [weights], [encodeIntAttribute('axis', -1)]);

  const rows = add('MatMul', [headSumsInputs.queryWeights, weights]);
  const cells = add('MatMul', [rows, headSumsInputs.keyWeights]);

  const products = add('Mul', [weights, add('Log', [add('Add', [weights, least])])]);
  const keepsNoAxis = encodeIntAttribute('keepdims', 0);
  let logs: string;
  // From version 13 on ReduceSum takes its axes as an input.
  if (opset < 13) logs = add('ReduceSum', [products], [encodeIntsAttribute('axes', [-1]), keepsNoAxis]);
  else {
    initializers.push(encodeInt64Tensor(last, [-1]));
    logs = add('ReduceSum', [products, last], [keepsNoAxis]);
  }

  const flat = add('Flatten', [weights], [encodeIntAttribute('axis', -2)]);
  const picks = add('Gather', [flat, headSumsInputs.picks], [encodeIntAttribute('axis', 1)]);
  return { nodes, initializers, outputs: [cells, logs, picks] };
}
