import assert from 'node:assert/strict';
import {
  formatBits,
  formatOrdinal,
  formatProbability,
  inQuotes,
  spokenToken,
  visibleToken,
} from '../../../webview/shared/format';

/** Numbers keep their unit on the same line; written here with a plain space. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('format', () => {
  it('rounds a probability, but never to certainty or impossibility', () => {
    assert.deepEqual(
      [0, 1e-9, 0.00099, 0.001, 0.1234, 0.999, 0.99999, 1].map((p) => plain(formatProbability(p))),
      ['0 %', '< 0.1 %', '< 0.1 %', '0.1 %', '12.3 %', '99.9 %', '> 99.9 %', '100 %'],
    );
  });

  it('writes bits and ranks as people say them', () => {
    assert.equal(plain(formatBits(3.18)), '3.2 bits');
    assert.deepEqual([1, 2, 3, 4, 11, 12, 13, 21, 112, 1012, 4023].map(formatOrdinal), [
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '112th',
      '1,012th',
      '4,023rd',
    ]);
  });

  it('shows what the eye cannot see in a token', () => {
    assert.deepEqual([' sleep', '\n\n', '\tx', 'a\u00a0b', '\u200b', 'naïve', '\ufffd'].map(visibleToken), [
      '·sleep',
      '↵↵',
      '⇥x',
      'a⍽b',
      'U+200B',
      'naïve',
      '\ufffd',
    ]);
  });

  it('says a token as a screen reader should', () => {
    assert.deepEqual([' sleep', ' \n', '\ufffd', ''].map(spokenToken), [
      '“sleep”',
      'space, line break',
      'part of a character',
      'empty',
    ]);
  });

  it('keeps words from right to left to themselves, so that the numbers beside them stay in order', () => {
    assert.equal(spokenToken(' ליל'), '“\u2068ליל\u2069”');
    assert.equal(inQuotes('ישנתי (work)'), '“\u2068ישנתי (work)\u2069”');
    assert.equal(inQuotes('slept (work)'), '“slept (work)”');
  });
});
