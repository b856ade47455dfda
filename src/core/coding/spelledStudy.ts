import { isPlain, otherSpellings } from '../base/spelling';
import { codingFolder, type StudyFolder } from './studyFiles';

/**
 * Where else a file or folder of a study may lie, because its name came back spelled otherwise (`otherSpellings`). What
 * belongs to another transcript, which is spelled in just that way, is none of it.
 */
export async function studySpellings(
  path: string,
  namesIn: (folder: string) => Promise<readonly string[]>,
): Promise<string[]> {
  const found = await otherSpellings(path, namesIn);
  const transcript = codedTranscript(path);
  const own = await Promise.all(
    found.map(async (one) => {
      const other = codedTranscript(one);
      if (other === undefined || other === transcript) return true;
      const cut = other.lastIndexOf('/');
      return !(await namesIn(other.slice(0, Math.max(cut, 0)))).includes(other.slice(cut + 1));
    }),
  );
  return found.filter((_, i) => own[i]);
}

/** The folder, whose files are also found under names that came back spelled otherwise; its lists are as they are. */
export function forgivingFolder(folder: StudyFolder): StudyFolder {
  const namesIn = async (path: string) => (await folder.list(path)).map(({ name }) => name);
  return {
    list: (path) => folder.list(path),
    read: async (path) => {
      const bytes = await folder.read(path);
      if (bytes !== undefined || isPlain(path)) return bytes;
      for (const other of await studySpellings(path, namesIn)) {
        const found = await folder.read(other);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

/** The transcript of a coder's file, or of the folder of such files. */
function codedTranscript(path: string): string | undefined {
  if (!path.startsWith(`${codingFolder}/`)) return undefined;
  return path.slice(codingFolder.length + 1).replace(/\/[^/]*\.json$/, '');
}
