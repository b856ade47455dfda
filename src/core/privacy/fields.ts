import * as z from 'zod';

export type FieldPath = readonly (string | number)[];

/** A string outside the text in which a pass replaced words: what leads back to the very words that stood there. */
export interface Field {
  /** The annotation, or the collection, that holds it. */
  readonly annotation: string;
  readonly at: FieldPath;
  readonly original: string;
  readonly words: string;
}

export const fieldSchema = z.looseObject({
  /** Path of the coder's file, relative to the study. */
  file: z.string().min(1),
  annotation: z.string().min(1),
  at: z.array(z.union([z.string(), z.int()])),
  original: z.string(),
  words: z.string(),
});

/** Fields that point to a file, a coder, a model or another annotation: with other words they would point nowhere. */
const pointers = new Set(
  'id type creator created modified motivation purpose format source model technique run runs sheet coder coders from difference decidedBy decidedAt at suggestion annotations'.split(
    ' ',
  ),
);

/**
 * A value with its strings changed, but for those that point to something; everything else, the order of fields
 * included, stays.
 */
export function mapWords(
  value: unknown,
  change: (words: string, at: FieldPath) => string,
  at: FieldPath = [],
): unknown {
  if (typeof value === 'string') return change(value, at);
  if (Array.isArray(value)) return value.map((one, i) => mapWords(one, change, [...at, i]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, pointers.has(key) ? one : mapWords(one, change, [...at, key])]),
  );
}

/** Whether a string of a value, those that point to something aside, passes a test. */
export function hasWords(value: unknown, test: (words: string) => boolean): boolean {
  if (typeof value === 'string') return test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, one]) => !pointers.has(key) && hasWords(one, test));
}
