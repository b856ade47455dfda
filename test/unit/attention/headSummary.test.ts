import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fastLog2, type HeadMeasures } from '../../../src/core/attention/headMeasures';
import { HeadSummary } from '../../../src/core/attention/headSummary';
import { PairWeights } from '../../../src/core/attention/pairWeights';
import { inductionChance, repeatsOf } from '../../../src/core/attention/repeats';
import { poolRun } from '../../../src/core/attention/runPooling';

type Rows = readonly (readonly number[])[];

/**
 * @param cut where the rows are split into two calls, as a text that goes through in chunks
 * @param pooled sums come from the runtime, where it can give them
 */
function summarise(rows: Rows, ids: readonly number[], span = 1, cut = 0, pooled = false) {
  const size = rows.length;
  const cells = Math.ceil(size / span);
  const targets = {
    weights: new Uint8Array(cells * cells),
    scales: new Float32Array(cells),
    firsts: new Float32Array(cells),
  };
  const repeats = repeatsOf(ids);
  const summary = new HeadSummary(size, span, targets, repeats);
  const growth = rows.length > 1 && rows[1]!.length > rows[0]!.length ? 1 : 0;
  const isPoolable = growth === 1 && !rows.flat().some(Number.isNaN);
  for (const [from, to] of [
    [0, cut],
    [cut, size],
  ] as const) {
    const part = rows.slice(from, to);
    if (part.length === 0) continue;
    if (pooled && isPoolable) {
      const run = poolRun({ start: from, end: to, span }, repeats);
      summary.addPooled(run, pool(part, run));
      continue;
    }
    // After other heads' rows, and with something behind every row that is none of its weights.
    const padded = [9, 9, 9, ...part.flatMap((row) => [...row, ...new Array<number>(size - row.length).fill(9)])];
    const values = Float32Array.from(padded);
    summary.add({ values, start: 3, stride: size, queries: part.length, keys: part[0]!.length, growth });
  }
  const row = (i: number) =>
    Array.from(targets.weights.subarray(i * cells, (i + 1) * cells), (b) => b * targets.scales[i]!);
  return { measures: summary.measures, cells: Array.from({ length: cells }, (_, i) => row(i)), ...targets };
}

/** What the runtime computes, as `planHeadSums` says. */
function pool(rows: Rows, { end, rows: count, columns, queryWeights, keyWeights, picks }: ReturnType<typeof poolRun>) {
  const all = rows.flatMap((row) => [...row, ...new Array<number>(end - row.length).fill(0)]);
  const cell = (row: number, column: number): number =>
    all.reduce((sum, weight, i) => {
      const [query, key] = [Math.floor(i / end), i % end];
      return sum + queryWeights[row * rows.length + query]! * weight * keyWeights[key * columns + column]!;
    }, 0);
  return {
    cells: Float32Array.from({ length: count * columns }, (_, i) => cell(Math.floor(i / columns), i % columns)),
    logs: Float32Array.from(rows, (row) => row.reduce((sum, w) => sum + w * Math.log(w + 1e-30), 0)),
    picks: Float32Array.from([...rows.map((_, i) => i * end), ...picks], (at) => all[at]!),
  };
}

function assertMeasures(actual: HeadMeasures, expected: HeadMeasures): void {
  for (const name of ['entropy', 'distance', 'first', 'previous', 'induction'] as const) {
    const [a, e] = [actual[name], expected[name]];
    if (a === null || e === null) assert.equal(a, e, name);
    else assert.ok(Math.abs(a - e) <= (name === 'entropy' ? 2e-4 : 2e-5), `${name}: ${a}, expected ${e}`);
  }
}

