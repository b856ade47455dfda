import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OffsetMap, utf16, type RangeUtf16 } from '../../../src/core/base/offsets';
import { UserError } from '../../../src/core/base/userError';
import { placeTarget } from '../../../src/core/coding/anchor';
import {
  makeCollection,
  parseAnnotations,
  serializeAnnotations,
  verifyQuote,
  type AnnotationCollection,
  type Segment,
} from '../../../src/core/coding/annotations';
import {
  addMemo,
  codeStretch,
  confirmSegments,
  deleteSegments,
  mergeSegments,
  moveSegment,
  recodeSegments,
  rewriteMemo,
  splitSegment,
  type CodingScene,
} from '../../../src/core/coding/codingActs';
import { changesSince, CodingModel, invertEdit, type Edit } from '../../../src/core/coding/codingModel';

const text = `P01: I lie awake 👩‍👧 until three.

P01: Then the birds begin, e\u0301ach of them.
`;
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [worry, sleep] = [uuid(901), uuid(902)];
const hash = 'a'.repeat(64);
const empty = () => makeCollection({ collection: uuid(1), page: uuid(2) }, 'Ana on P01');
const range = (start: number, end: number): RangeUtf16 => ({ start: utf16(start), end: utf16(end) });
const rangeOf = (words: string) => range(text.indexOf(words), text.indexOf(words) + words.length);

function makeScene(collection: AnnotationCollection = empty(), firstId = 100) {
  const model = new CodingModel('ana', collection);
  const offsets = new OffsetMap(text);
  let [lastId, minute] = [firstId, 0];
  const scene: CodingScene = {
    model,
    text,
    source: { id: 'transcripts/P01.transcript.txt', type: 'Text', format: 'text/plain', 'schema:sha256': hash },
    offsets,
    placeOf: (id) => {
      const item = model.get(id);
      if (item?.motivation !== 'classifying') return null;
      const placement = placeTarget(text, hash, item.target, offsets);
      return placement.state === 'orphaned' ? null : placement.range;
    },
    now: () => new Date(Date.UTC(2026, 2, 2, 9, minute++)),
    newId: () => uuid(lastId++),
  };
  const edits: Edit[] = [];
  const make = (edit: Edit) => {
    model.apply(edit);
    edits.push(edit);
    return edit.changes.flatMap(({ after }) => (after ? [after.id] : []));
  };
  const items = () => [...model.annotations];
  const quotes = () =>
    items().map((item) => (typeof item.target === 'string' ? item.target : item.target.selector[1].exact));
  const file = () => serializeAnnotations(model.toCollection());
  return { scene, model, edits, make, items, quotes, file };
}

