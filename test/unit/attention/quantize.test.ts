import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dequantizeRow, quantizeRow } from '../../../src/core/attention/quantize';

const roundTrip = (row: readonly number[]) => {
  const bytes = new Uint8Array(row.length).fill(7);
  const scale = quantizeRow(Float32Array.from(row), bytes);
  return { bytes, scale, weights: dequantizeRow(bytes, scale) };
};

describe('quantizeRow', () => {
  const weight = fc.float({ min: 0, max: 1, noNaN: true });

  it('is off by at most half a step, for any row', () => {
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 60 }), (row) => {
        const { scale, weights } = roundTrip(row);
        const max = Math.max(...row);
        // float32 itself is off by up to 2^-23 of the greatest value, and below 2^-126 · 255 by more.
        const slack = max * 2 ** -22 + 2 ** -140;
        if (max > 2 ** -110) assert.ok(Math.abs(scale - max / 255) <= slack);
        for (const [i, value] of row.entries()) {
          const bound = scale > 0 ? scale / 2 + slack : 2 ** -110;
          assert.ok(Math.abs(weights[i]! - value) <= bound, `${value} became ${weights[i]}`);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the greatest weight, exact zeros and the order', () => {
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 30 }), (row) => {
        const { bytes, scale } = roundTrip(row);
        if (scale === 0) return;
        assert.equal(Math.max(...bytes), 255);
        for (const [i, a] of row.entries()) {
          if (a === 0) assert.equal(bytes[i], 0);
          for (const [j, b] of row.entries()) if (a <= b) assert.ok(bytes[i]! <= bytes[j]!);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('makes zeros of a row in which every key is masked', () => {
    for (const row of [
      [NaN, NaN, NaN],
      [0, 0],
    ]) {
      const { bytes, scale } = roundTrip(row);
      assert.deepEqual([[...bytes], scale], [row.map(() => 0), 0]);
    }
  });
});
