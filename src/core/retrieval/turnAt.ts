import type { Turn } from '../transcript/transcript';

/** The turn in which an offset lies, or after which it comes; −1 before the first. */
export function turnAt(turns: readonly Turn[], offset: number): number {
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (turns[middle]!.range.start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