describe('Acts of coding', () => {
  it('codes whole characters only, as a coder’s file wants it', () => {
    const { scene, make, items, file } = makeScene();
    const at = text.indexOf('👩');
    make(codeStretch(scene, range(at + 1, at + 3), worry));
    const [item] = items();
    assert.ok(item?.motivation === 'classifying');
    assert.equal(item.target.selector[1].exact, '👩‍👧');
    assert.equal(item.created, '2026-03-02T09:00:00.000Z');
    assert.deepEqual(item.creator, { id: 'ana', type: 'Person' });
    assert.equal(item.body.source, `urn:uuid:${worry}`);
    assert.deepEqual(parseAnnotations(file(), 'ana.json').first.items, [item]);
    assert.ok(verifyQuote(text, item.target));
  });

  it('does not code the same words with the same code twice, but with another code', () => {
    const { scene, make, items } = makeScene();
    for (const code of [worry, worry, sleep]) make(codeStretch(scene, rangeOf('awake'), code));
    assert.equal(items().length, 2);
  });

  it('refuses an empty stretch', () => {
    const { scene } = makeScene();
    assert.throws(() => codeStretch(scene, range(3, 3), worry), UserError);
    assert.throws(() => codeStretch(scene, range(text.length, text.length + 4), worry), UserError);
  });

  it('resizes, recodes and confirms, and says when', () => {
    const { scene, make, items, quotes } = makeScene();
    const [id = ''] = make(codeStretch(scene, rangeOf('awake'), worry));
    make(moveSegment(scene, id, rangeOf('lie awake'), 'Resize'));
    make(recodeSegments(scene, [id, id], sleep));
    make(confirmSegments(scene, [id]));
    assert.deepEqual(quotes(), ['lie awake']);
    const [item] = items() as Segment[];
    assert.deepEqual([item?.created, item?.modified], ['2026-03-02T09:00:00.000Z', '2026-03-02T09:03:00.000Z']);
    assert.equal(item?.body.source, `urn:uuid:${sleep}`);
  });

  it('splits inside, never within a character, and leaves the notes with the first part', () => {
    const { scene, make, quotes, items } = makeScene();
    const [id = ''] = make(codeStretch(scene, rangeOf('awake 👩‍👧 until'), worry));
    make(addMemo(scene, { id }, 'look'));
    make(splitSegment(scene, id, text.indexOf('👩') + 2));
    assert.deepEqual(quotes(), ['awake ', id, '👩‍👧 until']);
    assert.equal((items()[2] as Segment).body.source, `urn:uuid:${worry}`);
    assert.deepEqual(splitSegment(scene, id, text.indexOf('awake')).changes, []);
  });

  it('merges from the first start to the last end, with the notes of all', () => {
    const { scene, make, quotes } = makeScene();
    const [b = ''] = make(codeStretch(scene, rangeOf('until three'), worry));
    const [a = ''] = make(codeStretch(scene, rangeOf('I lie'), worry));
    const [c = ''] = make(codeStretch(scene, rangeOf('birds'), sleep));
    make(addMemo(scene, { id: b }, 'note'));
    make(mergeSegments(scene, [b, a]));
    assert.deepEqual(quotes(), ['I lie awake 👩‍👧 until three', 'birds', a]);
    assert.throws(() => mergeSegments(scene, [a, c]), /different codes/);
  });

  it('deletes with the notes on it, and no others', () => {
    const { scene, make, quotes } = makeScene();
    const [a = ''] = make(codeStretch(scene, rangeOf('I lie'), worry));
    make(addMemo(scene, { id: a }, 'on the segment'));
    make(addMemo(scene, { range: rangeOf('birds') }, 'on a stretch'));
    make(addMemo(scene, { id: `urn:uuid:${worry}` }, 'on the code'));
    make(deleteSegments(scene, [a]));
    assert.deepEqual(quotes(), ['birds', `urn:uuid:${worry}`]);
  });

  it('rewrites a note, and takes it away when it is emptied', () => {
    const { scene, make, items } = makeScene();
    const [id = ''] = make(addMemo(scene, { range: rangeOf('birds') }, 'one'));
    make(rewriteMemo(scene, id, 'two'));
    assert.equal(items()[0]?.motivation === 'commenting' && items()[0]?.body['value'], 'two');
    make(rewriteMemo(scene, id, ''));
    assert.deepEqual(items(), []);
  });

  it('touches nobody else’s segments', () => {
    const { scene } = makeScene();
    for (const act of [deleteSegments, confirmSegments, mergeSegments])
      assert.throws(() => act(scene, [`urn:uuid:${uuid(5)}`]), UserError);
  });

  it('keeps what a newer version wrote into an annotation', () => {
    const { scene, make } = makeScene();
    make(codeStretch(scene, rangeOf('awake'), worry));
    const json = JSON.parse(serializeAnnotations(scene.model.toCollection())) as AnnotationCollection;
    const [item] = json.first.items as Segment[];
    Object.assign(item!, { mood: 1 });
    Object.assign(item!.target, { mood: 2 });
    Object.assign(item!.target.selector[0], { mood: 3 });
    const next = makeScene(parseAnnotations(JSON.stringify({ ...json, mood: 0 }), 'ana.json'), 200);
    next.make(moveSegment(next.scene, item!.id, rangeOf('lie awake'), 'Resize'));
    next.make(splitSegment(next.scene, item!.id, text.indexOf('awake')));
    assert.equal(next.file().match(/"mood": 0/g)?.length, 1);
    for (const n of [1, 2, 3]) assert.equal(next.file().match(new RegExp(`"mood": ${n}`, 'g'))?.length, 2);
  });
});

