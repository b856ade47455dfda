import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  compareCodings,
  placeSegments,
  type Comparison,
  type CodedStretch,
} from '../../../src/core/adjudication/differences';
import { makeSegmentTarget } from '../../../src/core/coding/annotations';
import { nameUuid } from '../../../src/platform/nameUuid';
import { consensus, emptyConsensus, stretch, text } from './scene';

const compare = (coders: string[], ...specs: string[]) => compareCodings(coders, specs.map(stretch), nameUuid);
const kinds = ({ differences }: Comparison) =>
  differences.map(({ kind, range, sides }) => {
    const counts = sides.map(({ stretches }) => stretches.length).join(':');
    return `${kind} ${range.start}-${range.end} ${counts}`;
  });

const coders = ['ana', 'ben', 'cem'];
const anyStretch = fc
  .record({
    n: fc.nat(),
    coder: fc.constantFrom(...coders),
    code: fc.constantFrom('sleep', 'mood', 'work'),
    start: fc.nat(40),
    length: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ n, coder, code, start, length }): CodedStretch => {
    return { ...stretch(`${coder} ${start}-${start + length} ${code}`), id: `urn:uuid:${nameUuid(String(n))}` };
  });
const codings = fc.uniqueArray(anyStretch, { selector: ({ id }) => id, maxLength: 14 });

describe('placeSegments', () => {
  it('shows what is found exactly in a text that was changed before it, and counts what is not', () => {
    const made = ['ana 34-46 sleep', 'ana 51-65 mood'].map((spec) => {
      const { id, code, range } = stretch(spec);
      return {
        id,
        type: 'Annotation' as const,
        creator: { id: 'ana', type: 'Person' as const },
        created: '2026-01-01T00:00:00Z',
        motivation: 'classifying' as const,
        body: { type: 'SpecificResource' as const, purpose: 'classifying' as const, source: code },
        target: makeSegmentTarget(text, range, consensus.source),
      };
    });
    const empty = emptyConsensus();
    const collection = { ...empty, first: { ...empty.first, items: made } };
    const changed = `Interview 1\n\n${text.replace('count the cars', 'listen')}`;
    const { stretches, unplaced } = placeSegments({ text: changed, sha256: '1'.repeat(64) }, 'ana', collection);
    assert.deepEqual(
      stretches.map(({ range }) => changed.slice(range.start, range.end)),
      [text.slice(34, 46)],
    );
    assert.equal(unplaced, 1);
  });
});

describe('compareCodings', () => {
  it('tells boundaries, missing and other codes apart, and counts what is alike', () => {
    const comparison = compare(
      ['ana', 'ben'],
      ...['ana 0-9 sleep', 'ben 0-9 sleep'],
      ...['ana 10-19 sleep', 'ben 12-22 sleep'],
      ...['ana 30-35 mood'],
      ...['ana 40-49 mood', 'ben 45-50 work'],
    );
    assert.deepEqual(kinds(comparison), ['boundaries 10-22 1:1', 'missing 30-35 1:0', 'codes 40-50 1:1']);
    assert.deepEqual(kinds({ differences: comparison.agreed, agreed: [] }), ['agreed 0-9 1:1']);
  });

  it('sees one stretch against two as boundaries', () => {
    assert.deepEqual(kinds(compare(['ana', 'ben'], 'ana 0-5 mood', 'ana 5-9 mood', 'ben 0-9 mood')), [
      'boundaries 0-9 2:1',
    ]);
  });

  it('does not take stretches that only touch for one', () => {
    assert.deepEqual(kinds(compare(['ana', 'ben'], 'ana 0-5 mood', 'ben 5-9 mood')), [
      'missing 0-5 1:0',
      'missing 5-9 0:1',
    ]);
  });

  it('leaves two codes of one coder on the same words as two questions', () => {
    assert.deepEqual(kinds(compare(['ana', 'ben'], 'ana 0-5 mood', 'ana 0-5 work')), [
      'missing 0-5 1:0',
      'missing 0-5 1:0',
    ]);
  });

  it('asks about a code that two of three gave alike', () => {
    assert.deepEqual(kinds(compare(coders, 'ana 0-5 mood', 'ben 0-5 mood')), ['missing 0-5 1:1:0']);
    assert.deepEqual(kinds(compare(coders, 'ana 0-5 mood', 'ben 0-5 mood', 'cem 2-5 work')), ['codes 0-5 1:1:1']);
  });

  it('keeps every stretch exactly once, whatever the order they come in', () => {
    fc.assert(
      fc.property(codings, fc.array(fc.nat(), { minLength: 14, maxLength: 14 }), (stretches, keys) => {
        const comparison = compareCodings(coders, stretches, nameUuid);
        const all = [...comparison.differences, ...comparison.agreed];
        const ids = all.flatMap(({ sides }) => sides.flatMap((side) => side.stretches.map(({ id }) => id)));
        assert.deepEqual(ids.sort(), stretches.map(({ id }) => id).sort());
        assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
        const shuffled = stretches
          .map((one, i) => ({ one, key: keys[i] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        assert.deepEqual(compareCodings(coders, shuffled, nameUuid), comparison);
      }),
      { numRuns: 30 },
    );
  });

  it('finds nothing between a coding and its copy', () => {
    fc.assert(
      fc.property(codings, (stretches) => {
        const own = stretches.map((one) => ({ ...one, coder: 'ana' }));
        const copy = own.map((one) => ({ ...one, coder: 'ben', id: `urn:uuid:${nameUuid(one.id)}` }));
        assert.deepEqual(compareCodings(['ana', 'ben'], [...own, ...copy], nameUuid).differences, []);
      }),
      { numRuns: 20 },
    );
  });

  it('names a difference by what it is about, not by what stands beside it', () => {
    const specs = ['ana 10-19 sleep', 'ben 12-22 sleep'];
    const id = (...more: string[]) => compare(['ana', 'ben'], ...specs, ...more).differences.at(-1)?.id;
    assert.equal(id('ana 0-5 mood'), id());
    assert.notEqual(compare(['ana', 'ben'], 'ana 10-19 sleep', 'ben 12-23 sleep').differences[0]?.id, id());
  });
});
