// Finds where a model computes its attention weights, and what must change so that they can be fetched.
import {
  tapFusedAttention,
  type FreshName,
  type GraphEdit,
  type NodeEdit,
  type PostProcessing,
  type Tap,
} from './attentionForms';
import { readEinsum, weightsLayout, type WeightsLayout } from './einsum';
import { encodeInt64Tensor, encodeIntsAttribute, encodeNode } from './encode';
import type { OnnxGraph, OnnxModel, OnnxNode } from './graph';
import type { WireWriter } from './wire';

export interface AttentionSite {
  /** 0-based, in graph order. */
  readonly layer: number;
  /** Graph output to fetch, shape [batch, head, query, key]. */
  readonly output: string;
  /** What turns the fetched tensor into weights: nothing, or a softmax over the last axis. */
  readonly post: PostProcessing;
  /** The operator that computes it, such as `Softmax` or `com.microsoft.GroupQueryAttention`. */
  readonly op: string;
  /** TensorProto.DataType of the output: 1 = float32, 10 = float16; null where the file does not say. */
  readonly elementType: number | null;
}

export interface AttentionPlan {
  /** One per layer; empty when the model has no attention in a known form. */
  readonly sites: readonly AttentionSite[];
  /** The operators that compute them, in the same order; null where they are inside an `If`. */
  readonly nodes: readonly (OnnxNode | null)[];
  /** How many axes follow that of the heads in what each gives first, where that is the weights. */
  readonly axesAfterHeads: readonly number[];
  /** Where groups of heads have an axis of their own, see {@link Tap.groupedTo}; null elsewhere. */
  readonly groupedTo: readonly (readonly number[] | null)[];
  /** Of each layer, as fused operators state them; null where none does. */
  readonly heads: number | null;
  /** The forms that were looked for, for the message that none was found. */
  readonly lookedFor: readonly string[];
  /** The changes that make the sites outputs, for `buildOverlay`. */
  readonly edit: GraphEdit;
}

/** A site in its own graph. */
type FoundSite = Omit<AttentionSite, 'layer'> &
  Pick<Tap, 'statedType' | 'axesAfterHeads' | 'groupedTo'> & { readonly node: OnnxNode | null };

interface GraphPlan {
  readonly sites: readonly FoundSite[];
  readonly edit: GraphEdit;
}

/** Begins every name that an overlay adds. */
export const ownPrefix = 'introspect/';

const lookedFor = [
  'Softmax followed by MatMul or Einsum',
  'com.microsoft.GroupQueryAttention',
  'com.microsoft.MultiHeadAttention',
  'com.microsoft.Attention or QAttention',
  'ai.onnx Attention',
  'any of these in both branches of an If',
];

/** What may lie between the weights and their product with the values: casts, cleaning of NaN, dropout, quantisation. */
export const carriers: ReadonlySet<string> = new Set([
  'Cast',
  'Where',
  'Identity',
  'Dropout',
  'QuantizeLinear',
  'DequantizeLinear',
  'DynamicQuantizeLinear',
]);
export const products: ReadonlySet<string> = new Set([
  'MatMul',
  'FusedMatMul',
  'MatMulInteger',
  'MatMulIntegerToFloat',
  'DynamicQuantizeMatMul',
  'QLinearMatMul',
]);

/** What may lie between the product of queries with keys and the softmax: scales, biases and masks, and other shapes. */
const scoreSteps: ReadonlySet<string> = new Set([
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Max',
  'Where',
  'Cast',
  'Identity',
  'Reshape',
]);

/** Only their first input holds scores. */
const shapeSteps: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Transpose', 'Flatten']);
const weightProducts: ReadonlySet<string> = new Set([...products, 'Gemm', 'MatMulNBits']);

/**
 * Tells softmaxes over products of two things that were computed, as queries and keys are. Only their weights may take
 * another shape before they meet the values, as BLOOM's do: a router, whose scores are products with the model's own
 * weights, reshapes its as well.
 */
class Scored {
  readonly #producers: ReadonlyMap<string, OnnxNode>;

