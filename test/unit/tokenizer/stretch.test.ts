import assert from 'node:assert/strict';
import { utf16 } from '../../../src/core/base/offsets';
import { stretchOf } from '../../../src/core/tokenizer/stretch';

const at = (start: number, end: number) => ({ start: utf16(start), end: utf16(end) });

describe('stretch of tokens', () => {
  const tokens = [at(0, 0), at(0, 5), at(5, 8), at(8, 10), at(8, 10), at(10, 14), at(14, 14)];

  it('reaches from the first to the last, and over the pieces of one character', () => {
    assert.deepEqual(stretchOf(tokens, 2), at(5, 8));
    assert.deepEqual(stretchOf(tokens, 1, 3), at(0, 8));
    assert.deepEqual(stretchOf(tokens, 3, 5), at(8, 10));
  });

  it('leaves out what the model adds, and is nothing where nothing else is left', () => {
    assert.deepEqual(stretchOf(tokens, 0, 2), at(0, 5));
    assert.deepEqual(stretchOf(tokens, 5, 7), at(10, 14));
    assert.equal(stretchOf(tokens, 0), undefined);
    assert.equal(stretchOf(tokens, 6, 99), undefined);
    assert.equal(stretchOf(tokens, 7, 9), undefined);
    assert.equal(stretchOf([], 0, 3), undefined);
  });
});
