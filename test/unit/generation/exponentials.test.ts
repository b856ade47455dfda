import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sumOfExponentials } from '../../../src/core/generation/exponentials';

describe('sumOfExponentials', () => {
  it('is the sum of Math.exp to 1e-12, wherever the greatest value lies', () => {
    const logit = fc.float({ min: -800, max: 800, noNaN: true });
    fc.assert(
      fc.property(fc.array(logit, { minLength: 1, maxLength: 20 }), (logits) => {
        const values = Float32Array.from(logits);
        const max = Math.max(...values);
        const expected = values.reduce((sum, value) => sum + Math.exp(value - max), 0);
        assert.ok(Math.abs(sumOfExponentials(values, max) / expected - 1) < 1e-12);
      }),
      { numRuns: 300 },
    );
  });

  it('is right for each term alone, down to where float64 ends', () => {
    for (let x = -0.001; x > -708; x *= 1.01) {
      const [value = 0] = Float32Array.of(x);
      assert.ok(Math.abs(sumOfExponentials(Float32Array.of(value), 0) / Math.exp(value) - 1) < 1e-12, `${x}`);
    }
    assert.equal(sumOfExponentials(Float32Array.of(-Infinity, -1e30, -746), 0), 0);
  });
});
