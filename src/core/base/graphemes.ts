import { type OffsetUtf16, type RangeUtf16, utf16 } from './offsets';

/** Longest grapheme cluster looked for, in UTF-16 units: family emoji have about 25, stacked diacritics rarely more than 60. */
const windowUtf16 = 128;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The range, widened so that it cuts no user-perceived character (UAX #29 extended grapheme cluster) in two. */
export function snapToGraphemes(text: string, range: RangeUtf16): RangeUtf16 {
  return { start: clusterAround(text, range.start).start, end: clusterAround(text, range.end).end };
}

/** The cluster that has `offset` strictly inside it; an empty range at `offset` where none has. */
function clusterAround(text: string, offset: OffsetUtf16): RangeUtf16 {
  if (offset <= 0 || offset >= text.length) return { start: offset, end: offset };
  let from = Math.max(0, offset - windowUtf16);
  if (isLowSurrogate(text, from)) from--;
  const around = segmenter.segment(text.slice(from, offset + windowUtf16)).containing(offset - from);
  if (!around || around.index === offset - from) return { start: offset, end: offset };
  return { start: utf16(from + around.index), end: utf16(from + around.index + around.segment.length) };
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}
