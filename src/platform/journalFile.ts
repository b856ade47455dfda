import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/base/userError';
import type { BatchJournal } from '../core/engine/batch';
import { errorCode } from './errorCode';
import { onceLetGo } from './heldFile';

/** A journal in a file of its own, made with its folder at the first line. */
export class JournalFile implements BatchJournal {
  constructor(private readonly file: string) {}

  async read(): Promise<string> {
    try {
      return await onceLetGo(() => readFile(this.file, 'utf8'));
    } catch (error) {
      const code = errorCode(error) ?? 'unknown error';
      if (code === 'ENOENT') return '';
      throw new UserError('fileUnreadable', `${this.name} cannot be read (${code}).`, checkIt, { cause: error });
    }
  }

  /** @throws UserError `diskFull`, `fileUnwritable` */
  async append(text: string): Promise<void> {
    try {
      await mkdir(path.dirname(this.file), { recursive: true });
      const handle = await onceLetGo(() => open(this.file, 'a'));
      try {
        await handle.appendFile(text);
        await handle.datasync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      const code = errorCode(error) ?? 'unknown error';
      if (code === 'ENOSPC' || code === 'EDQUOT')
        throw new UserError('diskFull', `No room is left for ${this.name}.`, 'Free some room, then go on.', {
          cause: error,
        });
      throw new UserError('fileUnwritable', `${this.name} cannot be written (${code}).`, checkIt, { cause: error });
    }
  }

  get name(): string {
    return path.basename(this.file);
  }
}

const checkIt = 'Check the file, its folder and their permissions.';
