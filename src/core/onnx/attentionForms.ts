// How each fused attention operator is made to give its weights (DESIGN 4).
import { encodeFloatAttribute, encodeIntAttribute, encodeIntsAttribute, encodeNode } from './encode';
import type { OnnxNode } from './graph';
import type { WireWriter } from './wire';

/** What is left to do with the fetched tensor: nothing, or a softmax over its last axis. */
export type PostProcessing = 'none' | 'softmax';

/** A change to one graph. */
export interface GraphEdit {
  /** By the byte offset in the file at which the node's message starts. */
  readonly nodes: ReadonlyMap<number, NodeEdit>;
  /** NodeProtos to put after all others. */
  readonly appended?: readonly WireWriter[];
  /** Values to add to the graph's outputs. */
  readonly outputs: readonly AddedOutput[];
  /** Outputs of the graph to leave out. */
  readonly removedOutputs?: ReadonlySet<string>;
  /** ValueInfoProtos to add to the graph's inputs. */
  readonly inputs?: readonly WireWriter[];
  /** TensorProtos to add to the graph's initializers. */
  readonly initializers?: readonly WireWriter[];
}

export interface AddedOutput {
  readonly name: string;
  /**
   * TensorProto.DataType, only where the runtime cannot infer it; null else. A stated type that is wrong (float32 in a
   * float16 file) makes the runtime refuse the model.
   */
  readonly statedType: number | null;
}

export type NodeEdit =
  | {
      readonly kind: 'patch';
      /** NodeProtos that go in front of it. */
      readonly before?: readonly WireWriter[];
      /** Its inputs, where they change. */
      readonly inputs?: readonly string[];
      /** Its outputs, where they change. */
      readonly outputs?: readonly string[];
      /** Attributes to set. */
      readonly ints: ReadonlyMap<string, number>;
      /** Changes to the subgraphs, by the attribute that holds them. */
      readonly branches: ReadonlyMap<string, GraphEdit>;
      /** NodeProtos to put after the node. */
      readonly after?: readonly WireWriter[];
      /** Puts the node, with all that edits change of it, into others. */
      readonly wrap?: Wrap;
    }
  | {
      readonly kind: 'replace';
      /** NodeProtos that take the node's place. */
      readonly nodes: readonly WireWriter[];
    };

/**
 * @param outputs of the node
 * @param under gives the node, its outputs under other names
 * @returns NodeProtos that take its place
 */
export type Wrap = (
  outputs: readonly string[],
  under: (names: readonly string[]) => WireWriter,
) => readonly WireWriter[];

/** One attention site in its graph. */
export interface Tap {
  /** The value that holds the weights or scores, shape [batch, head, query, key]. */
  readonly output: string;
  readonly post: PostProcessing;
  /** See {@link AddedOutput.statedType}. */
  readonly statedType: number | null;
  /** Of `output`'s node: what makes it give `output`; null when it does already. */
  readonly edit: NodeEdit | null;
  /** How many axes follow that of the heads in the weights as the model has them; 2 unless told. */
  readonly axesAfterHeads?: number | undefined;
  /** Where groups of heads have an axis of their own: what brings the weights to [batch, query, key, group, head of it]. */
  readonly groupedTo?: readonly number[] | undefined;
  /** TensorProtos that `edit` needs. */
  readonly initializers?: readonly WireWriter[] | undefined;
}

const microsoft = 'com.microsoft';
/** MultiHeadAttention's scores have a type parameter of their own, and its CPU kernel computes them in float32. */
const scoresType = 1;

/** Names that the model does not use yet. */
export type FreshName = () => string;

/**
 * The tap of a fused attention operator; null for any other node, and for one in a form that cannot be tapped.
 * @param opset Version of the standard operator set, which decides how `Split` is written.
 */
export function tapFusedAttention(node: OnnxNode, opset: number, freshName: FreshName): Tap | null {
  const key = `${node.domain}:${node.op}`;
  if (key === `${microsoft}:GroupQueryAttention`) return tapOutput3(node, 'none', freshName, ['qk_output', 2]);
  if (key === `${microsoft}:MultiHeadAttention`) return tapOutput3(node, 'softmax', freshName);
  if (key === ':Attention') return tapOutput3(node, 'none', freshName, ['qk_matmul_output_mode', 3]);
  if (key === `${microsoft}:Attention` || key === `${microsoft}:QAttention`)
    return splitAttention(node, opset, freshName);
  return null;
}

/** Names the optional output 3, where these three operators put their weights or scores. */
function tapOutput3(node: OnnxNode, post: PostProcessing, freshName: FreshName, mode?: [string, number]): Tap | null {
  const present = node.outputs[3];
  const statedType = post === 'softmax' ? scoresType : null;
  if (present) {
    // The graph itself uses the output: it can be read along, but not switched to another mode.
    const isWanted = !mode || node.attributes.get(mode[0])?.int === mode[1];
    return isWanted ? { output: present, post, statedType, edit: null } : null;
  }
  const output = freshName();
  const outputs = [0, 1, 2].map((i) => node.outputs[i] ?? '').concat(output);
  return {
    output,
    post,
    statedType,
    edit: { kind: 'patch', outputs, ints: new Map(mode ? [mode] : []), branches: new Map() },
  };
}

