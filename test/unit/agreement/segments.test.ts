import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type AlignedUnit, bestAlignment, dissimilarity } from '../../../src/core/agreement/alignment';
import { maximalAssignment } from '../../../src/core/agreement/assignment';
import { type Figure, isComputed } from '../../../src/core/agreement/figure';
import { gamma, type GammaOptions, unitsByCoder } from '../../../src/core/agreement/gamma';
import { chanceModels, randomContinua } from '../../../src/core/agreement/randomContinuum';
import { finish } from '../../../src/core/agreement/slices';
import {
  type Continuum,
  type Segment,
  joinContinua,
  sectionDistance,
  unitizingAlpha,
} from '../../../src/core/agreement/unitizingAlpha';
import { unitizingAlphaIntervals } from '../../../src/core/agreement/unitizingIntervals';
import { stretchesOf } from '../../../src/core/agreement/stretches';
import { unitizingFamily } from '../../../src/core/agreement/unitizingFamily';
import { type GammaCase, fixture, gammaCases, seededRandom, simulateCoders } from './cases';

const round = (x: number) => Math.round(x * 1e6) / 1e6;
const reason = (figure: Figure) => (isComputed(figure) ? `value ${figure.value}` : figure.notComputable);

function value(figure: Figure | undefined): number {
  assert.ok(figure && isComputed(figure), `not computable: ${JSON.stringify(figure)}`);
  return figure.value;
}

describe('unitizing alpha', () => {
  const [published, distances] = fixture.unitizing_alpha_u;
  const { begin, length } = published.continuum;
  const segments = Object.entries(published['units_[start,length]_by_category_by_coder']).flatMap(([code, coders]) =>
    coders.flatMap((units, i) =>
      units.map(([start, l]) => ({ coder: `coder ${i}`, code, start: start - begin, end: start - begin + l })),
    ),
  );
  const continuum: Continuum = { length, coders: ['coder 0', 'coder 1'], segments };

  it(`agrees with the published figures: ${published.name}`, () => {
    const { overall, perCode } = unitizingAlpha(continuum);
    for (const code of ['c', 'k']) {
      const figure = perCode.get(code);
      assert.ok(figure && isComputed(figure));
      assert.deepEqual([figure.observed, figure.expected, figure.value].map(round), published.exact[code]);
    }
    assert.equal(round(value(overall)), published.exact.overall);
  });

  it('measures the distances that Krippendorff prints', () => {
    for (const { u, v, d } of distances.cases) {
      const [a, b] = [u, v].map(([start, l, code]) => ({ start, end: start + l, isGap: code === null }));
      assert.equal(sectionDistance(a!, b!), d);
      assert.equal(sectionDistance(b!, a!), d);
    }
  });

  it('takes overlapping segments with the same code as one', () => {
    const cut = segments.flatMap((s) => [
      { ...s, end: s.end - 5 },
      { ...s, start: s.start + 5 },
    ]);
    assert.equal(
      value(unitizingAlpha({ ...continuum, segments: cut }).overall),
      value(unitizingAlpha(continuum).overall),
    );
  });

  it('can be had for several texts, end to end', () => {
    const both = joinContinua([continuum, continuum]);
    assert.equal(both.length, 600);
    assert.deepEqual(both.segments.at(-1), {
      ...segments.at(-1),
      start: segments.at(-1)!.start + 300,
      end: segments.at(-1)!.end + 300,
    });
    const { perCode } = unitizingAlpha(both);
    assert.equal(value(perCode.get('k')), 1);
    assert.ok(Math.abs(value(perCode.get('c')) - value(unitizingAlpha(continuum).perCode.get('c'))) < 0.1);
  });

  it('does not depend on the order or names of coders, codes and segments', () => {
    fc.assert(
      fc.property(continua(3), (some) => {
        const renamed: Continuum = {
          length: some.length,
          coders: [...some.coders].reverse().map((coder) => `not ${coder}`),
          segments: [...some.segments]
            .reverse()
            .map((s) => ({ ...s, coder: `not ${s.coder}`, code: s.code === 'a' ? 'z' : s.code })),
        };
        const [a, b] = [unitizingAlpha(some).overall, unitizingAlpha(renamed).overall];
        assert.equal(isComputed(a) ? round(a.value) : reason(a), isComputed(b) ? round(b.value) : reason(b));
      }),
      { numRuns: 30 },
    );
  });

  it('is not computable without two coders, segments, or anything that could differ', () => {
    const one = { coder: 'a', code: 'x', start: 0, end: 10 };
    const overall = (coders: string[], marked: Segment[]) =>
      unitizingAlpha({ length: 10, coders, segments: marked }).overall;
    assert.match(reason(overall(['a'], [one])), /at least two coders/);
    assert.match(reason(overall(['a', 'b'], [])), /no coder marked/);
    assert.match(reason(overall(['a', 'b'], [one])), /value -?\d/, 'one coder found nothing');
  });
});

