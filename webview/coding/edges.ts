import type { Stretch } from '../../src/protocol/coding';
import { blockAt, type Block } from './blocks';

const segmenters = {
  word: new Intl.Segmenter(undefined, { granularity: 'word' }),
  character: new Intl.Segmenter(undefined, { granularity: 'grapheme' }),
};

/** How far around an edge is looked for the next word, in UTF-16 units. */
const windowUtf16 = 400;

/** Moves one edge of a segment by a word or by a character, over the gap between turns where need be; the segment keeps one of them at least. */
export function moveEdge(
  text: string,
  blocks: readonly Block[],
  { start, end }: Stretch,
  which: 'start' | 'end',
  by: 1 | -1,
  unit: 'word' | 'character',
): Stretch {
  const places = placesAround(text, blocks, which === 'start' ? start : end, which, unit);
  const edge = which === 'start' ? start : end;
  const to = by === 1 ? places.find((place) => place > edge) : places.findLast((place) => place < edge);
  if (to === undefined) return { start, end };
  if (which === 'start') return to < end ? { start: to, end } : { start, end };
  return to > start ? { start, end: to } : { start, end };
}

/** Where edges may stand near an offset: the starts or the ends of the words or characters of this block and its neighbours. */
function placesAround(
  text: string,
  blocks: readonly Block[],
  offset: number,
  which: 'start' | 'end',
  unit: 'word' | 'character',
): number[] {
  const at = blockAt(blocks, offset);
  const places: number[] = [];
  for (const block of blocks.slice(Math.max(0, at - 2), at + 3)) {
    const from = Math.max(block.start, offset - windowUtf16);
    const to = Math.min(block.end, offset + windowUtf16);
    const near = from < to ? { from, to } : edgeOf(block, offset);
    const words = text.slice(near.from, near.to);
    for (const { index, segment, isWordLike } of segmenters[unit].segment(words)) {
      if (unit === 'word' ? !isWordLike : segment.trim() === '') continue;
      places.push(near.from + index + (which === 'start' ? 0 : segment.length));
    }
  }
  return places;
}

/** The end of a neighbouring block that lies towards the offset. */
function edgeOf({ start, end }: Block, offset: number): { from: number; to: number } {
  return start > offset
    ? { from: start, to: Math.min(end, start + windowUtf16) }
    : { from: Math.max(start, end - windowUtf16), to: end };
}

/** Widens a place that the pointer points at to the nearest edge of a word. */
export function snapToWord(text: string, blocks: readonly Block[], offset: number, which: 'start' | 'end'): number {
  const places = placesAround(text, blocks, offset, which, 'word');
  return places.reduce(
    (best, place) => (Math.abs(place - offset) < Math.abs(best - offset) ? place : best),
    places[0] ?? offset,
  );
}
