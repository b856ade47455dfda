import { surprisalBits } from '../../src/core/generation/probabilities';
import type { ScoredToken, Token } from '../../src/protocol/modelHost';
import { formatBits, formatOrdinal, formatProbability, spokenToken } from './format';

/** Which piece of a character a token is, when several tokens cover the same stretch of the text; else null. */
export function pieceOf(
  tokens: readonly Token[],
  index: number,
): { readonly part: number; readonly of: number } | null {
  const token = tokens[index];
  if (!token || token.start === token.end) return null;
  const isSame = (t: Token | undefined) => t?.start === token.start && t.end === token.end;
  let first = index;
  while (isSame(tokens[first - 1])) first--;
  let last = index;
  while (isSame(tokens[last + 1])) last++;
  return first === last ? null : { part: index - first + 1, of: last - first + 1 };
}

/** "“sleep”", "part 2 of 3 of “🙂”", "special token <s>". */
export function nameToken(tokens: readonly Token[], index: number): string {
  const token = tokens[index];
  if (!token) return '';
  if (token.special) return `special token ${token.text}`;
  const piece = pieceOf(tokens, index);
  return piece ? `part ${piece.part} of ${piece.of} of ${spokenToken(token.text)}` : spokenToken(token.text);
}

/** How surprising the token was, in words: "3.2 bits of surprise: the model gave it 10.9 %, its 2nd choice". */
export function describeScore({ logprob, rank }: ScoredToken, index: number): string {
  if (logprob === null) return index === 0 ? 'no score: nothing comes before it' : 'no score';
  const score = `${formatBits(surprisalBits(logprob))} of surprise: the model gave it ${formatProbability(Math.exp(logprob))}`;
  return rank === null ? score : `${score}, its ${formatOrdinal(rank)} choice`;
}

/** The last words up to and including `position`, shortened at the front: "… I could not sleep". */
export function wordsBefore(tokens: readonly Token[], position: number, maxLength = 32): string {
  let words = '';
  let i = position;
  for (; i >= 0 && words.length <= maxLength; i--) {
    const token = tokens[i];
    const following = i < position ? tokens[i + 1] : undefined;
    // The pieces of one character all carry its whole text.
    if (!token || token.special || token.start === following?.start) continue;
    // Some tokenizers leave the spaces between words to no token.
    const gap = following && token.end < following.start ? ' ' : '';
    words = token.text + gap + words;
  }
  const shown = words.replace(/\s+/g, ' ').trim();
  return i >= 0 ? `… ${shown}` : shown;
}
