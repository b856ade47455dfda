import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import { isPlain } from '../../core/base/spelling';
import { UserError } from '../../core/base/userError';
import { decodeUtf8 } from '../../core/base/utf8';
import { parseAnnotations, serializeAnnotations, type AnnotationCollection } from '../../core/coding/annotations';
import { mergeAnnotations } from '../../core/coding/mergeAnnotations';
import { studySpellings } from '../../core/coding/spelledStudy';
import { errorCode } from '../errorCode';
import { studyDisk, type StudyDisk } from './studyDisk';
import { studyWrites } from './studyWrites';

/** What a file held when it was read. */
export interface Stored<T> {
  /** Null when there was no file. */
  readonly value: T | null;
  /** SHA-256 of the bytes; null when there was no file. */
  readonly hash: string | null;
}

export interface SavedAnnotations {
  /** What the file holds now: base of the next save. */
  readonly stored: Stored<AnnotationCollection>;
  /** Whether the file had changed on disk since it was read. */
  readonly merged: boolean;
  /** Ids of annotations that were changed on disk and here; both versions were kept. */
  readonly conflicts: readonly string[];
  /** Where a file that could not be read was set aside, relative to the study; null when it could be read. */
  readonly setAside: string | null;
}

/** A line of `introspect/journal.jsonl`; it tells ids, never a text. */
export interface JournalEntry {
  /** ISO 8601, UTC. */
  readonly when: string;
  /** Ids of coders. */
  readonly who: readonly string[];
  readonly what: string;
  /** Path of the transcript, relative to the study; absent when it is about none. */
  readonly transcript?: string;
  /** Of the transcript's working text. */
  readonly sha256?: string;
  readonly [detail: string]: unknown;
}

const ownerWrites = 0o200;
/** As the code of an error of ours, beside those of the system. */
const readOnly = 'READONLY';
const journalPath = 'introspect/journal.jsonl';
/** Times that a save begins anew because the file changes again and again. */
const maxTries = 5;

interface Formats<T> {
  readonly parse: (json: string, file: string) => T;
  readonly serialize: (value: T) => string;
}
const annotations: Formats<AnnotationCollection> = { parse: parseAnnotations, serialize: serializeAnnotations };

/**
 * Reads and writes the files of one study. Paths are relative to its folder, with `/`. A crash at any point leaves the
 * old file or the new one; what another program wrote meanwhile is merged, and what cannot be read is kept beside.
 * Between the last look at a file and its replacement stands one system call: another program's write in just that
 * moment would be lost, as no file system offers a conditional rename.
 */
