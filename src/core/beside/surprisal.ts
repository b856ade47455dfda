import { surprisalBits } from '../generation/probabilities';
import type { Stretch } from './stretches';

export interface ScoredPiece {
  /** Natural logarithm of the probability given all tokens before it; null where the model gives none. */
  readonly logprob: number | null;
  readonly rank: number | null;
}

/** What one model makes of a stretch. */
export interface StretchScore {
  /** −log2 of the probability of all its tokens together, in bits; null where one of them has none. */
  readonly bits: number | null;
  /** 1 = the model's first choice; null unless the stretch is a single token with a rank. */
  readonly rank: number | null;
  readonly tokens: number;
}

export type Computed = { readonly value: number } | { readonly notComputable: string };

export function scoreStretch(indexes: readonly number[], tokens: readonly ScoredPiece[]): StretchScore {
  let bits: number | null = indexes.length === 0 ? null : 0;
  for (const index of indexes) {
    const logprob = tokens[index]?.logprob ?? null;
    bits = bits === null || logprob === null ? null : bits + surprisalBits(logprob);
  }
  const rank = indexes.length === 1 ? (tokens[indexes[0]!]?.rank ?? null) : null;
  return { bits, rank, tokens: indexes.length };
}

/**
 * Bits per character of both models over the same characters: those of the stretches that both have scored.
 * Characters are Unicode code points.
 * @param noScore why a model scores no text at all; null where it does. The other's figure is then about what it has scored.
 */
export function bitsPerCharacter(
  text: string,
  stretches: readonly Stretch[],
  left: readonly StretchScore[],
  right: readonly StretchScore[],
  noScore: { readonly left: string | null; readonly right: string | null } = { left: null, right: null },
): { readonly left: Computed; readonly right: Computed; readonly characters: number } {
  let [characters, leftBits, rightBits] = [0, 0, 0];
  stretches.forEach(({ start, end }, i) => {
    const [a, b] = [left[i]?.bits ?? null, right[i]?.bits ?? null];
    if ((a === null && noScore.left === null) || (b === null && noScore.right === null)) return;
    if (a === null && b === null) return;
    characters += Array.from(text.slice(start, end)).length;
    leftBits += a ?? 0;
    rightBits += b ?? 0;
  });
  const figure = (bits: number, why: string | null): Computed => {
    if (why !== null) return { notComputable: why };
    return characters > 0
      ? { value: bits / characters }
      : { notComputable: 'Nothing in this text is scored by both models: nothing comes before its first token.' };
  };
  return { left: figure(leftBits, noScore.left), right: figure(rightBits, noScore.right), characters };
}
