import assert from 'node:assert/strict';
import { wordOf } from '../../../src/core/attribution/nextWord';

describe('wordOf', () => {
  it('takes the first word with the space before it, joined parts included', () => {
    for (const [written, word] of [
      [' badly. I', ' badly'],
      ["don't know", "don't"],
      [' well-being and', ' well-being'],
      ['né\u0301e le', 'né\u0301e'],
      [' 12 hours', ' 12'],
      [' dog- and', ' dog'],
    ]) {
      assert.equal(wordOf(written!), word);
    }
  });

  it('takes everything where no word begins', () => {
    for (const written of ['. And', '\n\n', '(laughs)', '']) assert.equal(wordOf(written), written);
  });
});