describe('the family of unitizing alphas', () => {
  // Krippendorff et al. (2016); Krippendorff (2019), Figure 12.11: three observers, 60 characters, [first, last] code.
  const observers: Record<string, [number, number, string][]> = {
    alex: [
      [1, 7, '1'],
      [8, 13, '2'],
      [31, 32, '5'],
      [33, 37, '6'],
      [38, 44, '6'],
      [45, 60, '7'],
    ],
    paul: [
      [1, 7, '1'],
      [8, 13, '3'],
      [14, 21, '5'],
      [33, 44, '6'],
    ],
    suzan: [
      [1, 7, '1'],
      [8, 13, '4'],
      [14, 21, '5'],
      [33, 37, '6'],
      [38, 41, '6'],
      [42, 44, '6'],
    ],
  };
  const continuum: Continuum = {
    length: 60,
    coders: Object.keys(observers),
    segments: Object.entries(observers).flatMap(([coder, marked]) =>
      marked.map(([first, last, code]) => ({ coder, code, start: first - 1, end: last })),
    ),
  };

  it('agrees with the published example', () => {
    const { overall, marked, coding, perCode } = unitizingFamily(continuum);
    assert.equal(value(overall).toFixed(3), '0.510');
    // We get 0.4136 and 0.7256 where the book prints 0.413 and 0.724; its example is worked with rounded numbers.
    assert.ok(Math.abs(value(marked) - 0.413) < 0.001);
    assert.ok(Math.abs(value(coding) - 0.724) < 0.002);
    for (const code of ['1', '5', '6']) assert.equal(round(value(perCode.get(code)?.figure)), 1);
    for (const code of ['2', '3', '4']) assert.equal(round(value(perCode.get(code)?.figure)), 0);
    assert.equal(perCode.get('5')?.coverage, 8 / 18);
    assert.ok('notComputable' in (perCode.get('7')?.figure ?? {}));
  });

  it('says why it does not apply', () => {
    const [first] = continuum.segments;
    const overlapping = { ...continuum, segments: [...continuum.segments, { ...first!, code: '2' }] };
    assert.match(reason(unitizingFamily(overlapping).overall), /overlap/);
    const oneCode = { ...continuum, segments: continuum.segments.map((s) => ({ ...s, code: 'x' })) };
    assert.match(reason(unitizingFamily(oneCode).coding), /no second code/);
    assert.match(reason(unitizingFamily({ ...continuum, coders: ['alex'] }).overall), /two coders/);
  });
});

