// Lays what two models say of the same text beside each other, also where their tokenizers cut it differently.
import { findUnits } from '../attribution/units';
import { utf16, type RangeUtf16 } from '../base/offsets';
import type { Token } from '../tokenizer/token';

/** A shortest stretch of text that both models cut into whole tokens. */
export interface Stretch extends RangeUtf16 {
  /** Indexes of the tokens that make it up, in their order; none only where the model tells no tokens. */
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/**
 * The stretches in order; with one tokenizer each is a token, or the pieces of one character. Special tokens belong to
 * none, and white space that a tokenizer drops lies in no stretch or in the other's.
 * @param end UTF-16: what lies beyond was not read by both
 */
export function alignTokens(left: readonly Token[], right: readonly Token[], end: number): Stretch[] {
  const sides = [left, right].map((tokens) => placed(tokens)) as [PlacedToken[], PlacedToken[]];
  const ends = new Set(sides.flat().map((token) => token.end));
  const cuts = [...ends]
    .filter((at) => at <= end && sides.every((tokens) => !tokens.some((t) => t.start < at && at < t.end)))
    .sort((a, b) => a - b);
  const stretches: { left: number[]; right: number[]; start: number; end: number }[] = [];
  const next = [0, 0];
  let open = emptyStretch();
  for (const cut of cuts) {
    sides.forEach((tokens, side) => {
      for (let token = tokens[next[side]!]; token && token.end <= cut; token = tokens[++next[side]!]) {
        (side === 0 ? open.left : open.right).push(token.index);
        open.start = Math.min(open.start, token.start);
        open.end = Math.max(open.end, token.end);
      }
    });
    // What only one of them has a token for goes with what comes next.
    if (open.left.length === 0 || open.right.length === 0) continue;
    stretches.push(open);
    open = emptyStretch();
  }
  const last = stretches.at(-1);
  if (last && open.left.length + open.right.length > 0) {
    last.left.push(...open.left);
    last.right.push(...open.right);
    last.end = open.end;
  }
  return stretches.map(({ start, end: to, ...tokens }) => ({ start: utf16(start), end: utf16(to), ...tokens }));
}

/**
 * As `alignTokens`, also where a model on a server does not tell how it cuts the text: then the stretches are the tokens of
 * the other, and where neither tells any, words with what stands before them.
 * @param left empty where the model tells no tokens
 */
export function layBeside(text: string, left: readonly Token[], right: readonly Token[], end: number): Stretch[] {
  if (left.length > 0 && right.length > 0) return alignTokens(left, right, end);
  if (left.length > 0) return alignTokens(left, left, end).map((stretch) => ({ ...stretch, right: [] }));
  if (right.length > 0) return alignTokens(right, right, end).map((stretch) => ({ ...stretch, left: [] }));
  const read = text.slice(0, end).trimEnd();
  const words = findUnits(read, 'word', []).map((word) => word.end);
  const ends = read.length > (words.at(-1) ?? 0) ? [...words, utf16(read.length)] : words;
  return ends.map((to, i) => ({ start: ends[i - 1] ?? utf16(0), end: to, left: [], right: [] }));
}

interface PlacedToken {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

function placed(tokens: readonly Token[]): PlacedToken[] {
  return tokens.flatMap(({ start, end, special }, index) => (special || start === end ? [] : [{ index, start, end }]));
}

function emptyStretch(): { left: number[]; right: number[]; start: number; end: number } {
  return { left: [], right: [], start: Infinity, end: 0 };
}
