// A decoder of plain operators, without a cache, whose axes, keys and head lie as some files have them; and what it
// computes, by hand.
import { elementType, floatTensor, intTensor, onnxModel, type NodeSpec } from './onnxBuilder';

export interface EagerForm {
  readonly heads?: number;
  /** Groups of heads with an axis of their own: weights of shape [batch, group, head of it, query, key]. */
  readonly groups?: number;
  /** Weights of shape [batch, query, head, key]: all heads share the keys and values of the first. */
  readonly queriesFirst?: boolean;
  /** What is done to the keys and values: one learned before them, two empty ones after them, every second one only. */
  readonly keys?: 'prefixed' | 'padded' | 'pooled';
  readonly layers?: number;
  /** The nodes in the order of the file, from those in order. */
  readonly order?: (nodes: readonly NodeSpec[]) => readonly NodeSpec[];
  /** By which operator the head comes to read the last token alone; it reads all of them unless told. */
  readonly last?: 'gather' | 'slice' | 'computed';
  /** For how many tokens the file says that it gives logits. */
  readonly rows?: number | string;
  /** The logits are reshaped after the product. */
  readonly reshapes?: boolean;
}

export const eager = { vocabulary: 32, hidden: 32, scale: 0.02 } as const;
const { vocabulary, hidden, scale } = eager;
const empty = 2;

/** Deterministic values in [−1, 1], different for every seed. */
const values = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(7.3 * (i + 1) + 31.7 * seed));
const embedding = values(vocabulary * hidden, 1).map((value) => value / 2);
const head = values(hidden * vocabulary, 5);
const learned = { k: values(hidden, 6), v: values(hidden, 7) };
const weightsOf = (layer: number, part: 'q' | 'k' | 'v'): Float32Array =>
  values(hidden * hidden, 10 * layer + { q: 2, k: 3, v: 4 }[part]).map((value) => value / (1 + layer));

const op = (name: string, inputs: readonly string[], output: string, rest: Partial<NodeSpec> = {}): NodeSpec => ({
  op: name,
  inputs,
  outputs: [output],
  ...rest,
});

export function eagerDecoder(form: EagerForm = {}): Uint8Array {
  const { heads = 2, groups = heads, layers = 1, last, rows = last ? 1 : 'tokens', order = (nodes) => nodes } = form;
  const size = hidden / heads;
  const nodes = [op('Gather', ['E', 'input_ids'], 'x0'), ...visible(form)];
  for (let layer = 0; layer < layers; layer++) {
    nodes.push(...attention(form, layer), op('Add', [`x${layer}`, `${layer}.attended`], `x${layer + 1}`));
  }
  nodes.push(...ending(form, `x${layers}`));
  const each = Array.from({ length: layers }, (_, layer) =>
    (['q', 'k', 'v'] as const).map((part) =>
      floatTensor(`${layer}.W${part}`, [hidden, hidden], weightsOf(layer, part)),
    ),
  );
  return onnxModel({
    nodes: order(nodes),
    inputs: [{ name: 'input_ids', type: elementType.int64, dims: ['batch', 'tokens'] }],
    outputs: [{ name: 'logits', dims: ['batch', rows, vocabulary] }],
    initializers: [
      floatTensor('E', [vocabulary, hidden], embedding),
      ...each.flat(),
      floatTensor('head', [hidden, vocabulary], head),
      ...(['k', 'v'] as const).map((part) => floatTensor(`learned.${part}`, [1, heads, 1, size], learned[part])),
      floatTensor('empty', [1, heads, empty, size], new Float32Array(heads * empty * size)),
      floatTensor('scale', [], [scale]),
      floatTensor('never', [], [-Infinity]),
      ...Object.entries({ zero: 0, step: 1, place: empty }).map(([name, value]) => intTensor(name, [], [value])),
      ...Object.entries({ none: 0, one: 1, two: 2, minus: -1, far: 2 ** 31, hundred: 100 }).map(([name, value]) =>
        intTensor(name, [1], [value]),
      ),
      intTensor('end', [], [-1]),
      intTensor('oneTwo', [2], [1, 2]),
      intTensor('split', [4], [1, -1, heads, size]),
      intTensor('merge', [3], [1, -1, hidden]),
      intTensor('grouped', [5], [1, groups, heads / groups, -1, size]),
      intTensor('ungrouped', [4], [1, heads, -1, size]),
      intTensor('words', [3], [1, -1, vocabulary]),
    ],
  });
}

/** Which keys a query sees: `seen`, shape [query, key]. */
function visible({ keys, queriesFirst }: EagerForm): NodeSpec[] {
  const more = keys === 'padded' || keys === 'prefixed' ? (keys === 'padded' ? 'place' : 'step') : 'zero';
  return [
    op('Shape', ['input_ids'], 'count1', { ints: { start: 1 } }),
    op('Squeeze', ['count1'], 'count'),
    op('Add', ['count', more], 'until'),
    op('Range', ['zero', 'count', 'step'], 'places'),
    op('Range', ['zero', 'until', 'step'], 'all'),
    ...(keys === 'prefixed' ? [op('Sub', ['all', 'step'], 'keys')] : []),
    ...(keys === 'pooled' ? [op('Slice', ['all', 'none', 'far', 'none', 'two'], 'keys')] : []),
    ...(keys === 'padded' || !keys ? [op('Identity', ['all'], 'keys')] : []),
    op('Unsqueeze', ['places', queriesFirst ? 'oneTwo' : 'one'], 'queries'),
    op('LessOrEqual', ['keys', 'queries'], 'seen'),
  ];
}

