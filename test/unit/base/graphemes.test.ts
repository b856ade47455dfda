import assert from 'node:assert/strict';
import fc from 'fast-check';
import { snapToGraphemes } from '../../../src/core/base/graphemes';
import { utf16 } from '../../../src/core/base/offsets';

const snap = (text: string, start: number, end: number) => {
  const range = snapToGraphemes(text, { start: utf16(start), end: utf16(end) });
  return text.slice(range.start, range.end);
};

describe('snapToGraphemes', () => {
  it('widens a range that cuts a character in two', () => {
    assert.equal(snap('a👩‍👧b', 2, 3), '👩‍👧', 'a family is one character');
    assert.equal(snap('cafe\u0301!', 0, 4), 'cafe\u0301', 'a letter keeps its accent');
    assert.equal(snap('a\r\nb', 0, 2), 'a\r\n', 'CRLF is one line end');
    assert.equal(snap('🇩🇪🇫🇷', 4, 6), '🇫🇷', 'flags are pairs');
  });

  it('leaves ranges between characters as they are', () => {
    assert.equal(snap('I can’t sleep.', 2, 7), 'can’t');
    assert.equal(snap('abc', 0, 3), 'abc');
    assert.equal(snap('abc', 1, 1), '');
  });

  it('agrees with the segmentation of the whole text', () => {
    const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.nat(), fc.nat(), (text, a, b) => {
        const [start, end] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
        const bounds = [...[...segmenter.segment(text)].map(({ index }) => index), text.length];
        const { start: from, end: to } = snapToGraphemes(text, { start: utf16(start), end: utf16(end) });
        assert.equal(from, Math.max(...bounds.filter((i) => i <= start)));
        assert.equal(to, Math.min(...bounds.filter((i) => i >= end)));
      }),
      { numRuns: 50 },
    );
  });
});
