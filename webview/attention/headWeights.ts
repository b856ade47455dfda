/** The attention weights of one head over one text: softmax rows, row-major [query][key], shape [size, size]. */
export interface HeadWeights {
  readonly weights: Float32Array;
  readonly size: number;
}

/** The first key token that is shown: 1 while the first token is hidden. */
export type FirstKey = 0 | 1;

export interface Target {
  readonly key: number;
  readonly weight: number;
}

export function weightAt({ weights, size }: HeadWeights, query: number, key: number): number {
  return weights[query * size + key] ?? 0;
}

export function rowOf({ weights, size }: HeadWeights, query: number): Float32Array {
  return weights.subarray(query * size, (query + 1) * size);
}

/** What takes a pass over all weights is made once for a head and its first key, and kept as long as the head. */
export function keptOf<T>(make: (head: HeadWeights, firstKey: FirstKey) => T) {
  const kept = new WeakMap<HeadWeights, { readonly firstKey: FirstKey; readonly made: T }>();
  return (head: HeadWeights, firstKey: FirstKey): T => {
    const before = kept.get(head);
    if (before?.firstKey === firstKey) return before.made;
    const made = make(head, firstKey);
    kept.set(head, { firstKey, made });
    return made;
  };
}

/** What one token's shown weights add up to: 1 less what the hidden first token took. */
export function shownSum(head: HeadWeights, query: number, firstKey: FirstKey): number {
  return rowOf(head, query)
    .subarray(firstKey)
    .reduce((sum, weight) => sum + weight, 0);
}

/** The shown tokens that `query` attends to most, strongest first and at most `count`; weights of exactly 0 are no targets. */
export function strongestTargets(head: HeadWeights, query: number, firstKey: FirstKey, count: number): Target[] {
  return largestOf(rowOf(head, query), firstKey, 1, count).map((key) => ({ key, weight: weightAt(head, query, key) }));
}

/**
 * Places of the `count` largest values above 0, largest first, equal ones in their order: one pass, since it is asked with
 * every movement of the pointer. Values are those at `first`, `first + step`, …; places count the steps from 0.
 */
function largestOf(values: Float32Array, first: number, step: number, count: number): number[] {
  const places: number[] = [];
  const found: number[] = [];
  const offset = step === 1 ? 0 : first;
  for (let i = first; i < values.length; i += step) {
    const value = values[i]!;
    if (!(value > 0) || (found.length === count && value <= found[count - 1]!)) continue;
    let at = found.length;
    while (at > 0 && found[at - 1]! < value) at--;
    found.splice(at, 0, value);
    places.splice(at, 0, (i - offset) / step);
    if (found.length > count) {
      found.pop();
      places.pop();
    }
  }
  return places;
}

/** The cell of the largest weight in the block of `span` × `span` cells that begins at query and key. */
export function strongestIn(
  head: HeadWeights,
  { query, key, span }: { readonly query: number; readonly key: number; readonly span: number },
): { readonly query: number; readonly key: number } {
  let best = { query, key };
  for (let q = query; q < Math.min(head.size, query + span); q++) {
    for (let k = key; k < Math.min(head.size, key + span); k++) {
      if (weightAt(head, q, k) > weightAt(head, best.query, best.key)) best = { query: q, key: k };
    }
  }
  return best;
}

/** The tokens that attend most to `key`, strongest first and at most `count`. */
export function strongestSources(
  head: HeadWeights,
  key: number,
  count: number,
): { readonly query: number; readonly weight: number }[] {
  return largestOf(head.weights, key, head.size, count).map((query) => ({ query, weight: weightAt(head, query, key) }));
}

/** Mean weight on the first token over all later tokens: how much of an attention sink it is. Null for a single token. */
export function meanOnFirst(head: HeadWeights): number | null {
  if (head.size < 2) return null;
  let sum = 0;
  for (let query = 1; query < head.size; query++) sum += weightAt(head, query, 0);
  return sum / (head.size - 1);
}