describe('gamma', () => {
  const toContinuum = ({ units }: Pick<GammaCase, 'units'>): Continuum => ({
    length: Math.max(...units.map(([, , end]) => end)),
    coders: [...new Set(units.map(([coder]) => coder))],
    segments: units.map(([coder, start, end, code]) => ({ coder, start, end, code })),
  });

  const options = (seed: number, more: Partial<GammaOptions> = {}): GammaOptions => ({
    chance: 'statistical',
    samples: 0,
    random: seededRandom(seed),
    ...more,
  });

  for (const [name, test] of Object.entries(fixture.gamma.tests)) {
    it(`agrees with pygamma-agreement: ${name}`, () => {
      const figure = finish(gamma(toContinuum(test), options(1)));
      assert.ok(isComputed(figure));
      assert.equal(round(figure.observed), round(test.reimplemented_best_alignment_disorder));
      // Theirs is the mean of 30 random continua, of which each errs by up to 0.58 of it: see gamma.py.
      const { expected_disorder_sampled: sampled, n_samples: continua } = test;
      const error = (1.96 * 0.58) / Math.sqrt(continua) + 0.02;
      assert.ok(Math.abs(figure.expected / sampled - 1) < error, `${figure.expected}`);
      assert.ok(Math.abs(figure.value - test.gamma_sampled) < 0.02, `${figure.value}`);
    });
  }

  for (const [i, { units, disorder }] of gammaCases.entries()) {
    const continuum = toContinuum({ units });
    it(`aligns as pygamma-agreement’s integer programme: ${continuum.coders.length} coders, ${i + 1}`, () => {
      const alignment = finish(bestAlignment(unitsByCoder(continuum)));
      assert.ok(alignment.isExact);
      assert.ok(Math.abs(alignment.disorder - disorder) < 1e-5, `${alignment.disorder}, theirs ${disorder}`);
    });
  }

  for (const model of chanceModels) {
    it(`draws by chance what pygamma-agreement’s samplers draw: ${model}`, () => {
      for (const { units, [model]: theirs } of gammaCases) {
        const continuum = toContinuum({ units });
        const draw = randomContinua(model, unitsByCoder(continuum), continuum.length, seededRandom(1));
        const disorders = Array.from({ length: 60 }, () => finish(bestAlignment(draw(), false)).disorder);
        const mean = disorders.reduce((sum, disorder) => sum + disorder, 0) / 60;
        // The paper's shifts wrap around the text, theirs around the stretch from the first segment to the last.
        const margin = 4 * theirs.standardError + (model === 'shifted' ? 0.04 : 0.01) * theirs.mean;
        assert.ok(Math.abs(mean - theirs.mean) < margin, `${mean}, theirs ${theirs.mean}`);
      }
    });
  }

  it('pairs rows and columns to the greatest benefit', () => {
    const benefit = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 9, noNaN: true }));
    const matrices = fc
      .integer({ min: 1, max: 5 })
      .chain((columns) =>
        fc.array(fc.array(benefit, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 }),
      );
    fc.assert(
      fc.property(matrices, (matrix) => {
        const entries = matrix.map((row) => row.flatMap((b, column) => (b > 0 ? [{ b, column }] : [])));
        const starts = [0, ...entries.map((_, i) => entries.slice(0, i + 1).flat().length)];
        const pairing = finish(
          maximalAssignment({
            starts: Int32Array.from(starts),
            columns: Int32Array.from(entries.flat(), ({ column }) => column),
            benefits: Float64Array.from(entries.flat(), ({ b }) => b),
            columnCount: matrix[0]!.length,
          }),
        );
        const used = [...pairing].filter((column) => column >= 0);
        assert.equal(new Set(used).size, used.length, 'no column is used twice');
        const total = pairing.reduce((sum, column, row) => sum + (column < 0 ? 0 : matrix[row]![column]!), 0);
        assert.ok(Math.abs(total - bestByTrial(matrix)) < 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('finds the best alignment, and says that it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4 }).chain(continua), (some) => {
        if (some.segments.length === 0) return;
        const coders = unitsByCoder(some);
        const { disorder, isExact, groups } = finish(bestAlignment(coders));
        assert.ok(isExact);
        assert.equal(groups.flat().length, some.segments.length, 'each segment is in one group');
        assert.ok(Math.abs(disorder - leastDisorder(coders)) < 1e-9);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('is 1 for identical coders and near 0 for coders that have nothing to do with each other', () => {
    const random = seededRandom(4);
    const scatter = (coder: string) =>
      Array.from({ length: 20 }, () => {
        const start = Math.floor(random() * 900);
        return { coder, code: random() < 0.5 ? 'x' : 'y', start, end: start + 20 + Math.floor(random() * 40) };
      });
    const a = scatter('a');
    const compare = (b: Segment[]) =>
      value(finish(gamma({ length: 1000, coders: ['a', 'b'], segments: [...a, ...b] }, options(1))));
    assert.equal(compare(a.map((segment) => ({ ...segment, coder: 'b' }))), 1);
    const byChance = [1, 2].map(() => compare(scatter('b')));
    assert.ok(Math.abs(byChance.reduce((sum, x) => sum + x, 0) / 2) < 0.2, byChance.join());
  });

  it('depends on the seed alone, not on the names or order of coders and codes', () => {
    const some = toContinuum(fixture.gamma.tests['02_unequal_counts']!);
    const renamed: Continuum = {
      ...some,
      coders: ['z', 'y'],
      segments: [...some.segments]
        .reverse()
        .map((s) => ({ ...s, coder: s.coder === 'Ann1' ? 'z' : 'y', code: `${s.code}!` })),
    };
    const run = (c: Continuum, seed: number) => value(finish(gamma(c, options(seed))));
    const first = run(some, 1);
    assert.equal(run(renamed, 1), first);
    assert.notEqual(run(some, 2), first);
  });

  it('is not computable without two coders or without segments', () => {
    const segment = { coder: 'a', code: 'x', start: 0, end: 5 };
    const run = (coders: string[], segments: Segment[]) => finish(gamma({ length: 9, coders, segments }, options(1)));
    assert.match(reason(run(['a'], [segment])), /at least two coders/);
    assert.match(reason(run(['a', 'b'], [])), /no coder marked/);
    assert.ok(value(run(['a', 'b'], [segment])) <= 0, 'one of two found nothing');
  });
});

describe('intervals of unitizing alpha and gamma', () => {
  const both = (continuum: Continuum, samples: number, random: () => number) => ({
    alpha: finish(unitizingAlphaIntervals(continuum, { samples, random })).overall,
    gamma: finish(gamma(continuum, { chance: 'statistical', samples, random })),
  });

  it('are the same for the same seed, and are had for each code', () => {
    const continuum = simulateCoders(20, seededRandom(1));
    const run = (seed: number) => both(continuum, 50, seededRandom(seed));
    assert.deepEqual(run(1), run(1));
    assert.notDeepEqual(run(1), run(2));
    const { perCode } = finish(unitizingAlphaIntervals(continuum, { samples: 50, random: seededRandom(1) }));
    assert.equal(perCode.size, 3);
    for (const figure of perCode.values()) assert.ok(isComputed(figure) && figure.low! < figure.value);
  });

  it('are not computable, with the reason, where the text falls into too few stretches', () => {
    for (const figure of Object.values(both(simulateCoders(5, seededRandom(3)), 50, seededRandom(3)))) {
      assert.ok(isComputed(figure) && figure.low === undefined);
      assert.match(
        figure.noInterval ?? '',
        /at least 10 stretches of text that no segment crosses; here there are only \d/,
      );
    }
    const none = both(simulateCoders(20, seededRandom(3)), 0, seededRandom(3));
    for (const figure of Object.values(none)) assert.ok(!('low' in figure) && !('noInterval' in figure));
  });

  it('draw stretches that no segment crosses and that make up the text', () => {
    fc.assert(
      fc.property(continua(2), (some) => {
        const stretches = stretchesOf(some);
        assert.equal(
          stretches.reduce((sum, { length }) => sum + length, 0),
          some.length,
        );
        assert.equal(stretches.flatMap(({ segments }) => segments).length, some.segments.length);
        for (const { length, segments } of stretches) {
          assert.ok(segments.every(({ start, end }) => start >= 0 && end <= length));
        }
      }),
      { numRuns: 50 },
    );
  });
});

/** Up to four segments for each of the coders on a text of 40 characters. */
function continua(coders: number): fc.Arbitrary<Continuum> {
  const segment = fc
    .tuple(fc.integer({ min: 0, max: 35 }), fc.integer({ min: 1, max: 5 }), fc.constantFrom('a', 'b'))
    .map(([start, l, code]) => ({ start, end: start + l, code }));
  return fc
    .array(fc.array(segment, { maxLength: [4, 3, 2][coders - 2]! }), { minLength: coders, maxLength: coders })
    .map((marked) => ({
      length: 40,
      coders: marked.map((_, i) => `coder ${i}`),
      segments: marked.flatMap((own, i) => own.map((s) => ({ ...s, coder: `coder ${i}` }))),
    }));
}

function bestByTrial(matrix: readonly (readonly number[])[], row = 0, used = 0): number {
  if (row === matrix.length) return 0;
  const alone = bestByTrial(matrix, row + 1, used);
  return matrix[row]!.reduce(
    (best, b, c) => (used & (1 << c) ? best : Math.max(best, b + bestByTrial(matrix, row + 1, used | (1 << c)))),
    alone,
  );
}

/** The least disorder over all alignments, by trying them all: each unit joins an earlier group or opens one. */
function leastDisorder(coders: readonly (readonly AlignedUnit[])[]): number {
  const units = coders.flatMap((own, coder) => own.map((unit) => ({ unit, coder })));
  const pairs = (coders.length * (coders.length - 1)) / 2;
  const place = (next: number, groups: (typeof units)[]): number => {
    if (next === units.length) {
      return groups.reduce((cost, group) => {
        const inside = group.flatMap((a, i) => group.slice(i + 1).map((b) => dissimilarity(a.unit, b.unit)));
        return cost + (inside.reduce((sum, d) => sum + d, 0) + pairs - inside.length) / pairs;
      }, 0);
    }
    const unit = units[next]!;
    let least = place(next + 1, [...groups, [unit]]);
    groups.forEach((group, i) => {
      if (group.every(({ coder }) => coder !== unit.coder)) {
        least = Math.min(least, place(next + 1, groups.with(i, [...group, unit])));
      }
    });
    return least;
  };
  return (place(0, []) * coders.length) / units.length;
}
