import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffWords } from '../../../src/core/base/wordDiff';

const marked = (before: string, after: string) =>
  diffWords(before, after)
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'deleted' ? `[-${text}-]` : `{+${text}+}`))
    .join('');

describe('word-level differences', () => {
  it('mark whole words, and a run of changed words as one change', () => {
    assert.equal(
      marked('She sleeps badly at night.', 'She sleeps well at night.'),
      'She sleeps [-badly-]{+well+} at night.',
    );
    assert.equal(marked('He can’t rest.', 'He can rest now.'), 'He [-can’t-]{+can+} rest{+ now+}.');
    assert.equal(marked('one two three', 'four five three'), '[-one two-]{+four five+} three');
    assert.equal(marked('', 'new'), '{+new+}');
    assert.equal(marked('same', 'same'), 'same');
  });

  it('give back both texts, whatever they are', () => {
    const word = fc.constantFrom('a', 'bb', ' ', '\n', '.', 'Ü', '眠れ', '👩‍👩‍👧', '<b>');
    const text = fc.array(word, { maxLength: 14 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = diffWords(before, after);
        const join = (...kinds: string[]) =>
          parts
            .filter(({ kind }) => kinds.includes(kind))
            .map((part) => part.text)
            .join('');
        assert.equal(join('same', 'deleted'), before);
        assert.equal(join('same', 'inserted'), after);
        assert.ok(parts.every((part, i) => part.text !== '' && part.kind !== parts[i - 1]?.kind));
      }),
      { numRuns: 40 },
    );
  });

  it('stay quick for texts that are too long to compare', () => {
    const long = (word: string) => `start ${`${word} `.repeat(1100)}end`;
    const parts = diffWords(long('a'), long('b'));
    assert.deepEqual(
      parts.map(({ kind }) => kind),
      ['same', 'deleted', 'inserted', 'same'],
    );
  });
});
