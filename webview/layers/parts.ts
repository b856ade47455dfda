import { contrastParts, type LogitParts } from '../../src/core/layers/logitParts';
import type { ContributionsAnswer } from '../../src/protocol/layers';

/** Of the chosen token, or of its lead over the other. */
export function shownParts({ chosen, against }: ContributionsAnswer): LogitParts {
  return against ? contrastParts(chosen.parts, against.parts) : chosen.parts;
}

export function largestPart({ constant, embeddings, layers }: LogitParts): number {
  const all = [constant, embeddings, ...layers.flatMap(({ attention, mlp }) => [attention, mlp])];
  return Math.max(...all.map(Math.abs));
}
