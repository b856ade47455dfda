import { utf16, type RangeUtf16 } from '../base/offsets';
import type { DistanceUnit, NearQuery } from './query';
import { byPlace, countWhile, overlapping } from '../base/stretches';
import type { IndexedTranscript } from './studyIndex';
import { turnAt } from './turnAt';

/** A word and what joins its parts: “don't”, “e-mail”. */
const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu;

/** The stretches of `of` that stand near one of `to`; both by start. Takes O(log n) for each. */
export function near(
  transcript: IndexedTranscript,
  of: readonly RangeUtf16[],
  to: readonly RangeUtf16[],
  { distance, unit, order }: Pick<NearQuery, 'distance' | 'unit' | 'order'>,
): RangeUtf16[] {
  const gap = gapIn(transcript, unit);
  const ends = to.map(({ end }) => end).sort((a, b) => a - b);
  // Distance grows with the place: the nearest on each side decides.
  const hasLater = ({ start, end }: RangeUtf16) => {
    const next = to[countWhile(to, (other) => other.start <= start)];
    return next !== undefined && (next.start < end || gap(end, next.start) <= distance);
  };
  const hasEarlier = ({ start, end }: RangeUtf16) => {
    const last = ends[countWhile(ends, (other) => other < end) - 1];
    return last !== undefined && (last > start || gap(last, start) <= distance);
  };
  switch (order) {
    case 'before':
      return of.filter(hasLater);
    case 'after':
      return of.filter(hasEarlier);
    case 'any': {
      const touching = new Set(overlapping(of, to));
      return of.filter((one) => touching.has(one) || hasLater(one) || hasEarlier(one)).sort(byPlace);
    }
  }
}

/** Counts units from the end of one stretch to the start of a later one. */
function gapIn(transcript: IndexedTranscript, unit: DistanceUnit): (end: number, start: number) => number {
  const { turns, offsets } = transcript;
  switch (unit) {
    case 'turns':
      return (end, start) => turnAt(turns, start) - turnAt(turns, end - 1);
    case 'characters':
      return (end, start) => offsets.toCodePoint(utf16(start)) - offsets.toCodePoint(utf16(end));
    case 'words': {
      const starts = wordStarts(transcript);
      const before = (offset: number) => countWhile(starts, (start) => start < offset);
      return (end, start) => before(start) - before(end);
    }
  }
}

const wordsOf = new WeakMap<IndexedTranscript, Int32Array>();

function wordStarts(transcript: IndexedTranscript): Int32Array {
  const known = wordsOf.get(transcript);
  if (known) return known;
  const found: number[] = [];
  for (const { start, end } of transcript.spoken) {
    for (const { index } of transcript.text.slice(start, end).matchAll(word)) found.push(start + index);
  }
  const starts = Int32Array.from(found);
  wordsOf.set(transcript, starts);
  return starts;
}
