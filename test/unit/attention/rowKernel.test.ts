import assert from 'node:assert/strict';
import { RowKernel } from '../../../src/core/attention/rowKernel';

/** xorshift32: the same weights in every run. */
function weightsOf(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  });
}

describe('RowKernel', () => {
  it('sums rows of any length as one weight after the other does, and nothing beside them', () => {
    for (const keys of [1, 2, 3, 4, 5, 7, 8, 61, 1021]) {
      const [queries, start] = [3, 5];
      const stride = keys + queries;
      const kernel = new RowKernel(stride, queries);
      const all = weightsOf(start + queries * stride, keys + 1).map((w, i) => (i % 7 === 3 ? 0 : w ** 8));
      const values = Float32Array.from(all);
      kernel.add(values, start, stride, queries, keys);
      const columns = new Float64Array(stride);
      for (let query = 0; query < queries; query++) {
        const at = start + query * stride;
        const row = [...values.subarray(at, at + keys + query)];
        const sum = row.reduce((a, b) => a + b, 0);
        const logs = row.reduce((a, w) => a + (w > 0 ? w * Math.log2(w) : 0), 0);
        const [foundLogs, foundSum] = kernel.sums.subarray(2 * query, 2 * query + 2);
        assert.ok(Math.abs(foundSum! - sum) < 1e-6 * (1 + sum), `${keys} keys: ${foundSum}, expected ${sum}`);
        assert.ok(Math.abs(foundLogs! - logs) < 1.1e-4 * (1e-3 + sum), `${keys} keys: ${foundLogs}, expected ${logs}`);
        for (const [key, weight] of row.entries()) columns[key]! += weight;
      }
      for (const [key, weight] of columns.entries()) assert.ok(Math.abs(kernel.columns[key]! - weight) < 1e-6);
    }
  });

  it('takes the logarithm of every size of weight, exactly of powers of two', () => {
    const weights = [1, 0.5, 2 ** -20, 2 ** -126, 0.75, 0.999999, 1.5 * 2 ** -30, 0, 3e-38];
    const kernel = new RowKernel(1, 1);
    for (const weight of weights) {
      kernel.add(Float32Array.of(weight), 0, 1, 1, 1);
      const given = Math.fround(weight);
      const expected = given === 0 ? 0 : given * Math.log2(given);
      const tolerance = Number.isInteger(Math.log2(given)) ? 0 : 1.1e-4 * given;
      assert.ok(Math.abs(kernel.sums[0]! - expected) <= tolerance, `${weight}: ${kernel.sums[0]}`);
    }
  });

  it('leaves out a row of NaN, and adds to what was summed before', () => {
    const kernel = new RowKernel(4, 3);
    const values = Float32Array.of(0.5, 0.5, 0, 0, NaN, NaN, NaN, 0, 0.25, 0.25, 0.25, 0.25);
    kernel.add(values, 0, 4, 3, 2);
    assert.deepEqual([...kernel.sums], [-1, 1, 0, 0, -2, 1]);
    assert.deepEqual([...kernel.columns], [0.75, 0.75, 0.25, 0.25]);
    kernel.add(values, 0, 4, 1, 2);
    assert.deepEqual([...kernel.columns], [1.25, 1.25, 0.25, 0.25]);
  });
});
