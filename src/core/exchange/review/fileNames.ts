import { fitStem, withoutDevice } from '../../base/fileNames';
import { spellingKey } from '../../base/spelling';
import { transcriptFolder } from '../../coding/studyFiles';

const maxCharacters = 80;

/** A name that every file system takes, with the ending of the given one and as near to it as can be; never a path. */
export function safeFileName(name: string, otherwise: string): string {
  const [, stem = name, ending = ''] = /^(.*)(\.[^.\s/\\]{1,16})$/s.exec(name) ?? [];
  const clean = tidy(ending.slice(1));
  return clean === '' ? nameWith(name, otherwise, '') : nameWith(stem, otherwise, `.${clean}`);
}

/** Where a document of this name goes: `transcripts/<name>.transcript.txt`. */
export function transcriptPath(name: string): string {
  return `${transcriptFolder}/${nameWith(name, 'transcript', '.transcript.txt')}`;
}

function nameWith(stem: string, otherwise: string, ending: string): string {
  const clean = tidy(fitStem(tidy(stem), ending, maxCharacters)) || otherwise;
  return withoutDevice(clean, '_') + ending;
}

function tidy(part: string): string {
  return part
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
}

/** A path as disks compare it: many take capitals, and letters spelled otherwise, for the same. */
export function diskKey(path: string): string {
  return spellingKey(path).toLowerCase();
}

/**
 * The path, or the same with the lowest number before its ending that makes it new.
 *
 * @param isTaken is asked with paths as disks compare them (`diskKey`)
 */
export function freePath(path: string, isTaken: (key: string) => boolean): string {
  const [, stem = path, ending = ''] = /^(.*?[^/])((?:\.transcript\.txt|\.[^./]*)?)$/s.exec(path) ?? [];
  let free = path;
  for (let n = 2; isTaken(diskKey(free)); n++) free = `${stem}-${n}${ending}`;
  return free;
}
