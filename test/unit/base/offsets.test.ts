import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codePoint, OffsetMap, utf16 } from '../../../src/core/base/offsets';
import { anyCodePoint } from '../../support/anyText';

describe('OffsetMap', () => {
  it('counts an emoji as two UTF-16 units and one code point', () => {
    const map = new OffsetMap('a😀b');
    assert.deepEqual(
      [0, 1, 3, 4].map((o) => map.toCodePoint(utf16(o))),
      [0, 1, 2, 3],
    );
    assert.deepEqual(
      [0, 1, 2, 3].map((o) => map.toUtf16(codePoint(o))),
      [0, 1, 3, 4],
    );
  });

  it('maps an offset inside a surrogate pair to the start of the pair', () => {
    assert.equal(new OffsetMap('a😀b').toCodePoint(utf16(2)), 1);
  });

  it('agrees with counting code points one by one, in both directions, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCodePoint, maxLength: 60 }), (text) => {
        const map = new OffsetMap(text);
        let units = 0;
        [...text, ''].forEach((char, points) => {
          assert.equal(map.toCodePoint(utf16(units)), points);
          assert.equal(map.toUtf16(codePoint(points)), units);
          units += char.length;
        });
      }),
      { numRuns: 40 },
    );
  });

  it('refuses offsets outside the text', () => {
    const map = new OffsetMap('😀');
    for (const bad of [-1, 3, NaN]) assert.throws(() => map.toCodePoint(utf16(bad)), RangeError);
    for (const bad of [-1, 2, NaN]) assert.throws(() => map.toUtf16(codePoint(bad)), RangeError);
  });
});
