import { transcriptFolder } from '../../coding/studyFiles';

const maxLength = 80;
/** Device names of Windows, whatever comes after a dot. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A name that every file system takes, as near to the given one as can be; never a path. */
export function safeFileName(name: string, otherwise: string): string {
  const clean = [...name.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]+/gu, ' ')]
    .slice(0, maxLength)
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  if (clean === '') return otherwise;
  return reserved.test(clean) ? `${clean.replace(/\..*$/s, '')}_` : clean;
}

/** Where a document of this name goes: `transcripts/<name>.transcript.txt`. */
export function transcriptPath(name: string): string {
  return `${transcriptFolder}/${safeFileName(name, 'transcript')}.transcript.txt`;
}

/**
 * The path, or the same with the lowest number before its ending that makes it new.
 *
 * @param isTaken is asked with paths in lower case, since many disks take capitals for the same
 */
export function freePath(path: string, isTaken: (lowerCasePath: string) => boolean): string {
  const [, stem = path, ending = ''] = /^(.*?[^/])((?:\.transcript\.txt|\.[^./]*)?)$/s.exec(path) ?? [];
  let free = path;
  for (let n = 2; isTaken(free.toLowerCase()); n++) free = `${stem}-${n}${ending}`;
  return free;
}
