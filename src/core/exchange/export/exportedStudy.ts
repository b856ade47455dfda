import type { LoadedStudy } from '../../coding/loadStudy';
import { counted } from '../counted';
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
  const content = await writers[format](study, notes);
  return { content, notes: { ...notes, leftOut: [...notes.leftOut, ...withoutRows(format, notes)] } };
}

/** A table has a row for each segment, and none for a memo on words that carry no code or on a code. */
function withoutRows(format: ExportFormat, { stretchMemos, codeMemos }: StudyNotes): string[] {
  const n = stretchMemos.length + codeMemos.length;
  if (n === 0 || (format !== 'csv' && format !== 'jsonl')) return [];
  const are = n === 1 ? 'is' : 'are';
  return [
    `${counted(n, 'memo')} on words without a code or on a code ${are} not in this file, which has a row for each segment: a REFI-QDA project and a page to read have ${n === 1 ? 'it' : 'them'}.`,
  ];
}
