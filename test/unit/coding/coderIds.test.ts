import assert from 'node:assert/strict';
import {
  coderIdSchema,
  makePersonCoder,
  offeredCoders,
  parseStudy,
  serializeStudy,
  type Study,
} from '../../../src/core/coding/study';

const studyWith = (...ids: string[]): Study => ({
  formatVersion: 1,
  title: 'Sleep',
  unitOfAnalysis: 'turn',
  coders: ids.map((id) => ({ id, name: id, kind: 'person' as const })),
});

describe('who is offered as the coder', () => {
  const { coders } = studyWith('Ana', 'Ben');
  const offered = (lastName?: string) => offeredCoders(coders, lastName).map((coder) => coder?.name ?? 'new');

  it('is somebody new first, so that a hasty Enter puts no codes into another person’s file', () => {
    assert.deepEqual(offered(), ['new', 'Ana', 'Ben']);
    assert.deepEqual(offered('Cleo'), ['new', 'Ana', 'Ben']);
    assert.deepEqual(offeredCoders([], undefined), [null]);
  });

  it('is first who has given that name on this machine before', () => {
    assert.deepEqual(offered('Ben'), ['Ben', 'Ana', 'new']);
  });
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
