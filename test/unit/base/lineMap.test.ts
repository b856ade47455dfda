import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineMap } from '../../../src/core/base/lineMap';
import { utf16 } from '../../../src/core/base/offsets';

describe('LineMap', () => {
  it('counts lines whatever their ends', () => {
    const map = new LineMap('one\ntwo\r\n\rfour');
    const at = (offset: number) => map.positionAt(utf16(offset));
    assert.deepEqual(at(0), { line: 0, character: 0 });
    assert.deepEqual(at(3), { line: 0, character: 3 });
    assert.deepEqual(at(4), { line: 1, character: 0 });
    assert.deepEqual(at(9), { line: 2, character: 0 });
    assert.deepEqual(at(14), { line: 3, character: 4 });
  });

  it('finds back every offset from its position', () => {
    const texts = fc.array(fc.constantFrom('a', '😀', '\n', '\r\n', '\r', 'word ')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const map = new LineMap(text);
        for (let offset = 0; offset <= text.length; offset++) {
          assert.equal(map.offsetAt(map.positionAt(utf16(offset))), offset);
        }
      }),
    );
  });

  it('takes the nearest offset for positions outside the text', () => {
    const map = new LineMap('ab\ncd');
    assert.equal(map.offsetAt({ line: -1, character: 5 }), 0);
    assert.equal(map.offsetAt({ line: 0, character: 99 }), 3);
    assert.equal(map.offsetAt({ line: 7, character: 0 }), 5);
  });
});
