import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  makeCollection,
  type Annotation,
  type AnnotationCollection,
  type Memo,
} from '../../../src/core/coding/annotations';
import { mergeAnnotations } from '../../../src/core/coding/mergeAnnotations';
import { acceptedFromKey } from '../../../src/core/suggestions/suggestion';
import { collectionOf, range, suggested, urn } from '../suggestions/scene';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const memo = (n: number, value: string): Memo => ({
  id: `urn:uuid:${uuid(n)}`,
  type: 'Annotation',
  creator: { id: 'ana', type: 'Person' },
  created: '2026-03-02T09:30:00Z',
  motivation: 'commenting',
  body: { type: 'TextualBody', purpose: 'commenting', format: 'text/plain', value },
  target: `urn:uuid:${uuid(900)}`,
});
const collection = (memos: readonly Memo[]): AnnotationCollection => {
  const empty = makeCollection({ collection: uuid(1), page: uuid(2) }, 'Ana');
  return { ...empty, total: memos.length, first: { ...empty.first, items: [...memos] } };
};
const anyCollection = fc
  .uniqueArray(fc.tuple(fc.nat(5), fc.constantFrom('a', 'b', 'c')), { selector: ([n]) => n, maxLength: 5 })
  .map((pairs) => collection(pairs.map(([n, value]) => memo(10 + n, value))));
const said = ({ first }: AnnotationCollection) =>
  first.items.map((item) => `${item.id} ${item.motivation === 'commenting' ? item.body.value : ''}`).sort();

describe('mergeAnnotations', () => {
  let next = 100;
  const newId = () => uuid(next++);
  const merge = (base: AnnotationCollection | null, mine: AnnotationCollection, theirs: AnnotationCollection) =>
    mergeAnnotations(base, mine, theirs, newId);

  it('takes the one side that changed', () => {
    fc.assert(
      fc.property(anyCollection, anyCollection, (base, changed) => {
        assert.deepEqual(said(merge(base, changed, base).collection), said(changed));
        assert.deepEqual(said(merge(base, base, changed).collection), said(changed));
        assert.deepEqual(said(merge(base, changed, changed).collection), said(changed));
      }),
      { numRuns: 50 },
    );
  });

  it('loses nothing that either side wrote', () => {
    fc.assert(
      fc.property(fc.option(anyCollection), anyCollection, anyCollection, (base, mine, theirs) => {
        const { collection: merged, conflicts } = merge(base, mine, theirs);
        const before = new Set(base ? said(base) : []);
        const values = (one: AnnotationCollection) =>
          one.first.items.map((item) => (item.motivation === 'commenting' ? item.body.value : ''));
        for (const side of [mine, theirs]) {
          const written = collection(
            side.first.items.filter((item): item is Memo =>
              said(collection([item as Memo])).every((s) => !before.has(s)),
            ),
          );
          for (const value of values(written)) assert.ok(values(merged).includes(value));
          for (const id of written.first.items.map((item) => item.id)) {
            assert.ok(merged.first.items.some((item) => item.id === id));
          }
        }
        const ids = merged.first.items.map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length);
        assert.equal(merged.total, ids.length);
        assert.ok(conflicts.every((id) => ids.includes(id)));
      }),
      { numRuns: 80 },
    );
  });

  it('takes a coding that both made as one, and two that say something else as two', () => {
    const coded = (n: number, changes: object = {}): Annotation => ({
      ...suggested(n),
      creator: { id: 'ana', type: 'Person' },
      created: `2026-03-02T09:30:0${n}Z`,
      [acceptedFromKey]: { suggestion: uuid(50), decidedAt: `${n}` },
      ...changes,
    });
    const of = (...items: Annotation[]) => collectionOf(...items);
    const ids = (mine: AnnotationCollection, theirs: AnnotationCollection, base = of()) =>
      merge(base, mine, theirs).collection.first.items.map(({ id }) => id);
    assert.deepEqual(ids(of(coded(1)), of(coded(2))), [urn(2)]);
    assert.deepEqual(merge(of(), of(coded(1)), of(coded(2))).conflicts, []);
    const others = [
      { [acceptedFromKey]: { suggestion: uuid(51), decidedAt: '1' } },
      { [acceptedFromKey]: undefined },
      { later: 1 },
      { body: { ...suggested(1).body, source: `urn:uuid:${uuid(7)}` } },
      { target: suggested(1, {}, range(32, 51)).target },
    ];
    for (const other of others) assert.deepEqual(ids(of(coded(1, other)), of(coded(2))), [urn(2), urn(1)]);
    // One that was there before, or with a memo on it, is nobody's double.
    assert.deepEqual(ids(of(coded(1)), of(coded(2), coded(1)), of(coded(1))), [urn(2), urn(1)]);
    const note = { ...memo(3, 'mine'), target: urn(1) };
    assert.deepEqual(ids(of(coded(1), note), of(coded(2))), [urn(2), urn(1), urn(3)]);
  });

  it('keeps what one side changed and the other deleted, and says so', () => {
    const base = collection([memo(10, 'a')]);
    const changed = collection([memo(10, 'b')]);
    for (const [mine, theirs] of [
      [changed, collection([])],
      [collection([]), changed],
    ] as const) {
      const { collection: merged, conflicts } = merge(base, mine, theirs);
      assert.deepEqual([said(merged), conflicts], [said(changed), [memo(10, '').id]]);
    }
  });
});
