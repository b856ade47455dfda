import { snapToGraphemes } from '../../src/core/base/graphemes';
import { utf16 } from '../../src/core/base/offsets';
import type { CodingContent, Stretch } from '../../src/protocol/coding';

/** What is laid out as one piece: a turn, or a part of one too long to lay out at once. Offsets are UTF-16. */
export interface Block extends Stretch {
  /** Index of the turn; −1 for what stands before the first, and for notes. */
  readonly turn: number;
  /** Whether the turn begins here. */
  readonly opens: boolean;
  /** A part of a cut turn reads in the direction of the whole. */
  readonly dir: 'auto' | 'ltr' | 'rtl';
}

/** Longest block, in UTF-16 units: about half a screen, so that a line of megabytes costs no more than any other text. */
export const longestBlock = 2000;

const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The words of the preamble, of every turn and of notes, in order; long ones are cut after a line, a sentence or a word. */
export function cutIntoBlocks({
  text,
  turns,
  preamble,
  notes,
}: Pick<CodingContent, 'text' | 'turns' | 'preamble' | 'notes'>): Block[] {
  const blocks: Block[] = [];
  if (preamble) addBlocks(blocks, text, -1, preamble);
  let note = 0;
  turns.forEach(({ words, end }, turn) => {
    addBlocks(blocks, text, turn, words);
    for (; notes[note] && notes[note]!.start < end; note++) addBlocks(blocks, text, -1, notes[note]!);
  });
  return blocks;
}

function addBlocks(blocks: Block[], text: string, turn: number, { start, end }: Stretch): void {
  if (end - start <= longestBlock) {
    blocks.push({ start, end, turn, opens: true, dir: 'auto' });
    return;
  }
  const firstLetter = /\p{L}/u.exec(text.slice(start, start + longestBlock))?.[0] ?? '';
  const dir = rightToLeft.test(firstLetter) ? 'rtl' : 'ltr';
  for (let at = start; at < end;) {
    const to = end - at <= longestBlock ? end : cutBefore(text, at, at + longestBlock);
    blocks.push({ start: at, end: to, turn, opens: at === start, dir });
    at = to;
  }
}

/** The best place for a cut in the second half of [from, limit). */
function cutBefore(text: string, from: number, limit: number): number {
  const middle = from + (limit - from) / 2;
  const line = text.lastIndexOf('\n', limit - 1);
  if (line >= middle) return line + 1;
  const half = text.slice(middle, limit);
  const sentence = [...half.matchAll(/[.!?…。！？]["'”’)]*\s+/gu)].at(-1);
  if (sentence) return middle + sentence.index + sentence[0].length;
  const space = text.lastIndexOf(' ', limit - 1);
  if (space >= middle) return space + 1;
  return snapToGraphemes(text, { start: utf16(limit), end: utf16(limit) }).start || limit;
}

/** Index of the block that holds an offset, or of the one before a gap (a head, a blank line); 0 before the first. */
export function blockAt(blocks: readonly Block[], offset: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (blocks[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Indices of the blocks that a stretch touches, first to last. */
export function blocksIn(blocks: readonly Block[], { start, end }: Stretch): { first: number; last: number } {
  return { first: blockAt(blocks, start), last: blockAt(blocks, Math.max(start, end - 1)) };
}

/**
 * The words of a selection, without a head at either end: a triple click selects up to the words of the next turn.
 * @returns null when nothing is left
 */
export function spokenStretch(blocks: readonly Block[], selection: Stretch): Stretch | null {
  if (blocks.length === 0) return null;
  let { start, end } = selection;
  const first = blocks[blockAt(blocks, start)]!;
  if (start < first.start) start = first.start;
  else if (start >= first.end) start = blocks[blockAt(blocks, start) + 1]?.start ?? first.end;
  end = Math.min(end, blocks[blockAt(blocks, Math.max(0, end - 1))]!.end);
  return start < end ? { start, end } : null;
}

/**
 * What a selection stands for as a segment: no heads or white space at its ends, no character cut in two.
 * @returns null when no word is left
 */
export function codableStretch(text: string, blocks: readonly Block[], selection: Stretch): Stretch | null {
  const spoken = spokenStretch(blocks, selection);
  if (!spoken) return null;
  const words = text.slice(spoken.start, spoken.end);
  const from = spoken.start + (words.length - words.trimStart().length);
  const to = spoken.start + words.trimEnd().length;
  return from < to ? snapToGraphemes(text, { start: utf16(from), end: utf16(to) }) : null;
}

/** The words of the turn (or the preamble, or a note) that holds an offset. */
export function turnWords(blocks: readonly Block[], offset: number): Stretch | null {
  const at = blockAt(blocks, offset);
  const block = blocks[at];
  if (!block) return null;
  let first = at;
  while (!blocks[first]!.opens) first--;
  let last = at;
  while (blocks[last + 1]?.opens === false) last++;
  return { start: blocks[first]!.start, end: blocks[last]!.end };
}
