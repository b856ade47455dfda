import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HeadPool, tokensPerCell } from '../../../src/core/attention/pooling';
import { dequantizeRow } from '../../../src/core/attention/quantize';

/** The cells of a head, dequantised. */
function pooled(rows: readonly (readonly number[])[], span: number): number[][] {
  const cells = Math.ceil(rows.length / span);
  const [weights, scales] = [new Uint8Array(cells * cells), new Float32Array(cells)];
  const pool = new HeadPool(rows.length, span, weights, scales);
  for (const row of rows) {
    pool.add({ values: Float32Array.from(row), start: 0, stride: 0, queries: 1, keys: row.length, growth: 0 });
  }
  return Array.from(scales, (scale, i) => [...dequantizeRow(weights.subarray(i * cells, (i + 1) * cells), scale)]);
}

describe('HeadPool', () => {
  it('sums over the keys of a cell and averages over its queries', () => {
    const rows = [[1], [0.5, 0.5], [0.2, 0.3, 0.5], [0.1, 0.2, 0.3, 0.4], [0.4, 0, 0, 0.1, 0.5]];
    const cells = pooled(rows, 2);
    const expected = [
      [1, 0, 0],
      [0.4, 0.6, 0],
      [0.4, 0.1, 0.5],
    ];
    for (const [i, row] of expected.entries()) {
      for (const [j, value] of row.entries()) assert.ok(Math.abs(cells[i]![j]! - value) < 0.003, `${i} ${j}`);
    }
  });

  it('gives rows of cells that sum to 1, whatever the length and the span', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 }), (size, span) => {
        const rows = Array.from({ length: size }, (_, q) => Array.from({ length: q + 1 }, () => 1 / (q + 1)));
        for (const row of pooled(rows, span)) {
          const sum = row.reduce((a, b) => a + b, 0);
          // Every cell is off by up to half a step of a 255th of the greatest.
          assert.ok(Math.abs(sum - 1) <= (row.length * Math.max(...row)) / 510 + 1e-5, `${sum}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same for many queries at once as for one after the other', () => {
    const shape = fc.record({
      size: fc.integer({ min: 1, max: 12 }),
      span: fc.integer({ min: 1, max: 4 }),
      first: fc.nat({ max: 12 }),
      growth: fc.constantFrom<0 | 1>(0, 1),
      masked: fc.nat({ max: 12 }),
    });
    fc.assert(
      fc.property(shape, ({ size, span, first, growth, masked }) => {
        const keys = growth ? 1 : size;
        const rows = Array.from({ length: size }, (_, q) =>
          Array.from({ length: keys + q * growth }, (_, k) => (q === masked ? NaN : 1 + ((q * 5 + k * 3) % 7))),
        );
        const cells = Math.ceil(size / span);
        const [weights, scales] = [new Uint8Array(cells * cells), new Float32Array(cells)];
        const pool = new HeadPool(size, span, weights, scales);
        const cut = Math.min(first, size);
        for (const [from, to] of [
          [0, cut],
          [cut, size],
        ] as const) {
          // What lies after a query's keys is not looked at.
          const values = Float32Array.from(
            { length: (to - from) * size },
            (_, i) => rows[from + Math.floor(i / size)]![i % size] ?? 99,
          );
          pool.add({ values, start: 0, stride: size, queries: to - from, keys: keys + from * growth, growth });
        }
        const dequantized = Array.from(scales, (scale, i) => [
          ...dequantizeRow(weights.subarray(i * cells, (i + 1) * cells), scale),
        ]);
        assert.deepEqual(dequantized, pooled(rows, span));
      }),
      { numRuns: 200 },
    );
  });

  it('counts masked queries as nothing', () => {
    assert.deepEqual(pooled([[NaN], [0, 1]], 1), [
      [0, 0],
      [0, 1],
    ]);
  });
});

describe('tokensPerCell', () => {
  it('is 1 for short texts and keeps the cells of all heads within 64 MiB', () => {
    assert.equal(tokensPerCell(400, 30 * 9), 1);
    assert.equal(tokensPerCell(4096, 30 * 9), 9);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 1, max: 5000 }), (size, matrices) => {
        const span = tokensPerCell(size, matrices);
        assert.ok(Math.ceil(size / span) ** 2 * matrices <= 64 * 2 ** 20);
      }),
    );
  });
});
