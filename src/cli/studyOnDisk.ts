import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { toErrorInfo, UserError } from '../core/base/userError';
import type { StudyFolder } from '../core/coding/studyFiles';

/** A study's folder, read with Node. */
export function folderOnDisk(dir: string): StudyFolder {
  return {
    read: (file) => readFile(path.join(dir, file)).catch((error: unknown) => absent(error, file, undefined)),
    list: async (folder) => {
      const entries = await readdir(path.join(dir, folder), { withFileTypes: true }).catch((error: unknown) =>
        absent(error, folder, []),
      );
      return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
    },
  };
}

/** @throws UserError unless the file is simply not there. */
function absent<T>(error: unknown, file: string, otherwise: T): T {
  const code = error instanceof Error && 'code' in error ? String(error.code) : toErrorInfo(error).code;
  if (code === 'ENOENT') return otherwise;
  throw new UserError('fileUnreadable', `${file} cannot be read (${code}).`, 'Check the path and its permissions.');
}
