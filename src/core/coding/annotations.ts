import * as z from 'zod';
import { formatJsonFile, parseJsonFile } from '../base/jsonFile';
import { codePoint, OffsetMap, utf16, type OffsetCodePoint, type RangeUtf16 } from '../base/offsets';
import { coderIdSchema, isModelCoder } from './study';

/** Characters kept before and after a quotation (DESIGN 3), in code points. */
export const quoteContextLength = 32;

const context = 'http://www.w3.org/ns/anno.jsonld';
const uuidUrn = z
  .string()
  .regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'expected urn:uuid: and a UUID');
const offset = z
  .int()
  .min(0)
  .transform((n): OffsetCodePoint => codePoint(n));
const dateTime = z.iso.datetime('expected a time in UTC such as 2026-03-02T09:30:00Z');

const positionSelectorSchema = z
  .looseObject({ type: z.literal('TextPositionSelector'), start: offset, end: offset })
  .refine(({ start, end }) => start < end, { path: ['end'], message: 'expected an end after the start' });

const quoteSelectorSchema = z.looseObject({
  type: z.literal('TextQuoteSelector'),
  exact: z.string(),
  prefix: z.string(),
  suffix: z.string(),
});

const textSourceSchema = z.looseObject({
  /** Path of the transcript, relative to the study's folder, with `/` between folders. */
  id: z.string().min(1),
  type: z.literal('Text'),
  format: z.literal('text/plain'),
  /**
   * SHA-256 of the working text that the annotation was made on, as UTF-8, in lower-case hexadecimal digits. The
   * property is schema.org's; the Web Annotation context declares the prefix.
   */
  'schema:sha256': z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits'),
});
/** The text that an annotation was made on. */
export type TextSource = z.infer<typeof textSourceSchema>;

export const segmentTargetSchema = z.looseObject({
  type: z.literal('SpecificResource'),
  source: textSourceSchema,
  selector: z.tuple([positionSelectorSchema, quoteSelectorSchema]),
});
/** A stretch of a transcript: where it stands and the words that stand there. */
export type SegmentTarget = z.infer<typeof segmentTargetSchema>;

const creatorSchema = z
  .looseObject({ id: coderIdSchema, type: z.enum(['Person', 'Software']) })
  .refine(({ id, type }) => isModelCoder(id) === (type === 'Software'), {
    path: ['type'],
    message: 'expected "Software" for a model, "Person" for anyone else',
  });

const annotationFields = {
  id: uuidUrn,
  type: z.literal('Annotation'),
  creator: creatorSchema,
  created: dateTime,
  modified: dateTime.optional(),
};

const segmentSchema = z.looseObject({
  ...annotationFields,
  motivation: z.literal('classifying'),
  body: z.looseObject({
    type: z.literal('SpecificResource'),
    purpose: z.literal('classifying'),
    /** The code: `urn:uuid:` and its id in the codebook. */
    source: uuidUrn,
  }),
  target: segmentTargetSchema,
});
/** A stretch of text that carries a code. */
export type Segment = z.infer<typeof segmentSchema>;

const memoSchema = z.looseObject({
  ...annotationFields,
  motivation: z.literal('commenting'),
  body: z.looseObject({
    type: z.literal('TextualBody'),
    purpose: z.literal('commenting'),
    format: z.literal('text/plain'),
    value: z.string(),
  }),
  /** A stretch of text, or the `urn:uuid:` of a segment, memo or code. */
  target: z.union([uuidUrn, segmentTargetSchema], 'expected a stretch of text, or urn:uuid: and a UUID'),
});
/** A note on a stretch of text, a segment, a code or another memo. */
export type Memo = z.infer<typeof memoSchema>;

export const annotationSchema = z.discriminatedUnion('motivation', [segmentSchema, memoSchema]);
export type Annotation = z.infer<typeof annotationSchema>;

