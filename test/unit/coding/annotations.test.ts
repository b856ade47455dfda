import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { utf16 } from '../../../src/core/base/offsets';
import type { UserError } from '../../../src/core/base/userError';
import {
  makeCollection,
  makeSegmentTarget,
  parseAnnotations,
  serializeAnnotations,
  verifyQuote,
  type Annotation,
  type TextSource,
} from '../../../src/core/coding/annotations';
import { anyCodePoint } from '../../support/anyText';

const file = 'introspect/coding/P01.txt/ana.json';
const source: TextSource = { id: 'P01.txt', type: 'Text', format: 'text/plain', 'schema:sha256': '0'.repeat(64) };
const urn = (n: number) => `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const range = (start: number, end: number) => ({ start: utf16(start), end: utf16(end) });

function segment(n: number, text: string, start: number, end: number): Annotation {
  return {
    id: urn(n),
    type: 'Annotation',
    creator: { id: 'ana', type: 'Person' },
    created: '2026-03-02T09:30:00Z',
    motivation: 'classifying',
    body: { type: 'SpecificResource', purpose: 'classifying', source: urn(1000) },
    target: makeSegmentTarget(text, range(start, end), source),
  };
}
function collection(...items: Annotation[]) {
  const empty = makeCollection({ collection: randomUUID(), page: randomUUID() }, 'Ana on P01');
  return { ...empty, total: items.length, first: { ...empty.first, items } };
}

/** A text and two places in it, in UTF-16. */
const stretch = fc
  .string({ unit: anyCodePoint, minLength: 1, maxLength: 90 })
  .chain((text) => fc.tuple(fc.constant(text), fc.nat(text.length), fc.nat(text.length)))
  .map(([text, a, b]) => ({ text, start: Math.min(a, b), end: Math.max(a, b) }));

describe('makeSegmentTarget', () => {
  it('counts code points, half-open, as the Web Annotation model demands', () => {
    const { selector } = makeSegmentTarget('😀 so tired 😀', range(3, 11), source);
    assert.deepEqual(selector, [
      { type: 'TextPositionSelector', start: 2, end: 10 },
      { type: 'TextQuoteSelector', exact: 'so tired', prefix: '😀 ', suffix: ' 😀' },
    ]);
  });

  it('agrees with taking code points one by one, and keeps 32 of them on each side', () => {
    fc.assert(
      fc.property(stretch, ({ text, start, end }) => {
        const points = [...text];
        const from = [...text.slice(0, start)].length - Number(insidePair(text, start));
        const to = [...text.slice(0, end)].length - Number(insidePair(text, end));
        if (from >= to) return assert.throws(() => makeSegmentTarget(text, range(start, end), source), RangeError);
        const target = makeSegmentTarget(text, range(start, end), source);
        assert.deepEqual(target.selector, [
          { type: 'TextPositionSelector', start: from, end: to },
          {
            type: 'TextQuoteSelector',
            exact: points.slice(from, to).join(''),
            prefix: points.slice(Math.max(0, from - 32), from).join(''),
            suffix: points.slice(to, to + 32).join(''),
          },
        ]);
        const found = verifyQuote(text, target);
        assert.equal(text.slice(found?.start, found?.end), points.slice(from, to).join(''));
      }),
    );
  });

  it('refuses a stretch that is empty or outside the text', () => {
    for (const [start, end] of [
      [1, 1],
      [2, 1],
      [0, 9],
    ] as const) {
      assert.throws(() => makeSegmentTarget('abc', range(start, end), source), RangeError);
    }
  });
});

describe('verifyQuote', () => {
  const text = 'I was so tired. So tired.';
  const target = makeSegmentTarget(text, range(6, 14), source);

  it('gives the place in UTF-16 when exactly the words stand there', () => {
    assert.deepEqual(verifyQuote(text, target), { start: 6, end: 14 });
    const shifted = makeSegmentTarget('😀 tired', range(3, 8), source);
    assert.deepEqual(verifyQuote('😀 tired', shifted), { start: 3, end: 8 });
  });

  it('forgives nothing: a capital, a shift by one, a shorter text', () => {
    assert.equal(verifyQuote('I was So tired. So tired.', target), null);
    assert.equal(verifyQuote(` ${text}`, target), null);
    assert.equal(verifyQuote('I was so', target), null);
    assert.equal(verifyQuote('', target), null);
  });
});

describe('a coder’s file', () => {
  const text = 'I was so tired. So tired.';
  const memo: Annotation = {
    id: urn(2),
    type: 'Annotation',
    creator: { id: 'ana', type: 'Person' },
    created: '2026-03-02T09:31:00Z',
    modified: '2026-03-02T10:00:00Z',
    motivation: 'commenting',
    body: { type: 'TextualBody', purpose: 'commenting', format: 'text/plain', value: 'Body or mood?' },
    target: urn(1),
  };

  it('is a W3C Annotation Collection with one embedded page', () => {
    const written = JSON.parse(serializeAnnotations(collection(segment(1, text, 0, 5)))) as Record<string, object>;
    assert.equal(written['@context'], 'http://www.w3.org/ns/anno.jsonld');
    assert.equal(written['type'], 'AnnotationCollection');
    assert.equal(written['total'], 1);
    assert.deepEqual(Object.keys(written['first'] ?? {}), ['id', 'type', 'startIndex', 'items']);
  });

  it('reads what it wrote', () => {
    const words = fc.record({ stretch, memo: fc.string({ unit: anyCodePoint }) });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 5 }), (drafts) => {
        const items = drafts.flatMap(({ stretch: s, memo: value }, i): Annotation[] => [
          ...(s.start < s.end && !insidePair(s.text, s.end) ? [segment(2 * i, s.text, s.start, s.end)] : []),
          { ...memo, id: urn(2 * i + 1), body: { ...memo.body, value } },
        ]);
        const written = collection(...items);
        assert.deepEqual(parseAnnotations(serializeAnnotations(written), file), written);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps fields that this version does not know, at every level', () => {
    const plain = JSON.parse(serializeAnnotations(collection(segment(1, text, 0, 5), memo))) as object;
    let n = 0;
    const json = JSON.stringify(plain, (_, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value, [`x${n++}`]: [1] } : value,
    );
    assert.ok(n > 10);
    assert.deepEqual(JSON.parse(serializeAnnotations(parseAnnotations(json, file))), JSON.parse(json));
  });

  it('says where a file is wrong, without quoting it', () => {
    const good = () => structuredClone(collection(segment(1, text, 0, 5), memo));
    const breaks: [(c: ReturnType<typeof good>) => void, string][] = [
      [(c) => (c.first.items[1]!.id = urn(1)), 'first.items[1].id: the same id as first.items[0]'],
      [(c) => (c.first.items[0]!.created = 'tired'), 'first.items[0].created: expected a time in UTC'],
      [(c) => (c.first.items[0]!.creator.id = 'model:x'), 'first.items[0].creator.type: expected "Software"'],
      [(c) => (c.first.items[1]!.target = 'tired'), 'first.items[1].target: expected urn:uuid: and a UUID'],
      [(c) => Object.assign(c.first.items[0]!, { motivation: 'tired' }), 'first.items[0].motivation:'],
      [
        (c) => Object.assign(c.first.items[0]!.body, { source: 'tired' }),
        'first.items[0].body.source: expected urn:uuid:',
      ],
      [(c) => Object.assign(c, { '@context': 'tired' }), '@context: expected http://www.w3.org/ns/anno.jsonld'],
    ];
    for (const [damage, expected] of breaks) {
      const broken = good();
      damage(broken);
      assert.throws(
        () => parseAnnotations(serializeAnnotations(broken), file),
        ({ code, message }: UserError) =>
          code === 'fileInvalid' && message.startsWith(`${file}, ${expected}`) && !message.includes('tired'),
        expected,
      );
    }
  });
});

function insidePair(text: string, offset: number): boolean {
  return offset > 0 && (text.codePointAt(offset - 1) ?? 0) > 0xffff;
}
