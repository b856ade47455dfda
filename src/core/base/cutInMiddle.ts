import { snapToGraphemes } from './graphemes';
import { utf16 } from './offsets';

/** A long text without its middle: both ends, cut between words where that leaves at least half of them. */
export function cutInMiddle(text: string, longestUtf16: number): string {
  if (text.length <= longestUtf16) return text;
  const half = Math.floor(longestUtf16 / 2);
  const inside = (at: number) => snapToGraphemes(text, { start: utf16(at), end: utf16(at) });
  const head = text.slice(0, inside(half).start);
  const tail = text.slice(inside(text.length - half).end);
  const headWords = /\s/.test(text.charAt(head.length)) ? head : head.replace(/\s\S*$/, '');
  const tailWords = /\s/.test(text.charAt(text.length - tail.length - 1)) ? tail : tail.replace(/^\S*\s/, '');
  const ends = [headWords.length * 2 < half ? head : headWords, tailWords.length * 2 < half ? tail : tailWords];
  return ends.map((end) => end.trim()).join(' … ');
}
