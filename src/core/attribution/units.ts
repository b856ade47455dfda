// Cuts a text into the units that are left out one at a time.
import { utf16, type RangeUtf16 } from '../base/offsets';
import type { Token } from '../tokenizer/token';
import { parseTranscript } from '../transcript/transcript';

export const unitKinds = ['token', 'word', 'sentence', 'turn'] as const;
export type UnitKind = (typeof unitKinds)[number];

/**
 * The units of a text in order, without the white space around them.
 * - `token`: given tokens; those that share a character are one unit, and special tokens are none.
 * - `word`, `sentence`: of UAX #29, as `Intl.Segmenter` finds them; punctuation between words belongs to no word.
 * - `turn`: head and words; what stands before the first head is a unit too.
 */
export function findUnits(text: string, kind: UnitKind, tokens: readonly Token[]): RangeUtf16[] {
  if (kind === 'token') return tokenUnits(text, tokens);
  if (kind === 'turn') {
    const { turns, preamble } = parseTranscript(text);
    return [...(preamble ? [preamble] : []), ...turns.map(({ range }) => range)];
  }
  const units: RangeUtf16[] = [];
  for (const { segment, index, isWordLike } of new Intl.Segmenter(undefined, { granularity: kind }).segment(text)) {
    const start = index + segment.length - segment.trimStart().length;
    const end = index + segment.trimEnd().length;
    if (end > start && isWordLike !== false) units.push(range(start, end));
  }
  return units;
}

/** The units that hold nothing of a gap. */
export function unitsBeside(
  text: string,
  kind: UnitKind,
  tokens: readonly Token[],
  gap: RangeUtf16 | undefined,
): RangeUtf16[] {
  return findUnits(text, kind, tokens).filter((unit) => !gap || unit.end <= gap.start || unit.start >= gap.end);
}

function tokenUnits(text: string, tokens: readonly Token[]): RangeUtf16[] {
  const units: RangeUtf16[] = [];
  for (const { start, end } of tokens) {
    if (end <= start || end > text.length) continue;
    const last = units.at(-1);
    if (last && start < last.end) units[units.length - 1] = range(last.start, Math.max(end, last.end));
    else units.push(range(start, end));
  }
  return units;
}

/**
 * The text without a unit, and without the white space that follows it; where none follows, without that before it.
 * So the words on both sides stay apart, and nothing but the unit changes.
 */
export function leaveOut(text: string, { start, end }: RangeUtf16): string {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  const rest = after.trimStart();
  if (rest !== '' && rest.length < after.length) return before + rest;
  return before.trimEnd() + after;
}

/** The text without several units, given in order and apart from one another; each goes as `leaveOut` says. */
export function leaveOutAll(text: string, units: readonly RangeUtf16[]): string {
  // From the end, so that the places of those before stay true.
  return units.reduceRight(leaveOut, text);
}

function range(start: number, end: number): RangeUtf16 {
  return { start: utf16(start), end: utf16(end) };
}
