import { OffsetMap, utf16, type RangeUtf16 } from '../../base/offsets';
import { makeSegmentTarget, verifyQuote, type Annotation, type TextSource } from '../../coding/annotations';
import type { Coder } from '../../coding/study';
import type { ImportedMemo } from '../refi/importedProject';
import type { ReviewedDocument } from './reviewedDocument';

/** What a document's annotations are made of. */
export interface AnnotationSource {
  readonly reviewed: ReviewedDocument;
  /** What the transcript says when it is read again. */
  readonly text: string;
  readonly source: TextSource;
  /** About this document, and those about the whole project or a code that are to be kept with it. */
  readonly memos: readonly ImportedMemo[];
  /** Remarks that a person wants to have kept, in `text`, and in whose file; null for none. */
  readonly remarks?: { readonly coder: Coder; readonly placed: readonly PlacedRemark[] } | null;
  /** By the key of the imported code. */
  readonly codeIds: ReadonlyMap<string, string>;
  readonly coders: ReadonlyMap<string | null, Coder>;
  /** A UUID that depends on the name alone, so that an import that is done again makes the same annotations. */
  readonly idOf: (name: string) => string;
  /** ISO 8601, UTC; where the file does not say when. */
  readonly now: string;
}

/** A remark on its words in the transcript; of its order among the remarks of the file. */
export interface PlacedRemark {
  readonly index: number;
  readonly range: RangeUtf16;
  readonly value: string;
}

export interface ImportedAnnotations {
  /** By the id of the coder. */
  readonly byCoder: ReadonlyMap<string, Annotation[]>;
  /** For which no place is left. */
  readonly lostSegments: number;
  readonly lostMemos: number;
}

/** Segments and memos of another program as annotations; each segment is held to its quotation. */
export function importedAnnotations(of: AnnotationSource): ImportedAnnotations {
  const { reviewed, text, source, memos, remarks, codeIds, coders, idOf, now } = of;
  const offsets = new OffsetMap(text);
  const byCoder = new Map<string, Annotation[]>();
  const segmentIds = new Map<number, string>();
  let [lostSegments, lostMemos] = [0, 0];
  const add = ({ id, kind }: Coder, name: string, created: string | null) => {
    const items = byCoder.get(id) ?? [];
    byCoder.set(id, items);
    const creator = { id, type: kind === 'model' ? 'Software' : 'Person' } as const;
    const common = { id: `urn:uuid:${idOf(name)}`, type: 'Annotation', creator, created: created ?? now } as const;
    return { items, common };
  };
  const target = (range: RangeUtf16) => {
    if (range.end > text.length) return null;
    const made = makeSegmentTarget(text, range, source, offsets);
    const isQuoted = made.selector[1].exact === reviewed.text.slice(range.start, range.end);
    return isQuoted && verifyQuote(text, made, offsets) ? made : null;
  };
  const note = (coder: Coder, created: string | null, name: string, value: string, on: MemoTarget) => {
    const { items, common } = add(coder, name, created);
    const body = { type: 'TextualBody', purpose: 'commenting', format: 'text/plain', value } as const;
    items.push({ ...common, motivation: 'commenting', body, target: on });
  };
  for (const { index, segment } of reviewed.segments) {
    const code = codeIds.get(segment.code);
    const on = target(segment.range);
    if (code === undefined || !on) {
      lostSegments++;
      continue;
    }
    const coder = coders.get(segment.coder)!;
    const { items, common } = add(coder, `segment ${index}`, segment.created);
    segmentIds.set(index, common.id);
    const body = { type: 'SpecificResource', purpose: 'classifying', source: `urn:uuid:${code}` } as const;
    items.push({ ...common, motivation: 'classifying', body, target: on });
    if (segment.memo !== null) {
      note(coder, segment.created, `memo on segment ${index}`, segment.memo, common.id);
    }
  }
  memos.forEach(({ about, coder, value, created }, i) => {
    const on = ((): MemoTarget | null => {
      switch (about.kind) {
        case 'code':
          return codeIds.has(about.code) ? `urn:uuid:${codeIds.get(about.code)}` : null;
        case 'segment':
          return segmentIds.get(about.segment) ?? null;
        case 'stretch': {
          const range = reviewed.place(about.range);
          return range && target(range);
        }
        case 'project':
        case 'document':
          return text === '' ? null : target({ start: utf16(0), end: utf16(text.length) });
      }
    })();
    if (on === null) lostMemos++;
    else note(coders.get(coder)!, created, `memo ${i}`, value, on);
  });
  for (const { index, range, value } of remarks?.placed ?? []) {
    const on = target(range);
    if (on) note(remarks!.coder, null, `remark ${index}`, value, on);
    else lostMemos++;
  }
  return { byCoder, lostSegments, lostMemos };
}

type MemoTarget = Extract<Annotation, { motivation: 'commenting' }>['target'];
