import { rename, rm, writeFile } from 'node:fs/promises';
import { UserError } from '../core/base/userError';
import { onceLetGo } from '../platform/heldFile';

/**
 * Writes a file that was asked for.
 *
 * @param force whether a file that is there is replaced
 * @throws UserError `fileUnwritable` when the file is there and `force` is not given, or cannot be written
 */
export function writeNewFile(file: string, content: string | Uint8Array, force: boolean): Promise<void> {
  return force ? replaceFile(file, content) : createFile(file, content);
}

async function createFile(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content, { flag: 'wx', flush: true });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') {
      throw new UserError('fileUnwritable', `${file} is there already.`, 'Choose another name, or add --force.');
    }
    if (code === 'ENOSPC') await rm(file, { force: true });
    throw unwritable(file, code);
  }
}

/** The old file stays until the new one is complete. */
async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, content, { flag: 'wx', flush: true });
    await onceLetGo(() => rename(beside, file));
  } catch (error) {
    await rm(beside, { force: true });
    throw unwritable(file, codeOf(error));
  }
}

function unwritable(file: string, code: string): UserError {
  return new UserError(
    'fileUnwritable',
    `${file} cannot be written (${code}).`,
    'Check the folder and its permissions.',
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
