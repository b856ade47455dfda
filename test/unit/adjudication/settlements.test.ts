import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareCodings } from '../../../src/core/adjudication/differences';
import { isSettled, type Decision, type Settlement } from '../../../src/core/adjudication/decision';
import {
  provenanceKey,
  readSettlements,
  restoreSettlement,
  settle,
  settlementItems,
  unsettle,
} from '../../../src/core/adjudication/settlements';
import {
  parseAnnotations,
  serializeAnnotations,
  verifyQuote,
  type AnnotationCollection,
} from '../../../src/core/coding/annotations';
import { mergeAnnotations } from '../../../src/core/coding/mergeAnnotations';
import { nameUuid } from '../../../src/platform/nameUuid';
import { code, consensus, emptyConsensus, offsets, range, stretch, text } from './scene';

const specs = [
  'ana 35-45 sleep',
  'ben 37-52 sleep',
  'ana 54-60 mood',
  'ben 70-75 mood',
  'ana 78-83 work',
  'ben 80-85 mood',
];
const { differences } = compareCodings(['ana', 'ben'], specs.map(stretch), nameUuid);
const settlement = (decision: Decision, changes: Partial<Settlement> = {}): Settlement => ({
  decision,
  memo: '',
  decidedBy: ['ana', 'ben'],
  decidedAt: '2026-03-09T10:00:00.000Z',
  mode: 'decide',
  ...changes,
});
const apply = (collection: AnnotationCollection, index: number, made: Settlement) =>
  settle(collection, differences[index]!, made, consensus, offsets);
const reopen = (collection: AnnotationCollection) =>
  parseAnnotations(serializeAnnotations(collection), 'consensus.json');
const extents = (collection: AnnotationCollection) =>
  collection.first.items.flatMap((item) => {
    if (item.motivation !== 'classifying') return [];
    const found = verifyQuote(text, item.target);
    assert.ok(found, 'the words stand at their place');
    return [`${item.body.source} ${found.start}-${found.end}`];
  });

const anyDecision: fc.Arbitrary<Decision> = fc.oneof(
  fc.subarray(['ana', 'ben'], { minLength: 1 }).map((coders) => ({ kind: 'take' as const, coders })),
  fc.constantFrom('neither' as const, 'discuss' as const, 'noted' as const).map((kind) => ({ kind })),
  fc
    .record({ start: fc.integer({ min: 34, max: 50 }), length: fc.integer({ min: 1, max: 20 }) })
    .map(({ start, length }): Decision => ({ kind: 'own', code: code('own'), range: range(start, start + length) })),
);
const anyStep = fc.record({
  index: fc.nat(differences.length - 1),
  decision: anyDecision,
  memo: fc.constantFrom('', 'We were not sure.'),
  reopens: fc.boolean(),
  minute: fc.integer({ min: 10, max: 59 }),
});
const made = ({ decision, memo, minute }: { decision: Decision; memo: string; minute: number }) =>
  settlement(decision, { memo, decidedAt: `2026-03-09T10:${minute}:00.000Z` });

