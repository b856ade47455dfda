/** A next token as a server states it. */
export interface StatedCandidate {
  readonly text: string;
  /** As the server states it: over its whole vocabulary, of which it tells no more than these. */
  readonly p: number;
}

/** Their share of all chances. */
export function statedMass(candidates: readonly StatedCandidate[]): number {
  return candidates.reduce((sum, { p }) => sum + p, 0);
}
