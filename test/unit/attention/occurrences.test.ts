import assert from 'node:assert/strict';
import { utf16 } from '../../../src/core/base/offsets';
import { findOccurrences, wordsOf } from '../../../src/core/attention/occurrences';

function tokensOf(texts: readonly string[], from = 100) {
  let end = from;
  return texts.map((text) => {
    const special = text.startsWith('[');
    const start = end;
    if (!special) end += text.length;
    return { text, start: utf16(start), end: utf16(end), special };
  });
}

describe('findOccurrences', () => {
  const tokens = tokensOf([
    '[CLS]',
    'I',
    ' can',
    'not',
    ' sleep',
    '.',
    ' Sleep',
    ' is',
    ' sleep',
    'less',
    ',',
    ' i',
    "'",
    'm',
  ]);

  it('finds whole words, in any case, with all their tokens', () => {
    assert.deepEqual(findOccurrences(tokens, ' sleep '), { as: 'words', places: [[4], [6]] });
    assert.deepEqual(findOccurrences(tokens, 'cannot'), { as: 'words', places: [[2, 3]] });
    assert.deepEqual(findOccurrences(tokens, 'cannot  sleep').places, [[2, 3, 4]]);
    assert.deepEqual(findOccurrences(tokens, 'I').places, [[1], [11]]);
    assert.deepEqual(findOccurrences(tokens, '.').places, [[5]]);
  });

  it('finds a special token by its name, and else parts of words', () => {
    assert.deepEqual(findOccurrences(tokens, '[CLS]'), { as: 'tokens', places: [[0]] });
    assert.deepEqual(findOccurrences(tokens, 'less'), { as: 'tokens', places: [[9]] });
    assert.deepEqual(findOccurrences(tokens, 'lees'), { as: 'parts', places: [] });
    assert.deepEqual(findOccurrences(tokens, ''), { as: 'words', places: [] });
  });

  it('finds words in a script without spaces, and of characters cut into bytes', () => {
    const chinese = tokensOf(['我', '睡', '不着']);
    assert.deepEqual(findOccurrences(chinese, '睡不着'), { as: 'parts', places: [[1, 2]] });
    const bytes = [
      ...tokensOf(['a ']),
      { text: '睡', start: utf16(102), end: utf16(103), special: false },
      { text: '睡', start: utf16(102), end: utf16(103), special: false },
    ];
    assert.deepEqual(findOccurrences(bytes, '睡').places, [[1, 2]]);
  });

  it('lists the words of the text once', () => {
    assert.deepEqual(wordsOf(tokens, 5), ['I', 'cannot', 'sleep', 'Sleep', 'is']);
  });
});