  constructor(
    graph: OnnxGraph,
    private readonly constants: ReadonlySet<string>,
  ) {
    this.#producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  }

  has(softmax: OnnxNode): boolean {
    const seen = new Set(softmax.inputs);
    for (const value of seen) {
      const node = this.#producers.get(value);
      if (!node || this.constants.has(value)) continue;
      const isProduct = products.has(node.op) && node.inputs.every((input) => !input || !this.constants.has(input));
      if (isProduct) return true;
      if (scoreSteps.has(node.op)) for (const input of node.inputs) if (input) seen.add(input);
    }
    return false;
  }

  /**
   * Whether the scores are products with the model's own weights and nothing else, as those of a router are, also of one
   * whose choices meet what every expert has computed.
   */
  byWeightsAlone(softmax: OnnxNode): boolean {
    let isScored = false;
    const seen = new Set(softmax.inputs.slice(0, 1));
    for (const value of seen) {
      if (this.constants.has(value)) continue;
      const node = this.#producers.get(value);
      if (!node) return false;
      if (weightProducts.has(node.op)) {
        const right = node.inputs[node.op === 'QLinearMatMul' ? 3 : 1] ?? '';
        if (!this.constants.has(right)) return false;
        isScored = true;
      } else if (scoreSteps.has(node.op) || shapeSteps.has(node.op)) {
        const steps = shapeSteps.has(node.op) ? node.inputs.slice(0, 1) : node.inputs;
        for (const input of steps) if (input) seen.add(input);
      } else return false;
    }
    return isScored;
  }
}

/** Plans the capture of attention weights; changes nothing itself. */
export function planAttention(model: OnnxModel): AttentionPlan {
  const planner = new Planner(model.opsets.get('') ?? 0, freshNames(model.graph, 'attention'));
  const { sites, edit } = planner.graph(model.graph, new Set());
  return {
    sites: sites.map(({ output, post, op, elementType }, layer) => ({ layer, output, post, op, elementType })),
    nodes: sites.map(({ node }) => node),
    axesAfterHeads: sites.map(({ axesAfterHeads = 2 }) => axesAfterHeads),
    groupedTo: sites.map(({ groupedTo = null }) => groupedTo),
    heads: sites.map(({ node }) => statedHeads(node)).find((heads) => heads !== null) ?? null,
    lookedFor,
    edit,
  };
}

class Planner {
  constructor(
    private readonly opset: number,
    private readonly freshName: FreshName,
  ) {}

  /** @param outerConstants Values of the graphs around it that do not depend on the model's inputs. */
  graph(graph: OnnxGraph, outerConstants: ReadonlySet<string>): GraphPlan {
    const constants = constantValues(graph, outerConstants);
    const consumers = consumersByValue(graph);
    const scored = new Scored(graph, constants);
    const types = elementTypes(graph);
    const sites: FoundSite[] = [];
    const nodes = new Map<number, NodeEdit>();
    const initializers: WireWriter[] = [];
    for (const node of graph.nodes) {
      if (isPlain(node, 'If')) {
        const branches = this.#branches(node, constants);
        if (!branches) continue;
        sites.push(...branches.sites);
        nodes.set(node.span.start, branches.edit);
        continue;
      }
      const tap = isPlain(node, 'Softmax')
        ? this.#softmax(node, consumers, constants, scored)
        : tapFusedAttention(node, this.opset, this.freshName);
      if (!tap) continue;
      const { output, post, statedType, axesAfterHeads, groupedTo } = tap;
      const op = node.domain ? `${node.domain}.${node.op}` : node.op;
      // A fused operator's weights are of the type of its first output.
      const elementType = statedType ?? types.get(node.outputs[0] ?? '') ?? null;
      sites.push({ output, post, statedType, axesAfterHeads, groupedTo, op, elementType, node });
      if (tap.edit) nodes.set(node.span.start, tap.edit);
      if (tap.initializers) initializers.push(...tap.initializers);
    }
    const given = new Set(graph.outputs.map((output) => output.name));
    const outputs = sites
      .filter(({ output }) => !given.has(output))
      .map(({ output, statedType }) => ({ name: output, statedType }));
    return { sites, edit: { nodes, outputs, initializers } };
  }

