import type { Annotation, AnnotationCollection, Segment } from '../coding/annotations';

/** Id of the code that a segment carries, in lower case. */
export function codeIdOf(segment: Segment): string {
  return segment.body.source.slice('urn:uuid:'.length).toLowerCase();
}

export interface Recoded {
  readonly collection: AnnotationCollection;
  /** Ids of the annotations that were changed, each with the code that it had. */
  readonly changed: readonly { readonly annotation: string; readonly from: string; readonly to: string }[];
}

/** The code to give to a segment, or to a memo on a code, that now has `code` (lower case); undefined leaves it alone. */
export type NewCode = (code: string, annotation: Annotation) => string | undefined;

/**
 * Gives segments, and memos on codes, another code. Who made them and when stays; `modified` tells the change. Doing it
 * again changes nothing more.
 *
 * @param when ISO 8601, UTC
 */
export function recode(collection: AnnotationCollection, newCode: NewCode, when: string): Recoded {
  const changed: { annotation: string; from: string; to: string }[] = [];
  const items = collection.first.items.map((item): Annotation => {
    const from = item.motivation === 'classifying' ? codeIdOf(item) : codeOfMemo(item.target);
    const to = from === undefined ? undefined : newCode(from, item);
    if (from === undefined || to === undefined || to.toLowerCase() === from) return item;
    changed.push({ annotation: item.id, from, to });
    const source = `urn:uuid:${to}`;
    return item.motivation === 'classifying'
      ? { ...item, modified: when, body: { ...item.body, source } }
      : { ...item, modified: when, target: source };
  });
  if (changed.length === 0) return { collection, changed };
  return { collection: { ...collection, first: { ...collection.first, items } }, changed };
}

/** The id that a memo's target names, in lower case; undefined when it is a stretch of text. */
function codeOfMemo(target: unknown): string | undefined {
  return typeof target === 'string' ? target.slice('urn:uuid:'.length).toLowerCase() : undefined;
}

/** How often each code stands in a coder's file, by the code's id in lower case; memos count by what they are on. */
export interface CodeTally {
  readonly segments: ReadonlyMap<string, number>;
  readonly memos: ReadonlyMap<string, number>;
}

export function tallyCodes({ first: { items } }: AnnotationCollection): CodeTally {
  const segments = new Map<string, number>();
  const memos = new Map<string, number>();
  for (const item of items) {
    const id = item.motivation === 'classifying' ? codeIdOf(item) : codeOfMemo(item.target);
    const counts = item.motivation === 'classifying' ? segments : memos;
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return { segments, memos };
}
