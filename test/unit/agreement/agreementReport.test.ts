import assert from 'node:assert/strict';
import { type RatingRow, ratingsReport, segmentsReport } from '../../../src/core/agreement/agreementReport';
import { finish } from '../../../src/core/agreement/slices';
import { fixture, seededRandom } from './cases';

const rows = (units: readonly (readonly (string | number | null)[])[]): RatingRow[] =>
  units.flatMap((unit, u) =>
    unit.map((value, c) => ({ unit: `u${u}`, coder: `c${c}`, value: value === null ? '' : String(value) })),
  );
const options = (level: 'nominal' | 'ordinal' | 'interval' | 'ratio', samples = 0) => ({
  level,
  samples,
  random: seededRandom(1),
});
const ofSegments = { chance: 'statistical', samples: 0, random: seededRandom(1) } as const;
const canonical = rows(fixture.coding[0]?.units_by_coder_ABCD ?? []);
const binary = rows(fixture.coding[1]?.units ?? []);
const value = (figure: unknown) => Math.round((figure as { value: number }).value * 1e6) / 1e6;

describe('agreement report', () => {
  it('gives the figures that apply under the names of the command line', () => {
    const pair = finish(ratingsReport(binary, options('nominal')));
    assert.deepEqual(Object.keys(pair).sort(), [
      'alpha',
      'brennanPrediger',
      'cohenKappa',
      'fleissKappa',
      'gwetAC1',
      'percent',
      'scottPi',
    ]);
    assert.deepEqual(pair.percent, { value: 0.6, n: 10 });
    assert.equal(value(pair.alpha), 0.095238);
    assert.equal(value(pair.cohenKappa), 0.090909);
    for (const [level, expected] of [
      ['nominal', 0.743421],
      ['ordinal', 0.815388],
      ['interval', 0.849107],
      ['ratio', 0.797403],
    ] as const) {
      const four = finish(ratingsReport(canonical, options(level)));
      assert.equal(value(four.alpha), expected);
      assert.ok(!('cohenKappa' in four) && !('weightedKappa' in four) && !('scottPi' in four));
      assert.match(JSON.stringify(four.fleissKappa), /notComputable/);
    }
    assert.ok('weightedKappa' in finish(ratingsReport(binary, options('ordinal'))));
  });

  it('adds intervals from the bootstrap', () => {
    const { alpha } = finish(ratingsReport(canonical, options('interval', 100)));
    assert.deepEqual(Object.keys(alpha ?? {}), ['value', 'low', 'high', 'n']);
  });

  it('compares numbers as numbers', () => {
    const written = rows([
      ['1.0', '1'],
      ['10', '10'],
      ['9', ' 9'],
    ]);
    assert.equal(value(finish(ratingsReport(written, options('interval'))).alpha), 1);
    const close = rows([
      ['10', '9'],
      ['1', '1'],
      ['2', '2'],
    ]);
    assert.ok(value(finish(ratingsReport(close, options('ordinal'))).alpha) > 0.9, '9 and 10 are neighbours');
  });

  it('leaves no order in words, but compares them', () => {
    const words = rows([
      ['low', 'high'],
      ['low', 'low'],
    ]);
    const report = finish(ratingsReport(words, options('ordinal')));
    assert.match(JSON.stringify(report.alpha), /not numbers/);
    assert.match(JSON.stringify(report.weightedKappa), /not numbers/);
    assert.equal(value(report.percent), 0.5);
  });

  it('says what is missing in empty files and with one coder', () => {
    const empty = finish(ratingsReport([], options('nominal', 10)));
    assert.ok(Object.values(empty).every((figure) => 'notComputable' in figure));
    const one = finish(ratingsReport([{ unit: '1', coder: 'a', value: 'x' }], options('nominal', 10)));
    assert.match(JSON.stringify(one.percent), /at least two coders/);
    const none = finish(segmentsReport([], { length: 10, ...ofSegments }));
    assert.match(JSON.stringify(none), /unitizingAlpha.*two coders.*gamma.*two coders/);
  });

  it('refuses a second rating of a unit by the same coder, and names the row but no text', () => {
    const twice = [...binary, { unit: 'u0', coder: 'c0', value: 'secret' }];
    assert.throws(() => finish(ratingsReport(twice, options('nominal'))), /Row 21 of the ratings/);
    assert.throws(
      () => finish(ratingsReport(twice, options('nominal'))),
      (error) => !String(error).includes('secret'),
    );
  });

  it('reports on segments, and refuses those outside the text', () => {
    const segments = [
      { coder: 'a', start: '0', end: '10', code: 'x' },
      { coder: 'b', start: '0', end: '10', code: 'x' },
      { coder: 'a', start: '30', end: '34', code: 'y' },
      { coder: 'b', start: '30', end: '34', code: 'y' },
    ];
    const run = (more: typeof segments) =>
      finish(segmentsReport([...segments, ...more], { length: 50, ...ofSegments }));
    const report = run([]);
    assert.deepEqual(Object.keys(report), ['unitizingAlpha', 'gamma']);
    assert.deepEqual(
      [report.unitizingAlpha, report.gamma],
      [
        { value: 1, n: 4 },
        { value: 1, n: 4 },
      ],
    );
    for (const [start, end] of [
      ['5', '5'],
      ['-1', '5'],
      ['40', '51'],
      ['', '5'],
      ['1.5', '5'],
    ] as const) {
      assert.throws(() => run([{ coder: 'a', start, end, code: 'x' }]), /Row 5 of the segments/);
    }
  });
});
