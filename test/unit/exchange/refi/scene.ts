import fc from 'fast-check';
import { utf16 } from '../../../../src/core/base/offsets';
import { codebookFormatVersion, type Code } from '../../../../src/core/codebook/codebook';
import {
  makeCollection,
  makeSegmentTarget,
  type Annotation,
  type SegmentTarget,
} from '../../../../src/core/coding/annotations';
import type { LoadedCoding, LoadedStudy } from '../../../../src/core/coding/loadStudy';
import { studyFormatVersion, type Coder } from '../../../../src/core/coding/study';

export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const urn = (n: number) => `urn:uuid:${uuid(n)}`;

export const coders: readonly Coder[] = [
  { id: 'ana', name: 'Ana "R" <a>', kind: 'person' },
  { id: 'model:small', name: 'Small', kind: 'model' },
  { id: 'consensus', name: 'Consensus', kind: 'person', role: 'consensus' },
];

export const codes: readonly Code[] = ['Sleep', 'Worry & <fear>', 'Hope'].map((name, i) => ({
  id: uuid(900 + i),
  name,
  definition: `About ${name}`,
  whenToUse: i === 0 ? 'Always.' : '',
  whenNotToUse: '',
  examples: i === 1 ? ['one', 'two\nlines'] : [],
  colour: '#0072b2',
  shortcut: i === 2 ? 'h' : null,
  parent: i === 1 ? uuid(900) : null,
}));

type Place = { readonly kind: 'code'; readonly code: number } | { readonly kind: 'stretch' };
export interface Note {
  readonly transcript: number;
  readonly coder: number;
  readonly start: number;
  readonly end: number;
  readonly code: number;
  /** Memos by this or another coder on the segment; none where it is no segment. */
  readonly memos: readonly { readonly coder: number; readonly value: string }[];
  /** Null for a segment; else a memo of its own. */
  readonly alone: Place | null;
}

/** A study whose notes were made in the order given; ids count up from 1. */
export function makeStudy(texts: readonly string[], notes: readonly Note[]): LoadedStudy {
  const transcripts = texts.map((text, i) => ({
    path: `transcripts/P0${i}.transcript.txt`,
    text,
    sha256: '0'.repeat(64),
  }));
  const items = new Map<string, Annotation[]>();
  let next = 1;
  const add = (transcript: number, coder: number, annotation: (common: Common) => Annotation) => {
    const key = `${transcript} ${coder}`;
    const id = urn(next);
    const { id: creator, kind } = coders[coder]!;
    const created = new Date(Date.UTC(2026, 0, 1, 0, 0, next++)).toISOString().replace('.000Z', 'Z');
    const common: Common = {
      id,
      type: 'Annotation',
      creator: { id: creator, type: kind === 'model' ? 'Software' : 'Person' },
      created,
    };
    items.set(key, [...(items.get(key) ?? []), annotation(common)]);
    return id;
  };
  const addMemo = (transcript: number, coder: number, value: string, target: string | SegmentTarget) =>
    add(transcript, coder, (common) => ({
      ...common,
      motivation: 'commenting',
      body: { type: 'TextualBody', purpose: 'commenting', format: 'text/plain', value },
      target,
    }));
  for (const { transcript, coder, start, end, code, memos, alone } of notes) {
    const { path, text, sha256 } = transcripts[transcript]!;
    const target = makeSegmentTarget(
      text,
      { start: utf16(start), end: utf16(end) },
      { id: path, type: 'Text', format: 'text/plain', 'schema:sha256': sha256 },
    );
    if (alone) {
      addMemo(
        transcript,
        coder,
        memos[0]?.value ?? 'memo',
        alone.kind === 'code' ? `urn:uuid:${codes[alone.code]!.id}` : target,
      );
      continue;
    }
    const segment = add(transcript, coder, (common) => ({
      ...common,
      motivation: 'classifying',
      body: { type: 'SpecificResource', purpose: 'classifying', source: `urn:uuid:${codes[code]!.id}` },
      target,
    }));
    for (const memo of memos) addMemo(transcript, memo.coder, memo.value, segment);
  }
  return {
    study: { formatVersion: studyFormatVersion, title: 'Study <1>', unitOfAnalysis: 'turn', coders: [...coders] },
    coders,
    codebook: { formatVersion: codebookFormatVersion, codes: [...codes] },
    transcripts,
    codings: [...items].map(([key, annotations], i): LoadedCoding => {
      const [transcript = 0, coder = 0] = key.split(' ').map(Number);
      const collection = makeCollection({ collection: uuid(500 + i), page: uuid(600 + i) }, 'notes');
      return {
        transcript: transcripts[transcript]!.path,
        coder: coders[coder]!.id,
        file: `introspect/coding/${i}.json`,
        collection: { ...collection, first: { ...collection.first, items: annotations } },
      };
    }),
    withoutTranscript: [],
    copies: [],
    copiedTranscripts: [],
  };
}

type Common = Pick<Annotation, 'id' | 'type' | 'creator' | 'created'>;

const grain = fc.constantFrom('a', 'word ', '😴', '👍🏽', 'שלום', 'e\u0301', '\n', '\n\nA: ', '\t', '<&">', ' ', '…');
const text = fc.array(grain, { minLength: 3, maxLength: 20 }).map((parts) => parts.join(''));
const value = fc
  .array(fc.constantFrom('note', '\r\n', '\n', '😴', 'א', ' ', '\t', ']]>', '&amp;', 'e\u0301'), { maxLength: 5 })
  .map((parts) => parts.join(''));

/** Texts of every script and notes of every kind on them. */
export const scene = fc.array(text, { minLength: 1, maxLength: 2 }).chain((texts) => {
  const coder = fc.nat(coders.length - 1);
  const memos = fc.array(fc.record({ coder, value }), { maxLength: 2 });
  const alone = fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    fc.constant({ kind: 'stretch' } as const),
    fc.record({ kind: fc.constant('code' as const), code: fc.nat(codes.length - 1) }),
  );
  const note = fc.nat(texts.length - 1).chain((transcript) => {
    const points = [...texts[transcript]!];
    const at = fc.nat(points.length - 1);
    return fc
      .record({
        transcript: fc.constant(transcript),
        coder,
        code: fc.nat(codes.length - 1),
        memos,
        alone,
        from: at,
        to: at,
      })
      .map(({ from, to, ...rest }): Note => {
        const [first, last] = [Math.min(from, to), Math.max(from, to)];
        return {
          ...rest,
          start: points.slice(0, first).join('').length,
          end: points.slice(0, last + 1).join('').length,
        };
      });
  });
  return fc.record({ texts: fc.constant(texts), notes: fc.array(note, { maxLength: 8 }) });
});