/** As the definitions read, one weight after the other. */
function measuredSlowly(rows: Rows, ids: readonly number[]): HeadMeasures {
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
  const all = rows.map((row, q) => ({ row, q })).filter(({ row }) => !Number.isNaN(row[0]));
  const choosing = all.filter(({ row }) => row.length > 1);
  const later = all.filter(({ q }) => q > 0);
  const after = (q: number) => ids.flatMap((id, j) => (j + 1 < q && id === ids[q] ? [j + 1] : []));
  const sum = (row: readonly number[], of: (w: number, k: number) => number) =>
    row.reduce((total, w, k) => total + of(w, k), 0);
  return {
    entropy: mean(choosing.map(({ row }) => sum(row, (w) => (w > 0 ? -w * Math.log2(w) : 0)))),
    distance: mean(choosing.map(({ row, q }) => sum(row, (w, k) => w * Math.abs(q - k)))),
    first: mean(later.map(({ row }) => row[0]!)),
    previous: mean(later.map(({ row, q }) => row[q - 1]!)),
    induction: mean(
      later.filter(({ q }) => after(q).length > 0).map(({ row, q }) => after(q).reduce((t, k) => t + row[k]!, 0)),
    ),
  };
}

const text = fc
  .record({ size: fc.integer({ min: 1, max: 14 }), causal: fc.boolean(), masked: fc.nat({ max: 40 }) })
  .chain(({ size, causal, masked }) =>
    fc.record({
      ids: fc.array(fc.nat({ max: 3 }), { minLength: size, maxLength: size }),
      rows: fc
        .array(fc.array(fc.nat({ max: 20 }), { minLength: size, maxLength: size }), {
          minLength: size,
          maxLength: size,
        })
        .map((all) =>
          all.map((row, q) => {
            const seen = causal ? row.slice(0, q + 1) : row;
            const sum = seen.reduce((a, b) => a + b, 0);
            if (q === masked) return seen.map(() => NaN);
            return seen.map((w) => Math.fround(sum === 0 ? 1 / seen.length : w / sum));
          }),
        ),
      span: fc.integer({ min: 1, max: 5 }),
      cut: fc.nat({ max: size }),
      pooled: fc.boolean(),
    }),
  );

