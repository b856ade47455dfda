import assert from 'node:assert/strict';
import fc from 'fast-check';
import { utf16 } from '../../../src/core/base/offsets';
import { alignTexts } from '../../../src/core/exchange/review/alignTexts';

const range = (start: number, end: number) => ({ start: utf16(start), end: utf16(end) });

describe('alignTexts', () => {
  /** The words that a stretch of `from` has in `to`. */
  const placed = (from: string, to: string, words: string) => {
    const start = from.indexOf(words);
    const at = alignTexts(from, to)(range(start, start + words.length));
    return at && to.slice(at.start, at.end);
  };

  it('finds the same words though heads, numbers and times around them have changed', () => {
    const from = '1 I: Wie geht es?\n\n2 B: Ja. Nicht gut, „gar nicht“.\n\n3 I: Ja?\n\n4 B: Ja.';
    const to =
      '[00:01] Anna: Wie geht es?\n\n[00:03] P07: Ja. Nicht gut, „gar nicht“.\n\n[00:05] Anna: Ja?\n\nP07: Ja.\n';
    assert.equal(placed(from, to, 'geht es?'), 'geht es?');
    assert.equal(placed(from, to, 'icht gut, „gar nicht“'), 'icht gut, „gar nicht“');
    assert.equal(placed(from, to, 'es?\n\n2 B: Ja. Nicht'), 'es?\n\n[00:03] P07: Ja. Nicht');
    const last = alignTexts(from, to)(range(from.length - 3, from.length))!;
    assert.deepEqual(last, range(to.length - 4, to.length - 1));
  });

  it('takes the nearest word where none of its own is left, and nothing where the texts share none', () => {
    assert.equal(placed('Hello (secret) there', 'Hello there', '(secret)'), 'Hello');
    assert.equal(placed('(secret) there', 'there', '(secret)'), 'there');
    assert.equal(placed('one two', 'drei vier', 'one'), null);
    assert.equal(alignTexts('', '')(range(0, 0)), null);
  });

  it('finds every word of a long text again, whatever is put between its paragraphs', () => {
    const word = fc.stringMatching(/^[a-zé😴]{1,4}$/u);
    const paragraph = fc.array(word, { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(paragraph, { minLength: 1, maxLength: 30 }), (paragraphs) => {
        const said = paragraphs.map((words) => words.join(' '));
        const from = said.map((words, i) => `${i} B: ${words}`).join('\n\n');
        const to = said.map((words, i) => `[00:00:${i}] P07: ${words}\n`).join('\n');
        const place = alignTexts(from, to);
        let [a, b] = [0, 0];
        said.forEach((words, i) => {
          a = from.indexOf(`${i} B: `, a) + `${i} B: `.length;
          b = to.indexOf(' P07: ', b) + ' P07: '.length;
          const at = place(range(a, a + words.length));
          if (/^[\p{L}]/u.test(words) && /[\p{L}]$/u.test(words)) assert.deepEqual(at, range(b, b + words.length));
          else assert.ok(at === null || (at.start >= 0 && at.start < at.end && at.end <= to.length));
          a += words.length;
          b += words.length;
        });
      }),
      { numRuns: 60 },
    );
  });

  it('answers with a stretch of the other text, whatever the two are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        fc.nat(30),
        fc.nat(30),
        (from, to, x, y) => {
          const [start, end] = [Math.min(x, y, from.length), Math.min(Math.max(x, y), from.length)];
          const at = alignTexts(from, to)(range(start, end));
          if (at) assert.ok(at.start >= 0 && at.start < at.end && at.end <= to.length);
        },
      ),
      { numRuns: 200 },
    );
  });
});
