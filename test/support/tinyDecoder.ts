// A decoder of one layer, small enough to be computed by hand in a test, in the forms that published files have.
import { elementType, floatTensor, intTensor, onnxModel, type GraphSpec, type NodeSpec } from './onnxBuilder';

export const tiny = { vocabulary: 32, heads: 2, headSize: 16, hidden: 32 } as const;

export interface TinyForm {
  /**
   * gqa: GroupQueryAttention with a cache; mha: MultiHeadAttention with one. plain: eager, without any cache, and the
   * heads are the first of three axes. merged: eager, with a branch for the first call and one for those with a cache.
   */
  readonly form: 'gqa' | 'mha' | 'plain' | 'merged';
  /** Tokens that a query sees, itself included; gqa only. */
  readonly window?: number;
  /** A query does not see itself, so that the first sees nothing; plain only. */
  readonly before?: boolean;
  /** Weights and cache in float16; gqa and mha only. */
  readonly half?: boolean;
  /** The graph also asks how many of the last logits are wanted; 0 stands for all. */
  readonly asksHowMany?: boolean;
  /** Logits for the last token alone, as onnxruntime-genai's builder makes them with prune_lm_head. */
  readonly lastOnly?: boolean;
  /** Rotary positions inside the operator; gqa only. */
  readonly rotary?: boolean;
  /** Queries, keys and values are one input; gqa only. */
  readonly packed?: boolean;
  /** What the file calls the width of the cache, where it does not say it. */
  readonly widthName?: string;
  /** A score of each head that takes its share of every softmax, and gives nothing; gqa only. */
  readonly sink?: number;
  /** Attributes of the operator; gqa only. */
  readonly ints?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
}

/** Deterministic values in [−1, 1], different for every seed. */
function values(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(7.3 * (i + 1) + 31.7 * seed));
}
const embedding = values(tiny.vocabulary * tiny.hidden, 1).map((value) => value / 2);
const projections = { q: 2, k: 3, v: 4 } as const;
const weightsOf = (part: keyof typeof projections) => values(tiny.hidden * tiny.hidden, projections[part]);

/** Queries, keys or values of one head, [token][width]. */
export function tinyProjection(ids: readonly number[], head: number, part: keyof typeof projections): number[][] {
  const w = weightsOf(part);
  return ids.map((id) =>
    Array.from({ length: tiny.headSize }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < tiny.hidden; j++) {
        sum += embedding[id * tiny.hidden + j]! * w[j * tiny.hidden + head * tiny.headSize + i]!;
      }
      return sum;
    }),
  );
}

/**
 * softmax(QKᵀ · scale) for one head, [query][key]; rows of zeros where a query sees nothing.
 * @param sink a score beside those of the keys
 */
export function tinyAttention(
  ids: readonly number[],
  head: number,
  sees: (query: number, key: number) => boolean,
  { sink = -Infinity, scale = 1 / Math.sqrt(tiny.headSize) } = {},
): number[][] {
  const [q, k] = [tinyProjection(ids, head, 'q'), tinyProjection(ids, head, 'k')];
  return q.map((query, i) => {
    const scores = k.map((key, j) =>
      sees(i, j) ? Math.exp(query.reduce((sum, x, d) => sum + x * key[d]!, 0) * scale) : 0,
    );
    const sum = scores.reduce((a, b) => a + b, Math.exp(sink));
    return scores.map((score) => (sum > 0 ? score / sum : 0));
  });
}

const howMany = 'num_logits_to_keep';

const op = (
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  rest: Partial<NodeSpec> = {},
): NodeSpec => ({ op: name, inputs, outputs, ...rest });

