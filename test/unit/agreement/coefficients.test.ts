import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Figure, isComputed } from '../../../src/core/agreement/figure';
import {
  brennanPrediger,
  cohenKappa,
  fleissCategoryKappas,
  fleissKappa,
  gwetAC1,
  gwetAC2,
  maximalKappa,
  percentAgreement,
  scottPi,
  weightedKappa,
} from '../../../src/core/agreement/kappa';
import { krippendorffAlpha } from '../../../src/core/agreement/krippendorffAlpha';
import {
  type ReliabilityTable,
  dichotomize,
  distinctRows,
  selectCoders,
  tableFromRows,
} from '../../../src/core/agreement/reliabilityTable';
import { fixture, fixtureTable, ratingRows, rowsTable, seededRandom } from './cases';

const alphaOf = (level: 'nominal' | 'ordinal' | 'interval' | 'ratio') => (table: ReliabilityTable) =>
  krippendorffAlpha(table, level);

const coefficients: Record<string, (table: ReliabilityTable) => Figure> = {
  percent: percentAgreement,
  cohen_kappa: cohenKappa,
  kappa_max: maximalKappa,
  weighted_kappa_linear: (table) => weightedKappa(table, 'linear'),
  weighted_kappa_quadratic: (table) => weightedKappa(table, 'quadratic'),
  scott_pi: scottPi,
  fleiss_kappa: fleissKappa,
  brennan_prediger: brennanPrediger,
  gwet_ac1: gwetAC1,
  alpha_nominal: alphaOf('nominal'),
  alpha_ordinal: alphaOf('ordinal'),
  alpha_interval: alphaOf('interval'),
  alpha_ratio: alphaOf('ratio'),
};

function value(figure: Figure | undefined): number {
  assert.ok(figure && isComputed(figure), `not computable: ${JSON.stringify(figure)}`);
  return figure.value;
}

/** The value to ten digits, or the reason that there is none. */
const summary = (figure: Figure) =>
  isComputed(figure) ? Math.round(figure.value * 1e10) / 1e10 + 0 : figure.notComputable;

const reason = (figure: Figure) => (isComputed(figure) ? `value ${figure.value}` : figure.notComputable);

