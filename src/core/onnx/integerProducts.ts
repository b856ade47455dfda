// Files quantised by onnxruntime's own tool multiply in three steps: int32 product, cast, scale. The runtime makes one
// step of them where an activation is used once, but not where several products share it, as queries, keys and values do.
import { constantValues } from './attention';
import type { GraphEdit, NodeEdit } from './attentionForms';
import { encodeNode } from './encode';
import type { OnnxModel, OnnxNode } from './graph';

const float32 = 1;

/**
 * The edit that makes one com.microsoft.MatMulIntegerToFloat of each MatMulInteger → Cast → Mul with the product of the
 * two scales; the numbers stay the same. Null where there is none.
 * See https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulIntegerToFloat.
 * @param taken Nodes that other edits change, by their offsets: they stay as they are.
 */
export function planIntegerProducts({ graph }: OnnxModel, taken: ReadonlySet<number>): GraphEdit | null {
  const constants = constantValues(graph);
  const weights = new Map(graph.initializers.map(({ name, dims }) => [name, dims]));
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const readers = new Map<string, OnnxNode[]>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      const known = readers.get(input);
      if (known) known.push(node);
      else readers.set(input, [node]);
    }
  }
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  /** The only node that reads the output of `node`, if it is a standard `op`. */
  const onlyReader = (node: OnnxNode, op: string): OnnxNode | undefined => {
    const [output = ''] = node.outputs;
    const [reader, ...more] = readers.get(output) ?? [];
    return more.length === 0 && !outputs.has(output) && reader?.op === op && reader.domain === '' ? reader : undefined;
  };
  const nodes = new Map<number, NodeEdit>();
  for (const product of graph.nodes) {
    if (product.op !== 'MatMulInteger' || product.domain !== '') continue;
    const [a = '', b = '', aZero = '', bZero = ''] = product.inputs;
    const cast = onlyReader(product, 'Cast');
    const scaled = cast && onlyReader(cast, 'Mul');
    if (!scaled || cast.attributes.get('to')?.int !== float32) continue;
    const scales = producers.get(scaled.inputs.find((input) => input !== cast.outputs[0]) ?? '');
    if (scales?.op !== 'Mul' || scales.domain !== '' || onlyReader(scales, 'Mul') !== scaled) continue;
    const aScale = producers.get(a)?.op === 'DynamicQuantizeLinear' ? producers.get(a)!.outputs[1] : undefined;
    const bScale = scales.inputs.find((input) => input !== aScale);
    if (!aScale || !bScale || !scales.inputs.includes(aScale)) continue;
    const [shape, scaleShape] = [weights.get(b), weights.get(bScale)];
    // One scale for the weights, or one for each column.
    const fits = shape?.length === 2 && scaleShape && (count(scaleShape) === 1 || isSame(scaleShape, shape.slice(1)));
    const group = [product, cast, scales, scaled];
    if (!fits || (bZero && !constants.has(bZero)) || group.some(({ span }) => taken.has(span.start))) continue;
    for (const { span } of group) nodes.set(span.start, { kind: 'replace', nodes: [] });
    const fused = encodeNode({
      op: 'MatMulIntegerToFloat',
      domain: 'com.microsoft',
      name: `introspect/${product.name || scaled.outputs[0]}`,
      inputs: [a, b, aScale, bScale, aZero, bZero],
      outputs: scaled.outputs,
    });
    nodes.set(scaled.span.start, { kind: 'replace', nodes: [fused] });
  }
  return nodes.size > 0 ? { nodes, outputs: [] } : null;
}

function count(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
