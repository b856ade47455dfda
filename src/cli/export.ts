// `introspect export` (DESIGN 9), options already read.
import { rename, rm, writeFile } from 'node:fs/promises';
import { UserError } from '../core/base/userError';
import { loadStudy, type LoadedStudy } from '../core/coding/loadStudy';
import { codebookCsv } from '../core/exchange/codebookCsv';
import { segmentsCsv, segmentsJsonl } from '../core/exchange/export/segmentRows';
import { studyHtml } from '../core/exchange/export/studyHtml';
import { studyNotes, type StudyNotes } from '../core/exchange/export/studyNotes';
import { formatQdc } from '../core/exchange/refi/codebookFile';
import { formatQdpx } from '../core/exchange/refi/writeProject';
import type { ExportFormat } from './exportFormats';
import { folderOnDisk } from './studyOnDisk';

const writers: {
  readonly [Format in ExportFormat]: (
    study: LoadedStudy,
    notes: StudyNotes,
  ) => string | Uint8Array | Promise<Uint8Array>;
} = {
  csv: (_, notes) => segmentsCsv(notes),
  jsonl: (_, notes) => segmentsJsonl(notes),
  qdpx: formatQdpx,
  qdc: ({ codebook }) => formatQdc(codebook),
  'codebook-csv': ({ codebook }) => codebookCsv(codebook),
  html: studyHtml,
};

/** What the export holds; the counts are the study's, whatever of it the format has a place for. */
export interface ExportResult {
  readonly out: string;
  readonly format: ExportFormat;
  readonly transcripts: number;
  readonly codes: number;
  readonly segments: number;
  readonly memos: number;
  readonly leftOut: readonly string[];
}

/**
 * Writes a study to one file.
 *
 * @throws UserError `fileUnwritable` when the file is there and `force` is not given, or cannot be written; and those of
 * `loadStudy`
 */
export async function exportStudy(
  dir: string,
  { format, out, force }: { readonly format: ExportFormat; readonly out: string; readonly force: boolean },
): Promise<ExportResult> {
  const study = await loadStudy(folderOnDisk(dir));
  const notes = studyNotes(study);
  const content = await writers[format](study, notes);
  await (force ? replaceFile(out, content) : createFile(out, content));
  const { segments, stretchMemos, codeMemos, leftOut } = notes;
  const onSegments = segments.reduce((sum, { memos }) => sum + memos.length, 0);
  return {
    out,
    format,
    transcripts: study.transcripts.length,
    codes: study.codebook.codes.length,
    segments: segments.length,
    memos: onSegments + stretchMemos.length + codeMemos.length,
    leftOut,
  };
}

async function createFile(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content, { flag: 'wx', flush: true });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') {
      throw new UserError('fileUnwritable', `${file} is there already.`, 'Choose another name, or add --force.');
    }
    if (code === 'ENOSPC') await rm(file, { force: true });
    throw unwritable(file, code);
  }
}

/** The old file stays until the new one is complete. */
async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, content, { flag: 'wx', flush: true });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw unwritable(file, codeOf(error));
  }
}

function unwritable(file: string, code: string): UserError {
  return new UserError(
    'fileUnwritable',
    `${file} cannot be written (${code}).`,
    'Check the folder and its permissions.',
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
