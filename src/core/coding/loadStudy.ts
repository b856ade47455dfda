import { sha256Hex } from '../base/sha256';
import { UserError } from '../base/userError';
import { decodeUtf8 } from '../base/utf8';
import { parseCodebook, type Codebook } from '../codebook/codebook';
import { toWorkingText } from '../transcript/transcript';
import { parseAnnotations, type AnnotationCollection } from './annotations';
import { coderOfFile, isModelCoder, parseStudy, type Coder, type Study } from './study';
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
  /** In the order of their paths. */
  readonly transcripts: readonly LoadedTranscript[];
  readonly codings: readonly LoadedCoding[];
  /** Codings of transcripts that are no longer there. */
  readonly withoutTranscript: readonly string[];
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
    transcripts.push({ path, text, sha256: await sha256Hex(text) });
  }
  const paths = new Set(transcripts.map(({ path }) => path));
  const codings: LoadedCoding[] = [];
  const withoutTranscript: string[] = [];
  for (const { file, transcript, coder } of await codingFiles(folder)) {
    if (!paths.has(transcript)) withoutTranscript.push(file);
    else codings.push({ transcript, coder, file, collection: parseAnnotations(await required(folder, file), file) });
  }
  const known = new Set(study.coders.map(({ id }) => id));
  const others = [...new Set(codings.map(({ coder }) => coder))].filter((id) => !known.has(id));
  const coders = [
    ...study.coders,
    ...others.map((id): Coder => ({ id, name: id, kind: isModelCoder(id) ? 'model' : 'person' })),
  ];
  return { study, coders, codebook, transcripts, codings, withoutTranscript };
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

/** The coders' files of a study, in the order of their paths; nothing is read. */
export async function codingFiles(folder: StudyFolder): Promise<CodingFile[]> {
  return (await filesUnder(folder, codingFolder, '.json')).flatMap((file) => {
    const cut = file.lastIndexOf('/');
    const coder = coderOfFile(file.slice(cut + 1));
    return coder === undefined ? [] : [{ file, transcript: file.slice(codingFolder.length + 1, cut), coder }];
  });
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

async function filesUnder(folder: StudyFolder, path: string, ending: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name, isFolder } of await folder.list(path)) {
    if (isFolder) found.push(...(await filesUnder(folder, `${path}/${name}`, ending)));
    else if (name.endsWith(ending)) found.push(`${path}/${name}`);
  }
  return found.sort();
}
