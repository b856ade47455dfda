import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codesReport } from '../../../src/core/agreement/agreementReport';
import { type Figure, isComputed } from '../../../src/core/agreement/figure';
import type { ReliabilityTable } from '../../../src/core/agreement/reliabilityTable';
import { finish } from '../../../src/core/agreement/slices';
import { rowsTable, seededRandom } from './cases';

/** Several codes with what other implementations make of them together, by `test/fixtures/pooled.py`. */
const { cases } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../fixtures/pooled.json'), 'utf8')) as {
  readonly cases: readonly {
    readonly name: string;
    readonly codes: readonly (readonly (readonly (number | null)[])[])[];
    readonly pooled: Readonly<Record<string, number>>;
  }[];
};

type Tables = [ReliabilityTable, ...ReliabilityTable[]];
const tablesOf = (codes: (typeof cases)[number]['codes']) =>
  codes.map((rows) => rowsTable(rows, ['0', '1'])) as unknown as Tables;
const report = (tables: Tables, samples = 0) => finish(codesReport(tables, { samples, random: seededRandom(4) }));

describe('coefficients pooled over codes', () => {
  for (const { name, codes, pooled } of cases) {
    it(`are those of other implementations: ${name}`, () => {
      const figures = Object.entries<Figure>({ ...report(tablesOf(codes)) });
      const computed = figures.flatMap(([key, figure]) => (isComputed(figure) ? [[key, figure.value] as const] : []));
      assert.deepEqual(computed.map(([key]) => key).sort(), Object.keys(pooled).sort());
      for (const [key, value] of computed) assert.ok(Math.abs(value - pooled[key]!) < 1e-9, `${key} ${value}`);
    });
  }

  it('are about 0 where coders only guess, however unlike the codes’ frequencies are', () => {
    const { codes } = cases.find(({ name }) => name.startsWith('nothing but guesses'))!;
    for (const name of ['cohenKappa', 'alpha'] as const) {
      const figure = report(tablesOf(codes), 200)[name]!;
      assert.ok(isComputed(figure) && figure.low! < 0 && figure.high! > 0 && figure.high! < 0.15, name);
    }
  });

  it('do not change with codes that nobody used, but for what takes no account of chance', () => {
    const tables = tablesOf(cases[0]!.codes);
    const unused = rowsTable(Array<number[]>(tables[0].counts.length).fill([0, 0]), ['0', '1']);
    const [before, after] = [report(tables), report([...tables, unused, unused])];
    for (const name of ['cohenKappa', 'scottPi', 'fleissKappa', 'alpha'] as const) {
      const [a, b] = [before[name], after[name]];
      assert.ok(a && b && isComputed(a) && isComputed(b) && Math.abs(a.value - b.value) < 1e-12 && b.n > a.n, name);
    }
    const none = report([unused, unused]).alpha!;
    assert.ok(!isComputed(none) && /told from chance/.test(none.notComputable));
  });

  it('have an interval from units drawn with all their codes: a code that stands twice leaves it as it is', () => {
    const [first] = tablesOf(cases[0]!.codes);
    const [once, twice] = [report([first], 100).alpha!, report([first, first], 100).alpha!];
    assert.ok(isComputed(once) && isComputed(twice));
    assert.ok(Math.abs(once.low! - twice.low!) < 1e-9 && Math.abs(once.high! - twice.high!) < 1e-9);
  });
});
