import assert from 'node:assert/strict';
import { utf16 } from '../../../src/core/base/offsets';
import { canHide, hiddenByItself } from '../../../src/core/layers/hiddenToken';
import type { Token } from '../../../src/core/tokenizer/token';

function tokensOf(...texts: string[]): Token[] {
  let end = 0;
  return texts.map((text, id) => {
    const special = /^[[<]/.test(text);
    const start = end;
    // What the tokenizer adds is not in the text.
    if (!/CLS|SEP/.test(text)) end += text.length;
    return { id, text, start: utf16(start), end: utf16(end), special };
  });
}

describe('the token that is hidden from an encoder', () => {
  it('is the gap that the text has, else the last of a word', () => {
    assert.equal(hiddenByItself(tokensOf('[CLS]', 'she', '[MASK]', 'it', '[SEP]')), 2);
    assert.equal(hiddenByItself(tokensOf('[CLS]', 'she', '<mask>', '[SEP]')), 2);
    const plain = tokensOf('[CLS]', 'she', '[MASK]', 'it', '[SEP]').map((token) => ({
      ...token,
      special: token.start === token.end,
    }));
    assert.equal(hiddenByItself(plain), 2);
    assert.equal(hiddenByItself(tokensOf('[CLS]', 'she', 'left', '.', '[SEP]')), 2);
    assert.equal(hiddenByItself(tokensOf('[CLS]', '.', '!', '[SEP]')), 2);
    assert.equal(hiddenByItself(tokensOf('[CLS]', '[SEP]')), -1);
  });

  it('is none that the tokenizer added', () => {
    assert.deepEqual(tokensOf('[CLS]', 'she', '[MASK]', '[SEP]').map(canHide), [false, true, true, false]);
  });
});
