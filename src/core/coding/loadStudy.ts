import { conflictLine, conflictMessage, settleConflict } from '../base/conflictMarks';
import { groupBy } from '../base/groupBy';
import { sha256Hex } from '../base/sha256';
import { UserError } from '../base/userError';
import { decodeUtf8 } from '../base/utf8';
import { parseCodebook, type Codebook } from '../codebook/codebook';
import { isPlain, spelledAs, spellingKey } from '../base/spelling';
import { toWorkingText } from '../transcript/transcript';
import { parseAnnotations, type AnnotationCollection } from './annotations';
import { sortCodings } from './codingCopies';
import { copiedTranscripts, type StrayCopy } from './copiedTranscripts';
import { codingPath, coderOfFile, isModelCoder, parseStudy, type Coder, type Study } from './study';
import { codebookFile, codingFolder, studyFile, transcriptFolder, type StudyFolder } from './studyFiles';

export interface LoadedTranscript {
  readonly path: string;
  /** Working text (`toWorkingText`). */
  readonly text: string;
  /** Of the working text, as `schema:sha256` of an annotation's source. */
  readonly sha256: string;
}

/** What one coder noted on one transcript. */
export interface LoadedCoding {
  readonly transcript: string;
  readonly coder: string;
  /** Path of the coder's file, for messages. */
  readonly file: string;
  readonly collection: AnnotationCollection;
}

export interface LoadedStudy {
  readonly study: Study;
  /** Those of study.json, then everyone else who has a file. */
  readonly coders: readonly Coder[];
  readonly codebook: Codebook;
  /** In the order of their paths, without `copiedTranscripts`. */
  readonly transcripts: readonly LoadedTranscript[];
  readonly codings: readonly LoadedCoding[];
  /** Codings of transcripts that are no longer there. */
  readonly withoutTranscript: readonly string[];
  /** Files beside those of the coders, such as a sync program's copies: not read (`OwnCodings`). */
  readonly copies: readonly string[];
  /** Copies of transcripts that a sync program made and nobody coded: in no figure. */
  readonly copiedTranscripts: readonly StrayCopy[];
}

/**
 * Reads a study from its folder: transcripts, codebook, and every coder's annotations.
 *
 * @throws UserError `fileUnreadable` when study.json or the codebook is missing or a file is not UTF-8; `fileInvalid`
 * when one cannot be parsed
 */
export async function loadStudy(folder: StudyFolder): Promise<LoadedStudy> {
  const study = parseStudy(await required(folder, studyFile), studyFile);
  const codebook = parseCodebook(await required(folder, codebookFile), codebookFile);
  const transcripts: LoadedTranscript[] = [];
  for (const path of await transcriptFiles(folder)) {
    const text = toWorkingText(await required(folder, path));
    const conflict = conflictLine(text);
    if (conflict !== null) throw new UserError('fileInvalid', conflictMessage(path, conflict), settleConflict);
    transcripts.push({ path, text, sha256: await sha256Hex(text) });
  }
  const paths = new Set(transcripts.map(({ path }) => path));
  const codings: LoadedCoding[] = [];
  const withoutTranscript: string[] = [];
  const { own, copies } = await ownCodings(folder);
  for (const { file, transcript, coder } of own) {
    if (!paths.has(transcript)) withoutTranscript.push(file);
    else codings.push({ transcript, coder, file, collection: parseAnnotations(await required(folder, file), file) });
  }
  const known = new Set(study.coders.map(({ id }) => id));
  const others = [...new Set(codings.map(({ coder }) => coder))].filter((id) => !known.has(id));
  const coders = [
    ...study.coders,
    ...others.map((id): Coder => ({ id, name: id, kind: isModelCoder(id) ? 'model' : 'person' })),
  ];
  const copied = copiedTranscripts(transcripts, new Set(codings.map(({ transcript }) => transcript)));
  const isCopy = new Set(copied.map(({ file }) => file));
  return {
    ...{ study, coders, codebook, codings, withoutTranscript, copies },
    transcripts: transcripts.filter(({ path }) => !isCopy.has(path)),
    copiedTranscripts: copied,
  };
}

/** The transcripts of a study, in the order of their paths; nothing is read. */
export function transcriptFiles(folder: StudyFolder): Promise<string[]> {
  return filesUnder(folder, transcriptFolder, '.txt');
}

