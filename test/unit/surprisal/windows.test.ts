import assert from 'node:assert/strict';
import fc from 'fast-check';
import { halfOverlap, planWindows, windowOf } from '../../../src/core/surprisal/windows';
import { UserError } from '../../../src/core/base/userError';

const plans = fc
  .record({ from: fc.nat(3), length: fc.nat(300), size: fc.integer({ min: 1, max: 70 }), share: fc.nat(99) })
  .map(({ from, length, size, share }) => ({
    from,
    count: from + length,
    size,
    overlap: Math.floor((share / 100) * size),
  }));

describe('the windows over a long text', () => {
  it('score every token exactly once, none of them longer than told', () => {
    fc.assert(
      fc.property(plans, ({ from, count, size, overlap }) => {
        const scored = new Array<number>(count).fill(0);
        for (const { start, end, scoredFrom } of planWindows(from, count, size, overlap)) {
          assert.ok(start >= from && start <= scoredFrom && scoredFrom < end && end <= count && end - start <= size);
          for (let i = scoredFrom; i < end; i++) scored[i]!++;
        }
        assert.deepEqual(scored, [...scored].fill(0, 0, from).fill(1, from));
      }),
      { numRuns: 40 },
    );
  });

  it('give every token all of the text before it, or at least what they share with the window before', () => {
    fc.assert(
      fc.property(plans, ({ from, count, size, overlap }) => {
        const windows = planWindows(from, count, size, overlap);
        for (let i = from; i < count; i++) {
          const window = windowOf(windows, i)!;
          assert.ok(window.scoredFrom <= i && i < window.end);
          assert.ok(i - window.start >= Math.min(i - from, overlap), `token ${i}`);
        }
        assert.equal(windowOf(windows, from - 1), undefined);
      }),
      { numRuns: 40 },
    );
  });

  it('are one where the text fits, none where there is no text, and refuse what cannot advance', () => {
    assert.deepEqual(planWindows(1, 9, 8, 4), [{ start: 1, end: 9, scoredFrom: 1 }]);
    assert.deepEqual(planWindows(1, 1, 8, 4), []);
    assert.equal(halfOverlap(1023), 511);
    for (const [size, overlap] of [
      [0, 0],
      [4, 4],
      [4, -1],
      [2.5, 1],
    ] as const) {
      assert.throws(() => planWindows(0, 9, size, overlap), UserError);
    }
  });
});
