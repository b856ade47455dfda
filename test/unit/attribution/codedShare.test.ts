import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareCoded, compareCodes } from '../../../src/core/attribution/codedShare';
import { meanOverHeads } from '../../../src/core/attribution/headMeans';
import { overlaps, partWeights } from '../../../src/core/attribution/partWeights';
import { utf16 } from '../../../src/core/base/offsets';
import type { Token } from '../../../src/core/tokenizer/token';

const marks = (pattern: string): boolean[] => [...pattern].map((char) => char === 'x');

describe('what coded parts receive', () => {
  it('is told as share, ratio to chance, rank measure and p over all shifts', () => {
    // 2 of 10 parts hold 6 of 12, and two neighbours hold as much nowhere else.
    const result = compareCoded([1, 3, 3, 1, 1, 1, 0, 0, 1, 1], marks('.xx.......'));
    assert.ok(!('notComputable' in result));
    assert.deepEqual([result.items, result.coded, result.shifts], [10, 2, 10]);
    assert.equal(result.chance, 0.2);
    assert.equal(result.share, 0.5);
    assert.equal(result.ratio, 2.5);
    assert.deepEqual([result.meanCoded, result.meanOther], [3, 0.75]);
    assert.deepEqual([result.auroc, result.p], [1, 0.1]);
  });

  it('is no more than chance where all receive the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 2, maxLength: 30 }),
        fc.double({ min: 0.01, max: 5, noNaN: true }),
        (coded, value) => {
          const result = compareCoded(
            coded.map(() => value),
            coded,
          );
          const count = coded.filter(Boolean).length;
          if (count === 0 || count === coded.length) return assert.ok('notComputable' in result);
          assert.ok(!('notComputable' in result));
          assert.ok(Math.abs(result.ratio - 1) < 1e-9 && result.auroc === 0.5 && result.p === 1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not depend on where the text begins, and p is that of a brute-force count', () => {
    const data = fc
      .integer({ min: 3, max: 14 })
      .chain((n) =>
        fc.tuple(
          fc.array(fc.nat({ max: 20 }), { minLength: n, maxLength: n }),
          fc.array(fc.boolean(), { minLength: n, maxLength: n }),
          fc.nat({ max: n }),
        ),
      );
    fc.assert(
      fc.property(data, ([values, coded, by]) => {
        const result = compareCoded(values, coded);
        if ('notComputable' in result) return;
        const turn = <T>(list: readonly T[]): T[] => [...list.slice(by), ...list.slice(0, by)];
        const turned = compareCoded(turn(values), turn(coded));
        assert.ok(!('notComputable' in turned));
        assert.ok(Math.abs(turned.share - result.share) < 1e-9 && turned.auroc === result.auroc);
        assert.ok(Math.abs(turned.p - result.p) < 1e-9);
        const received = values.map((_, shift) =>
          values.reduce((sum, value, i) => (coded[(i + shift) % values.length] ? sum + value : sum), 0),
        );
        assert.equal(result.p, received.filter((other) => other >= received[0]!).length / values.length);
      }),
      { numRuns: 60 },
    );
  });

  it('cannot be computed where nothing or everything is coded, or nothing is received', () => {
    for (const [values, coded, why] of [
      [[1, 2], '..', /Nothing of this text is coded/],
      [[1, 2], 'xx', /All of this text is coded/],
      [[0, 0], 'x.', /receives anything/],
      [[], '', /no part/],
    ] as const) {
      const result = compareCoded(values, marks(coded));
      assert.match('notComputable' in result ? result.notComputable : '', why);
    }
  });

  it('compares two codes on the parts that carry one of them alone', () => {
    const result = compareCodes([4, 4, 1, 1, 0, 0], marks('xxx...'), marks('..xx..'));
    assert.ok(!('notComputable' in result));
    assert.deepEqual([result.first, result.second, result.both], [2, 1, 1]);
    assert.deepEqual([result.meanFirst, result.meanSecond, result.ratio, result.auroc], [4, 1, 4, 1]);
    const swapped = compareCodes([4, 4, 1, 1, 0, 0], marks('..xx..'), marks('xxx...'));
    assert.ok(!('notComputable' in swapped));
    assert.deepEqual([swapped.auroc, swapped.p], [0, result.p]);
    assert.ok('notComputable' in compareCodes([1, 2], marks('x.'), marks('x.')));
  });
});

describe('weights of tokens as weights of words', () => {
  const text = 'I feel low.';
  const token = (start: number, end: number, special = false): Token => ({
    id: 0,
    text: text.slice(start, end),
    start: utf16(start),
    end: utf16(end),
    special,
  });
  const tokens = [token(0, 0, true), token(0, 1), token(1, 4), token(4, 6), token(6, 10), token(10, 11)];
  const words = [
    { start: utf16(0), end: utf16(1) },
    { start: utf16(2), end: utf16(6) },
    { start: utf16(7), end: utf16(10) },
  ];
  const weights = [0.5, 0.2, 0.1, 0.1, 0.05, 0.05];

  it('are the sums over their tokens; nothing is lost', () => {
    const all = partWeights(text, words, tokens, weights, false);
    assert.deepEqual(all, { parts: [0.2, 0.2, 0.05], between: 0.05, leftOut: 0.5 });
    const hidden = partWeights(text, words, tokens, weights, true);
    assert.deepEqual(hidden, { parts: [0, 0.2, 0.05], between: 0.05, leftOut: 0.7 });
  });

  it('know what lies in coded stretches', () => {
    assert.deepEqual(overlaps(words, [{ start: utf16(5), end: utf16(7) }]), [false, true, false]);
    assert.deepEqual(overlaps(words, []), [false, false, false]);
  });

  it('average over heads', () => {
    assert.deepEqual([...meanOverHeads(Float32Array.of(1, 0, 0.5, 0.5), 2)], [0.75, 0.25]);
  });
});
