import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../errorCode';
import { onceLetGo } from '../heldFile';

/**
 * The steps in which a study's files are written; each takes absolute paths and rejects with Node's error. Files that are
 * there already are waited for where another program has them open.
 */
export interface StudyDisk {
  /** Null when there is no such file. */
  readonly read: (file: string) => Promise<Uint8Array | null>;
  /** Names of the files and folders in a folder; none when there is no such folder. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  /** Permissions of a file; null when there is no such file. */
  readonly modeOf: (file: string) => Promise<number | null>;
  readonly makeFolder: (folder: string) => Promise<void>;
  /**
   * Writes a file that must not exist yet, and waits until it is on the disk.
   *
   * @param mode its permissions, where the system has them; what is usual, unless told
   */
  readonly create: (file: string, bytes: Uint8Array, mode?: number) => Promise<void>;
  /** As `create`, piece by piece. @returns SHA-256 of what was written */
  readonly createFrom: (file: string, pieces: AsyncIterable<Uint8Array>) => Promise<string>;
  /** SHA-256 of a file of any size; null when there is no such file. */
  readonly hash: (file: string) => Promise<string | null>;
  /** Puts a file in the place of another in one step. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Waits until a folder's list of files is on the disk. */
  readonly syncFolder: (folder: string) => Promise<void>;
  readonly remove: (file: string) => Promise<void>;
  /** Adds a line at the end, on a line of its own even after a torn write, and waits until it is on the disk. */
  readonly appendLine: (file: string, line: string) => Promise<void>;
}

export const studyDisk: StudyDisk = {
  async read(file) {
    try {
      return await onceLetGo(() => readFile(file));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  },
  async list(folder) {
    try {
      return await readdir(folder);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  },
  async modeOf(file) {
    try {
      return (await stat(file)).mode & 0o777;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  },
  async makeFolder(folder) {
    await mkdir(folder, { recursive: true });
  },
  async create(file, bytes, mode) {
    const handle = await open(file, 'wx', mode);
    try {
      // Those of a new file are cut by the process's mask.
      if (mode !== undefined) await handle.chmod(mode);
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async createFrom(file, pieces) {
    const hash = createHash('sha256');
    const handle = await open(file, 'wx');
    try {
      for await (const piece of pieces) {
        hash.update(piece);
        await handle.writeFile(piece);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    return hash.digest('hex');
  },
  async hash(file) {
    try {
      return await onceLetGo(async () => {
        const hash = createHash('sha256');
        for await (const piece of createReadStream(file)) hash.update(piece as Uint8Array);
        return hash.digest('hex');
      });
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  },
  rename: (from, to) => onceLetGo(() => rename(from, to)),
  async syncFolder(folder) {
    if (process.platform === 'win32') return; // folders cannot be opened there; NTFS journals the rename
    const handle = await open(path.normalize(folder), 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async remove(file) {
    await onceLetGo(() => rm(file, { force: true }));
  },
  async appendLine(file, line) {
    const handle = await onceLetGo(() => open(file, 'a+'));
    try {
      const { size } = await handle.stat();
      const last = new Uint8Array(1);
      if (size > 0) await handle.read(last, 0, 1, size - 1);
      const startsLine = size === 0 || last[0] === 0x0a;
      await handle.appendFile(`${startsLine ? '' : '\n'}${line}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};