describe('agreement coefficients', () => {
  for (const { name, exact } of fixture.coding) {
    it(`agree with the published figures: ${name}`, () => {
      const table = fixtureTable(name);
      for (const [key, expected] of Object.entries(exact)) {
        if (key === 'category_kappas') {
          const kappas = fleissCategoryKappas(table).map((figure) => Number(value(figure).toFixed(6)));
          assert.deepEqual(kappas, expected);
        } else if (key === 'P_bar' || key === 'Pe_bar') {
          const kappa = fleissKappa(table);
          assert.ok(isComputed(kappa));
          assert.equal(Number((key === 'P_bar' ? kappa.observed : kappa.expected).toFixed(6)), expected);
        } else {
          assert.equal(Number(value(coefficients[key]?.(table)).toFixed(6)), expected, key);
        }
      }
    });
  }

  it('state the observed and expected agreement that the papers print', () => {
    for (const { name, published } of fixture.coding.filter((c) => 'po' in c.published)) {
      const kappa = cohenKappa(fixtureTable(name));
      assert.ok(isComputed(kappa));
      assert.equal(Number(kappa.observed.toFixed(2)), published['po']);
      assert.equal(Number(kappa.expected.toFixed(2)), published['pe']);
    }
  });

  it('take missing ratings into AC1 and Brennan–Prediger as Gwet does', () => {
    // Gwet (2014), as printed by the R package irrCAC for its data set cac.raw4raters, which are these ratings.
    const table = fixtureTable('Krippendorff canonical');
    assert.equal(value(gwetAC1(table)).toFixed(5), '0.77544');
    assert.equal(value(brennanPrediger(table)).toFixed(5), '0.77273');
    assert.equal(value(percentAgreement(table)).toFixed(5), '0.81818');
  });

  it('are not computable where they are undefined, and say why', () => {
    const uniform = fixtureTable('single category everywhere');
    const noVariation = /same value/;
    for (const name of ['cohen_kappa', 'scott_pi', 'fleiss_kappa', 'alpha_nominal', 'alpha_ordinal']) {
      assert.match(reason(coefficients[name]!(uniform)), noVariation, name);
    }
    assert.match(reason(gwetAC1(uniform)), /only one category/);
    assert.match(reason(brennanPrediger(uniform)), /only one category/);
    assert.match(
      reason(
        alphaOf('interval')(
          rowsTable([
            [7, 7, 7],
            [7, 7, null],
          ]),
        ),
      ),
      noVariation,
    );
    for (const [name, coefficient] of Object.entries(coefficients)) {
      assert.match(reason(coefficient(fixtureTable('no unit has two ratings'))), /No unit was coded by two/, name);
      assert.match(reason(coefficient(rowsTable([[1], [2]]))), /at least two coders/, name);
      assert.match(reason(coefficient(tableFromRows(['a', 'b'], ['x', 'y'], []))), /no unit was coded/, name);
    }
    assert.match(reason(cohenKappa(rowsTable([[1, 2, 1]]))), /exactly two/);
    assert.match(
      reason(
        fleissKappa(
          rowsTable([
            [1, 2, 1],
            [1, 2, null],
          ]),
        ),
      ),
      /different numbers/,
    );
    assert.match(
      reason(
        alphaOf('ratio')(
          rowsTable([
            [-1, 2],
            [1, 2],
          ]),
        ),
      ),
      /negative/,
    );
    assert.match(reason(alphaOf('interval')(rowsTable([['low', 'high']]))), /not numbers/);
  });

  it('are 1 when all agree and below 0 when all disagree', () => {
    assert.equal(value(alphaOf('nominal')(fixtureTable('perfect with variation'))), 1);
    const perfect = rowsTable([
      [1, 1],
      [2, 2],
    ]);
    for (const [name, coefficient] of Object.entries(coefficients)) assert.equal(value(coefficient(perfect)), 1, name);
    const opposite = fixtureTable('systematic disagreement');
    assert.equal(value(cohenKappa(opposite)), -1);
    assert.equal(value(alphaOf('nominal')(opposite)), -0.5);
  });

  it('do not depend on the order of units or coders', () => {
    fc.assert(
      fc.property(ratingRows(3), (rows) => {
        const turned = rows.map(([a, b, c]) => [c!, a!, b!]).reverse();
        for (const [name, coefficient] of Object.entries(coefficients)) {
          assert.equal(summary(coefficient(rowsTable(turned))), summary(coefficient(rowsTable(rows))), name);
        }
      }),
      { numRuns: 40 },
    );
    fc.assert(
      fc.property(ratingRows(2), (rows) => {
        const swapped = rows.map(([a, b]) => [b!, a!]);
        for (const [name, coefficient] of Object.entries(coefficients)) {
          assert.equal(summary(coefficient(rowsTable(swapped))), summary(coefficient(rowsTable(rows))), name);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('do not depend on the names of the categories, nor on their order when nominal', () => {
    const renamed = ['d', 'a', 'c', 'b'];
    const nominal = [
      'percent',
      'cohen_kappa',
      'scott_pi',
      'fleiss_kappa',
      'brennan_prediger',
      'gwet_ac1',
      'alpha_nominal',
    ];
    fc.assert(
      fc.property(ratingRows(2), (rows) => {
        const table = rowsTable(rows, ['1', '2', '3', '4']);
        const other = rowsTable(
          rows.map((row) => row.map((v) => (v === null ? null : renamed[v - 1]!))),
          ['a', 'b', 'c', 'd'],
        );
        for (const name of nominal)
          assert.equal(summary(coefficients[name]!(other)), summary(coefficients[name]!(table)), name);
      }),
      { numRuns: 40 },
    );
  });

  it('do not change when rows are stored once with a count, nor when all data are doubled, but for alpha', () => {
    fc.assert(
      fc.property(ratingRows(2), (rows) => {
        const table = rowsTable(rows);
        const twice = rowsTable([...rows, ...rows]);
        for (const [name, coefficient] of Object.entries(coefficients)) {
          assert.equal(summary(coefficient(distinctRows(table).table)), summary(coefficient(table)), name);
          if (!name.startsWith('alpha')) assert.equal(summary(coefficient(twice)), summary(coefficient(table)), name);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('relate alpha to pi as Krippendorff proves: 1 − α = (1 − 1/n)(1 − π) for n ratings by two coders', () => {
    fc.assert(
      fc.property(ratingRows(2, { withMissing: false }), (rows) => {
        const table = rowsTable(rows);
        const pi = scottPi(table);
        if (!isComputed(pi)) return;
        const expected = 1 - (1 - 1 / (2 * rows.length)) * (1 - pi.value);
        assert.ok(Math.abs(value(alphaOf('nominal')(table)) - expected) < 1e-12);
      }),
      { numRuns: 50 },
    );
  });

  it('compute alpha as its definition does, by pairs of ratings', () => {
    fc.assert(
      fc.property(ratingRows(4), (rows) => {
        for (const level of ['nominal', 'ordinal', 'interval', 'ratio'] as const) {
          const figure = krippendorffAlpha(rowsTable(rows), level);
          if (!isComputed(figure)) continue;
          assert.ok(Math.abs(figure.value - alphaByDefinition(rows, level)) < 1e-9, level);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('compute AC2 as its definition does, by a matrix of weights', () => {
    fc.assert(
      fc.property(ratingRows(3), (rows) => {
        const table = rowsTable(rows, ['1', '2', '3', '4']);
        for (const weights of ['linear', 'quadratic'] as const) {
          const figure = gwetAC2(table, weights);
          if (isComputed(figure)) assert.ok(Math.abs(figure.value - ac2ByDefinition(rows, weights)) < 1e-9);
        }
        const binary = rowsTable(
          rows.map((row) => row.map((v) => (v === null ? null : v % 2))),
          ['0', '1'],
        );
        assert.equal(
          summary(gwetAC2(binary, 'quadratic')),
          summary(gwetAC1(binary)),
          'two categories know no distance',
        );
      }),
      { numRuns: 40 },
    );
  });

  it('find about 0 in ratings made by chance, and the share of units known for sure in ratings so made', () => {
    const random = seededRandom(7);
    const guess = () => (random() < 0.7 ? 0 : 1 + Math.floor(random() * 2));
    const simulate = (known: number) =>
      rowsTable(
        Array.from({ length: 8_000 }, () => {
          const truth = guess();
          return random() < known ? [truth, truth] : [guess(), guess()];
        }),
      );
    for (const known of [0, 0.6]) {
      const table = simulate(known);
      for (const name of [
        'cohen_kappa',
        'scott_pi',
        'fleiss_kappa',
        'alpha_nominal',
        'alpha_ordinal',
        'alpha_interval',
      ]) {
        assert.ok(Math.abs(value(coefficients[name]!(table)) - known) < 0.035, name);
      }
    }
  });

  it('can be had for one code and for chosen coders', () => {
    const table = rowsTable([
      ['a', 'a', 'b'],
      ['b', 'a', 'b'],
      ['c', 'c', null],
      ['a', 'b', 'c'],
    ]);
    const pair = selectCoders(dichotomize(table, 'a'), ['coder 2', 'coder 0']);
    assert.deepEqual([...pair.ratings], [0, 1, 0, 0, -1, 0, 0, 1]);
    assert.equal(value(percentAgreement(pair)), 1 / 3);
    assert.deepEqual([...selectCoders(table, ['nobody', 'coder 0']).ratings], [-1, 0, -1, 1, -1, 2, -1, 0]);
  });
});

type Rows = readonly (readonly (number | null)[])[];
const present = (row: readonly (number | null)[]) => row.filter((v) => v !== null);

/** Krippendorff (2011), step by step, with explicit sums over the values. */
function alphaByDefinition(rows: Rows, level: 'nominal' | 'ordinal' | 'interval' | 'ratio'): number {
  const units = rows.map(present).filter((unit) => unit.length > 1);
  const all = units.flat();
  const count = (c: number) => all.filter((v) => v === c).length;
  const delta = (c: number, k: number): number => {
    if (c === k) return 0;
    if (level === 'nominal') return 1;
    if (level === 'interval') return (c - k) ** 2;
    if (level === 'ratio') return ((c - k) / (c + k)) ** 2;
    let between = -(count(c) + count(k)) / 2;
    for (let g = Math.min(c, k); g <= Math.max(c, k); g++) between += count(g);
    return between ** 2;
  };
  const pairs = (values: readonly number[]) =>
    values.flatMap((a, i) => values.filter((_, j) => j !== i).map((b) => delta(a, b)));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const observed = sum(units.map((unit) => sum(pairs(unit)) / (unit.length - 1))) / all.length;
  return 1 - observed / (sum(pairs(all)) / (all.length * (all.length - 1)));
}

/** Gwet (2014), ch. 5, with q = 4. */
function ac2ByDefinition(rows: Rows, weights: 'linear' | 'quadratic'): number {
  const weight = (k: number, l: number) => 1 - (weights === 'linear' ? Math.abs(k - l) / 3 : ((k - l) / 3) ** 2);
  const values = [1, 2, 3, 4];
  const rated = rows.map(present).filter((unit) => unit.length > 0);
  const r = (unit: readonly number[], k: number) => unit.filter((v) => v === k).length;
  const paired = rated.filter((unit) => unit.length > 1);
  let observed = 0;
  for (const unit of paired) {
    for (const k of values) {
      const credit = values.reduce((sum, l) => sum + weight(k, l) * r(unit, l), 0);
      observed += (r(unit, k) * (credit - 1)) / (unit.length * (unit.length - 1)) / paired.length;
    }
  }
  const share = (k: number) => rated.reduce((sum, unit) => sum + r(unit, k) / unit.length, 0) / rated.length;
  const total = values.flatMap((k) => values.map((l) => weight(k, l))).reduce((a, b) => a + b, 0);
  const expected = (total * values.reduce((sum, k) => sum + share(k) * (1 - share(k)), 0)) / (4 * 3);
  return (observed - expected) / (1 - expected);
}
