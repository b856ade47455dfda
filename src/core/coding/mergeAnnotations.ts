import { acceptedFromKey } from '../suggestions/suggestion';
import type { Annotation, AnnotationCollection } from './annotations';

export interface MergedAnnotations {
  readonly collection: AnnotationCollection;
  /** Ids that both sides changed differently; of each, both versions are kept. */
  readonly conflicts: readonly string[];
}

/** Names the annotation whose other version an annotation is. */
export const conflictKey = 'introspect:conflictWith';

/**
 * Three-way merge by annotation id: what only one side changed, added or deleted is taken from that side. Where both
 * changed an annotation differently, theirs keeps the id and mine stands beside it under a new one; where one side
 * changed what the other deleted, the changed one stays. The same coding that both added, as when two windows accept one
 * suggestion, is one: theirs. Everything outside the annotations is theirs.
 *
 * @param base what mine was made from; null when there was no file
 * @param theirs what the file holds now
 * @param newId for my version in a conflict: a UUID
 */
export function mergeAnnotations(
  base: AnnotationCollection | null,
  mine: AnnotationCollection,
  theirs: AnnotationCollection,
  newId: () => string,
): MergedAnnotations {
  const [before, ours, others] = [base, mine, theirs].map(
    (collection) => new Map(collection?.first.items.map((item) => [item.id, item])),
  ) as [Map<string, Annotation>, Map<string, Annotation>, Map<string, Annotation>];
  const items: Annotation[] = [];
  const conflicts: string[] = [];
  const addedToTheirs = new Set(
    [...others.values()].flatMap((item) => (before.has(item.id) ? [] : (codingOf(item) ?? []))),
  );
  const noted = new Set([...ours.values()].map(({ target }) => target));
  for (const id of new Set([...others.keys(), ...ours.keys()])) {
    const [was, my, their] = [before.get(id), ours.get(id), others.get(id)];
    if (isSameAnnotation(my, their) || isSameAnnotation(my, was)) {
      if (their) items.push(their);
    } else if (isSameAnnotation(their, was)) {
      const made = my && !was && !noted.has(id) ? codingOf(my) : null;
      if (my && !(made && addedToTheirs.has(made))) items.push(my);
    } else {
      conflicts.push(id);
      if (their) items.push(their);
      if (my && their) items.push({ ...my, id: `urn:uuid:${newId()}`, [conflictKey]: id });
      else if (my) items.push(my);
    }
  }
  return { collection: { ...theirs, total: items.length, first: { ...theirs.first, items } }, conflicts };
}

/** All that a coding says besides when it was made, as one text; null for a memo. */
function codingOf(item: Annotation): string | null {
  if (item.motivation !== 'classifying') return null;
  const { id: _id, created: _created, modified: _modified, [acceptedFromKey]: from, ...rest } = item;
  const accepted = typeof from === 'object' ? { ...from, decidedAt: null } : from;
  return canonical([rest, accepted]) ?? null;
}

/** Whether two say the same, in whatever order their fields stand. */
export function isSameAnnotation(a: Annotation | undefined, b: Annotation | undefined): boolean {
  return a === b || canonical(a) === canonical(b);
}

/** JSON with the fields of every object in one order. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
