/** Natural logarithms of the probabilities of target and foil after a text; null where nothing predicts them. */
export interface EvidenceLogprobs {
  readonly target: number | null;
  /** Null as well where there is no foil. */
  readonly foil: number | null;
}

/** How strongly a model expects the target, or by how much it leads over the foil, in nats; null where undefined. */
export function evidenceOf({ target, foil }: EvidenceLogprobs, isContrast: boolean): number | null {
  if (!isContrast) return target;
  return target === null || foil === null ? null : target - foil;
}
