// Lets a run say for which positions it wants logits. The head is a fifth of a small model's work, and the logits of a
// long text are hundreds of megabytes, of which mostly the last row is wanted.
import { constantValues } from './attention';
import { leavesTokensOut } from './chosenTokens';
import type { GraphEdit } from './attentionForms';
import { readEinsum } from './einsum';
import { encodeIntAttribute, encodeNode, encodeValue } from './encode';
import type { OnnxGraph, OnnxModel, OnnxNode } from './graph';

/** Input that the edit adds: the positions whose logits are wanted, int64 of shape [rows], required. */
export const logitRowsInput = 'introspect/logitRows';

/** What exporters call an input, int64, for how many of the last logits are wanted; 0 stands for all. */
export const logitCountInputs: ReadonlySet<string> = new Set(['num_logits_to_keep', 'logits_to_keep']);

const int64 = 7;
/** Products of the hidden state, their first input, with the head's weights, their second. */
const products: ReadonlySet<string> = new Set([
  ':MatMul',
  ':MatMulInteger',
  'com.microsoft:FusedMatMul',
  'com.microsoft:MatMulNBits',
]);
/** What may follow the product, element by element: bias, scale, cast, soft cap. */
const elementwise: ReadonlySet<string> = new Set(['Add', 'Mul', 'Div', 'Cast', 'Identity', 'Tanh']);
const maxSteps = 16;

/**
 * The edit that makes `logits`, shape [batch, tokens, vocabulary], of shape [batch, rows, vocabulary]; null where the
 * head is not a plain product of the hidden state with weights, or reads the last token alone. The activations of int8 models are still quantised over
 * all tokens, so that a row's numbers do not depend on which rows are asked for.
 */
export function planLogitRows({ graph }: OnnxModel): GraphEdit | null {
  const hasLogits = graph.outputs.some(({ name, shape }) => name === 'logits' && shape?.length === 3 && shape[1] !== 1);
  const head = hasLogits && !leavesTokensOut(graph, 'logits', logitCountInputs) ? headProduct(graph) : null;
  if (!head) return null;
  const rows = `${logitRowsInput}/hidden`;
  const gather = encodeNode({
    op: 'Gather',
    name: rows,
    inputs: [head.inputs[0]!, logitRowsInput],
    outputs: [rows],
    attributes: [encodeIntAttribute('axis', 1)],
  });
  return {
    nodes: new Map([
      [
        head.span.start,
        {
          kind: 'patch',
          before: [gather],
          inputs: [rows, ...head.inputs.slice(1)],
          ints: new Map(),
          branches: new Map(),
        },
      ],
    ]),
    inputs: [encodeValue(logitRowsInput, int64)],
    outputs: [],
  };
}

/** The product that the logits come from, if nothing else that depends on the text goes into them. */
function headProduct(graph: OnnxGraph): OnnxNode | null {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const constants = constantValues(graph);
  /** The scale of a dynamic quantisation: one number for all tokens. */
  const isScale = (name: string): boolean => {
    const producer = producers.get(name);
    return producer?.op === 'DynamicQuantizeLinear' && producer.outputs[1] === name;
  };
  const isFixed = (name: string): boolean => {
    if (constants.has(name) || isScale(name)) return true;
    const producer = producers.get(name);
    return producer?.op === 'Mul' && producer.inputs.every((input) => constants.has(input) || isScale(input));
  };
  let name = 'logits';
  for (let step = 0; step < maxSteps; step++) {
    const node = producers.get(name);
    if (!node) return null;
    if (products.has(`${node.domain}:${node.op}`) || isProductOfTokens(node)) {
      const [hidden, weights] = node.inputs;
      return hidden && !constants.has(hidden) && constants.has(weights ?? '') ? node : null;
    }
    if (node.domain !== '' || !elementwise.has(node.op)) return null;
    const varying = node.inputs.filter((one) => !isFixed(one));
    if (varying.length !== 1) return null;
    name = varying[0]!;
  }
  return null;
}

/** An Einsum whose first operand and result both have the tokens as their second of three axes. */
function isProductOfTokens(node: OnnxNode): boolean {
  const axes = readEinsum(node);
  const [hidden, weights, ...more] = axes?.operands ?? [];
  if (!axes || !hidden || !weights || more.length > 0) return false;
  const token = hidden[1];
  const isPlain = [hidden, axes.result].every((of) => of.length === 3 && new Set(of).size === 3 && !of.includes('…'));
  return isPlain && axes.result[1] === token && axes.result[0] === hidden[0] && !weights.includes(token ?? '');
}