export function tinyDecoder({
  form,
  window,
  half = false,
  asksHowMany = false,
  lastOnly = false,
  before = false,
  rotary = false,
  packed = false,
  widthName,
  sink,
  ints = {},
  floats = {},
}: TinyForm): Uint8Array {
  const { vocabulary, heads, headSize, hidden } = tiny;
  const cacheType = half ? elementType.float16 : elementType.float32;
  const cast = (name: string, to: string): NodeSpec => op('Cast', [name], [to], { ints: { to: cacheType } });
  const nodes: NodeSpec[] = [op('Gather', ['E', 'input_ids'], ['x'])];
  for (const part of ['q', 'k', 'v']) {
    nodes.push(op('MatMul', ['x', `W${part}`], [`${part}32`]), cast(`${part}32`, part));
  }
  if (form === 'gqa') {
    if (packed) nodes.push(op('Concat', ['q', 'k', 'v'], ['qkv'], { ints: { axis: -1 } }));
    nodes.push(
      op('ReduceSum', ['attention_mask', 'one'], ['sum'], { ints: { keepdims: 1 } }),
      op('Sub', ['sum', 'one'], ['last']),
      op('Cast', ['last'], ['seqlens'], { ints: { to: elementType.int32 } }),
      op('Shape', ['attention_mask'], ['shape']),
      op('Gather', ['shape', 'one'], ['total64']),
      op('Cast', ['total64'], ['total'], { ints: { to: elementType.int32 } }),
      op(
        'GroupQueryAttention',
        [
          ...(packed ? ['qkv', '', ''] : ['q', 'k', 'v']),
          ...['past_key_values.0.key', 'past_key_values.0.value', 'seqlens', 'total'],
          ...(rotary ? ['cos', 'sin'] : sink === undefined ? [] : ['', '']),
          ...(sink === undefined ? [] : ['', '', 'sink']),
        ],
        ['attended', 'present.0.key', 'present.0.value'],
        {
          domain: 'com.microsoft',
          ints: {
            num_heads: heads,
            kv_num_heads: heads,
            ...(rotary && { do_rotary: 1 }),
            ...(window !== undefined && { local_window_size: window }),
            ...ints,
          },
          floats,
        },
      ),
    );
  } else if (form === 'mha') {
    nodes.push(
      op(
        'MultiHeadAttention',
        ['q', 'k', 'v', '', '', '', 'past_key_values.0.key', 'past_key_values.0.value'],
        ['attended', 'present.0.key', 'present.0.value'],
        { domain: 'com.microsoft', ints: { num_heads: heads, unidirectional: 1 } },
      ),
    );
  } else {
    for (const part of ['q', 'k', 'v']) {
      nodes.push(
        op('Reshape', [part, 'split'], [`${part}.split`]),
        op('Transpose', [`${part}.split`], [`${part}.heads`], { intLists: { perm: [0, 2, 1, 3] } }),
      );
    }
    if (form === 'plain') nodes.push(...eager('', 'k.heads', 'v.heads', before ? 'Less' : 'LessOrEqual', true));
    else {
      const cached: GraphSpec = {
        nodes: [
          ...['k', 'v'].map((part, i) =>
            op('Concat', [`past_key_values.0.${i ? 'value' : 'key'}`, `${part}.heads`], [`t.${part}`], {
              ints: { axis: 2 },
            }),
          ),
          ...eager('t.', 't.k', 't.v', null, false),
        ],
        outputs: ['t.attended', 't.k', 't.v'].map((name) => ({ name })),
      };
      const first: GraphSpec = {
        nodes: [
          ...['k', 'v'].map((part) => op('Identity', [`${part}.heads`], [`e.${part}`])),
          ...eager('e.', 'e.k', 'e.v', 'LessOrEqual', false),
        ],
        outputs: ['e.attended', 'e.k', 'e.v'].map((name) => ({ name })),
      };
      nodes.push(
        op('If', ['use_cache_branch'], ['attended', 'present.0.key', 'present.0.value'], {
          graphs: { then_branch: cached, else_branch: first },
        }),
      );
    }
  }
  nodes.push(
    op('Cast', ['attended'], ['attended32'], { ints: { to: elementType.float32 } }),
    ...(asksHowMany
      ? [
          op('Neg', [howMany], ['from0']),
          op('Unsqueeze', ['from0', 'columns'], ['from']),
          op('Slice', ['attended32', 'from', 'far', 'one'], ['kept']),
        ]
      : []),
    ...(lastOnly
      ? [op('Gather', ['attended32', 'end'], ['row'], { ints: { axis: 1 } }), op('Unsqueeze', ['row', 'one'], ['kept'])]
      : []),
    op('MatMul', [asksHowMany || lastOnly ? 'kept' : 'attended32', 'head'], ['logits']),
  );
  const cache = (prefix: string, tokens: string) =>
    ['key', 'value'].map((part) => ({
      name: `${prefix}.0.${part}`,
      type: cacheType,
      dims: ['batch', heads, tokens, widthName ?? headSize],
    }));
  const hasCache = form !== 'plain';
  return onnxModel({
    nodes,
    inputs: [
      { name: 'input_ids', type: elementType.int64, dims: ['batch', 'tokens'] },
      { name: 'attention_mask', type: elementType.int64, dims: ['batch', 'total'] },
      ...(hasCache ? cache('past_key_values', 'past') : []),
      ...(asksHowMany ? [{ name: howMany, type: elementType.int64, dims: [] }] : []),
      ...(form === 'merged' ? [{ name: 'use_cache_branch', type: elementType.bool, dims: [1] }] : []),
    ],
    outputs: [
      { name: 'logits', dims: ['batch', lastOnly ? 1 : 'tokens', vocabulary] },
      ...(hasCache ? cache('present', 'total') : []),
    ],
    initializers: [
      floatTensor('E', [vocabulary, hidden], embedding),
      ...(['q', 'k', 'v'] as const).map((part) => floatTensor(`W${part}`, [hidden, hidden], weightsOf(part))),
      floatTensor('head', [hidden, vocabulary], values(hidden * vocabulary, 5)),
      floatTensor('scale', [], [1 / Math.sqrt(headSize)]),
      floatTensor('never', [], [-Infinity]),
      ...(sink === undefined ? [] : [floatTensor('sink', [heads], new Array<number>(heads).fill(sink))]),
      ...(rotary ? [floatTensor('cos', ...angles(Math.cos)), floatTensor('sin', ...angles(Math.sin))] : []),
      intTensor('one', [1], [1]),
      intTensor('zero', [], [0]),
      intTensor('step', [], [1]),
      intTensor('end', [], [-1]),
      intTensor('columns', [1], [0]),
      intTensor('far', [1], [2 ** 31]),
      intTensor('split', [4], [1, -1, heads, headSize]),
      intTensor('merge', [3], [1, -1, hidden]),
      intTensor('flat', [3], [heads, -1, headSize]),
    ],
  });
}

