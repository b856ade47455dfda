import { utf16, type RangeUtf16 } from '../../src/core/base/offsets';
import { placesIn, wordsMatcher, type TextSearch } from '../../src/core/retrieval/wordsMatcher';
import type { Stretch } from '../../src/protocol/coding';
import { turnWords, type Block } from './blocks';

export type FindOptions = Pick<TextSearch, 'words' | 'matchCase' | 'wholeWords'>;

/** Where the words are said, in order: within turns, the preamble and notes, never in a head. Accents do not count. */
export function findPlaces(text: string, blocks: readonly Block[], options: FindOptions): readonly Stretch[] {
  return placesIn(text, passages(blocks), wordsMatcher({ ...options, mode: 'words', matchAccents: false }));
}

/** Turns whole, though they are cut into blocks. */
function passages(blocks: readonly Block[]): RangeUtf16[] {
  return blocks
    .filter(({ opens }) => opens)
    .map((block) => turnWords(blocks, block.start) ?? block)
    .map(({ start, end }) => ({ start: utf16(start), end: utf16(end) }));
}

/** Index of the first place that begins at `offset` or after it, of the first of all where there is none; −1 without places. */
export function placeFrom(places: readonly Stretch[], offset: number): number {
  if (places.length === 0) return -1;
  const found = places.findIndex(({ start }) => start >= offset);
  return Math.max(0, found);
}
