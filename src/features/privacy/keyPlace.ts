import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/userError';

/**
 * Refuses a key inside the study or another folder of the workspace, symbolic links followed: it would be shared, synced
 * or committed together with the texts.
 *
 * @param folders absolute paths
 * @throws UserError `badRequest`
 */
export async function requireOutside(keyFile: string, folders: readonly string[]): Promise<void> {
  const place = await real(path.dirname(keyFile));
  for (const folder of folders) {
    const relative = path.relative(await real(folder), place);
    const isInside = relative === '' || !(relative.split(path.sep)[0] === '..' || path.isAbsolute(relative));
    if (!isInside) continue;
    throw new UserError(
      'badRequest',
      `The key cannot be kept in ${path.basename(folder)}: whoever gets that folder would get the key with it.`,
      'Choose a place outside the study and outside every folder of this workspace, best on another, encrypted drive.',
    );
  }
}

async function real(folder: string): Promise<string> {
  return realpath(folder).catch(() => path.resolve(folder));
}