export class StudyFiles {
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly folder: string,
    private readonly disk: StudyDisk = studyDisk,
    private readonly newId: () => string = randomUUID,
  ) {}

  /** @throws UserError `fileUnreadable`: not there, not readable, or not UTF-8 */
  async loadText(file: string): Promise<string> {
    const bytes = await this.#read(file);
    if (bytes === null) {
      throw new UserError('fileUnreadable', `${file} is not there.`, 'Restore it, or choose another transcript.');
    }
    return decode(bytes, file);
  }

  /**
   * Names of the files and folders in a folder; none when there is no such folder. What lies in a folder of the same name
   * in another spelling is among them.
   *
   * @throws UserError `fileUnreadable`
   */
  async list(folder: string): Promise<readonly string[]> {
    const names = new Set(await this.#namesIn(folder));
    for (const other of await this.#otherSpellings(folder))
      for (const name of await this.#namesIn(other)) names.add(name);
    return [...names];
  }

  /** @throws UserError `fileInvalid` with the place, `fileUnreadable` */
  async load<T>(file: string, parse: Formats<T>['parse']): Promise<Stored<T>> {
    const bytes = await this.#read(file);
    return bytes === null
      ? { value: null, hash: null }
      : { value: parse(decode(bytes, file), file), hash: hashOf(bytes) };
  }

  loadAnnotations(file: string): Promise<Stored<AnnotationCollection>> {
    return this.load(file, parseAnnotations);
  }

  /**
   * Writes a coder's file. Where the file has changed since `base` was read, the changes are merged by annotation id;
   * where it can no longer be read, it is set aside under a new name first.
   *
   * @throws UserError `fileUnwritable`: nothing was changed
   */
  saveAnnotations(
    file: string,
    base: Stored<AnnotationCollection>,
    mine: AnnotationCollection,
  ): Promise<SavedAnnotations> {
    return this.#inTurn(async () => {
      let outcome: Omit<SavedAnnotations, 'stored'> = { merged: false, conflicts: [], setAside: null };
      const stored = await this.#replace(file, annotations, async (bytes) => {
        outcome = { merged: false, conflicts: [], setAside: outcome.setAside };
        if (bytes === null || hashOf(bytes) === base.hash) return mine;
        const theirs = tryParse(bytes, file);
        if (theirs === null) {
          outcome = { ...outcome, setAside: outcome.setAside ?? (await this.#keepCopy(file, bytes)) };
          return mine;
        }
        const { collection, conflicts } = mergeAnnotations(base.value, mine, theirs, this.newId);
        outcome = { ...outcome, merged: true, conflicts };
        return collection;
      });
      return { ...outcome, stored };
    });
  }

  /**
   * Changes a file as it now is on disk.
   *
   * @param change undefined leaves the file alone; called again when the file changes meanwhile
   * @throws UserError `fileInvalid`, `fileUnreadable`, `fileUnwritable`: nothing was changed
   */
  update<T>(file: string, formats: Formats<T>, change: (value: T | null) => T | undefined): Promise<Stored<T>> {
    return this.#inTurn(() =>
      this.#replace(file, formats, (bytes) =>
        Promise.resolve(change(bytes === null ? null : formats.parse(decode(bytes, file), file))),
      ),
    );
  }

  /**
   * Writes a file that is not there yet, such as a copy of a transcript.
   *
   * @returns false when there is a file already, which stays as it is
   * @throws UserError `fileUnwritable`: nothing was changed
   */
  create(file: string, bytes: Uint8Array): Promise<boolean> {
    return this.#inTurn(async () => {
      if ((await this.#read(file)) !== null) return false;
      return this.#writing(file, async () => this.#replaceIfUnchanged(await this.#locate(file), null, bytes));
    });
  }

  /**
   * Writes a file of any size that is not there yet.
   *
   * @returns SHA-256 of what was written; null when there is a file already, which stays as it is
   * @throws UserError `fileUnwritable`: nothing was changed; whatever `pieces` throws
   */
  createFrom(file: string, pieces: AsyncIterable<Uint8Array>): Promise<string | null> {
    return this.#inTurn(async () => {
      if ((await this.hash(file)) !== null) return null;
      return this.#writing(file, async () => {
        const target = await this.#locate(file);
        await this.disk.makeFolder(path.dirname(target));
        const temp = `${target}.${this.newId()}.tmp`;
        try {
          const hash = await this.disk.createFrom(temp, pieces);
          if ((await this.disk.hash(target)) !== null) {
            await this.disk.remove(temp);
            return null;
          }
          await this.disk.rename(temp, target);
          await this.disk.syncFolder(path.dirname(target)).catch(() => undefined);
          studyWrites.emit(target);
          return hash;
        } catch (error) {
          await this.disk.remove(temp).catch(() => undefined);
          throw error;
        }
      });
    });
  }

  /** SHA-256 of a file's bytes; null when there is no such file. @throws UserError `fileUnreadable` */
  hash(file: string): Promise<string | null> {
    return this.#reading(file, async () => this.disk.hash(await this.#locate(file)));
  }

  /**
   * Gives a file another name, under which it is read no more.
   *
   * @param why a word of that name
   * @returns the new name, relative to the study
   */
  setAside(file: string, why: 'unreadable' | 'taken-in' = 'unreadable'): Promise<string> {
    return this.#inTurn(async () => {
      const aside = this.#asideName(file, why);
      await this.#writing(file, async () => {
        const target = await this.#locate(file);
        await this.disk.rename(target, path.join(path.dirname(target), path.basename(aside)));
      });
      return aside;
    });
  }

  /** Adds to the audit trail, which is never rewritten. @throws UserError `fileUnwritable` */
  appendJournal(entry: JournalEntry): Promise<void> {
    return this.#inTurn(() =>
      this.#writing(journalPath, async () => {
        await this.disk.makeFolder(path.dirname(this.#absolute(journalPath)));
        await this.disk.appendLine(this.#absolute(journalPath), JSON.stringify(entry));
      }),
    );
  }

  async #replace<T>(
    file: string,
    { parse, serialize }: Formats<T>,
    compute: (bytes: Uint8Array | null) => Promise<T | undefined>,
  ): Promise<Stored<T>> {
    const target = await this.#locate(file);
    for (let tries = 0; tries < maxTries; tries++) {
      const before = await this.#reading(file, () => this.disk.read(target));
      const value = await compute(before);
      const bytes = value === undefined ? before : new TextEncoder().encode(serialize(value));
      if (value !== undefined && bytes !== null) {
        const done = await this.#writing(file, () => this.#replaceIfUnchanged(target, before, bytes));
        if (!done) continue;
      }
      if (bytes === null) return { value: null, hash: null };
      return { value: value ?? parse(decode(bytes, file), file), hash: hashOf(bytes) };
    }
    throw new UserError(
      'fileUnwritable',
      `${file} keeps being changed by another program.`,
      'Close the other program that writes it, then try again; nothing was changed.',
    );
  }

  async #replaceIfUnchanged(target: string, before: Uint8Array | null, bytes: Uint8Array): Promise<boolean> {
    await this.disk.makeFolder(path.dirname(target));
    // Beside the target: a rename is one step only within a file system.
    const temp = `${target}.${this.newId()}.tmp`;
    const mode = await this.disk.modeOf(target);
    // A rename would replace it all the same.
    if (mode !== null && (mode & ownerWrites) === 0) throw Object.assign(new Error('read-only'), { code: readOnly });
    try {
      await this.disk.create(temp, bytes, mode ?? undefined);
      const now = await this.disk.read(target);
      const unchanged = now === null ? before === null : before !== null && hashOf(now) === hashOf(before);
      if (!unchanged) {
        await this.disk.remove(temp);
        return false;
      }
      await this.disk.rename(temp, target);
    } catch (error) {
      // The failure that brought us here is the one to tell.
      await this.disk.remove(temp).catch(() => undefined);
      throw error;
    }
    // The new file is in place: a folder that cannot be synced (some network drives) is no failed save.
    await this.disk.syncFolder(path.dirname(target)).catch(() => undefined);
    studyWrites.emit(target);
    return true;
  }

  /** A copy, not a rename: the file stays in its place until the new one replaces it. */
  async #keepCopy(file: string, bytes: Uint8Array): Promise<string> {
    const aside = this.#asideName(file, 'unreadable');
    await this.#writing(aside, async () => {
      const target = await this.#locate(file);
      await this.disk.create(path.join(path.dirname(target), path.basename(aside)), bytes);
    });
    return aside;
  }

  #asideName(file: string, why: string): string {
    return `${file}.${why}-${this.newId().slice(0, 8)}`;
  }

  #absolute(file: string): string {
    return path.join(this.folder, ...file.split('/'));
  }

  /** Where a file is, or where it belongs: it may be there, or its folder may, in another spelling of its name. */
  async #locate(file: string): Promise<string> {
    if (isPlain(file)) return this.#absolute(file);
    const isThere = async (path: string) => {
      const cut = path.lastIndexOf('/');
      return (await this.#namesIn(path.slice(0, Math.max(cut, 0)))).includes(path.slice(cut + 1));
    };
    if (await isThere(file)) return this.#absolute(file);
    const others = await this.#otherSpellings(file);
    for (const other of others) if (await isThere(other)) return this.#absolute(other);
    const folderOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    for (const place of [file, ...others])
      if ((await this.#namesIn(folderOf(place))).length > 0) return this.#absolute(place);
    return this.#absolute(file);
  }

  #otherSpellings(path: string): Promise<readonly string[]> {
    return studySpellings(path, (folder) => this.#namesIn(folder));
  }

  #namesIn(folder: string): Promise<readonly string[]> {
    return this.#reading(folder, () => this.disk.list(this.#absolute(folder)));
  }

  #read(file: string): Promise<Uint8Array | null> {
    return this.#reading(file, async () => this.disk.read(await this.#locate(file)));
  }

  async #reading<T>(file: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(
        'fileUnreadable',
        `${file} cannot be read (${errorCode(error) ?? 'unknown error'}).`,
        'See whether the file is there and you may read it.',
        { cause: error },
      );
    }
  }

  async #writing<T>(file: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw cannotWrite(file, error);
    }
  }

  /** One write after another, so that no two of ours meet. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

function cannotWrite(file: string, error: unknown): UserError {
  const code = errorCode(error);
  const because: Readonly<Record<string, readonly [string, string]>> = {
    ENOSPC: ['the disk is full', 'Make room on the disk, then try again; nothing was changed.'],
    EDQUOT: ['your share of the disk is full', 'Make room, then try again; nothing was changed.'],
    [readOnly]: ['it is read-only', 'Allow writing to the file (its properties), then try again; nothing was changed.'],
    EROFS: ['the folder is read-only', 'Copy the study to a folder that you may write to; nothing was changed.'],
    EACCES: ['the folder is read-only', 'Copy the study to a folder that you may write to; nothing was changed.'],
    EPERM: [
      'it is locked or read-only',
      'Close other programs that have it open, then try again; nothing was changed.',
    ],
    ENAMETOOLONG: ['its name is too long', 'Give the file a shorter name, then try again; nothing was changed.'],
    EBUSY: ['it is locked', 'Close other programs that have it open, then try again; nothing was changed.'],
  };
  const [why, remedy] = because[code ?? ''] ?? [code ?? 'unknown error', 'Try again; nothing was changed.'];
  return new UserError('fileUnwritable', `${file} cannot be written: ${why}.`, remedy, { cause: error });
}

function tryParse(bytes: Uint8Array, file: string): AnnotationCollection | null {
  try {
    return parseAnnotations(decode(bytes, file), file);
  } catch {
    return null;
  }
}

function decode(bytes: Uint8Array, file: string): string {
  const decoded = decodeUtf8(bytes);
  if ('text' in decoded) return decoded.text;
  throw new UserError(
    'fileInvalid',
    `${file}, line ${decoded.line}: not UTF-8 text.`,
    'Save the file as UTF-8 in the program that wrote it. Introspect leaves the file as it is.',
  );
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
