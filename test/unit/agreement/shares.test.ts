import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { isComputed } from '../../../src/core/agreement/figure';
import { effectiveSize, f1Figure, shareFigure, wilsonInterval } from '../../../src/core/agreement/shares';

interface Case {
  readonly name: string;
  readonly clusters: readonly (readonly [part: number, whole: number])[];
  readonly size: number;
  readonly low: number;
  readonly high: number;
  readonly f1: readonly [value: number, low: number, high: number];
}
// Computed by statsmodels; shares.py beside it tells how.
const cases = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../fixtures/shares.json'), 'utf8'),
) as readonly Case[];
const near = (got: number | undefined, expected: number, within = 1e-9) =>
  assert.ok(Math.abs((got ?? NaN) - expected) < within, `${got} is not ${expected}`);

describe('intervals of shares', () => {
  for (const { name, clusters: rows, size, low, high, f1 } of cases) {
    it(`are statsmodels’ with clusters taken into account: ${name}`, () => {
      const clusters = rows.map(([part, whole]) => ({ part, whole }));
      near(effectiveSize(clusters), size, 1e-6);
      const share = shareFigure(clusters, '');
      assert.ok(isComputed(share));
      near(share.low, low);
      near(share.high, high);
      const figure = f1Figure(clusters, '');
      assert.ok(isComputed(figure));
      near(figure.value, f1[0]);
      near(figure.low, f1[1]);
      near(figure.high, f1[2]);
    });
  }

  it('are those of Newcombe (1998, Statistics in Medicine 17:857–872, table I) for independent units', () => {
    const published = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const;
    for (const [part, whole, low, high] of published) {
      const interval = wilsonInterval(part / whole, whole);
      near(interval.low, low, 5e-5);
      near(interval.high, high, 5e-5);
    }
  });

  it('hold the value, lie within 0 and 1, and are never narrower than those of independent units', () => {
    const cluster = fc.tuple(fc.nat(12), fc.nat(12)).map(([a, b]) => ({ part: Math.min(a, b), whole: Math.max(a, b) }));
    fc.assert(
      fc.property(fc.array(cluster, { maxLength: 8 }), (clusters) => {
        const figure = shareFigure(clusters, 'nothing');
        if (!isComputed(figure)) return assert.ok(clusters.every(({ whole }) => whole === 0));
        const { low, high, value, n } = figure;
        assert.ok(0 <= low! && low! <= value && value <= high! && high! <= 1);
        assert.ok(high! - low! > 0);
        const plain = wilsonInterval(value, n);
        assert.ok(high! - low! >= plain.high - plain.low - 1e-12);
      }),
      { numRuns: 200 },
    );
    assert.deepEqual(shareFigure([], 'nothing'), { notComputable: 'nothing' });
  });
});
