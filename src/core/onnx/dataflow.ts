// Who computes what from what in a graph, with its normalisations told apart from the rest.
import { constantValues, freshNames } from './attention';
import type { FreshName } from './attentionForms';
import type { OnnxGraph, OnnxNode } from './graph';
import { logitCountInputs } from './logitRows';

export interface FlowNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Place in topological order. */
  readonly index: number;
  /** The node of the graph that it is, or is a part of. */
  readonly source: OnnxNode;
}

/** A normalisation over the last axis: LayerNorm, or RMSNorm when it does not subtract the mean. */
export interface Norm {
  readonly input: string;
  readonly centred: boolean;
}

/** The sum inside a fused residual norm. */
export interface FusedSum {
  readonly node: OnnxNode;
  /** Its name; the operator may not give it yet. */
  readonly sum: string;
  /** What is added to the stream where the operator adds a bias too; no value of the graph. */
  readonly biased: { readonly name: string; readonly addends: readonly [string, string] } | null;
}

/** Operators that multiply with weights or weigh values. */
const products: ReadonlySet<string> = new Set([
  'MatMul',
  'Gemm',
  'MatMulNBits',
  'MatMulInteger',
  'MatMulIntegerToFloat',
  'DynamicQuantizeMatMul',
  'QLinearMatMul',
  'FusedMatMul',
  'FusedGemm',
  'Conv',
  'Einsum',
  'MoE',
  'QMoE',
]);
const carriers: ReadonlySet<string> = new Set(['Cast', 'Identity', 'Dropout']);
const fusedNorms: ReadonlyMap<string, boolean> = new Map([
  ['LayerNormalization', true],
  ['SimplifiedLayerNormalization', false],
  ['RMSNormalization', false],
]);
/** Fused residual norms: the norm, and at which inputs the biases of the sum stand. */
const skipNorms: ReadonlyMap<string, { readonly norm: string; readonly weights: number; readonly bias: number }> =
  new Map([
    ['SkipLayerNormalization', { norm: 'LayerNormalization', weights: 2, bias: 4 }],
    ['SkipSimplifiedLayerNormalization', { norm: 'SimplifiedLayerNormalization', weights: 1, bias: 3 }],
  ]);

/**
 * A graph as a flow of activations. A fused `Skip…LayerNormalization` stands in it as what it is: an Add (its addends
 * with their bias) and a norm; the sum is named by the operator's output 3, or freshly where it has none. So does an
 * `EmbedLayerNormalization` that gives its sum too: embeddings, and the norm of the first layer.
 */
export class Dataflow {
  readonly nodes: readonly FlowNode[];
  readonly fusedSums: readonly FusedSum[];
  readonly #producers = new Map<string, FlowNode>();
  /** Values that do not depend on what the model reads, or only on its length. */
  readonly #still: ReadonlySet<string>;

  constructor(
    graph: OnnxGraph,
    readonly freshName: FreshName = freshNames(graph, 'inside'),
  ) {
    const nodes: FlowNode[] = [];
    const fusedSums: FusedSum[] = [];
    const read = new Set<string>();
    const add = (op: string, inputs: readonly string[], outputs: readonly string[], source: OnnxNode): void => {
      const node = { op, inputs, outputs, index: nodes.length, source };
      nodes.push(node);
      for (const input of inputs) read.add(input);
      // Values are computed before they are read: a file that says otherwise, in a circle, is not followed there.
      for (const output of outputs) if (output && !read.has(output)) this.#producers.set(output, node);
    };
    for (const source of graph.nodes) {
      const { inputs, outputs } = source;
      const isMicrosoft = source.domain === 'com.microsoft';
      const [normed = '', mask = '', embedded = ''] = outputs;
      if (isMicrosoft && source.op === 'EmbedLayerNormalization' && embedded) {
        add(source.op, inputs, ['', mask, embedded], source);
        add('LayerNormalization', [embedded, ...inputs.slice(5, 7)], [normed], source);
        continue;
      }
      const skip = isMicrosoft ? skipNorms.get(source.op) : undefined;
      if (!skip) {
        add(source.op, inputs, outputs, source);
        continue;
      }
      const sum = outputs[3] || freshName();
      const bias = inputs[skip.bias];
      // In either order; what is added is computed from the stream, and so after it.
      const [stream, branch] = [inputs[0] ?? '', inputs[1] ?? ''].sort((a, b) => this.indexOf(a) - this.indexOf(b)) as [
        string,
        string,
      ];
      const biased = bias ? freshName() : branch;
      if (bias) add('Add', [branch, bias], [biased], source);
      fusedSums.push({ node: source, sum, biased: bias ? { name: biased, addends: [branch, bias] } : null });
      add('Add', [stream, biased], [sum], source);
      add(skip.norm, [sum, ...inputs.slice(2, 2 + skip.weights)], outputs.slice(0, 1), source);
    }
    this.nodes = nodes;
    this.fusedSums = fusedSums;
    this.#still = stillValues(graph, nodes);
  }

  producer(value: string): FlowNode | undefined {
    return this.#producers.get(value);
  }

  /** Where a value is computed: -1 for an input of the graph. */
  indexOf(value: string): number {
    return this.producer(value)?.index ?? -1;
  }

