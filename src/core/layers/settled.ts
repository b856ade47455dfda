/**
 * The first layer from which on the final best guess stays best: the smallest l such that best[k] = best[last] for all
 * k ≥ l. A guess that comes up early, is given up and comes back counts from where it came back.
 * @param best id of the best guess at one position by layer: 0 = the embeddings, then the stream after each layer
 * @returns an index into `best`
 */
export function settledLayer(best: readonly number[]): number {
  const final = best.at(-1);
  return best.findLastIndex((id) => id !== final) + 1;
}

/** The middle value; of an even number of values the lower of the two in the middle. Null for none. */
export function lowerMedian(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null;
}
