import { UserError } from '../../core/base/userError';
import { codebookFormatVersion, parseCodebook, serializeCodebook, type Codebook } from '../../core/codebook/codebook';
import { makeStudy, transcriptPathFor, type TranscriptCandidate } from '../../core/coding/newStudy';
import { parseStudy, serializeStudy } from '../../core/coding/study';
import { codebookFile, studyFile, transcriptFolder, type StudyFolder } from '../../core/coding/studyFiles';
import { decodeUtf8 } from '../../core/base/utf8';
import type { StudyFiles } from '../../platform/study/studyFiles';

/** What a folder has of a study. */
export interface StudyParts {
  readonly hasStudy: boolean;
  readonly hasCodebook: boolean;
}

/** @throws UserError `fileInvalid`, `fileUnreadable`: a part that is there cannot be read */
export async function partsOf(files: StudyFiles): Promise<StudyParts> {
  const study = await files.load(studyFile, parseStudy);
  const codebook = await files.load(codebookFile, parseCodebook);
  return { hasStudy: study.value !== null, hasCodebook: codebook.value !== null };
}

export interface NewStudy {
  readonly title: string;
  /** Ignored where the folder has a codebook. */
  readonly codebook: Codebook;
  /** Texts to copy into `transcripts/`; they stay where they are. */
  readonly copies: readonly TranscriptCandidate[];
}

export interface MadeStudy {
  /** Paths of the copies. */
  readonly transcripts: readonly string[];
  /** Texts that were left out because they are not UTF-8. */
  readonly notUtf8: readonly string[];
}

/**
 * Makes a study of a folder, or completes half a one. Nothing that is there is changed. study.json comes last: where
 * something fails before, the folder is no study yet, and doing it again goes on.
 *
 * @throws UserError `fileInvalid`, `fileUnreadable` before anything is written; `fileUnwritable`
 */
export async function setUpStudy(
  files: StudyFiles,
  folder: StudyFolder,
  { title, codebook, copies }: NewStudy,
  now: () => Date,
): Promise<MadeStudy> {
  await partsOf(files);
  const taken = new Set((await folder.list(transcriptFolder)).map(({ name }) => `${transcriptFolder}/${name}`));
  const transcripts: string[] = [];
  const notUtf8: string[] = [];
  for (const { file, bytes } of copies) {
    if (!('text' in decodeUtf8(bytes))) {
      notUtf8.push(file);
      continue;
    }
    const path = await copyOf(bytes, file, folder, taken);
    if (path === null) continue;
    if (!(await files.create(path, bytes))) throw changedMeanwhile(path);
    taken.add(path);
    transcripts.push(path);
  }
  const encode = (text: string) => new TextEncoder().encode(text);
  const { codes } = codebook;
  await files.create(codebookFile, encode(serializeCodebook({ formatVersion: codebookFormatVersion, codes })));
  const made = await files.create(studyFile, encode(serializeStudy(makeStudy(title))));
  if (made) {
    const when = now().toISOString();
    await files.appendJournal({ when, who: [], what: 'study.new', codes: codes.length, transcripts });
  }
  return { transcripts, notUtf8 };
}

/** The path for a copy; null when the same text is there already, as after a first try that did not come to its end. */
async function copyOf(
  bytes: Uint8Array,
  file: string,
  folder: StudyFolder,
  taken: ReadonlySet<string>,
): Promise<string | null> {
  const wanted = transcriptPathFor(file, new Set());
  const there = taken.has(wanted) ? await folder.read(wanted) : undefined;
  return there && Buffer.compare(there, bytes) === 0 ? null : transcriptPathFor(file, taken);
}

function changedMeanwhile(path: string): UserError {
  const remedy = 'Try again; nothing was overwritten.';
  return new UserError('fileUnwritable', `${path} was written by another program just now.`, remedy);
}
