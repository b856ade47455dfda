import assert from 'node:assert/strict';
import type { Pass } from '../../../src/core/privacy/privacyKey';
import { restorable } from '../../../src/core/privacy/restorable';

const hash = (n: number) => String(n).repeat(64);

function pass(transcript: string, before: number, after: number, study?: string): Pass {
  const of = study === undefined ? {} : { study: { id: study, title: `Title ${study}` } };
  return { transcript, when: '2026-03-02T09:30:00Z', before: hash(before), after: hash(after), replaced: [], ...of };
}

describe('restorable', () => {
  const offered = (passes: readonly Pass[], study: string | undefined, there: Readonly<Record<string, number>>) =>
    restorable({ passes: [...passes] }, study, new Map(Object.entries(there).map(([file, n]) => [file, hash(n)]))).map(
      (one) => [one.transcript, one.of, one.passes.map(({ after }) => Number(after[0]))],
    );

  it('offers the passes of this study, not those of another with the same paths', () => {
    const passes = [pass('P01', 1, 2, 'a'), pass('P01', 5, 6, 'b'), pass('P01', 2, 3, 'a'), pass('P02', 5, 6, 'b')];
    assert.deepEqual(offered(passes, 'a', { P01: 9, P02: 9 }), [['P01', 'own', [2, 3]]]);
    assert.deepEqual(offered(passes, 'b', { P01: 9, P02: 9 }), [
      ['P01', 'own', [6]],
      ['P02', 'own', [6]],
    ]);
  });

  it('offers what an older key holds as of unknown origin, unless the very text that it made is there', () => {
    const passes = [pass('P01', 1, 2), pass('P01', 2, 3), pass('P02', 4, 5), pass('P03', 1, 2)];
    assert.deepEqual(offered(passes, undefined, { P01: 3, P02: 9 }), [
      ['P01', 'own', [2, 3]],
      ['P02', 'unknown', [5]],
    ]);
  });

  it('knows a text that it made although the study says nothing of itself any more, and offers others as others', () => {
    const passes = [pass('P01', 1, 2, 'a'), pass('P02', 4, 5, 'a')];
    assert.deepEqual(offered(passes, undefined, { P01: 2, P02: 9 }), [
      ['P01', 'own', [2]],
      ['P02', 'own', [5]],
    ]);
    assert.deepEqual(offered(passes, 'new', { P01: 9, P02: 9 }), [
      ['P01', 'other', [2]],
      ['P02', 'other', [5]],
    ]);
    assert.equal(restorable({ passes }, 'new', new Map([['P01', hash(9)]]))[0]?.title, 'Title a');
    assert.deepEqual(offered(passes, 'a', {}), []);
  });
});
