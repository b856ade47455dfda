import type { Annotation, AnnotationCollection } from './annotations';
import { isSameAnnotation } from './mergeAnnotations';

/** One annotation made, changed or taken away. */
export interface Change {
  /** Where it stands among the annotations, or stood, when the changes before it in the edit have been made. */
  readonly index: number;
  readonly before: Annotation | null;
  readonly after: Annotation | null;
}

/** An act of the coder as data: one entry in undo. */
export interface Edit {
  /** Id of the coder in whose file it was made. */
  readonly coder: string;
  /** For the undo menu, such as `Code`. */
  readonly label: string;
  readonly changes: readonly Change[];
}

/** The edit that takes an edit back. */
export function invertEdit({ changes, ...edit }: Edit): Edit {
  return {
    ...edit,
    changes: changes.map(({ index, before, after }) => ({ index, before: after, after: before })).reverse(),
  };
}

/**
 * Two edits of one and the same annotation as one, such as letters of a memo; null when they are not such, or when
 * something else came in between.
 */
export function joinEdits(first: Edit, second: Edit): Edit | null {
  const [[one, ...more], [next, ...others]] = [first.changes, second.changes];
  const isOne = first.coder === second.coder && more.length === 0 && others.length === 0;
  if (!isOne || !one || one.after !== next?.before) return null;
  const { index, before } = one;
  const { after } = next;
  return { ...first, changes: before === after ? [] : [{ index, before, after }] };
}

/** What one coder noted on one transcript, in memory, and how it differs from what was read or saved last. */
export class CodingModel {
  #byId = new Map<string, Annotation>();
  #items: Annotation[] = [];
  #frame!: AnnotationCollection;

  constructor(
    readonly coder: string,
    collection: AnnotationCollection,
  ) {
    this.replace(collection);
  }

  get size(): number {
    return this.#items.length;
  }

  /** In the order of the file. */
  get annotations(): Iterable<Annotation> {
    return this.#items;
  }

  get(id: string): Annotation | undefined {
    return this.#byId.get(id);
  }

  /** Everything as it stands, for the file; the annotations are shared, the list is the caller's. */
  toCollection(): AnnotationCollection {
    const { first } = this.#frame;
    return { ...this.#frame, total: this.#items.length, first: { ...first, items: [...this.#items] } };
  }

  /**
   * Makes an edit. A change of what is no longer as the edit found it, because the file was changed elsewhere, is left
   * out: what came from there stays.
   *
   * @returns the changes that were made
   */
  apply({ coder, changes }: Edit): readonly Change[] {
    return coder === this.coder ? changes.filter((change) => this.#make(change)) : [];
  }

  /**
   * Takes a collection in place of what there is. An annotation that says the same as before stays the same object, so
   * that edits made on it can still be undone.
   *
   * @returns what that changes, without order
   */
  replace(collection: AnnotationCollection): readonly Change[] {
    const { items } = this.sharing(collection).first;
    const ids = new Set(items.map(({ id }) => id));
    const changes: Change[] = [];
    this.#items.forEach((before, index) => {
      if (!ids.has(before.id)) changes.push({ index, before, after: null });
    });
    items.forEach((after, index) => {
      const before = this.#byId.get(after.id) ?? null;
      if (before !== after) changes.push({ index, before, after });
    });
    this.#frame = collection;
    this.#items = items;
    this.#byId = new Map(items.map((item) => [item.id, item]));
    return changes;
  }

  /** A collection, with this model's own objects for the annotations that say the same: comparing them costs nothing then. */
  sharing(collection: AnnotationCollection): AnnotationCollection {
    const items = collection.first.items.map((item) => {
      const known = this.#byId.get(item.id);
      return known && isSameAnnotation(known, item) ? known : item;
    });
    return { ...collection, first: { ...collection.first, items } };
  }

  #make({ index, before, after }: Change): boolean {
    const id = (before ?? after)?.id;
    if (id === undefined || (this.#byId.get(id) ?? null) !== before) return false;
    const at = before ? this.#indexOf(before, index) : Math.min(index, this.#items.length);
    this.#items.splice(at, before ? 1 : 0, ...(after ? [after] : []));
    if (after) this.#byId.set(id, after);
    else this.#byId.delete(id);
    return true;
  }

  /** Where it was noted to stand, unless the file has changed meanwhile. */
  #indexOf(annotation: Annotation, hint: number): number {
    return this.#items[hint] === annotation ? hint : this.#items.indexOf(annotation);
  }
}

/**
 * What was changed since a state that was read or saved, by annotation: for a backup, and for counting.
 *
 * @param before null when there was no file
 */
export function changesSince(before: AnnotationCollection | null, after: AnnotationCollection): Change[] {
  const model = new CodingModel('', before ?? { ...after, first: { ...after.first, items: [] } });
  return [...model.replace(after)];
}
