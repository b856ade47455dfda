import { utf16, type RangeUtf16 } from '../base/offsets';
import type { Turn } from '../transcript/transcript';

/** The part of a transcript that is compared. */
export interface SpokenText {
  /** Stretches of text, in its order: the words of turns, or the whole text where it has none; nothing of a blank text. */
  readonly within: readonly RangeUtf16[];
  /** The part of a segment that lies in them; undefined where none does. */
  readonly clip: (segment: RangeUtf16) => RangeUtf16 | undefined;
  /** Where a place of the text lies when only what counts is set end to end; and how long that is. */
  readonly placeOf: (offset: number) => number;
  readonly length: number;
}

/**
 * The text of the chosen speakers. Without a choice all turns count, and segments keep their places in the whole text,
 * speakers' names included. With one, a segment is cut to its first and last character that one of them says.
 */
export function spokenText(text: string, turns: readonly Turn[], speakers: readonly string[] | null): SpokenText {
  const spoken = turns.filter(({ words }) => words.end > words.start);
  if (speakers === null) {
    const whole = text.trim() === '' ? [] : [{ start: utf16(0), end: utf16(text.length) }];
    return {
      within: spoken.length > 0 ? spoken.map(({ words }) => words) : whole,
      clip: (segment) => segment,
      placeOf: (offset) => offset,
      length: text.length,
    };
  }
  const within = spoken.filter(({ speaker }) => speakers.includes(speaker)).map(({ words }) => words);
  const before: number[] = [];
  let length = 0;
  for (const { start, end } of within) {
    before.push(length);
    length += end - start;
  }
  return {
    within,
    clip: ({ start, end }) => {
      const first = within.find((range) => range.end > start);
      const last = within.findLast((range) => range.start < end);
      if (!first || !last || first.start > last.start) return undefined;
      return { start: utf16(Math.max(start, first.start)), end: utf16(Math.min(end, last.end)) };
    },
    placeOf: (offset) => {
      const i = within.findLastIndex(({ start }) => start <= offset);
      return i < 0 ? 0 : before[i]! + Math.min(offset, within[i]!.end) - within[i]!.start;
    },
    length,
  };
}
