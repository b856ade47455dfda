import assert from 'node:assert/strict';
import { timedRegExp } from '../../../src/platform/timedRegExp';

describe('a regular expression with a time limit', () => {
  it('finds what the same expression finds without', () => {
    const match = timedRegExp({ source: 'a(b?)', flags: 'giu' });
    const texts = ['xabA', '', '😀ab'];
    assert.deepEqual(match(texts), [
      [
        [1, 3],
        [3, 4],
      ],
      [],
      [[2, 4]],
    ]);
    assert.deepEqual(timedRegExp({ source: 'x*', flags: 'gu' })(['axxa']), [[[1, 3]]], 'nothing empty');
  });

  it('stops one that would take for ever, and says so', () => {
    const startMs = performance.now();
    const match = timedRegExp({ source: '(a+)+b', flags: 'gu' }, 100);
    assert.throws(() => match(['a'.repeat(50_000)]), /takes too long on these transcripts/);
    assert.ok(performance.now() - startMs < 3_000);
    assert.deepEqual(match(['aab']), [[[0, 3]]], 'and can be asked again');
  });
});
