import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeCollection, type AnnotationCollection, type Memo } from '../../../src/core/coding/annotations';
import { mergeAnnotations } from '../../../src/core/coding/mergeAnnotations';

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
