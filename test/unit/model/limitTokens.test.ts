import assert from 'node:assert/strict';
import { utf16 } from '../../../src/core/base/offsets';
import type { Token } from '../../../src/core/tokenizer/token';
import { limitTokens } from '../../../src/model/limitTokens';

const word = (id: number): Token => ({
  id,
  text: 'w',
  start: utf16(id * 2),
  end: utf16(id * 2 + 1),
  special: false,
});
const mark = (id: number): Token => ({ id, text: '[X]', start: utf16(0), end: utf16(0), special: true });

describe('limitTokens', () => {
  it('leaves out the last tokens', () => {
    const tokens = [mark(90), word(1), word(2), word(3)];
    assert.deepEqual(limitTokens(tokens, 4), tokens);
    assert.deepEqual(limitTokens(tokens, 3), tokens.slice(0, 3));
    assert.deepEqual(limitTokens(tokens, 0), []);
  });

  it('keeps the mark that closes the text', () => {
    const tokens = [mark(90), word(1), word(2), word(3), mark(91)];
    assert.deepEqual(limitTokens(tokens, 4), [mark(90), word(1), word(2), mark(91)]);
  });
});
