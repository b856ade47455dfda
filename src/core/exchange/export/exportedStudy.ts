import type { LoadedStudy } from '../../coding/loadStudy';
import { codebookCsv } from '../codebookCsv';
import { formatQdc } from '../refi/codebookFile';
import { formatQdpx } from '../refi/writeProject';
import type { ExportFormat } from './exportFormats';
import { segmentsCsv, segmentsJsonl } from './segmentRows';
import { studyHtml } from './studyHtml';
import { studyNotes, type StudyNotes } from './studyNotes';

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

export interface ExportedStudy {
  readonly content: string | Uint8Array;
  readonly notes: StudyNotes;
}

/** A study as one file for other programs and for readers. */
export async function exportedStudy(
  study: LoadedStudy,
  format: ExportFormat,
  options: { readonly suggestions: boolean },
): Promise<ExportedStudy> {
  const notes = studyNotes(study, options);
  return { content: await writers[format](study, notes), notes };
}
