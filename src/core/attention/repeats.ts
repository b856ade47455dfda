// Where a token stood before in the same text: what an induction head is said to look for.

/** For every token the places right after its earlier occurrences, as one list: those of token q are keys[starts[q]..starts[q + 1]). */
export interface Repeats {
  /** Shape [size + 1]. */
  readonly starts: Int32Array;
  readonly keys: Int32Array;
}

/**
 * The tokens that followed earlier occurrences of each token: for q every j + 1 < q with ids[j] = ids[q]. The token
 * itself is none of them.
 */
export function repeatsOf(ids: readonly number[]): Repeats {
  const seen = new Map<number, number[]>();
  const starts = new Int32Array(ids.length + 1);
  const keys: number[] = [];
  for (const [query, id] of ids.entries()) {
    const places = seen.get(id) ?? [];
    for (const place of places) if (place + 1 < query) keys.push(place + 1);
    starts[query + 1] = keys.length;
    places.push(query);
    seen.set(id, places);
  }
  return { starts, keys: Int32Array.from(keys) };
}

/**
 * The induction score of a head that spreads its attention evenly over all tokens it may look at: what chance alone
 * gives in this text.
 * @param causal whether a token sees only itself and what comes before it
 * @returns null where no token comes again
 */
export function inductionChance({ starts }: Repeats, causal: boolean): number | null {
  const size = starts.length - 1;
  let sum = 0;
  let queries = 0;
  for (let query = 0; query < size; query++) {
    const count = starts[query + 1]! - starts[query]!;
    if (count === 0) continue;
    sum += count / (causal ? query + 1 : size);
    queries++;
  }
  return queries === 0 ? null : sum / queries;
}