function attention({ groups, queriesFirst, keys }: EagerForm, layer: number): NodeSpec[] {
  const at = (name: string): string => `${layer}.${name}`;
  const swap = { intLists: { perm: [0, 2, 1, 3] } };
  const nodes: NodeSpec[] = [];
  const made = (node: NodeSpec): string => {
    nodes.push(node);
    return node.outputs[0]!;
  };
  for (const part of ['q', 'k', 'v']) {
    let value = made(op('MatMul', [`x${layer}`, at(`W${part}`)], at(part)));
    value = made(op('Reshape', [value, 'split'], at(`${part}1`)));
    const isKey = part !== 'q';
    if (isKey || !queriesFirst) value = made(op('Transpose', [value], at(`${part}2`), swap));
    if (isKey && queriesFirst) value = made(op('Slice', [value, 'none', 'one', 'one'], at(`${part}3`)));
    if (isKey && keys === 'prefixed')
      value = made(op('Concat', [`learned.${part}`, value], at(`${part}3`), { ints: { axis: 2 } }));
    if (isKey && keys === 'padded') value = made(op('Concat', [value, 'empty'], at(`${part}3`), { ints: { axis: 2 } }));
    if (isKey && keys === 'pooled') value = made(op('Slice', [value, 'none', 'far', 'two', 'two'], at(`${part}3`)));
    made(op(groups ? 'Reshape' : 'Identity', groups ? [value, 'grouped'] : [value], at(part.toUpperCase())));
  }
  made(op('Transpose', [at('K')], at('KT'), { intLists: { perm: groups ? [0, 1, 2, 4, 3] : [0, 1, 3, 2] } }));
  made(op('MatMul', [at('Q'), at('KT')], at('products')));
  made(op('Mul', [at('products'), 'scale'], at('scaled')));
  made(op('Where', ['seen', at('scaled'), 'never'], at('scores')));
  made(op('Softmax', [at('scores')], at('weights'), { ints: { axis: -1 } }));
  let mixed = made(op('MatMul', [at('weights'), at('V')], at('mixed')));
  if (groups) mixed = made(op('Reshape', [mixed, 'ungrouped'], at('mixed4')));
  if (!queriesFirst) mixed = made(op('Transpose', [mixed], at('tokens'), swap));
  made(op('Reshape', [mixed, 'merge'], at('attended')));
  return nodes;
}

function ending({ last, reshapes }: EagerForm, of: string): NodeSpec[] {
  const kept: Record<NonNullable<EagerForm['last']>, readonly NodeSpec[]> = {
    gather: [op('Gather', [of, 'end'], 'row', { ints: { axis: 1 } }), op('Unsqueeze', ['row', 'one'], 'kept')],
    slice: [op('Slice', [of, 'minus', 'far', 'one'], 'kept')],
    computed: [op('Sub', ['count1', 'one'], 'at'), op('Gather', [of, 'at'], 'kept', { ints: { axis: 1 } })],
  };
  return [
    ...(last ? kept[last] : [op('Identity', [of], 'kept')]),
    op('MatMul', ['kept', 'head'], reshapes ? 'rated' : 'logits'),
    ...(reshapes ? [op('Reshape', ['rated', 'words'], 'logits')] : []),
  ];
}

export interface EagerRun {
  /** By layer and head, [query][key]; keys that a form adds are left out. */
  readonly attention: readonly (readonly (readonly (readonly number[])[])[])[];
  /** By token. */
  readonly logits: readonly (readonly number[])[];
}

/** What a decoder of plain keys computes. @param off heads of the first layer that give nothing */
export function eagerRun(
  ids: readonly number[],
  { heads = 2, layers = 1 }: Pick<EagerForm, 'heads' | 'layers'> = {},
  off: readonly number[] = [],
): EagerRun {
  const size = hidden / heads;
  let x = ids.map((id) => [...embedding.subarray(id * hidden, (id + 1) * hidden)]);
  const attentions: number[][][][] = [];
  for (let layer = 0; layer < layers; layer++) {
    const [q, k, v] = (['q', 'k', 'v'] as const).map((part) => timesMatrix(x, weightsOf(layer, part), hidden)) as [
      number[][],
      number[][],
      number[][],
    ];
    const added = x.map(() => new Array<number>(hidden).fill(0));
    const byHead = Array.from({ length: heads }, (_, h) => {
      const own = (row: readonly number[]): readonly number[] => row.slice(h * size, (h + 1) * size);
      return q.map((query, i) => {
        const scores = k.map((key, j) => (j <= i ? Math.exp(scale * dot(own(query), own(key))) : 0));
        const total = scores.reduce((a, b) => a + b, 0);
        const weights = scores.map((score) => score / total);
        if (layer > 0 || !off.includes(h)) {
          for (const [j, weight] of weights.entries())
            for (let d = 0; d < size; d++) added[i]![h * size + d]! += weight * v[j]![h * size + d]!;
        }
        return weights;
      });
    });
    attentions.push(byHead);
    x = x.map((row, i) => row.map((value, d) => value + added[i]![d]!));
  }
  return { attention: attentions, logits: timesMatrix(x, head, vocabulary) };
}

function timesMatrix(rows: readonly (readonly number[])[], matrix: Float32Array, columns: number): number[][] {
  return rows.map((row) =>
    Array.from({ length: columns }, (_, i) => row.reduce((sum, value, j) => sum + value * matrix[j * columns + i]!, 0)),
  );
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

/** By token the log-probability of the next one, from logits; nothing for the last. */
export function nextLogprobs(ids: readonly number[], logits: readonly (readonly number[])[]): number[] {
  return ids.slice(1).map((id, i) => {
    const row = logits[i]!;
    const max = Math.max(...row);
    return row[id]! - max - Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - max), 0));
  });
}
