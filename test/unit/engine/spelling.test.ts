import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tokensOf } from '../../../src/core/engine/spelling';

describe('the tokens of a reply', () => {
  it('are those that its text is made of, without the end mark and what stood after the stop string', () => {
    assert.equal(tokensOf(' calm again', [' calm', ' again']), 2);
    assert.equal(tokensOf(' calm', [' calm', '<|im_end|>']), 1);
    assert.equal(tokensOf(' calm', [' calm', '']), 1);
    assert.equal(tokensOf(' calm.', [' calm', '.\n\n', 'Next']), 2, 'a stop string in the midst of a token');
    assert.equal(tokensOf('', ['\n', 'a']), 0);
  });

  it('may begin with white space that the server trims', () => {
    assert.equal(tokensOf('calm', ['\n', ' calm']), 2);
    assert.equal(tokensOf(' calm', ['calm']), 1);
    assert.equal(tokensOf('\n\n', ['\n', '\n', 'a']), 2);
  });

  it('may hold parts of characters, as each server tells them', () => {
    assert.equal(tokensOf('fine 😴!', ['fine', ' \ufffd', '\ufffd', '!', '</s>']), 4);
    assert.equal(tokensOf('é', ['bytes:\\xc3', 'bytes:\\xa9']), 2);
    assert.equal(tokensOf('I 😴 你', ['I', '', ' 😴', ' ', '', '你', '']), 6);
  });

  it('are none where they are of other words', () => {
    for (const [text, told] of [
      ['calm', ['other', ' words']],
      ['calm again', ['calm', ' then']],
      ['calm again', ['calm']],
      ['calm', []],
      ['calm', ['<|channel|>', 'final', 'calm']],
      ['fine 😴', ['<think>', 'fine', ' \ufffd', '\ufffd']],
      ['fine 😴', ['well', ' \ufffd', '\ufffd']],
    ] as const) {
      assert.equal(tokensOf(text, told), undefined, JSON.stringify(told));
    }
  });

  it('are found again wherever a text is cut into tokens', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), fc.array(fc.string()), (made, after) => {
        fc.pre(made.some((token) => token.trim() !== '') && ![...made, ...after].some((t) => t.includes('\ufffd')));
        assert.equal(tokensOf(made.join(''), [...made, ...after]), made.length);
      }),
    );
  });
});
