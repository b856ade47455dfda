import * as z from 'zod';
import type { AnnotationCollection } from '../coding/annotations';

/** On a model coder's collection: what it was asked about and answered, whether a code came of it or not. */
export const askedKey = 'introspect:askedAbout';

const place = z.int().min(0);
const versionSchema = z.looseObject({
  /** Of the working text that was asked about. */
  'schema:sha256': z.string(),
  /** In code points, as in the annotations, in the order of the text. */
  stretches: z.array(z.looseObject({ start: place, end: place })),
});

/** A stretch in code points: [start, end). */
export interface AskedStretch {
  readonly start: number;
  readonly end: number;
}

/**
 * What a model was asked about in a text.
 *
 * @param sha256 of the text
 * @returns `otherText` where it was asked about other versions only; null where the file does not say
 */
export function readAsked(
  collection: AnnotationCollection,
  sha256: string,
): readonly AskedStretch[] | 'otherText' | null {
  const versions = versionsOf(collection).flatMap((one) => versionSchema.safeParse(one).data ?? []);
  if (versions.length === 0) return null;
  return versions.find((one) => one['schema:sha256'] === sha256)?.stretches ?? 'otherText';
}

/** Notes stretches beside those of before; the same collection where all were noted. Other versions stay as they are. */
export function withAsked(
  collection: AnnotationCollection,
  sha256: string,
  stretches: readonly AskedStretch[],
): AnnotationCollection {
  const known = readAsked(collection, sha256);
  const before = Array.isArray(known) ? (known as readonly AskedStretch[]) : [];
  const all = new Map([...before, ...stretches].map((one) => [`${one.start}-${one.end}`, one]));
  if (all.size === before.length) return collection;
  const isOther = (one: unknown) => versionSchema.safeParse(one).data?.['schema:sha256'] !== sha256;
  const now = {
    'schema:sha256': sha256,
    stretches: [...all.values()].sort((a, b) => a.start - b.start || a.end - b.end),
  };
  return { ...collection, [askedKey]: [...versionsOf(collection).filter(isOther), now] };
}

function versionsOf({ [askedKey]: list }: AnnotationCollection): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}
