import { snapToGraphemes } from '../base/graphemes';
import { utf16, type RangeUtf16 } from '../base/offsets';
import type { IndexedTranscript } from './studyIndex';
import type { Turn } from '../transcript/transcript';
import { turnAt } from './turnAt';

/** Stands for what is left out in the middle. */
const gap = ' […] ';

/** A stretch with what is around it, for a list or a table. */
export interface Passage {
  readonly transcript: string;
  /** UTF-16, in the working text. */
  readonly start: number;
  readonly end: number;
  /** Of the first and the last turn that it reaches into, from 1; null outside all turns. */
  readonly turns: readonly [number, number] | null;
  /** Of those turns, each once. */
  readonly speakers: readonly string[];
  /** When the first turn starts. */
  readonly startMs: number | null;
  readonly before: string;
  readonly words: string;
  /** `words` for reading: heads of turns are told as speakers, a part for each turn. */
  readonly said: readonly Said[];
  /** Characters (UTF-16) left out in the middle of `words`. */
  readonly omitted: number;
  readonly after: string;
  /** Codes that stand on some of it, each with who put it there. */
  readonly codes: readonly { readonly code: string; readonly coders: readonly string[]; readonly moved: boolean }[];
}

/** What one person says of a passage. */
export interface Said {
  /** Whose turn begins here; null where the words go on, or the passage is of one turn. */
  readonly speaker: string | null;
  readonly words: string;
}

export interface PassageSize {
  /** Longest `before` and `after`, in UTF-16 units. */
  readonly context: number;
  /** Longest `words`. */
  readonly words: number;
}

/** @param coders whose codes are told */
export function passageAt(
  transcript: IndexedTranscript,
  { start, end }: RangeUtf16,
  coders: ReadonlySet<string>,
  size: PassageSize,
): Passage {
  const { text, turns, path } = transcript;
  const first = turnAt(turns, start);
  const last = turnAt(turns, end - 1);
  const spoken = turns.slice(Math.max(0, first), last + 1);
  const head = first >= 0 ? turns[first]!.words.start : 0;
  const tail = last >= 0 ? turns[last]!.words.end : text.length;
  const cut = end - start - size.words;
  const slice = (from: number, to: number) => {
    const range = snapToGraphemes(text, { start: utf16(from), end: utf16(Math.max(from, to)) });
    return text.slice(range.start, range.end);
  };
  const half = Math.floor(size.words / 2);
  const kept: readonly (readonly [number, number])[] =
    cut > 0
      ? [
          [start, start + half],
          [end - half, end],
        ]
      : [[start, end]];
  return {
    transcript: path,
    start,
    end,
    turns: spoken.length > 0 ? [Math.max(0, first) + 1, last + 1] : null,
    speakers: [...new Set(spoken.filter(({ words }) => words.end > start).map(({ speaker }) => speaker))],
    startMs: turns[Math.max(0, first)]?.startMs ?? null,
    before: contextBefore(text, Math.min(head, start), start, size.context),
    words: cut > 0 ? kept.map(([from, to]) => slice(from, to)).join(gap) : text.slice(start, end),
    said: kept.flatMap(([from, to], i) => [
      ...(i > 0 ? [{ speaker: null, words: gap.trim() }] : []),
      ...saidIn(spoken, from, to, slice),
    ]),
    omitted: Math.max(0, cut),
    after: contextAfter(text, end, Math.max(tail, end), size.context),
    codes: codesAt(transcript, start, end, coders),
  };
}

/** What stands between two offsets, without heads: a part for each of the turns, and for what is nobody's. */
function saidIn(
  turns: readonly Turn[],
  from: number,
  to: number,
  slice: (from: number, to: number) => string,
): Passage['said'] {
  const said: Said[] = [];
  const add = (speaker: string | null, words: string) => {
    if (words.trim() !== '') said.push({ speaker, words: words.trim() });
  };
  let place = from;
  for (const { speaker, range, words } of turns) {
    if (range.end <= from || range.start >= to) continue;
    if (place < range.start) add(null, slice(place, range.start));
    const isNamed = turns.length > 1 && from <= words.start;
    add(isNamed ? speaker : null, slice(Math.max(from, words.start), Math.min(to, words.end)));
    add(null, slice(Math.max(from, words.end), Math.min(to, range.end)));
    place = range.end;
  }
  if (place < to) add(null, slice(place, to));
  return said;
}

/** What stands before a place, from `from` on; where that is too long, whole words of it after a mark. */
function contextBefore(text: string, from: number, place: number, length: number): string {
  if (place - from <= length) return text.slice(from, place).trimStart();
  const part = text.slice(place - length, place);
  return `… ${part.slice(part.search(/\s/) + 1)}`;
}

function contextAfter(text: string, place: number, to: number, length: number): string {
  if (to - place <= length) return text.slice(place, to).trimEnd();
  const part = text.slice(place, place + length);
  return `${part.slice(0, Math.max(0, part.search(/\s\S*$/)))} …`;
}

function codesAt(
  { segments }: IndexedTranscript,
  start: number,
  end: number,
  coders: ReadonlySet<string>,
): Passage['codes'] {
  const found = new Map<string, { code: string; coders: string[]; moved: boolean }>();
  for (const segment of segments) {
    if (segment.start >= end) break;
    if (segment.end <= start || !coders.has(segment.coder)) continue;
    const known = found.get(segment.code) ?? { code: segment.code, coders: [], moved: false };
    if (!known.coders.includes(segment.coder)) known.coders.push(segment.coder);
    known.moved ||= segment.moved;
    found.set(segment.code, known);
  }
  return [...found.values()];
}
