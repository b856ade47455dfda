import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/base/userError';
import { codingPath, parseStudy, serializeStudy } from '../../../src/core/coding/study';

const ana = { id: 'ana', name: 'Ana R.', kind: 'person' };
const jsonOf = (...coders: object[]) =>
  JSON.stringify({ formatVersion: 1, title: 'Sleep', unitOfAnalysis: 'turn', coders });

describe('study', () => {
  it('keeps people, models and fields that this version does not know', () => {
    const json = jsonOf({ ...ana, orcid: '0000' }, { id: 'model:tiny', name: 'Tiny', kind: 'model' });
    assert.deepEqual(JSON.parse(serializeStudy(parseStudy(json, 'study.json'))), JSON.parse(json));
  });

  it('refuses a model that passes for a person, ids that share a file, and ids that are no file names', () => {
    const cases: [object[], RegExp][] = [
      [[{ ...ana, id: 'model:tiny' }], /coders\[0\]\.kind: an id that begins with "model:" is a model's/],
      [[{ ...ana, kind: 'model' }], /coders\[0\]\.kind/],
      [[ana, { ...ana, id: 'Ana' }], /coders\[1\]\.id: the same id as coders\[0\]/],
      [[{ ...ana, id: '../ana' }], /coders\[0\]\.id: expected letters/],
    ];
    for (const [coders, expected] of cases) {
      assert.throws(
        () => parseStudy(jsonOf(...coders), 'study.json'),
        (error) => error instanceof UserError && error.code === 'fileInvalid' && expected.test(error.message),
      );
    }
  });

  it('names a coder’s file so that every file system can hold it', () => {
    const transcript = 'transcripts/P01.transcript.txt';
    assert.equal(codingPath(transcript, 'ana'), 'introspect/coding/transcripts/P01.transcript.txt/ana.json');
    assert.match(codingPath(transcript, 'model:tiny'), /\/model%3Atiny\.json$/);
  });
});
