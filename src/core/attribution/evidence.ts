/** Natural logarithms of the probabilities of target and foil after a text; null where nothing predicts them. */
export interface EvidenceLogprobs {
  readonly target: number | null;
  /** Null as well where there is no foil. */
  readonly foil: number | null;
}

/** Of a model that only embeds: cosine distance from the embedding of the whole text; null where nothing is left to embed. */
export interface EmbeddingDistance {
  readonly distance: number | null;
}

export type Evidence = EvidenceLogprobs | EmbeddingDistance;

/**
 * How strongly a model expects the target, or by how much it leads over the foil, in nats; of a model that only embeds
 * minus the distance, so that what is left out costs as much as the embedding moves. Null where undefined.
 */
export function evidenceOf(evidence: Evidence, isContrast: boolean): number | null {
  if ('distance' in evidence) return evidence.distance === null ? null : 0 - evidence.distance;
  const { target, foil } = evidence;
  if (!isContrast) return target;
  return target === null || foil === null ? null : target - foil;
}
