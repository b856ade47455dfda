import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { toErrorInfo, UserError } from '../core/base/userError';
import { forgivingFolder } from '../core/coding/spelledStudy';
import type { StudyFolder } from '../core/coding/studyFiles';

/** A study's folder, read with Node. */
export function folderOnDisk(dir: string): StudyFolder {
  return forgivingFolder({
    read: (file) => readFile(path.join(dir, file)).catch((error: unknown) => absent(error, file, undefined)),
    list: async (folder) => {
      const entries = await readdir(path.join(dir, folder), { withFileTypes: true }).catch((error: unknown) =>
        absent(error, folder, []),
      );
      return Promise.all(entries.map(async (entry) => ({ name: entry.name, isFolder: await isFolder(entry) })));
    },
  });
}

/** A link to a folder is one too, as in VS Code; not one that leads to a folder around it, which would never end. */
async function isFolder(entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const link = path.join(entry.parentPath, entry.name);
  const isDirectory = await stat(link).then(
    (target) => target.isDirectory(),
    () => false,
  );
  if (!isDirectory) return false;
  const [target, around] = await Promise.all([realpath(link), realpath(entry.parentPath)]);
  return !`${around}${path.sep}`.startsWith(`${target}${path.sep}`);
}

/** @throws UserError unless the file is simply not there. */
function absent<T>(error: unknown, file: string, otherwise: T): T {
  const code = error instanceof Error && 'code' in error ? String(error.code) : toErrorInfo(error).code;
  if (code === 'ENOENT') return otherwise;
  throw new UserError('fileUnreadable', `${file} cannot be read (${code}).`, 'Check the path and its permissions.');
}
