import { transcriptFiles } from './loadStudy';
import { codebookFile, studyFile, type StudyFolder } from './studyFiles';

/** A copy of one of the study's own files, as programs that sync a folder make them when two computers save at once. */
export interface StrayCopy {
  readonly file: string;
  readonly of: string;
}

/** Finds copies of study.json, of the codebook and of transcripts by their names; nothing is read. */
export async function strayCopies(folder: StudyFolder): Promise<StrayCopy[]> {
  const within = studyFile.slice(0, studyFile.lastIndexOf('/'));
  const names = (await folder.list(within)).filter(({ isFolder }) => !isFolder).map(({ name }) => `${within}/${name}`);
  const transcripts = await transcriptFiles(folder);
  return [
    ...names.flatMap((file) => copyOf(file, [studyFile, codebookFile])),
    ...transcripts.flatMap((file) => copyOf(file, transcripts)),
  ];
}

/** `P01.transcript (conflicted copy …).txt`, `codebook-DESKTOP-1.json`; of other texts only what names a conflict. */
function copyOf(file: string, originals: readonly string[]): StrayCopy[] {
  const [, stem, ending] = /^(.*)(\.[a-z]+)$/s.exec(file) ?? [];
  if (stem === undefined || ending === undefined || file.endsWith('.codebook.json')) return [];
  const of = originals.find((one) => {
    if (one === file || !one.endsWith(ending)) return false;
    const own = one.slice(0, -ending.length);
    const rest = stem.startsWith(own) ? stem.slice(own.length) : '';
    if (/^(?:[ _.-].*)?(?:conflict)/is.test(rest)) return true;
    return /^[ _-]/.test(rest) && (ending === '.json' || own.endsWith('.transcript'));
  });
  return of === undefined ? [] : [{ file, of }];
}