describe('Undo and redo', () => {
  const pick = <T>(list: readonly T[], n: number) => list[n % Math.max(1, list.length)];

  it('give the same file, byte for byte, after any acts', () => {
    const step = fc.tuple(fc.nat(8), fc.nat(1000), fc.nat(1000), fc.nat(1000), fc.boolean());
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { scene, model, edits, items, file } = makeScene();
        const states = [file()];
        for (const [kind, a, b, c, flag] of steps) {
          const [from, to] = [b % text.length, c % text.length].sort((x, y) => x - y) as [number, number];
          const place = range(from, to + 1);
          const code = flag ? worry : sleep;
          const segment =
            pick(
              items().filter(({ motivation }) => motivation === 'classifying'),
              a,
            )?.id ?? '';
          const other =
            pick(
              items().filter(({ motivation }) => motivation === 'classifying'),
              b,
            )?.id ?? '';
          const memo =
            pick(
              items().filter(({ motivation }) => motivation === 'commenting'),
              a,
            )?.id ?? '';
          const acts = [
            () => codeStretch(scene, place, code),
            () => moveSegment(scene, segment, place, 'Resize'),
            () => recodeSegments(scene, [segment, other], code),
            () => splitSegment(scene, segment, b % text.length),
            () => mergeSegments(scene, [segment, other]),
            () => deleteSegments(scene, [segment, other]),
            () => confirmSegments(scene, [segment, other]),
            () => addMemo(scene, flag ? { range: place } : { id: segment || `urn:uuid:${code}` }, `memo ${a}`),
            () => rewriteMemo(scene, memo, flag ? '' : `memo ${c}`),
          ];
          try {
            const edit = acts[kind]!();
            assert.equal(model.apply(edit).length, edit.changes.length);
            edits.push(edit);
            states.push(file());
          } catch (error) {
            assert.ok(error instanceof UserError, String(error));
          }
        }
        for (let i = edits.length - 1; i >= 0; i--) {
          model.apply(invertEdit(edits[i]!));
          assert.equal(file(), states[i]);
        }
        edits.forEach((edit, i) => {
          model.apply(edit);
          assert.equal(file(), states[i + 1]);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('leave alone what was changed elsewhere, and take back the rest', () => {
    const { scene, model, edits, make, quotes } = makeScene();
    const [a = ''] = make(codeStretch(scene, rangeOf('awake'), worry));
    const [b = ''] = make(codeStretch(scene, rangeOf('birds'), worry));
    make(recodeSegments(scene, [a, b], sleep));
    const collection = structuredClone(model.toCollection());
    (collection.first.items[0] as Segment).body.source = `urn:uuid:${uuid(903)}`;
    const changes = model.replace(collection);
    assert.deepEqual(
      changes.map(({ after }) => after?.id),
      [a],
    );
    const undone = model.apply(invertEdit(edits[2]!));
    assert.deepEqual(
      undone.map(({ after }) => after?.id),
      [b],
    );
    assert.deepEqual(
      [...model.annotations].map((item) => (item as Segment).body.source),
      [uuid(903), worry].map((id) => `urn:uuid:${id}`),
    );
    assert.deepEqual(quotes(), ['awake', 'birds']);
  });

  it('never bring one coder’s annotations into another’s file', () => {
    const { scene, edits, make } = makeScene();
    make(codeStretch(scene, rangeOf('awake'), worry));
    const ben = new CodingModel('ben', empty());
    assert.deepEqual(ben.apply(edits[0]!), []);
    assert.equal(ben.size, 0);
  });

  it('are counted against what was saved', () => {
    const { scene, model, make } = makeScene();
    const [a = ''] = make(codeStretch(scene, rangeOf('awake'), worry));
    make(codeStretch(scene, rangeOf('birds'), worry));
    const saved = model.toCollection();
    assert.deepEqual(changesSince(saved, model.toCollection()), []);
    assert.equal(changesSince(null, saved).length, 2);
    make(recodeSegments(scene, [a], sleep));
    make(codeStretch(scene, rangeOf('three'), worry));
    const changes = changesSince(saved, model.toCollection());
    assert.deepEqual(
      changes.map(({ before, after }) => [before !== null, after !== null]),
      [
        [true, true],
        [false, true],
      ],
    );
  });
});