  /**
   * A merged decoder has one branch for the first call and one for calls with a cache. Both must give the same number
   * of sites of the same form, because output i of the `If` is output i of the branch taken.
   */
  #branches(node: OnnxNode, constants: ReadonlySet<string>): { sites: readonly FoundSite[]; edit: NodeEdit } | null {
    const names = ['then_branch', 'else_branch'];
    const plans = names.flatMap((name) => {
      const graph = node.attributes.get(name)?.graphs[0];
      return graph ? [this.graph(graph, constants)] : [];
    });
    const [first, second] = plans;
    if (!first || !second || first.sites.length === 0) return null;
    const areAlike =
      first.sites.length === second.sites.length &&
      first.sites.every((site, i) => site.post === second.sites[i]?.post) &&
      plans.every(({ sites, edit }) => edit.outputs.length === sites.length);
    if (!areAlike) return null;
    const sites = first.sites.map((site) => ({ ...site, output: this.freshName(), statedType: null, node: null }));
    return {
      sites,
      edit: {
        kind: 'patch',
        outputs: [...node.outputs, ...sites.map((site) => site.output)],
        ints: new Map(),
        branches: new Map(names.map((name, i) => [name, plans[i]!.edit])),
      },
    };
  }

  /**
   * A softmax is attention if its output becomes the left factor of a product with values, or what an Einsum sums up over
   * keys. A router's goes elsewhere, or comes from the model's own weights; a classifier's is multiplied with such, if
   * at all.
   */
  #softmax(
    softmax: OnnxNode,
    consumers: ReadonlyMap<string, readonly OnnxNode[]>,
    constants: ReadonlySet<string>,
    scored: Scored,
  ): Tap | null {
    if (scored.byWeightsAlone(softmax)) return null;
    const output = softmax.outputs[0] ?? '';
    const carried = new Set([output]);
    for (const value of carried) {
      for (const node of consumers.get(value) ?? []) {
        if (products.has(node.op) && node.inputs[0] === value) {
          const right = node.inputs[node.op === 'QLinearMatMul' ? 3 : 1];
          if (right && !constants.has(right)) return { output, post: 'none', statedType: null, edit: null };
        }
        const layout = this.#einsum(node, value, softmax, constants);
        if (layout) return this.#laidOut(output, layout);
        // Only the first output carries the weights on; the others are a dropout's mask or a quantiser's scale.
        const isCarrier = carriers.has(node.op) || (node.op === 'Reshape' && scored.has(softmax));
        if (isCarrier && node.outputs[0]) carried.add(node.outputs[0]);
      }
    }
    return null;
  }

  #einsum(node: OnnxNode, weights: string, softmax: OnnxNode, constants: ReadonlySet<string>): WeightsLayout | null {
    const axes = readEinsum(node);
    const place = node.inputs.indexOf(weights);
    const values = node.inputs[1 - place] ?? '';
    const layout = axes && values && !constants.has(values) ? weightsLayout(axes, place) : null;
    return layout && isOver(layout.axesAfterKeys, layout.rank, softmax, this.opset) ? layout : null;
  }

  /** Weights whose axes lie in another order get an output in which they do not. */
  #laidOut(weights: string, { toStandard, isGrouped, axesAfterHeads }: WeightsLayout): Tap {
    const common = { post: 'none', statedType: null, axesAfterHeads } as const;
    if (toStandard === null) return { ...common, output: weights, edit: null };
    const output = this.freshName();
    const edited = (after: readonly WireWriter[]): NodeEdit => ({
      kind: 'patch',
      ints: new Map(),
      branches: new Map(),
      after,
    });
    if (!isGrouped) return { ...common, output, edit: edited([transposeNode(weights, output, toStandard)]) };
    const [turned, merged, shape] = [this.freshName(), this.freshName(), this.freshName()];
    const nodes = [
      transposeNode(weights, turned, toStandard),
      mergeHeadsNode(turned, merged, shape),
      // From [batch, query, key, head].
      transposeNode(merged, output, [0, 3, 1, 2]),
    ];
    return {
      ...common,
      output,
      groupedTo: toStandard,
      edit: edited(nodes),
      initializers: [encodeInt64Tensor(shape, mergedHeads)],
    };
  }
}

