import { utf16, type RangeUtf16 } from '../../base/offsets';

/** A stretch that is replaced. */
export interface TextEdit extends RangeUtf16 {
  readonly replacement: string;
}

export interface EditedText {
  readonly text: string;
  /** Where a stretch of the old text stands in the new one; null when nothing of it is left. */
  readonly place: (range: RangeUtf16) => RangeUtf16 | null;
}

/**
 * Replaces stretches of a text and tells where the others have gone.
 *
 * @param edits in the order of the text, none over another
 */
export function editText(text: string, edits: readonly TextEdit[]): EditedText {
  const pieces: string[] = [];
  /** What an edit adds to offsets after it, the edits before it included. */
  const shifts: number[] = [];
  let [at, shift] = [0, 0];
  for (const { start, end, replacement } of edits) {
    pieces.push(text.slice(at, start), replacement);
    shift += replacement.length - (end - start);
    shifts.push(shift);
    at = end;
  }
  pieces.push(text.slice(at));
  const countBefore = (isBefore: (edit: TextEdit) => boolean): number => {
    let [low, high] = [0, edits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(edits[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  /** Inside a replaced stretch, an end moves before the replacement and a start behind it. */
  const move = (offset: number, side: 'start' | 'end'): number => {
    const n = countBefore(({ end }) => end <= offset);
    const before = offset + (n === 0 ? 0 : shifts[n - 1]!);
    const inside = edits[n];
    if (!inside || inside.start >= offset) return before;
    const start = inside.start + (n === 0 ? 0 : shifts[n - 1]!);
    return side === 'end' ? start : start + inside.replacement.length;
  };
  return {
    text: pieces.join(''),
    place: (range) => {
      const start = move(range.start, 'start');
      const end = move(range.end, 'end');
      return start < end ? { start: utf16(start), end: utf16(end) } : null;
    },
  };
}
