import assert from 'node:assert/strict';
import { bootstrap } from '../../../src/core/agreement/bootstrap';
import { type Figure, isComputed } from '../../../src/core/agreement/figure';
import { cohenKappa, percentAgreement } from '../../../src/core/agreement/kappa';
import { krippendorffAlpha } from '../../../src/core/agreement/krippendorffAlpha';
import { concatTables, type ReliabilityTable } from '../../../src/core/agreement/reliabilityTable';
import { asStep, finish, runInSlices } from '../../../src/core/agreement/slices';
import { fixtureTable, rowsTable, seededRandom } from './cases';

const alpha = (table: ReliabilityTable) => krippendorffAlpha(table, 'nominal');

function interval(figure: Figure): [number, number] {
  assert.ok(isComputed(figure) && figure.low !== undefined && figure.high !== undefined);
  return [figure.low, figure.high];
}

describe('bootstrap', () => {
  it('gives the same interval for the same seed and another for another', () => {
    const table = fixtureTable('Cohen 1960 p.45');
    const run = (seed: number) =>
      finish(bootstrap(table, { cohenKappa, percentAgreement }, { samples: 200, random: seededRandom(seed) }));
    assert.deepEqual(run(1), run(1));
    assert.notDeepEqual(run(1), run(2));
  });

  it('finds for percent agreement the interval of the binomial distribution', () => {
    // p = 0.7 of 200 units: 0.7 ± 1.96 √(0.7 × 0.3 / 200) = 0.6365 to 0.7635.
    const table = fixtureTable('Cohen 1960 p.45');
    const figures = finish(bootstrap(table, { percentAgreement }, { samples: 1000, random: seededRandom(3) }));
    const [low, high] = interval(figures.percentAgreement);
    assert.ok(Math.abs(low - 0.6365) < 0.012 && Math.abs(high - 0.7635) < 0.012, `${low} to ${high}`);
  });

  it('draws rows of one group together: a table in which every unit stands four times has the interval of the units', () => {
    const table = fixtureTable('Cohen 1960 p.45');
    const four = concatTables([table, table, table, table]);
    const units = table.counts.length;
    const run = (of: ReliabilityTable, groups?: number[]) =>
      finish(bootstrap(of, { cohenKappa }, { samples: 100, random: seededRandom(5), groups })).cohenKappa;
    const one = run(table, [...table.counts.keys()]);
    const grouped = run(
      four,
      Array.from(four.counts, (_, r) => r % units),
    );
    interval(grouped).forEach((bound, i) => assert.ok(Math.abs(bound - interval(one)[i]!) < 1e-12));
    const [low, high] = interval(run(four));
    assert.ok(high - low < 0.75 * (interval(one)[1] - interval(one)[0]), 'were they independent, it would be narrower');
  });

  it('covers the true alpha about as often as it says', () => {
    const random = seededRandom(11);
    const guess = () => Math.floor(random() * 2);
    let covered = 0;
    const studies = 100;
    for (let i = 0; i < studies; i++) {
      const rows = Array.from({ length: 60 }, () => {
        const truth = guess();
        return random() < 0.6 ? [truth, truth] : [guess(), guess()];
      });
      const [low, high] = interval(finish(bootstrap(rowsTable(rows), { alpha }, { samples: 150, random })).alpha);
      if (low <= 0.6 && high >= 0.6) covered++;
    }
    assert.ok(covered >= 88 && covered <= 99, `covered ${covered} times of ${studies}`);
  });

  it('gives no interval where too many samples have no value, and none to what is not computable', () => {
    const nearlyUniform = rowsTable([[1, 2], ...Array<number[]>(12).fill([1, 1])]);
    const figures = finish(bootstrap(nearlyUniform, { alpha }, { samples: 100, random: seededRandom(5) }));
    assert.ok(!('low' in figures.alpha));
    assert.match(JSON.stringify(figures.alpha), /undefined, as when no unit with the code was drawn/);
    const perfect = rowsTable([...Array<number[]>(6).fill([0, 0]), ...Array<number[]>(6).fill([1, 1])]);
    const same = finish(bootstrap(perfect, { percentAgreement }, { samples: 100, random: seededRandom(5) }));
    assert.match(JSON.stringify(same), /"value":1.*does not mean that it is certain/);
    const uniform = fixtureTable('single category everywhere');
    const none = finish(bootstrap(uniform, { alpha }, { samples: 100, random: seededRandom(5) }));
    assert.ok('notComputable' in none.alpha);
  });

  it('gives no interval of fewer than ten units or groups with ratings by two coders, and says so', () => {
    const pairs = (n: number) => Array.from({ length: n }, (_, i): (number | null)[] => [i % 2, Number(i % 7 > 2)]);
    const alone = Array<(number | null)[]>(40).fill([1, null]);
    const of = (rows: (number | null)[][], groups?: number[]) =>
      finish(bootstrap(rowsTable(rows), { percentAgreement }, { samples: 100, random: seededRandom(2), groups }));
    assert.match(JSON.stringify(of(pairs(9))), /noInterval.*at least 10/);
    assert.match(JSON.stringify(of([...pairs(9), ...alone])), /noInterval.*at least 10/);
    interval(of(pairs(10)).percentAgreement);
    const inGroups = (n: number) => Array.from({ length: 60 }, (_, i) => i % n);
    assert.match(JSON.stringify(of(pairs(60), inGroups(9))), /noInterval.*at least 10/);
    interval(of(pairs(60), inGroups(10)).percentAgreement);
  });

  it('reports progress between slices and stops when the pause throws', async () => {
    const rows = Array.from({ length: 500 }, (_, i) => [i % 3, i % 2]);
    const work = () => bootstrap(rowsTable(rows), { alpha }, { samples: 1000, random: seededRandom(1) });
    const shares: number[] = [];
    const pause = (shareDone: number) => Promise.resolve(void shares.push(shareDone));
    assert.deepEqual(await runInSlices(work(), pause, 0), finish(work()));
    assert.equal(shares.length, 5, 'a pause after every 100,000 draws');
    assert.deepEqual(shares, [...shares].sort());
    await assert.rejects(
      runInSlices(work(), () => Promise.reject(new Error('cancelled')), 0),
      /cancelled/,
    );
    assert.deepEqual([...asStep(work(), 0.5)], Array(5).fill(0.5));
  });
});