  /** A node's inputs that depend on what the model reads. */
  activations(node: FlowNode): readonly string[] {
    return node.inputs.filter((input) => input !== '' && !this.#still.has(input));
  }

  isActivation(value: string): boolean {
    return !this.#still.has(value);
  }

  /** The value itself, before casts and the like; `inAnyShape`: before it was reshaped as well. */
  origin(value: string, inAnyShape = false): string {
    for (;;) {
      const node = this.producer(value);
      const [input] = node?.inputs ?? [];
      const isSame = node && (carriers.has(node.op) || (inAnyShape && node.op === 'Reshape'));
      if (!isSame || !input || node.outputs[0] !== value) return value;
      value = input;
    }
  }

  /** The two addends, both activations, or null when the value is no such sum. */
  addends(value: string): readonly [string, string] | null {
    const node = this.producer(this.origin(value));
    if (node?.op !== 'Add') return null;
    const [a, b] = this.activations(node);
    return a !== undefined && b !== undefined ? [a, b] : null;
  }

  /** Whether `to` is computed from `from` through at least one matrix product. */
  feeds(from: string, to: string): boolean {
    const first = this.indexOf(from);
    const seen = new Set<string>();
    const open: { readonly value: string; readonly multiplied: boolean }[] = [{ value: to, multiplied: false }];
    for (let at = open.pop(); at; at = open.pop()) {
      const { value, multiplied } = at;
      if (value === from && multiplied) return true;
      const node = this.producer(value);
      const key = `${multiplied}${value}`;
      if (!node || node.index <= first || seen.has(key)) continue;
      seen.add(key);
      for (const input of this.activations(node)) {
        open.push({ value: input, multiplied: multiplied || products.has(node.op) || isFusedAttention(node) });
      }
    }
    return false;
  }

  /** The nodes that `value` is computed with, back to and without the values of `stops`; shapes too when asked for. */
  ancestors(value: string, stops: ReadonlySet<string>, withShapes = false): Set<FlowNode> {
    const found = new Set<FlowNode>();
    const open = [value];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const node = stops.has(at) ? undefined : this.producer(at);
      if (!node || found.has(node)) continue;
      found.add(node);
      open.push(...(withShapes ? node.inputs.filter(Boolean) : this.activations(node)));
    }
    return found;
  }

  /** The normalisation that ends in `value`, as one operator or in its parts; null where there is none. */
  norm(value: string): Norm | null {
    let node = this.producer(value);
    while (node) {
      const centred = fusedNorms.get(node.op);
      if (centred !== undefined) return { input: node.inputs[0] ?? '', centred };
      const [input, other] = this.activations(node);
      if (input === undefined) return null;
      // Scale and shift by weights.
      if (other !== undefined || !(carriers.has(node.op) || node.op === 'Mul' || node.op === 'Add')) break;
      node = this.producer(input);
    }
    const [a, b] = node ? this.activations(node) : [];
    if (a === undefined || b === undefined) return null;
    if (node?.op === 'Div') return this.#scaled(a, b);
    return node?.op === 'Mul' ? (this.#scaled(a, b) ?? this.#scaled(b, a)) : null;
  }

  /** `x` times or divided by the root of the mean of its squares. */
  #scaled(x: string, scale: string): Norm | null {
    const squared = this.#meanSquareOf(scale);
    if (squared === null) return null;
    const [own, other] = [this.#minuend(x), this.#minuend(squared)];
    if (own.value !== other.value || own.centred !== other.centred) return null;
    return { input: own.value, centred: own.centred };
  }

  #minuend(value: string): { readonly value: string; readonly centred: boolean } {
    const node = this.producer(this.origin(value));
    const [minuend = '', subtrahend = ''] = node?.inputs ?? [];
    const centred = node?.op === 'Sub' && this.producer(this.origin(subtrahend))?.op === 'ReduceMean';
    return { value: this.origin(centred ? minuend : value), centred };
  }

  #meanSquareOf(scale: string): string | null {
    for (let node = this.producer(scale); node;) {
      const inputs = this.activations(node);
      const [input = ''] = inputs;
      if (node.op === 'ReduceMean') {
        const square = this.producer(this.origin(input));
        return square && (square.op === 'Pow' || square.op === 'Mul') ? (square.inputs[0] ?? null) : null;
      }
      if (inputs.length !== 1 || !scaleSteps.has(node.op)) return null;
      node = this.producer(input);
    }
    return null;
  }
}

const scaleSteps: ReadonlySet<string> = new Set(['Sqrt', 'Reciprocal', 'Div', 'Add', 'Pow', 'Cast', 'Identity']);

/** These hold the product of the weights with the values. */
export function isFusedAttention({ op }: { readonly op: string }): boolean {
  return op.endsWith('Attention');
}

/** Weights, shapes, how many logits are wanted, and what is computed from nothing else. */
function stillValues(graph: OnnxGraph, nodes: readonly FlowNode[]): ReadonlySet<string> {
  const still = new Set([...constantValues(graph), ...logitCountInputs]);
  for (const { op, inputs, outputs, source } of nodes) {
    const isShape = op === 'Shape' || op === 'Size';
    const hasSubgraph = [...source.attributes.values()].some(({ graphs }) => graphs.length > 0);
    if (!isShape && (hasSubgraph || !inputs.every((input) => !input || still.has(input)))) continue;
    for (const output of outputs) if (output) still.add(output);
  }
  return still;
}
