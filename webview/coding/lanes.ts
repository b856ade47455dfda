import type { Stretch } from '../../src/protocol/coding';

/**
 * Puts stretches into lanes so that no two in a lane meet: each goes into the first free one (greedy colouring of an
 * interval graph, which needs no more lanes than the most that meet at one place).
 *
 * @param sorted in order of their starts
 * @param freeUntil up to where a lane may be taken for a stretch that begins at `start` to have room there: two
 * stretches on one line of the screen meet although their characters do not
 * @returns the lane of each, from 0, and how many there are
 */
export function assignLanes(
  sorted: readonly Stretch[],
  freeUntil: (start: number) => number = (start) => start,
): { lanes: Uint16Array; count: number } {
  const lanes = new Uint16Array(sorted.length);
  const ends: number[] = [];
  sorted.forEach(({ start, end }, i) => {
    const limit = freeUntil(start);
    const free = ends.findIndex((taken) => taken <= limit);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = end;
    lanes[i] = lane;
  });
  return { lanes, count: ends.length };
}
