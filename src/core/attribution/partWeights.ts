import type { RangeUtf16 } from '../base/offsets';
import type { Token } from '../tokenizer/token';

/** Weights of tokens as weights of the parts of a text. */
export interface PartWeights {
  /** Sum over the tokens of each part. */
  readonly parts: readonly number[];
  /** On tokens that belong to no part: punctuation between words, white space. */
  readonly between: number;
  /** On tokens that were left out: special ones, and the first if that was wanted. */
  readonly leftOut: number;
}

/** Place of the first token that stands for words of the text; −1 where none does. */
export function firstWordToken(tokens: readonly Token[]): number {
  return tokens.findIndex(({ special }) => !special);
}

/** Whether a token counts: special tokens never do, the first one of the text not with `hideFirst`. */
export function countsToken(tokens: readonly Token[], index: number, hideFirst: boolean): boolean {
  return tokens[index]?.special === false && !(hideFirst && index === firstWordToken(tokens));
}

/**
 * Sums what the tokens of each part receive. A token belongs to the part that holds the first of its characters that is
 * no white space; the parts are in order and apart from one another.
 * @param weights one for each token
 */
export function partWeights(
  text: string,
  parts: readonly RangeUtf16[],
  tokens: readonly Token[],
  weights: ArrayLike<number>,
  hideFirst: boolean,
): PartWeights {
  const sums = parts.map(() => 0);
  let [between, leftOut, part] = [0, 0, 0];
  for (let i = 0; i < tokens.length; i++) {
    const weight = weights[i] ?? 0;
    if (!countsToken(tokens, i, hideFirst)) {
      leftOut += weight;
      continue;
    }
    const at = wordStart(text, tokens[i]!);
    while (part < parts.length && parts[part]!.end <= at) part++;
    if (part < parts.length && parts[part]!.start <= at) sums[part]! += weight;
    else between += weight;
  }
  return { parts: sums, between, leftOut };
}

/** Whether each part holds a character of one of the stretches. */
export function overlaps(parts: readonly RangeUtf16[], stretches: readonly RangeUtf16[]): boolean[] {
  return parts.map(({ start, end }) => stretches.some((stretch) => stretch.start < end && start < stretch.end));
}

/** The token without the white space at its ends; whole where it has nothing else. */
export function inkOf(text: string, { start, end }: RangeUtf16): RangeUtf16 {
  const piece = text.slice(start, end);
  if (piece.trim() === '') return { start, end };
  const from = start + piece.length - piece.trimStart().length;
  return { start: from as typeof start, end: (start + piece.trimEnd().length) as typeof end };
}

function wordStart(text: string, token: Token): number {
  return inkOf(text, token).start;
}
