import { utf16, type RangeUtf16 } from '../base/offsets';

/** What shall stand in the place of a stretch. */
export interface Replacement {
  readonly range: RangeUtf16;
  readonly words: string;
}

export interface ReplacedText {
  readonly text: string;
  /** The replacements in the new text, in its order. */
  readonly placed: readonly (Replacement & { readonly original: string })[];
  /**
   * Where a stretch of the old text stands in the new one. One that touches no replaced stretch keeps exactly its words;
   * one that does holds the whole of what stands there now.
   */
  readonly map: (range: RangeUtf16) => RangeUtf16;
}

/**
 * Replaces stretches of a text.
 *
 * @param replacements in any order
 * @throws RangeError when a stretch is empty, overlaps another or reaches outside the text
 */
export function replaceStretches(text: string, replacements: readonly Replacement[]): ReplacedText {
  const sorted = [...replacements].sort((a, b) => a.range.start - b.range.start);
  const placed: (Replacement & { readonly original: string })[] = [];
  const pieces: string[] = [];
  let read = 0;
  let written = 0;
  for (const { range, words } of sorted) {
    if (range.start < read || range.end <= range.start || range.end > text.length) {
      throw new RangeError(`The stretch from ${range.start} to ${range.end} is empty, outside the text or overlaps.`);
    }
    pieces.push(text.slice(read, range.start), words);
    const start = written + range.start - read;
    written = start + words.length;
    read = range.end;
    placed.push({
      range: { start: utf16(start), end: utf16(written) },
      words,
      original: text.slice(range.start, range.end),
    });
  }
  pieces.push(text.slice(read));

  /** The last replacement that begins before an offset; -1 when none does. */
  function before(offset: number): number {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]!.range.start < offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  function move(offset: number, side: 'start' | 'end'): number {
    const i = before(offset);
    if (i < 0) return offset;
    const old = sorted[i]!.range;
    const now = placed[i]!.range;
    return offset < old.end ? now[side] : now.end + offset - old.end;
  }

  return {
    text: pieces.join(''),
    placed,
    map: ({ start, end }) => ({ start: utf16(move(start, 'start')), end: utf16(move(end, 'end')) }),
  };
}
