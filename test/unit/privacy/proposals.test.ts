import assert from 'node:assert/strict';
import fc from 'fast-check';
import { detectIdentifiers } from '../../../src/core/privacy/detect';
import { proposeIdentifiers, readingWindows, readWords, type ReadWord } from '../../../src/core/privacy/proposals';
import { utf16 } from '../../../src/core/base/offsets';

/** Every word, improbable where it is among `hard`. */
function read(text: string, hard: readonly string[]) {
  const words = [...text.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}’'-]*/gu)].map((match): ReadWord => {
    const range = { start: utf16(match.index), end: utf16(match.index + match[0].length) };
    return { range, bits: hard.includes(match[0]) ? 30 : 2 };
  });
  return { text, words, taken: detectIdentifiers([text], { names: [], places: [] })[0]!.map(({ range }) => range) };
}

const filler = 'and then we went on and it was all the same again for a very long time so I was glad of it. ';

describe('proposeIdentifiers', () => {
  it('takes improbable words with a capital that is nowhere small, or with a figure, where no rule found any', () => {
    const text = `Interviewer: Depends. Nobody else?\n\nP01: Carla helped. Nineteen of us, in 1998. It depends. ${filler.repeat(5)}My card ends 8842, the 19th it was. I told Tomas.\n\nP01: Carla’s girl.`;
    const hard = ['Depends', 'Carla', 'Nineteen', '1998', '8842', '19th', 'Tomas', 'Carla’s', 'glad'];
    const transcripts = [read(text, hard), read(`P02: Carla. ${filler}`, [])];
    assert.deepEqual(
      proposeIdentifiers(transcripts).map(({ transcript, kind, range, bits }) => [
        transcript,
        kind,
        transcripts[transcript]!.text.slice(range.start, range.end),
        bits,
      ]),
      [
        [0, 'name', 'Carla', 30],
        [0, 'id', '8842', 30],
        [0, 'date', '19th', 30],
        [0, 'name', 'Carla', 30],
        // The same word elsewhere, however probable there; `Tomas` is a hit already.
        [1, 'name', 'Carla', 2],
      ],
    );
  });

  it('proposes nothing where nothing stands out, and nothing of nothing', () => {
    assert.deepEqual(proposeIdentifiers([]), []);
    assert.deepEqual(proposeIdentifiers([read(`P01: Carla helped. ${filler}`, [])]), []);
  });
});

describe('what a model reads', () => {
  it('is cut so that every character is scored once, after some that come before it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'word', ' ', '\n', '😴'), maxLength: 200 }),
        fc.integer({ min: 4, max: 60 }),
        fc.integer({ min: 0, max: 20 }),
        (text, length, context) => {
          let at = 0;
          for (const { start, from, end } of readingWindows(text, length, context)) {
            assert.equal(from, at);
            assert.ok(end > from && end - from <= length && start <= from && from - start <= context + length / 2);
            assert.doesNotMatch(text.slice(from, end), /^[\uDC00-\uDFFF]/);
            at = end;
          }
          assert.equal(at, text.length);
        },
      ),
    );
  });

  it('gives a word the bits of all its tokens, and none to one whose first token was not scored', () => {
    const text = 'Well, Carla is here';
    const pieces = [
      { start: 0, end: 0, logprob: null },
      { start: 0, end: 4, logprob: null },
      { start: 4, end: 5, logprob: -1 },
      { start: 5, end: 8, logprob: -2 * Math.LN2 },
      { start: 8, end: 11, logprob: -3 * Math.LN2 },
      { start: 11, end: 14, logprob: -Math.LN2 },
      { start: 14, end: 19, logprob: 0 },
    ];
    const words = readWords(text, { start: 0, from: 0, end: text.length }, pieces);
    assert.deepEqual(
      words.map(({ range, bits }) => [text.slice(range.start, range.end), Math.round(bits * 1e9) / 1e9]),
      [
        ['Carla', 5],
        ['is', 1],
        ['here', 0],
      ],
    );
  });
});