const collectionSchema = z
  .looseObject({
    '@context': z.union(
      [z.literal(context), z.array(z.unknown()).refine((list) => list.includes(context))],
      `expected ${context}, alone or in a list`,
    ),
    id: uuidUrn,
    type: z.literal('AnnotationCollection'),
    label: z.string(),
    total: z.int().min(0),
    first: z.looseObject({
      id: uuidUrn,
      type: z.literal('AnnotationPage'),
      startIndex: z.literal(0),
      items: z.array(annotationSchema),
    }),
  })
  .superRefine(({ first: { items } }, refinement) => {
    const firstWith = new Map<string, number>();
    items.forEach(({ id }, i) => {
      const first = firstWith.get(id);
      if (first === undefined) firstWith.set(id, i);
      else {
        const message = `the same id as first.items[${first}]`;
        refinement.addIssue({ code: 'custom', path: ['first', 'items', i, 'id'], message });
      }
    });
  });
/**
 * What one coder noted on one transcript: a W3C Annotation Collection with a single, embedded page
 * (https://www.w3.org/TR/annotation-model/#annotation-collection). Positions are in code points, as there.
 */
export type AnnotationCollection = z.infer<typeof collectionSchema>;

/**
 * Reads `introspect/coding/<transcript path>/<coder>.json`.
 *
 * @param file the file's path, for messages only
 * @throws UserError `fileInvalid`: not JSON, a field missing or wrong, or two annotations with one id
 */
export function parseAnnotations(json: string, file: string): AnnotationCollection {
  return parseJsonFile(json, file, collectionSchema);
}

/** Writes a coder's file, fields unknown to this version included; `total` is counted anew. */
export function serializeAnnotations(collection: AnnotationCollection): string {
  return formatJsonFile({ ...collection, total: collection.first.items.length });
}

/**
 * An empty collection.
 *
 * @param ids UUIDs of the collection and of its page
 * @param label for people who meet the file elsewhere
 */
export function makeCollection(ids: { collection: string; page: string }, label: string): AnnotationCollection {
  return {
    '@context': context,
    id: `urn:uuid:${ids.collection}`,
    type: 'AnnotationCollection',
    label,
    total: 0,
    first: { id: `urn:uuid:${ids.page}`, type: 'AnnotationPage', startIndex: 0, items: [] },
  };
}

/**
 * The target for a stretch of a text.
 *
 * @param text the working text
 * @param range a half that lies inside a surrogate pair moves to the pair's start
 * @param offsets of `text`, where many targets are made on it
 * @throws RangeError when the stretch is empty or reaches outside the text
 */
export function makeSegmentTarget(
  text: string,
  range: RangeUtf16,
  source: TextSource,
  offsets = new OffsetMap(text),
): SegmentTarget {
  const start = offsets.toCodePoint(range.start);
  const end = offsets.toCodePoint(range.end);
  if (start >= end) throw new RangeError(`The stretch from ${range.start} to ${range.end} is empty.`);
  const length = offsets.toCodePoint(utf16(text.length));
  const slice = (from: number, to: number) =>
    text.slice(offsets.toUtf16(codePoint(Math.max(from, 0))), offsets.toUtf16(codePoint(Math.min(to, length))));
  return {
    type: 'SpecificResource',
    source,
    selector: [
      { type: 'TextPositionSelector', start, end },
      {
        type: 'TextQuoteSelector',
        exact: slice(start, end),
        prefix: slice(start - quoteContextLength, start),
        suffix: slice(end, end + quoteContextLength),
      },
    ],
  };
}

/**
 * Where a target stands in a text, if exactly its words stand at its position; else null. Neither searches nor forgives:
 * finding words that have moved is another function's job.
 *
 * @param offsets of `text`, where many targets are checked on it
 */
export function verifyQuote(text: string, target: SegmentTarget, offsets = new OffsetMap(text)): RangeUtf16 | null {
  const [position, quote] = target.selector;
  if (position.end > offsets.toCodePoint(utf16(text.length))) return null;
  const range = { start: offsets.toUtf16(position.start), end: offsets.toUtf16(position.end) };
  return text.slice(range.start, range.end) === quote.exact ? range : null;
}