export function transposeNode(input: string, output: string, perm: readonly number[]): WireWriter {
  const attributes = [encodeIntsAttribute('perm', perm)];
  return encodeNode({
    op: 'Transpose',
    name: `introspect/Transpose of ${output}`,
    inputs: [input],
    outputs: [output],
    attributes,
  });
}

/** Makes one axis of the last two: the groups of heads one after the other, as everybody numbers heads. */
export const mergedHeads: readonly number[] = [0, 0, 0, -1];

/** @param shape an initializer that holds {@link mergedHeads} */
export function mergeHeadsNode(input: string, output: string, shape: string): WireWriter {
  return encodeNode({
    op: 'Reshape',
    name: `introspect/Reshape of ${output}`,
    inputs: [input, shape],
    outputs: [output],
  });
}

function statedHeads(node: OnnxNode | null): number | null {
  return (node?.attributes.get('num_heads') ?? node?.attributes.get('q_num_heads'))?.int ?? null;
}

function isPlain(node: OnnxNode, op: string): boolean {
  return node.op === op && node.domain === '';
}

/** Whether the softmax is over the axis with so many behind it. @param opset before version 13, all axes from the given one on were one */
function isOver(axesAfter: number, rank: number | null, softmax: OnnxNode, opset: number): boolean {
  const axis = softmax.attributes.get('axis')?.int ?? (opset < 13 ? 1 : -1);
  if (opset < 13 && axesAfter > 0) return false;
  if (axis < 0) return axis === -1 - axesAfter;
  return rank === null ? axesAfter === 0 && axis > 1 : axis === rank - 1 - axesAfter;
}

export function consumersByValue(graph: OnnxGraph): Map<string, OnnxNode[]> {
  const consumers = new Map<string, OnnxNode[]>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      const list = consumers.get(input);
      if (list) list.push(node);
      else if (input) consumers.set(input, [node]);
    }
  }
  return consumers;
}

/** Values that do not depend on the model's inputs: weights, and what is computed from nothing else. */
export function constantValues(graph: OnnxGraph, outer: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  const constants = new Set(outer);
  for (const initializer of graph.initializers) constants.add(initializer.name);
  for (const node of graph.nodes) {
    // A subgraph may use any value of the graphs around it without naming it as an input.
    const hasSubgraph = [...node.attributes.values()].some((attribute) => attribute.graphs.length > 0);
    if (hasSubgraph || !node.inputs.every((input) => !input || constants.has(input))) continue;
    for (const output of node.outputs) if (output) constants.add(output);
  }
  return constants;
}

function elementTypes(graph: OnnxGraph): Map<string, number> {
  const types = new Map<string, number>();
  for (const value of [...graph.inputs, ...graph.outputs, ...graph.values]) {
    if (value.elementType !== null) types.set(value.name, value.elementType);
  }
  return types;
}

/** @param subject What the names are for. */
export function freshNames(graph: OnnxGraph, subject: string): FreshName {
  const taken = new Set<string>();
  collectNames(graph, taken);
  let count = 0;
  return () => {
    let name: string;
    do name = `${ownPrefix}${subject}/${count++}`;
    while (taken.has(name));
    return name;
  };
}

function collectNames(graph: OnnxGraph, names: Set<string>): void {
  for (const { name } of [...graph.inputs, ...graph.initializers]) names.add(name);
  for (const node of graph.nodes) {
    for (const output of node.outputs) names.add(output);
    for (const attribute of node.attributes.values()) {
      for (const subgraph of attribute.graphs) collectNames(subgraph, names);
    }
  }
}
