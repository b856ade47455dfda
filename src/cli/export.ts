// `introspect export` (DESIGN 9), options already read.
import { loadStudy, type LoadedStudy } from '../core/coding/loadStudy';
import { codebookCsv } from '../core/exchange/codebookCsv';
import { segmentsCsv, segmentsJsonl } from '../core/exchange/export/segmentRows';
import { studyHtml } from '../core/exchange/export/studyHtml';
import { studyNotes, type StudyNotes } from '../core/exchange/export/studyNotes';
import { formatQdc } from '../core/exchange/refi/codebookFile';
import { formatQdpx } from '../core/exchange/refi/writeProject';
import type { ExportFormat } from './exportFormats';
import { folderOnDisk } from './studyOnDisk';
import { writeNewFile } from './writeFile';

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
  /** How many of the segments are suggestions of models. */
  readonly suggestions: number;
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
  {
    format,
    out,
    force,
    suggestions = false,
  }: {
    readonly format: ExportFormat;
    readonly out: string;
    readonly force: boolean;
    readonly suggestions?: boolean;
  },
): Promise<ExportResult> {
  const study = await loadStudy(folderOnDisk(dir));
  const notes = studyNotes(study, { suggestions });
  const content = await writers[format](study, notes);
  await writeNewFile(out, content, force);
  const { segments, stretchMemos, codeMemos } = notes;
  const suggested = segments.filter(({ decisions }) => decisions !== null).length;
  const onSegments = segments.reduce((sum, { memos }) => sum + memos.length, 0);
  return {
    out,
    format,
    transcripts: study.transcripts.length,
    codes: study.codebook.codes.length,
    segments: segments.length,
    suggestions: suggested,
    memos: onSegments + stretchMemos.length + codeMemos.length,
    leftOut: [
      ...notes.leftOut,
      ...(notes.suggestionsLeftOut > 0 ? ['To have the suggestions of models too, add --suggestions.'] : []),
      ...(suggested > 0 && format === 'qdpx'
        ? ['A REFI-QDA project has no place for what people decided on suggestions; csv and jsonl have.']
        : []),
    ],
  };
}
