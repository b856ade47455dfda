import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { decodeUtf8 } from '../../../src/core/base/utf8';
import { anyCodePoint } from '../../support/anyText';

describe('decodeUtf8', () => {
  it('keeps a byte-order mark, line ends and U+FFFD as they are', () => {
    const text = '\ufeffone\r\ntwo \ufffd 😀\n';
    assert.deepEqual(decodeUtf8(new TextEncoder().encode(text)), { text });
  });

  for (const [what, bytes, invalidAt, line] of [
    ['Latin-1', [0x63, 0x61, 0x66, 0xe9, 0x0a], 3, 1],
    ['a stray continuation byte', [0x0a, 0x0a, 0x80], 2, 3],
    ['a character that is cut off', [0x61, 0xf0, 0x9f, 0x98], 1, 1],
    ['the first bytes of U+FFFD', [0x61, 0xef, 0xbf], 1, 1],
    ['an overlong form', [0xc0, 0xaf], 0, 1],
    ['a surrogate', [0x61, 0x62, 0xed, 0xa0, 0x80], 2, 1],
  ] as const) {
    it(`names the place of ${what}`, () => {
      assert.deepEqual(decodeUtf8(Uint8Array.from(bytes)), { invalidAt, line });
    });
  }

  it('agrees with Node on which bytes are UTF-8, and everything before the place is', () => {
    const nearlyText = fc
      .tuple(fc.string({ unit: anyCodePoint }), fc.uint8Array({ maxLength: 4 }), fc.string())
      .map(([before, bytes, after]) => new Uint8Array(Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)])));
    fc.assert(
      fc.property(nearlyText, (bytes) => {
        const result = decodeUtf8(bytes);
        assert.equal('text' in result, isUtf8(bytes));
        if ('text' in result) assert.deepEqual(new TextEncoder().encode(result.text), bytes);
        else assert.ok(isUtf8(bytes.subarray(0, result.invalidAt)));
      }),
    );
  });
});
