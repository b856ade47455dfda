// `introspect export` (DESIGN 9), options already read.
import { loadStudy } from '../core/coding/loadStudy';
import { exportedStudy } from '../core/exchange/export/exportedStudy';
import type { ExportFormat } from '../core/exchange/export/exportFormats';
import { folderOnDisk } from './studyOnDisk';
import { writeNewFile } from './writeFile';

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
  const { content, notes } = await exportedStudy(study, format, { suggestions });
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
