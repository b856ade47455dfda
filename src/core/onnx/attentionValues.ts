// Finds the value vectors that attention weights are multiplied with, in models that keep none in a cache.
import { carriers, consumersByValue, ownPrefix, products, type AttentionPlan } from './attention';
import type { GraphEdit } from './attentionForms';
import { readEinsum, weightsLayout } from './einsum';
import { encodeInt64Tensor, encodeIntsAttribute, encodeNode } from './encode';
import type { OnnxModel, OnnxNode } from './graph';
import type { WireWriter } from './wire';

export interface AttentionValues {
  /**
   * One a layer: the graph output with its values, shape [batch, key heads, keys, width] or [batch, keys, heads · width];
   * null where they are not in reach.
   */
  readonly outputs: readonly (string | null)[];
  /** What makes them outputs, for `buildOverlay`. */
  readonly edit: GraphEdit;
}

/** Where the values of fused operators are among their inputs, and the bias of queries, keys and values. */
const fused: Readonly<Record<string, { readonly values: number; readonly bias?: number }>> = {
  'com.microsoft:MultiHeadAttention': { values: 2, bias: 3 },
  ':Attention': { values: 2 },
};
const quantizers: ReadonlySet<string> = new Set(['DynamicQuantizeLinear', 'QuantizeLinear']);
const isSplit = ({ op, domain }: OnnxNode): boolean =>
  domain === 'com.microsoft' && (op === 'Attention' || op === 'QAttention');

/** @param plan that of the model's attention, whose edit is made too; changes nothing itself */
export function planAttentionValues({ graph }: OnnxModel, plan: AttentionPlan): AttentionValues {
  const consumers = consumersByValue(graph);
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const shapes = new Map(graph.initializers.map(({ name, dims }) => [name, dims]));
  const appended: WireWriter[] = [];
  const initializers: WireWriter[] = [];

  /** A float for every integer: values are quantised where the weights are. */
  const beforeQuantizing = (values: string): string | null => {
    const quantizer = producers.get(values);
    if (!quantizer || !quantizers.has(quantizer.op)) return null;
    return quantizer.inputs[0] || null;
  };

  /** Weights that were given another shape meet values that were: as they were before, each head has its own. */
  const beforeReshape = (values: string): string | null => {
    const reshape = producers.get(values);
    return reshape?.op === 'Reshape' ? (reshape.inputs[0] ?? null) : null;
  };

  const ofEinsum = (node: OnnxNode, weights: string, layer: number): string | null => {
    const place = node.inputs.indexOf(weights);
    const axes = readEinsum(node);
    const perm = axes && weightsLayout(axes, place)?.valuesToStandard;
    const values = node.inputs[1 - place];
    if (!perm || !values) return null;
    if (perm.every((axis, i) => axis === i)) return values;
    const output = `${ownPrefix}values/${layer}`;
    const attributes = [encodeIntsAttribute('perm', perm)];
    appended.push(encodeNode({ op: 'Transpose', name: output, inputs: [values], outputs: [output], attributes }));
    return output;
  };

  /** The right factor of the product that the weights go into. */
  const ofProduct = (weights: string, layer: number): string | null => {
    const carried = new Set([weights]);
    const reshaped = new Set<string>();
    for (const value of carried) {
      for (const node of consumers.get(value) ?? []) {
        const { op, inputs, outputs, attributes } = node;
        if (op === 'Einsum') return ofEinsum(node, value, layer);
        if (products.has(op) && inputs[0] === value) {
          if (op === 'MatMul') return reshaped.has(value) ? beforeReshape(inputs[1] ?? '') : (inputs[1] ?? null);
          if (op === 'FusedMatMul') return attributes.get('transB')?.int ? null : (inputs[1] ?? null);
          return beforeQuantizing(inputs[op === 'QLinearMatMul' ? 3 : 1] ?? '');
        }
        const isReshape = op === 'Reshape';
        if (!outputs[0] || !(isReshape || carriers.has(op))) continue;
        carried.add(outputs[0]);
        if (isReshape || reshaped.has(value)) reshaped.add(outputs[0]);
      }
    }
    return null;
  };

  const ofFused = (node: OnnxNode, layer: number): string | null => {
    const place = fused[`${node.domain}:${node.op}`];
    const values = place && node.inputs[place.values];
    const bias = place?.bias === undefined ? '' : node.inputs[place.bias];
    if (!values || !bias) return values || null;
    // Queries, keys and values of one width: the last third is that of the values.
    const [size = 0, ...more] = shapes.get(bias) ?? [];
    if (size === 0 || size % 3 !== 0 || more.length > 0) return null;
    const name = (part: string) => `${ownPrefix}values/${layer}${part}`;
    const bounds = [(2 * size) / 3, size].map((bound, i) => {
      initializers.push(encodeInt64Tensor(name(`/bound/${i}`), [bound]));
      return name(`/bound/${i}`);
    });
    const add = (op: string, inputs: string[], output: string) =>
      appended.push(encodeNode({ op, name: output, inputs, outputs: [output] }));
    add('Slice', [bias, ...bounds], name('/bias'));
    add('Add', [values, name('/bias')], name(''));
    return name('');
  };

  const outputs = plan.sites.map(({ layer, output }) => {
    const node = plan.nodes[layer];
    if (!node) return null;
    // Its edit projects and splits outside, biases included, and names the parts.
    if (isSplit(node)) return `${output}/v`;
    return node.op === 'Softmax' ? ofProduct(node.outputs[0] ?? '', layer) : ofFused(node, layer);
  });
  const given = new Set([...graph.outputs, ...graph.inputs, ...graph.initializers].map(({ name }) => name));
  const added = [...new Set(outputs)].filter((name) => name !== null && !given.has(name)) as string[];
  return {
    outputs,
    edit: { nodes: new Map(), appended, initializers, outputs: added.map((name) => ({ name, statedType: null })) },
  };
}