/** A coder's file on a transcript, which may be there no longer. */
export interface CodingFile {
  readonly file: string;
  readonly transcript: string;
  readonly coder: string;
}

/**
 * The files in the coding folders of a study that are named as coders' are, in the order of their paths; nothing is read.
 * A folder whose name is spelled otherwise than its transcript's (`spelledAs`) is that transcript's.
 */
export async function codingFiles(folder: StudyFolder): Promise<CodingFile[]> {
  return (await jsonFiles(folder)).flatMap(({ file, name, transcript }) => {
    const coder = coderOfFile(name);
    return coder === undefined ? [] : [{ file, transcript, coder }];
  });
}

/** The coders' files of a study, one for each coder on a transcript. */
export interface OwnCodings {
  readonly own: readonly CodingFile[];
  /** Other files in their folders: copies that sync programs made, and files whose names are no coder's. */
  readonly copies: readonly string[];
}

/** Tells the coders' own files from copies of them; only files whose names leave a doubt are read. */
export async function ownCodings(folder: StudyFolder): Promise<OwnCodings> {
  const copies: string[] = [];
  const own = new Map<string, CodingFile>();
  const byFolder = groupBy(await jsonFiles(folder), ({ file }) => file.slice(0, file.lastIndexOf('/')));
  for (const [within, entries] of byFolder) {
    const sorted = await sortCodings(
      entries.map(({ name }) => name),
      (name) => textAt(folder, `${within}/${name}`),
    );
    const isOwn = new Set(sorted.coders);
    for (const { file, name, transcript } of entries) {
      const coder = coderOfFile(name);
      const key = `${transcript}/${coder}`;
      const other = own.get(key);
      if (coder === undefined || !isOwn.has(coder)) copies.push(file);
      else if (other && other.file === codingPath(transcript, coder)) copies.push(file);
      else {
        if (other) copies.push(other.file);
        own.set(key, { file, transcript, coder });
      }
    }
  }
  return { own: [...own.values()].sort((a, b) => bySpelling(a.file, b.file)), copies: copies.sort(bySpelling) };
}

interface JsonFile {
  readonly file: string;
  readonly name: string;
  readonly transcript: string;
}

async function jsonFiles(folder: StudyFolder): Promise<JsonFile[]> {
  const files = (await filesUnder(folder, codingFolder, '.json')).map((file): JsonFile => {
    const cut = file.lastIndexOf('/');
    return { file, name: file.slice(cut + 1), transcript: file.slice(codingFolder.length + 1, Math.max(cut, 0)) };
  });
  if (files.every(({ transcript }) => isPlain(transcript))) return files;
  const there = await transcriptFiles(folder);
  return files.map((one) => ({ ...one, transcript: spelledAs(one.transcript, there) ?? one.transcript }));
}

async function textAt(folder: StudyFolder, path: string): Promise<string | undefined> {
  const bytes = await folder.read(path).catch(() => undefined);
  const decoded = bytes && decodeUtf8(bytes);
  return decoded && 'text' in decoded ? decoded.text : undefined;
}

async function required(folder: StudyFolder, path: string): Promise<string> {
  const bytes = await folder.read(path);
  if (bytes === undefined) {
    throw new UserError(
      'fileUnreadable',
      `${path} is missing.`,
      'Choose the folder of a study: it holds transcripts/ and introspect/ with study.json and codebook.json.',
    );
  }
  const result = decodeUtf8(bytes);
  if ('text' in result) return result.text;
  throw new UserError('fileUnreadable', `${path} is not valid UTF-8 at line ${result.line}.`, 'Save it as UTF-8.');
}

/** However names are spelled, one order: what is drawn from transcripts by a seed rests on it. */
function bySpelling(a: string, b: string): number {
  const [one, other] = [spellingKey(a), spellingKey(b)];
  if (one !== other) return one < other ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}

async function filesUnder(folder: StudyFolder, path: string, ending: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name, isFolder } of await folder.list(path)) {
    if (isFolder) found.push(...(await filesUnder(folder, `${path}/${name}`, ending)));
    else if (name.endsWith(ending)) found.push(`${path}/${name}`);
  }
  return found.sort(bySpelling);
}
