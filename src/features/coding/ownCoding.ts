import { randomUUID } from 'node:crypto';
import { UserError } from '../../core/base/userError';
import { makeCollection, type AnnotationCollection } from '../../core/coding/annotations';
import { changesSince, CodingModel, type Change } from '../../core/coding/codingModel';
import { mergeAnnotations } from '../../core/coding/mergeAnnotations';
import type { Stored, StudyFiles } from '../../platform/study/studyFiles';
import { restoreBackup, type CodingBackup } from './codingBackup';

/** What a merge with the file on disk came to. */
export interface Merge {
  /** What it changed in the model. */
  readonly changes: readonly Change[];
  /** Whether changes of both sides came together. */
  readonly merged: boolean;
  /** Annotations of which two versions are kept now. */
  readonly conflicts: number;
}

export interface Saved extends Merge {
  /** Where a file that could not be read was set aside, relative to the study. */
  readonly setAside: string | null;
}

/** The coding that is written here: one person's, on one transcript. */
export class OwnCoding {
  private constructor(
    private readonly files: StudyFiles,
    readonly file: string,
    readonly model: CodingModel,
    /** As read or saved last. */
    private base: Stored<AnnotationCollection>,
    private readonly newId: () => string,
  ) {}

  /**
   * @param label of a new collection
   * @param backup what had not been saved when the window was closed
   * @throws UserError `fileInvalid`, `fileUnreadable`
   */
  static async load(
    files: StudyFiles,
    file: string,
    coder: string,
    label: string,
    backup: CodingBackup | undefined,
    newId: () => string = randomUUID,
  ): Promise<{ own: OwnCoding; conflicts: number }> {
    const base = await files.loadAnnotations(file);
    const stored = base.value ?? makeCollection({ collection: newId(), page: newId() }, label);
    const restored = backup?.coder === coder ? restoreBackup(backup, stored, newId) : null;
    const model = new CodingModel(coder, restored?.collection ?? stored);
    return { own: new OwnCoding(files, file, model, base, newId), conflicts: restored?.conflicts.length ?? 0 };
  }

  /** What was changed since it was read or saved. */
  get changes(): readonly Change[] {
    return changesSince(this.base.value, this.model.toCollection());
  }

  /** What is not saved, to be taken up by `load`. */
  toBackup(): CodingBackup {
    const changes = this.changes.map(({ before, after }) => ({ before, after }));
    return { formatVersion: 1, coder: this.model.coder, changes };
  }

  /**
   * Writes the file, and again what is done meanwhile: VS Code takes all that was done before the end for saved.
   *
   * @returns what came from the file; null when there was nothing to write
   * @throws UserError `fileUnwritable`: nothing was changed
   */
  async save(): Promise<Saved | null> {
    const saves: Saved[] = [];
    while (this.changes.length > 0) saves.push(await this.#write());
    if (saves.length === 0) return null;
    return {
      changes: saves.flatMap(({ changes }) => changes),
      merged: saves.some(({ merged }) => merged),
      conflicts: saves.reduce((sum, { conflicts }) => sum + conflicts, 0),
      setAside: saves.find(({ setAside }) => setAside !== null)?.setAside ?? null,
    };
  }

  async #write(): Promise<Saved> {
    const sent = this.model.toCollection();
    const { stored, merged, conflicts, setAside } = await this.files.saveAnnotations(this.file, this.base, sent);
    this.base = stored;
    const changes = stored.value && merged ? this.#take(sent, stored.value).changes : [];
    return { changes, merged, conflicts: conflicts.length, setAside };
  }

  /** Takes in what another program wrote into the file; what was changed here stays. @throws UserError `fileInvalid` */
  async mergeFromDisk(): Promise<Merge> {
    const stored = await this.files.loadAnnotations(this.file);
    if (stored.hash === this.base.hash) return { changes: [], merged: false, conflicts: 0 };
    const wasChanged = this.changes.length > 0;
    const before = this.base.value;
    this.base = stored;
    const { changes, conflicts } = this.#take(before, stored.value ?? this.#empty());
    return { changes, merged: wasChanged && changes.length > 0, conflicts };
  }

  /** Goes back to what the file holds. @throws UserError `fileInvalid` */
  async revert(): Promise<readonly Change[]> {
    this.base = await this.files.loadAnnotations(this.file);
    return this.model.replace(this.base.value ?? this.#empty());
  }

  #take(base: AnnotationCollection | null, theirs: AnnotationCollection) {
    const { collection, conflicts } = mergeAnnotations(base, this.model.toCollection(), theirs, this.newId);
    const changes = this.model.replace(collection);
    if (this.base.value) this.base = { ...this.base, value: this.model.sharing(this.base.value) };
    return { changes, conflicts: conflicts.length };
  }

  #empty(): AnnotationCollection {
    const collection = this.model.toCollection();
    return { ...collection, total: 0, first: { ...collection.first, items: [] } };
  }
}

/** For the audit trail. */
export function countChanges(changes: readonly Change[]): Readonly<Record<string, number>> {
  const count = (is: (change: Change) => boolean) => changes.filter(is).length;
  return {
    added: count(({ before }) => before === null),
    changed: count(({ before, after }) => before !== null && after !== null),
    removed: count(({ after }) => after === null),
  };
}

/** What a merge came to, for the person; null when there is nothing to say. */
export function wordsOfMerge({ merged, conflicts }: Pick<Merge, 'merged' | 'conflicts'>): string | null {
  if (conflicts > 0) {
    const what = conflicts === 1 ? 'One segment or memo was' : `${conflicts} segments or memos were`;
    return `${what} also changed elsewhere in the meantime. Both versions are kept: look at them again.`;
  }
  return merged ? 'Your coding was also changed elsewhere in the meantime. Both sets of changes are in it now.' : null;
}

export function nobodyCodes(): UserError {
  return new UserError('badRequest', 'Nobody has said who is coding.', 'Introspect: Code As… asks.');
}
