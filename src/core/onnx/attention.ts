// Finds where a model computes its attention weights, and what must change so that they can be fetched.
import {
  tapFusedAttention,
  type FreshName,
  type GraphEdit,
  type NodeEdit,
  type PostProcessing,
} from './attentionForms';
import type { OnnxGraph, OnnxModel, OnnxNode } from './graph';

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
  /** The forms that were looked for, for the message that none was found. */
  readonly lookedFor: readonly string[];
  /** The changes that make the sites outputs, for `buildOverlay`. */
  readonly edit: GraphEdit;
}

type FoundSite = Omit<AttentionSite, 'layer'>;

const lookedFor = [
  'Softmax followed by MatMul',
  'com.microsoft.GroupQueryAttention',
  'com.microsoft.MultiHeadAttention',
  'com.microsoft.Attention without a cache',
  'ai.onnx Attention',
  'any of these in both branches of an If',
];

/** What may lie between the weights and their product with the values: casts, cleaning of NaN, dropout, quantisation. */
const carriers: ReadonlySet<string> = new Set([
  'Cast',
  'Where',
  'Identity',
  'Dropout',
  'QuantizeLinear',
  'DequantizeLinear',
  'DynamicQuantizeLinear',
]);
const products: ReadonlySet<string> = new Set(['MatMul', 'FusedMatMul', 'MatMulInteger', 'QLinearMatMul']);

/** Plans the capture of attention weights; changes nothing itself. */
export function planAttention(model: OnnxModel): AttentionPlan {
  const planner = new Planner(model.opsets.get('') ?? 0, freshNames(model.graph));
  const { sites, edit } = planner.graph(model.graph, new Set());
  return { sites: sites.map((site, layer) => ({ layer, ...site })), lookedFor, edit };
}

class Planner {
  constructor(
    private readonly opset: number,
    private readonly freshName: FreshName,
  ) {}

  /** @param outerConstants Values of the graphs around it that do not depend on the model's inputs. */
  graph(graph: OnnxGraph, outerConstants: ReadonlySet<string>): { sites: FoundSite[]; edit: GraphEdit } {
    const constants = constantValues(graph, outerConstants);
    const consumers = consumersByValue(graph);
    const types = elementTypes(graph);
    const sites: FoundSite[] = [];
    const nodes = new Map<number, NodeEdit>();
    for (const node of graph.nodes) {
      const edit = (change: NodeEdit | null) => change && nodes.set(node.span.start, change);
      const op = node.domain ? `${node.domain}.${node.op}` : node.op;
      const firstOutput = node.outputs[0] ?? '';
      if (op === 'Softmax') {
        if (!weighsValues(firstOutput, consumers, constants)) continue;
        sites.push({ output: firstOutput, post: 'none', op, elementType: types.get(firstOutput) ?? null });
      } else if (op === 'If') {
        const found = this.#branches(node, constants);
        if (!found) continue;
        sites.push(...found.sites);
        edit(found.edit);
      } else {
        const tap = tapFusedAttention(node, this.opset, this.freshName);
        if (!tap) continue;
        sites.push({ output: tap.output, post: tap.post, op, elementType: types.get(firstOutput) ?? null });
        edit(tap.edit);
      }
    }
    const given = new Set(graph.outputs.map((output) => output.name));
    const outputs = sites.map((site) => site.output).filter((name) => !given.has(name));
    return { sites, edit: { nodes, outputs } };
  }

  /**
   * A merged decoder has one branch for the first call and one for calls with a cache. Both must give the same number
   * of sites of the same form, because output i of the `If` is output i of the branch taken.
   */
  #branches(node: OnnxNode, constants: ReadonlySet<string>): { sites: FoundSite[]; edit: NodeEdit } | null {
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
    const sites = first.sites.map((site) => ({ ...site, output: this.freshName() }));
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
}

/**
 * Whether a softmax's output becomes the left factor of a product with values. A router's goes elsewhere, and a
 * classifier's is multiplied with weights of the model, if at all.
 */
function weighsValues(
  softmaxOutput: string,
  consumers: ReadonlyMap<string, readonly OnnxNode[]>,
  constants: ReadonlySet<string>,
): boolean {
  const seen = new Set([softmaxOutput]);
  for (const value of seen) {
    for (const node of consumers.get(value) ?? []) {
      if (products.has(node.op) && node.inputs[0] === value) {
        const right = node.inputs[node.op === 'QLinearMatMul' ? 3 : 1];
        if (right !== undefined && !constants.has(right)) return true;
      }
      // Only the first output carries the value on; the others are a dropout's mask or a quantiser's scale.
      if (carriers.has(node.op) && node.outputs[0]) seen.add(node.outputs[0]);
    }
  }
  return false;
}

function consumersByValue(graph: OnnxGraph): Map<string, OnnxNode[]> {
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
function constantValues(graph: OnnxGraph, outer: ReadonlySet<string>): ReadonlySet<string> {
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

function freshNames(graph: OnnxGraph): FreshName {
  const taken = new Set<string>();
  collectNames(graph, taken);
  let count = 0;
  return () => {
    let name: string;
    do name = `introspect/attention/${count++}`;
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
