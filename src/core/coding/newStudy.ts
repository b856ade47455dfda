import { diskKey, freePath, safeFileName, transcriptPath } from '../exchange/review/fileNames';
import { parseTranscript, toWorkingText } from '../transcript/transcript';
import { studyFormatVersion, type Study } from './study';
import { studyFile, transcriptFolder, type StudyFolder } from './studyFiles';

const transcriptEnding = '.transcript.txt';
/** Folders that hold no transcripts of the person's. */
const passedOver = /^(\.|node_modules$|introspect$|originals$|transcripts$)/;
const originalsFolder = 'originals';
const maxDepth = 3;

export function makeStudy(title: string): Study {
  return { formatVersion: studyFormatVersion, title, unitOfAnalysis: 'turn', coders: [] };
}

/**
 * Whether a text reads as a conversation: at least three turns, speakers who come back, and hardly anything outside of
 * the turns.
 */
function isConversation(text: string): boolean {
  const { turns, preamble } = parseTranscript(toWorkingText(text));
  const speakers = new Set(turns.map(({ speaker }) => speaker)).size;
  const before = preamble ? preamble.end - preamble.start : 0;
  return turns.length >= 3 && speakers < turns.length && before * 2 < text.length;
}

/** A text outside of `transcripts/` that could become a transcript of the study. */
export interface TranscriptCandidate {
  /** Path below the folder. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Finds transcripts in a folder that is no study yet: files named `*.transcript.txt`, and other text files that read as
 * conversations.
 *
 * @param options.atMost how many to look for
 */
export async function findCandidates(
  folder: StudyFolder,
  options: { readonly atMost: number },
): Promise<TranscriptCandidate[]> {
  const found: TranscriptCandidate[] = [];
  await eachFile(folder, async (file, name) => {
    if (found.length >= options.atMost) return false;
    if (!/\.txt$/i.test(name)) return true;
    const bytes = await folder.read(file);
    if (bytes && (name.endsWith(transcriptEnding) || isConversation(decode(bytes)))) found.push({ file, bytes });
    return true;
  });
  return found;
}

/**
 * Finds Word files and subtitles that were not imported yet: what they hold is only known once they are. Those whose name
 * stands in `originals/` count as imported.
 *
 * @returns paths below the folder
 */
export async function findImportable(
  folder: StudyFolder,
  options: { readonly atMost: number },
): Promise<readonly string[]> {
  const imported = new Set((await folder.list(originalsFolder)).map(({ name }) => diskKey(name)));
  const isImported = (name: string) => imported.has(diskKey(safeFileName(name, '')));
  const found: string[] = [];
  await eachFile(folder, (file, name) => {
    // Word keeps a lock file of this name beside each document that is open.
    if (/\.(docx|vtt|srt)$/i.test(name) && !name.startsWith('~$') && !isImported(name)) found.push(file);
    return Promise.resolve(found.length < options.atMost);
  });
  return found;
}

/** Goes through the person's own files, until `visit` says that it is enough. */
async function eachFile(folder: StudyFolder, visit: (file: string, name: string) => Promise<boolean>): Promise<void> {
  const look = async (path: string, depth: number): Promise<boolean> => {
    const entries = [...(await folder.list(path))].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name, isFolder } of entries) {
      const file = path === '' ? name : `${path}/${name}`;
      if (isFolder && (depth >= maxDepth || passedOver.test(name))) continue;
      if (!(await (isFolder ? look(file, depth + 1) : visit(file, name)))) return false;
    }
    return true;
  };
  await look('', 0);
}

/** A study in a folder within this one, or in one within that, as when a zip is unpacked; null when there is none. */
export async function findStudyInside(folder: StudyFolder, path = '', depth = 1): Promise<string | null> {
  const inner = (await folder.list(path))
    .filter(({ name, isFolder }) => isFolder && !passedOver.test(name))
    .map(({ name }) => (path === '' ? name : `${path}/${name}`))
    .sort();
  for (const one of inner) {
    const parts = await folder.list(`${one}/${studyFile.slice(0, studyFile.lastIndexOf('/'))}`);
    if (parts.some(({ name }) => studyFile.endsWith(`/${name}`))) return one;
  }
  if (depth >= 2) return null;
  for (const one of inner) {
    const found = await findStudyInside(folder, one, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** Whether `transcripts/` holds any text. */
export async function hasTranscripts(folder: StudyFolder): Promise<boolean> {
  return (await folder.list(transcriptFolder)).some(({ name, isFolder }) => !isFolder && name.endsWith('.txt'));
}

/**
 * Where a copy of a text goes: `transcripts/<name>.transcript.txt`, under a name that every system takes, with a number
 * where that name is taken.
 *
 * @param taken paths in use
 */
export function transcriptPathFor(file: string, taken: ReadonlySet<string>): string {
  const stem = file.slice(file.lastIndexOf('/') + 1).replace(/(\.transcript)?\.txt$/i, '');
  const used = new Set([...taken].map(diskKey));
  return freePath(transcriptPath(stem), (key) => used.has(key));
}

/** Only to see how it reads: what is copied are the bytes. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}
