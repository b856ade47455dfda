import assert from 'node:assert/strict';
import { coderIdSchema, makePersonCoder, parseStudy, serializeStudy, type Study } from '../../../src/core/coding/study';

const studyWith = (...ids: string[]): Study => ({
  formatVersion: 1,
  title: 'Sleep',
  unitOfAnalysis: 'turn',
  coders: ids.map((id) => ({ id, name: id, kind: 'person' as const })),
});

describe('a new coder', () => {
  const cases = [
    ['Ana', 'ana'],
    ['  José Müller ', 'jose-muller'],
    ['R. D. Laing', 'r-d-laing'],
    ['李明', 'coder'],
    ['model:x', 'model-x'],
    // On Windows con.json is no file.
    ['Con', 'con-1'],
    ['Connor', 'connor'],
  ] as const;
  for (const [name, id] of cases) {
    it(`called ${JSON.stringify(name)} gets the id ${id}`, () => {
      const coder = makePersonCoder(studyWith(), name);
      assert.deepEqual(coder, { id, name: name.trim(), kind: 'person' });
      assert.ok(coderIdSchema.safeParse(coder.id).success);
    });
  }

  it('takes no id that differs from another only by capitals', () => {
    const study = studyWith('Ana', 'ana-2');
    const coder = makePersonCoder(study, 'ANA');
    assert.equal(coder.id, 'ana-3');
    const grown = { ...study, coders: [...study.coders, coder] };
    assert.deepEqual(parseStudy(serializeStudy(grown), 'study.json'), grown);
  });
});
