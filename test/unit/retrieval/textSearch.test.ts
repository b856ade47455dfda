import assert from 'node:assert/strict';
import fc from 'fast-check';
import { finish } from '../../../src/core/agreement/slices';
import { wholeScope } from '../../../src/core/retrieval/query';
import { regExpSource, searchText } from '../../../src/core/retrieval/textSearch';
import { wordsMatcher, type TextSearch } from '../../../src/core/retrieval/wordsMatcher';
import { studyOf } from './scene';

const plain: TextSearch = { words: '', mode: 'words', matchCase: false, matchAccents: false, wholeWords: false };

function find(text: string, search: Partial<TextSearch>): string[] {
  const matcher = wordsMatcher({ ...plain, ...search });
  return finish(searchText(studyOf(text, []), matcher, wholeScope)).found.flatMap(({ transcript, stretches }) =>
    stretches.map(({ start, end }) => transcript.text.slice(start, end)),
  );
}

describe('text search', () => {
  it('folds capitals, accents, quotation marks and white space unless told not to', () => {
    const text = 'P: A Café, a cafe\u0301, the cafe. Don’t  go\nto Straße.';
    assert.deepEqual(find(text, { words: 'cafe' }), ['Café', 'cafe\u0301', 'cafe']);
    assert.deepEqual(find(text, { words: 'café', matchAccents: true }), ['Café', 'cafe\u0301']);
    assert.deepEqual(find(text, { words: 'Café', matchAccents: true, matchCase: true }), ['Café']);
    assert.deepEqual(find(text, { words: "don't go to strasse" }), ['Don’t  go\nto Straße']);
    assert.deepEqual(find(text, { words: '   ' }), []);
  });

  it('finds whole words where that is wanted, in every script', () => {
    const text = 'P: sleep sleeping asleep sleep-like Sleep. сон сонный';
    assert.deepEqual(find(text, { words: 'sleep', wholeWords: true }), ['sleep', 'sleep', 'Sleep']);
    assert.equal(find(text, { words: 'sleep' }).length, 5);
    assert.deepEqual(find(text, { words: 'сон', wholeWords: true }), ['сон']);
  });

  it('leaves out accents and points that are optional, not the signs that make another word', () => {
    assert.deepEqual(find('P: किम कम काम की', { words: 'काम', wholeWords: true }), ['काम']);
    assert.deepEqual(find('P: किम कम काम कमी', { words: 'कम' }), ['कम']);
    assert.deepEqual(find('P: かがか', { words: 'が' }), ['が']);
    assert.deepEqual(find('P: 가나 가낙 각나', { words: '가나' }), ['가나']);
    assert.deepEqual(find('P: 가나'.normalize('NFD'), { words: '가나' }), ['가나'.normalize('NFD')]);
    assert.deepEqual(find('P: שָׁלוֹם שלום', { words: 'שלום', wholeWords: true }), ['שָׁלוֹם', 'שלום']);
    assert.deepEqual(find('P: مُحَمَّد محمد', { words: 'محمد', wholeWords: true }), ['مُحَمَّد', 'محمد']);
    assert.deepEqual(find('P: مُحَمَّد محمد', { words: 'محمد', matchAccents: true }), ['محمد']);
    assert.deepEqual(find('P: ёлка елка', { words: 'елка' }), ['ёлка', 'елка']);
    // Half a letter is no hit, lest a stretch be cut short.
    assert.deepEqual(find('P: Straße', { words: 'stras' }), []);
  });

  it('searches what is said: no heads, and nothing across turns', () => {
    const text = 'Worry: I worry\n\nI: about what?';
    assert.deepEqual(find(text, { words: 'worry' }), ['worry']);
    assert.deepEqual(find(text, { words: 'worry about' }), []);
  });

  it('finds exactly what stands there when nothing is folded', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[abé😀]{0,40}$/u), fc.stringMatching(/^[abé😀]{1,3}$/u), (text, words) => {
        const expected = text.split(words).length - 1;
        assert.equal(find(text, { words, matchCase: true, matchAccents: true }).length, expected);
      }),
    );
  });

  it('names what is wrong with a regular expression, without repeating it', () => {
    const search: TextSearch = { ...plain, mode: 'regex', words: 'secret: (' };
    assert.throws(() => regExpSource(search), /not a regular expression: Unterminated group\./);
    assert.deepEqual(regExpSource({ ...search, words: '\\bsleep\\w*' }), { source: '\\bsleep\\w*', flags: 'giu' });
  });
});