/**
 * com.microsoft.Attention projects, splits and attends in one, and gives no scores: MatMul, Add and Split do the same
 * outside, and MultiHeadAttention, which gives them, the rest. QAttention, its twin for int8, projects integers. Their
 * cache is one tensor of shape [2, batch, head, token, width], keys before values; MultiHeadAttention's are two.
 * See https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.Attention.
 */
function splitAttention(node: OnnxNode, opset: number, freshName: FreshName): Tap | null {
  const isQuantized = node.op === 'QAttention';
  const at = (i: number): string => node.inputs[i] ?? '';
  const [input, weights, bias] = [at(0), at(1), at(2)];
  const [mask, past, attentionBias] = isQuantized ? [at(5), at(8), ''] : [at(3), at(4), at(5)];
  const [attended = '', present = ''] = node.outputs;
  const heads = node.attributes.get('num_heads')?.int;
  const sizes = node.attributes.get('qkv_hidden_sizes')?.ints ?? [];
  const isPlain =
    sizes.every((size) => size === sizes[0]) &&
    ['do_rotary', 'past_present_share_buffer'].every((name) => !node.attributes.get(name)?.int);
  if (!heads || !input || !weights || !isPlain) return null;

  const output = freshName();
  const inner = (part: string) => `${output}/${part}`;
  const nodes: WireWriter[] = [];
  const add = (op: string, inputs: string[], outputs: string[], attributes: WireWriter[] = [], domain = '') =>
    nodes.push(encodeNode({ op, domain, name: `${op} of ${outputs[0] || output}`, inputs, outputs, attributes }));
  // From version 18 on Split no longer infers the number of its parts.
  const split = (whole: string, parts: string[], axis: number) =>
    add('Split', [whole], parts, [
      encodeIntAttribute('axis', axis),
      ...(opset >= 18 ? [encodeIntAttribute('num_outputs', parts.length)] : []),
    ]);
  // From version 13 on Squeeze and Unsqueeze take their axes as an input.
  const first = encodeIntsAttribute('axes', [0]);
  const alongFirst = (op: 'Squeeze' | 'Unsqueeze', from: string, to: string) =>
    opset >= 13 ? add(op, [from, inner('first')], [to]) : add(op, [from], [to], [first]);

  if (isQuantized) {
    add('MatMulInteger', [input, weights, at(6), at(7)], [inner('integers')]);
    add('Cast', [inner('integers')], [inner('unscaled')], [encodeIntAttribute('to', scoresType)]);
    add('Mul', [at(3), at(4)], [inner('unit')]);
    add('Mul', [inner('unscaled'), inner('unit')], [inner('product')]);
  } else add('MatMul', [input, weights], [inner('product')]);
  if (bias) add('Add', [inner('product'), bias], [inner('biased')]);
  const parts = [inner('q'), inner('k'), inner('v')];
  split(inner(bias ? 'biased' : 'product'), parts, 2);

  const cached = ['key', 'value'] as const;
  if ((past || present) && opset >= 13) add('Constant', [], [inner('first')], [encodeIntsAttribute('value_ints', [0])]);
  if (past) {
    const stacked = cached.map((part) => inner(`past/${part}/1`));
    split(past, stacked, 0);
    for (const [i, part] of cached.entries()) alongFirst('Squeeze', stacked[i]!, inner(`past/${part}`));
  }

  const attributes = [encodeIntAttribute('num_heads', heads)];
  if (node.attributes.get('unidirectional')?.int) attributes.push(encodeIntAttribute('unidirectional', 1));
  for (const name of ['scale', 'mask_filter_value']) {
    const value = node.attributes.get(name)?.float;
    if (value !== null && value !== undefined) attributes.push(encodeFloatAttribute(name, value));
  }
  const [pasts, presents] = [
    cached.map((part) => inner(`past/${part}`)),
    cached.map((part) => inner(`present/${part}`)),
  ];
  const inputs = [...parts, '', mask, attentionBias, ...(past ? pasts : [])];
  const outputs = [attended, ...(past || present ? presents : ['', '']), output];
  add('MultiHeadAttention', inputs, outputs, attributes, microsoft);
  if (present) {
    for (const part of presents) alongFirst('Unsqueeze', part, `${part}/1`);
    add(
      'Concat',
      presents.map((part) => `${part}/1`),
      [present],
      [encodeIntAttribute('axis', 0)],
    );
  }
  return { output, post: 'softmax', statedType: scoresType, edit: { kind: 'replace', nodes } };
}
