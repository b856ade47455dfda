// Makes every attention head something that can be switched off.
import { mergedHeads, mergeHeadsNode, transposeNode, type AttentionPlan } from './attention';
import type { FreshName, NodeEdit } from './attentionForms';
import { encodeInt64Tensor, encodeIntAttribute, encodeIntsAttribute, encodeNode, encodeValue } from './encode';
import type { OnnxNode } from './graph';
import type { WireWriter } from './wire';

/** A required input of the graph, bool: true keeps a head, false sets what it gives to zero. */
export interface HeadMask {
  readonly name: string;
  /** How many axes follow that of the heads in what it masks: 2 in [batch, head, …, …], 1 in [batch, …, head, …]. */
  readonly axesAfterHeads: number;
}

export interface AblationPlan {
  /** One a layer. */
  readonly masks: readonly HeadMask[];
  readonly nodes: ReadonlyMap<number, NodeEdit>;
  readonly inputs: readonly WireWriter[];
  readonly initializers: readonly WireWriter[];
}

const boolType = 9;

/**
 * Masks the weights after the softmax, or what a fused operator makes of them, head by head. The masks are inputs that
 * must be given: the runtime silently ignores another value for an initializer. They choose by `Where`, which takes the
 * element type of the model as it is; zero is the tensor less itself for the same reason.
 * @param opset Version of the standard operator set, which decides how `Slice` is written.
 * @returns null when a layer's heads cannot be told apart in this way
 */
export function planAblation(
  { nodes: sites, axesAfterHeads, groupedTo }: Pick<AttentionPlan, 'nodes' | 'axesAfterHeads' | 'groupedTo'>,
  freshName: FreshName,
  opset: number,
): AblationPlan | null {
  const masks: HeadMask[] = [];
  const nodes = new Map<number, NodeEdit>();
  const initializers: WireWriter[] = [];
  for (const [i, node] of sites.entries()) {
    const form = node && formOf(node);
    if (!form) return null;
    const { heads, output } = form;
    const [mask, input] = [freshName(), freshName()];
    masks.push({ name: mask, axesAfterHeads: heads === null ? axesAfterHeads[i]! : 1 });
    let after: readonly WireWriter[];
    const grouped = groupedTo[i];
    if (grouped) {
      const shape = freshName();
      initializers.push(encodeInt64Tensor(shape, mergedHeads));
      after = maskGrouped({ input, mask, output, shape }, grouped, freshName);
    } else if (heads === null && axesAfterHeads[i] === 2) {
      const [from, to, ones] = [freshName(), freshName(), freshName()];
      initializers.push(encodeInt64Tensor(from, [0]), encodeInt64Tensor(to, [-2]), encodeInt64Tensor(ones, [1, 1]));
      const laid = freshName();
      after = [
        ...layMask({ mask, laid, like: input, from, to, ones }, freshName, opset),
        ...maskNodes(input, laid, output, freshName),
      ];
    } else if (heads === null) after = maskNodes(input, mask, output, freshName);
    else {
      const [apart, together, parted, masked] = [freshName(), freshName(), freshName(), freshName()];
      initializers.push(encodeInt64Tensor(apart, [0, 0, heads, -1]), encodeInt64Tensor(together, [0, 0, -1]));
      after = [
        plainNode('Reshape', [input, apart], parted),
        ...maskNodes(parted, mask, masked, freshName),
        plainNode('Reshape', [masked, together], output),
      ];
    }
    const outputs = [input, ...node.outputs.slice(1)];
    nodes.set(node.span.start, { kind: 'patch', outputs, ints: new Map(), branches: new Map(), after });
  }
  const inputs = masks.map(({ name }) => encodeValue(name, boolType));
  return { masks, nodes, inputs, initializers };
}

/** `heads` is null where the heads have an axis of their own; else they lie side by side in the last. */
function formOf(node: OnnxNode): { readonly output: string; readonly heads: number | null } | null {
  const output = node.outputs[0];
  if (!output) return null;
  if (node.op === 'Softmax') return { output, heads: null };
  const heads = node.attributes.get(node.domain === '' ? 'q_num_heads' : 'num_heads')?.int ?? null;
  // The standard's Attention leaves the number of heads out when its inputs have an axis for them.
  return heads === null && node.domain !== '' ? null : { output, heads };
}

/** Gives a mask of all heads the axes that the weights have for them, which may be two: for groups, and for heads of each. */
function layMask(
  names: Readonly<Record<'mask' | 'laid' | 'like' | 'from' | 'to' | 'ones', string>>,
  freshName: FreshName,
  opset: number,
): readonly WireWriter[] {
  const { mask, laid, like, from, to, ones } = names;
  const [dims, before, shape] = [freshName(), freshName(), freshName()];
  const bounds = [encodeIntsAttribute('starts', [0]), encodeIntsAttribute('ends', [-2])];
  return [
    plainNode('Shape', [like], dims),
    // From version 10 on Slice takes its bounds as inputs.
    opset >= 10 ? plainNode('Slice', [dims, from, to], before) : plainNode('Slice', [dims], before, bounds),
    plainNode('Concat', [before, ones], shape, [encodeIntAttribute('axis', 0)]),
    plainNode('Reshape', [mask, shape], laid),
  ];
}

function maskNodes(input: string, mask: string, output: string, freshName: FreshName): WireWriter[] {
  const zero = freshName();
  return [plainNode('Sub', [input, input], zero), plainNode('Where', [mask, input, zero], output)];
}

/** Groups of heads with an axis of their own become one axis of heads, are masked, and come apart again. */
function maskGrouped(
  names: { readonly input: string; readonly mask: string; readonly output: string; readonly shape: string },
  perm: readonly number[],
  freshName: FreshName,
): readonly WireWriter[] {
  const [turned, merged, masked, dims, apart] = Array.from({ length: 5 }, freshName) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const back = perm.map((_, axis) => perm.indexOf(axis));
  return [
    transposeNode(names.input, turned, perm),
    mergeHeadsNode(turned, merged, names.shape),
    ...maskNodes(merged, names.mask, masked, freshName),
    plainNode('Shape', [turned], dims),
    plainNode('Reshape', [masked, dims], apart),
    transposeNode(apart, names.output, back),
  ];
}

function plainNode(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly WireWriter[] = [],
): WireWriter {
  return encodeNode({ op, name: `introspect/${op} of ${output}`, inputs, outputs: [output], attributes });
}
