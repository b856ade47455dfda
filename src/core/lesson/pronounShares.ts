export interface PronounShare {
  readonly occupation: string;
  /** Of “she” among “he” and “she”, mean over the sentences. */
  readonly she: number;
  /** Over the sentences. */
  readonly lowest: number;
  readonly highest: number;
}

/** @param shares [occupation][sentence]: the probability of “she” among “he” and “she” */
export function pronounShares(occupations: readonly string[], shares: readonly (readonly number[])[]): PronounShare[] {
  return occupations.map((occupation, i) => {
    const own = shares[i]!;
    return {
      occupation,
      she: own.reduce((sum, share) => sum + share, 0) / own.length,
      lowest: Math.min(...own),
      highest: Math.max(...own),
    };
  });
}
