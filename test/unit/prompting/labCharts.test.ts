import assert from 'node:assert/strict';
import { answersOfMore } from '../../../src/core/prompting/labCharts';
import type { LabRow } from '../../../src/core/prompting/labResults';

const cell: LabRow['cells'][number] = {
  label: 'sleep',
  why: null,
  text: null,
  quotes: null,
  rationale: null,
  probability: null,
  entropyBits: null,
};

describe('the picture of answers by code', () => {
  const row = (person: string | null, cells: LabRow['cells']): LabRow => ({
    item: 'a#0-1',
    transcript: 'a',
    speaker: null,
    text: 'x',
    person,
    cells,
  });

  it('says that the model was asked about more segments than the coder coded, and only then', () => {
    const both = [row('sleep', [cell]), row('worry', [cell])];
    assert.deepEqual(answersOfMore({ rows: both, coder: 'Lena' }), []);
    const [said] = answersOfMore({ rows: [...both, row(null, [cell])], coder: 'Lena' });
    assert.match(said!, /^The numbers of Lena are of 2 segments, those of the model of up to 3:/);
    assert.deepEqual(answersOfMore({ rows: [...both, row(null, [null])], coder: 'Lena' }), []);
    assert.deepEqual(answersOfMore({ rows: [row(null, [cell])], coder: null }), []);
  });
});