describe('HeadSummary', () => {
  it('measures a decoder’s head as worked out by hand', () => {
    // Tokens a b a b: the last a comes again after a b, the last b after b a.
    const rows = [[1], [0.5, 0.5], [0.25, 0.5, 0.25], [0.5, 0, 0.25, 0.25]];
    for (const pooled of [false, true]) {
      assertMeasures(summarise(rows, [7, 8, 7, 8], 2, 3, pooled).measures, {
        entropy: (1 + 1.5 + 1.5) / 3,
        distance: (0.5 + (0.5 + 0.5) + (1.5 + 0.25)) / 3,
        first: (0.5 + 0.25 + 0.5) / 3,
        previous: (0.5 + 0.5 + 0.25) / 3,
        induction: (0.5 + 0.25) / 2,
      });
    }
  });

  it('measures an encoder’s head, which looks ahead too', () => {
    const rows = [
      [0, 1],
      [0.5, 0.5],
    ];
    assertMeasures(summarise(rows, [1, 1]).measures, {
      entropy: 0.5,
      distance: (1 + 0.5) / 2,
      first: 0.5,
      previous: 0.5,
      induction: null,
    });
  });

  it('has nothing to measure in a single token', () => {
    const nothing = { entropy: null, distance: null, first: null, previous: null, induction: null };
    assertMeasures(summarise([[1]], [1]).measures, nothing);
    assert.deepEqual([...summarise([[1]], [1]).firsts], [1]);
  });

  it('measures any text as the definitions read, in pieces or as a whole, masked rows left out', () => {
    fc.assert(
      fc.property(text, ({ ids, rows, span, cut, pooled }) => {
        assertMeasures(summarise(rows, ids, span, cut, pooled).measures, measuredSlowly(rows, ids));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps in its cells what was not on the first token, to half a step', () => {
    fc.assert(
      fc.property(text, ({ ids, rows, span, cut, pooled }) => {
        const { cells, firsts, scales } = summarise(rows, ids, span, cut, pooled);
        for (const [i, row] of cells.entries()) {
          const queries = rows.slice(i * span, (i + 1) * span);
          const weight = (q: readonly number[], k: number) => (Number.isNaN(q[0]) ? 0 : (q[k] ?? 0));
          const mean = (of: (q: readonly number[]) => number) =>
            queries.reduce((t, q) => t + of(q), 0) / queries.length;
          assert.ok(Math.abs(firsts[i]! - mean((q) => weight(q, 0))) < 1e-6);
          for (const [j, cell] of row.entries()) {
            const keys = Array.from({ length: span }, (_, k) => j * span + k).filter((k) => k > 0);
            const exact = mean((q) => keys.reduce((t, k) => t + weight(q, k), 0));
            assert.ok(Math.abs(cell - exact) <= scales[i]! / 2 + 1e-6, `cell ${i} ${j}: ${cell}, exactly ${exact}`);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('fastLog2', () => {
  it('is off by less than 0.0002', () => {
    const float = new Float32Array(1);
    const bits = new Uint32Array(float.buffer);
    fc.assert(
      fc.property(fc.double({ min: 2 ** -60, max: 1, noNaN: true }), (value) => {
        float[0] = value;
        assert.ok(Math.abs(fastLog2(bits[0]!) - Math.log2(float[0])) < 1.8e-4);
      }),
      { numRuns: 200 },
    );
    float[0] = 0;
    assert.equal(Number.isFinite(fastLog2(bits[0]!)), true);
  });
});

describe('inductionChance', () => {
  it('is the score of a head that looks everywhere evenly', () => {
    const ids = [7, 8, 7, 8, 7, 7];
    for (const causal of [true, false]) {
      const rows = ids.map((_, q) =>
        Array.from({ length: causal ? q + 1 : ids.length }, () => 1 / (causal ? q + 1 : 6)),
      );
      const { induction } = summarise(rows, ids).measures;
      assert.ok(Math.abs(induction! - inductionChance(repeatsOf(ids), causal)!) < 1e-6);
    }
    assert.equal(inductionChance(repeatsOf([1, 2, 2]), true), null);
  });
});

describe('PairWeights', () => {
  const between = (rows: Rows, from: number[], to: number[]) => {
    const pairs = new PairWeights(rows.length, from, to);
    for (const row of rows) {
      pairs.add({ values: Float32Array.from(row), start: 0, stride: 0, queries: 1, keys: row.length, growth: 0 });
    }
    return pairs.result;
  };
  const rows = [[1], [0.5, 0.5], [0.25, 0.5, 0.25], [0.5, 0.125, 0.25, 0.125]];

  it('sums over what is looked at and averages over who sees it', () => {
    // Token 0 sees neither 1 nor 2; 1 sees itself, which does not count; 3 sees both.
    assert.deepEqual(between(rows, [0, 1, 3], [1, 2]), {
      mean: 0.375,
      strongest: { weight: 0.25, query: 3, key: 2 },
      looking: 1,
      pairs: 2,
    });
  });

  it('says that nobody can look at what comes later', () => {
    assert.deepEqual(between(rows, [0, 1], [2]), { mean: null, strongest: null, looking: 0, pairs: 0 });
  });

  it('gives all pairs together what a row sums to', () => {
    fc.assert(
      fc.property(text, ({ rows: any }) => {
        const everyone = any.map((_, i) => i);
        const { mean, looking } = between(any, everyone, everyone);
        const seeing = any.filter((row, q) => row.length > 1 && !Number.isNaN(row[0]) && row.some((_, k) => k !== q));
        assert.equal(looking, seeing.length);
        if (mean === null) return;
        const own = any.reduce((t, row, q) => t + (seeing.includes(row) ? (row[q] ?? 0) : 0), 0) / looking;
        assert.ok(Math.abs(mean - (1 - own)) < 1e-5);
      }),
      { numRuns: 60 },
    );
  });
});
