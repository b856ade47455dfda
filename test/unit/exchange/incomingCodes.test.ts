import assert from 'node:assert/strict';
import { parseCodebook } from '../../../src/core/codebook/codebook';
import { makeCodebook } from '../../../src/core/codebook/edit';
import { applyImport, planImport } from '../../../src/core/codebook/importCodes';
import { codebookCsv, parseCodebookCsv } from '../../../src/core/exchange/codebookCsv';
import { toIncomingCodes } from '../../../src/core/exchange/incomingCodes';
import { formatQdc, parseQdc } from '../../../src/core/exchange/refi/codebookFile';
import { sampleStudyTexts } from '../../support/memoryStudy';

const file = 'introspect/codebook.json';
const sample = parseCodebook(sampleStudyTexts()[file]!, file);
const noId = (): string => assert.fail('every code has an id');

describe('codebooks of other programs', () => {
  for (const [name, imported] of [
    ['REFI-QDA', parseQdc(new TextEncoder().encode(formatQdc(sample)), 'a.qdc')],
    ['CSV', parseCodebookCsv(codebookCsv(sample), 'a.csv')],
  ] as const) {
    it(`come in as they went out, as ${name}`, () => {
      const incoming = toIncomingCodes(imported.codes);
      const plan = planImport(makeCodebook(), incoming);
      const all = applyImport(makeCodebook(), plan, new Set(incoming.map(({ key }) => key)), noId);
      const plain = all.codes.map((code) => ({ ...code, pattern: undefined }));
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
      assert.deepEqual(plain.sort(byName), sample.codes.map((code) => ({ ...code, pattern: undefined })).sort(byName));
      const again = planImport(sample, incoming);
      assert.deepEqual([again.added.length, again.changed.length], [0, 0]);
    });
  }
});