/** Rotary positions, shape [positions, headSize / 2], base 100. */
function angles(of: (angle: number) => number): [dims: number[], values: number[]] {
  const [positions, half] = [1024, tiny.headSize / 2];
  const value = (_: unknown, i: number): number => of(Math.floor(i / half) / 100 ** ((i % half) / half));
  return [[positions, half], Array.from({ length: positions * half }, value)];
}

/**
 * @param sees operator by which a key's place must compare to the query's; null: every key is seen
 * @param flat the heads as the first of three axes, as older exports have them
 */
function eager(prefix: string, keys: string, vals: string, sees: string | null, flat: boolean): NodeSpec[] {
  const at = (name: string) => `${prefix}${name}`;
  const flatten = (from: string, to: string): NodeSpec =>
    flat ? op('Reshape', [from, 'flat'], [at(to)]) : op('Identity', [from], [at(to)]);
  const mask = sees
    ? [
        op('Shape', ['input_ids'], [at('shape')], { ints: { start: 1 } }),
        op('Squeeze', [at('shape')], [at('count')]),
        op('Range', ['zero', at('count'), 'step'], [at('places')]),
        op('Unsqueeze', [at('places'), 'one'], [at('queries')]),
        op(sees, [at('places'), at('queries')], [at('seen')]),
        op('Where', [at('seen'), at('scaled'), 'never'], [at('scores')]),
      ]
    : [op('Identity', [at('scaled')], [at('scores')])];
  return [
    flatten('q.heads', 'Q'),
    flatten(keys, 'K'),
    flatten(vals, 'V'),
    op('Transpose', [at('K')], [at('KT')], { intLists: { perm: flat ? [0, 2, 1] : [0, 1, 3, 2] } }),
    op('MatMul', [at('Q'), at('KT')], [at('products')]),
    op('Mul', [at('products'), 'scale'], [at('scaled')]),
    ...mask,
    op('Softmax', [at('scores')], [at('weights')], { ints: { axis: -1 } }),
    op('MatMul', [at('weights'), at('V')], [at('mixed')]),
    op('Transpose', [at('mixed')], [at('tokens')], { intLists: { perm: flat ? [1, 0, 2] : [0, 2, 1, 3] } }),
    op('Reshape', [at('tokens'), 'merge'], [at('attended')]),
  ];
}
