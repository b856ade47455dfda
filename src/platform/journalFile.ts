import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BatchJournal } from '../core/engine/batch';

/** A journal in a file of its own, made with its folder at the first line. */
export class JournalFile implements BatchJournal {
  constructor(private readonly file: string) {}

  async read(): Promise<string> {
    try {
      return await readFile(this.file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
      throw error;
    }
  }

  async append(text: string): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true });
    const handle = await open(this.file, 'a');
    try {
      await handle.appendFile(text);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }
}