describe('settle', () => {
  it('takes one side, both, or neither, with exact quotes', () => {
    const a = `${code('sleep')} 35-45`;
    const b = `${code('sleep')} 37-52`;
    const taken = (decision: Decision) => extents(reopen(apply(emptyConsensus(), 0, settlement(decision))));
    assert.deepEqual(taken({ kind: 'take', coders: ['ana'] }), [a]);
    assert.deepEqual(taken({ kind: 'take', coders: ['ben'] }), [b]);
    assert.deepEqual(taken({ kind: 'take', coders: ['ana', 'ben'] }), [a, b]);
    assert.deepEqual(taken({ kind: 'neither' }), []);
    assert.deepEqual(taken({ kind: 'own', code: code('mood'), range: range(40, 44) }), [`${code('mood')} 40-44`]);
  });

  it('writes down whose annotations were weighed, what was decided, by whom and when', () => {
    const item = apply(emptyConsensus(), 0, settlement({ kind: 'take', coders: ['ben'] })).first.items[0];
    assert.equal(item?.creator.id, 'consensus');
    assert.deepEqual(item[provenanceKey], {
      difference: differences[0]?.id,
      kind: 'boundaries',
      decision: 'take',
      coders: ['ben'],
      from: [
        { coder: 'ana', annotation: stretch('ana 35-45 sleep').id },
        { coder: 'ben', annotation: stretch('ben 37-52 sleep').id },
      ],
      decidedBy: ['ana', 'ben'],
      decidedAt: '2026-03-09T10:00:00.000Z',
      mode: 'decide',
    });
  });

  it('takes what two coders marked alike only once', () => {
    const three = compareCodings(
      ['ana', 'ben', 'cem'],
      ['ana 35-45 sleep', 'ben 35-45 sleep', 'cem 35-50 sleep'].map(stretch),
      nameUuid,
    );
    const all = settlement({ kind: 'take', coders: ['ana', 'ben', 'cem'] });
    assert.equal(extents(settle(emptyConsensus(), three.differences[0]!, all, consensus)).length, 2);
  });

  it('reads back as it was decided, also what leaves no segment', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 8 }), (steps) => {
        const collection = steps.reduce((so, step) => apply(so, step.index, made(step)), emptyConsensus());
        const last = new Map(steps.map((step) => [differences[step.index]!.id, step]));
        const read = readSettlements(reopen(collection), consensus);
        assert.deepEqual([...read.keys()].sort(), [...last.keys()].sort());
        for (const [id, step] of last) {
          const { difference: _id, agreed: _agreed, contradictory, ...rest } = read.get(id)!;
          assert.deepEqual(rest, made(step));
          assert.equal(contradictory, false);
        }
        assert.equal(read.size === 0 ? undefined : [...read.keys()].at(-1), differences[steps.at(-1)?.index ?? -1]?.id);
      }),
      { numRuns: 15 },
    );
  });

  it('gives the same file however the work is split into sessions', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 10 }), (steps) => {
        const once = steps.reduce((so, step) => apply(so, step.index, made(step)), emptyConsensus());
        const split = steps.reduce(
          (so, step) => apply(step.reopens ? reopen(so) : so, step.index, made(step)),
          emptyConsensus(),
        );
        assert.equal(serializeAnnotations(split), serializeAnnotations(once));
      }),
      { numRuns: 15 },
    );
  });

  it('gives the same file from two windows that merge as from one', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 6 }), (steps) => {
        const base = emptyConsensus();
        const [mine, theirs] = [0, 1].map((half) =>
          steps.filter(({ index }) => index % 2 === half).reduce((so, step) => apply(so, step.index, made(step)), base),
        );
        const merged = mergeAnnotations(base, mine!, theirs!, () => assert.fail('no conflict'));
        const together = steps.reduce((so, step) => apply(so, step.index, made(step)), base);
        const sorted = ({ first }: AnnotationCollection) => [...first.items].sort((a, b) => (a.id < b.id ? -1 : 1));
        assert.deepEqual(sorted(merged.collection), sorted(together));
      }),
      { numRuns: 15 },
    );
  });

  it('leaves everything else in the file alone', () => {
    const foreign = apply(emptyConsensus(), 1, settlement({ kind: 'take', coders: ['ana'] })).first.items.map(
      (item) => {
        const { [provenanceKey]: _dropped, ...rest } = item;
        return { ...rest, id: `urn:uuid:${nameUuid('by hand')}`, 'x:own': 1 };
      },
    );
    const empty = emptyConsensus();
    const start = parseAnnotations(
      JSON.stringify({ ...empty, 'x:kept': true, first: { ...empty.first, items: foreign } }),
      'consensus.json',
    );
    const after = unsettle(apply(start, 1, settlement({ kind: 'discuss' })), differences[1]!.id);
    assert.deepEqual(after, { ...start, total: 1 });
  });

  it('keeps unknown fields of an annotation that is decided anew', () => {
    const first = apply(emptyConsensus(), 0, settlement({ kind: 'take', coders: ['ana'] }));
    const marked = {
      ...first,
      first: { ...first.first, items: first.first.items.map((item) => ({ ...item, 'x:own': 1 })) },
    };
    const again = apply(
      marked,
      0,
      settlement({ kind: 'take', coders: ['ana'] }, { decidedAt: '2026-03-10T10:00:00Z' }),
    );
    const item = again.first.items[0];
    assert.deepEqual(
      [item?.['x:own'], item?.created, item?.modified],
      [1, '2026-03-09T10:00:00.000Z', '2026-03-10T10:00:00Z'],
    );
  });

  it('undoes to exactly what was there before', () => {
    const before = apply(emptyConsensus(), 0, settlement({ kind: 'take', coders: ['ana'] }, { memo: 'Because.' }));
    const { id } = differences[0]!;
    const after = apply(before, 0, settlement({ kind: 'neither' }));
    assert.deepEqual(restoreSettlement(after, id, settlementItems(before, id)), before);
    assert.deepEqual(unsettle(before, id), emptyConsensus());
  });

  it('says so when two people settled the same in two ways', () => {
    const base = emptyConsensus();
    const mine = apply(base, 0, settlement({ kind: 'take', coders: ['ana'] }));
    const theirs = apply(base, 0, settlement({ kind: 'neither' }, { decidedAt: '2026-03-09T10:00:05.000Z' }));
    const { collection } = mergeAnnotations(base, mine, theirs, () => nameUuid('new'));
    const read = readSettlements(collection, consensus).get(differences[0]!.id);
    assert.equal(read?.contradictory, true);
    assert.equal(collection.first.items.length, 2);
    const again = apply(collection, 0, settlement({ kind: 'take', coders: ['ben'] }));
    assert.equal(readSettlements(again, consensus).get(differences[0]!.id)?.contradictory, false);
  });

  it('counts a decision to discuss, or a memo alone, as open', () => {
    const kinds = ['discuss', 'noted', 'neither'] as const;
    assert.deepEqual(
      kinds.map((kind) => isSettled(settlement({ kind }))),
      [false, false, true],
    );
  });
});
