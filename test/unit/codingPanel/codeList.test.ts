import assert from 'node:assert/strict';
import { patternOf } from '../../../src/core/codebook/colours';
import { parseCodebook } from '../../../src/core/codebook/codebook';
import { CodeList } from '../../../src/features/coding/codeList';
import { sampleStudyTexts } from '../../support/memoryStudy';

describe('the codes of the coding editor', () => {
  it('look as everywhere else: in the pattern chosen in the codebook, else in the one of their id', () => {
    const file = 'introspect/codebook.json';
    const codebook = parseCodebook(sampleStudyTexts()[file]!, file);
    const codes = codebook.codes.map((code, i) => (i === 0 ? { ...code, pattern: 'dots' } : code));
    const shown = new CodeList({ ...codebook, codes }).toCodes(new Map());
    assert.equal(shown[0]!.pattern, 'dots');
    assert.deepEqual(
      shown.map(({ pattern }) => pattern),
      codes.map(patternOf),
    );
  });
});
