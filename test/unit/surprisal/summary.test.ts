import assert from 'node:assert/strict';
import fc from 'fast-check';
import { outline, peaks } from '../../../src/core/surprisal/line';
import {
  partsOf,
  perUnit,
  quantile,
  standardDeviation,
  summarise,
  turnNumbers,
} from '../../../src/core/surprisal/summary';

/** A token a character, a space goes with what follows; every one has `bits`. */
function tokensOf(text: string, bits = 2) {
  return Array.from(text.matchAll(/\s*\S|\s+$/gu), ({ index, 0: piece }) => ({
    start: index,
    end: index + piece.length,
    logprob: index === 0 ? null : -bits * Math.LN2,
  }));
}

const transcript = `A note.

[00:00:01.000] Interviewer: How did it go?

P01: わたし 🙂 ok.

Interviewer: Mm.`;

describe('the surprisal of a transcript', () => {
  it('counts what was said by turn and speaker, and neither names nor times', () => {
    const { parts, speakers, all, between } = summarise(transcript, tokensOf(transcript));
    assert.deepEqual(
      parts.map(({ part, tokens, unscored, characters, words }) => [part.speaker, tokens, unscored, characters, words]),
      [
        [null, 5, 1, 6, 2],
        ['Interviewer', 11, 0, 14, 4],
        ['P01', 7, 0, 9, 2],
        ['Interviewer', 3, 0, 3, 1],
      ],
    );
    assert.equal(parts[1]!.part.startMs, 1000);
    assert.deepEqual(turnNumbers(parts), [null, 1, 2, 3]);
    assert.deepEqual(
      speakers.map(({ speaker, turns, tokens, bits }) => [speaker, turns, tokens, bits]),
      [
        [null, 1, 5, 10],
        ['Interviewer', 2, 14, 28],
        ['P01', 1, 7, 14],
      ],
    );
    assert.equal(all.tokens + all.unscored + between, tokensOf(transcript).length);
    assert.equal(perUnit(speakers[1]!.bits, speakers[1]!.tokens, speakers[1]!.tokens), 2);
    assert.equal(perUnit(0, 0, 0), null);
  });

  it('takes paragraphs where there are no turns, and a text of one token', () => {
    assert.deepEqual(
      partsOf('one\ntwo\n\n  three ').map(({ range }) => [range.start, range.end]),
      [
        [0, 7],
        [11, 16],
      ],
    );
    const { all } = summarise('x', tokensOf('x'));
    assert.deepEqual([all.tokens, all.unscored, all.bits], [0, 1, 0]);
    assert.equal(quantile(all.values, 0.5), null);
    assert.equal(standardDeviation(all.values), null);
  });

  it('adds up: the sums of the parts are those of the speakers and of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.string()), { maxLength: 12 }), (turns) => {
        const text = turns.map(([name, words]) => `${name}: ${words}`).join('\n\n');
        const { parts, speakers, all, between } = summarise(text, tokensOf(text));
        for (const key of ['tokens', 'unscored', 'characters', 'words'] as const) {
          const sum = (list: readonly { readonly [K in typeof key]: number }[]) => list.reduce((n, x) => n + x[key], 0);
          assert.equal(sum(parts), all[key]);
          assert.equal(sum(speakers), all[key]);
        }
        assert.equal(all.tokens + all.unscored + between, tokensOf(text).length);
        assert.equal(all.values.length, all.tokens);
      }),
      { numRuns: 30 },
    );
  });

  it('has quantiles and deviations as a statistics package gives them', () => {
    const values = Float64Array.of(1, 2, 4, 8);
    assert.deepEqual(
      [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(values, share)),
      [1, 1.75, 3, 5, 8],
    );
    assert.ok(Math.abs(standardDeviation(values)! - 3.0956959368344519) < 1e-12);
  });
});

describe('the outline of a line', () => {
  it('keeps the highest and the lowest value, in order, in little room', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(null), fc.float({ min: 0, max: 30, noNaN: true })), { maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        (values, columns) => {
          const points = outline(values, columns);
          assert.ok(points.length <= 2 * columns + 2 || points.length <= values.length);
          assert.ok(points.every(({ index }, i) => i === 0 || index > points[i - 1]!.index));
          assert.ok(points.every(({ index, value }) => values[index] === value));
          const numbers = values.filter((v): v is number => v !== null);
          if (numbers.length === 0) return assert.deepEqual(points, []);
          const drawn = points.map(({ value }) => value);
          assert.equal(Math.max(...drawn), Math.max(...numbers));
          assert.equal(Math.min(...drawn), Math.min(...numbers));
          assert.equal(peaks(values, 1)[0]!.value, Math.max(...numbers));
        },
      ),
      { numRuns: 40 },
    );
    assert.equal(outline([1, null, 3], 10).length, 2);
  });
});
