import assert from 'node:assert/strict';
import { prevalenceAndBias, prevalenceWarning } from '../../../src/core/agreement/prevalence';
import { fixtureTable, rowsTable } from './cases';

const repeat = (n: number, row: (number | null)[]) => Array<(number | null)[]>(n).fill(row);

describe('prevalence', () => {
  it('gives the prevalence and bias index of Byrt et al.', () => {
    // Cells 80, 7, 8, 5: (80 − 5)/100, (7 − 8)/100, 2 × 0.85 − 1.
    const indices = prevalenceAndBias(fixtureTable('Kappa paradox'));
    assert.ok(indices);
    assert.deepEqual(
      Object.values(indices).map((x) => Math.round(x * 1e9) / 1e9),
      [0.75, -0.01, 0.7],
    );
    assert.equal(prevalenceAndBias(fixtureTable('Cohen 1960 p.45')), undefined);
  });

  it('warns where one value is so common that kappa misleads', () => {
    const warning = prevalenceWarning(fixtureTable('Kappa paradox'));
    assert.match(warning ?? '', /88 % of all ratings are “0”.*agree on 85 %/);
    const threeCoders = rowsTable([...repeat(95, [0, 0, 0]), ...repeat(5, [1, 0, 0])]);
    assert.match(prevalenceWarning(threeCoders) ?? '', /98 %/);
    const nearlyAlways = rowsTable([...repeat(1, [1, 0]), ...repeat(1, [0, 1]), ...repeat(1998, [0, 0])]);
    assert.match(prevalenceWarning(nearlyAlways) ?? '', /agree on over 99 %/, 'not 100 %: they do not always');
  });

  it('stays silent where kappa does not mislead', () => {
    assert.equal(prevalenceWarning(fixtureTable('Cohen 1960 p.45')), undefined, 'balanced');
    assert.equal(prevalenceWarning(rowsTable([...repeat(90, [0, 0]), ...repeat(10, [1, 1])])), undefined, 'kappa is 1');
    assert.equal(prevalenceWarning(fixtureTable('single category everywhere')), undefined, 'no kappa to mislead');
    assert.equal(prevalenceWarning(fixtureTable('no unit has two ratings')), undefined);
  });
});
