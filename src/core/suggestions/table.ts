import { formatCsv } from '../exchange/csv';
import type { SuggestionStatus } from './lifecycle';
import type { QuoteMark } from './quoteMark';

/** One suggestion with what became of it. Places are UTF-16 in the working text. */
export interface SuggestionRow {
  readonly transcript: string;
  readonly start: number;
  readonly end: number;
  readonly code: string;
  /** Id of the model coder. */
  readonly coder: string;
  readonly model: string | null;
  /** Of the model's file; null for a server, or where it is not known. */
  readonly sha256: string | null;
  readonly technique: string | null;
  readonly seed: number | null;
  /** Key of the run. */
  readonly run: string | null;
  readonly madeAt: string;
  readonly probability: number | null;
  /** What did not fit in the model's context window. */
  readonly leftOut: readonly string[];
  readonly quote: string | null;
  readonly mark: QuoteMark['kind'] | null;
  readonly decision: SuggestionStatus;
  /** The codes that the person gave in its place, or as it was. */
  readonly acceptedCodes: readonly string[];
}

const head = [
  'transcript',
  'start',
  'end',
  'code',
  'coder',
  'model',
  'model sha256',
  'technique',
  'seed',
  'run',
  'made at',
  'probability',
  'left out of the prompt',
  'quote',
  'quote check',
  'decision',
  'accepted as',
];

/** What the decisions are called in a table, which is read without the panel. */
const decisions: { readonly [S in SuggestionStatus]: string } = {
  open: 'open',
  accepted: 'accepted',
  changed: 'accepted with changes',
  same: 'coded by the person already',
  rejected: 'rejected',
};

/** A table of suggestions and what a person decided on them, one a line. */
export function suggestionsCsv(rows: readonly SuggestionRow[]): string {
  return formatCsv([
    head,
    ...rows.map((row) => [
      row.transcript,
      row.start,
      row.end,
      row.code,
      row.coder,
      row.model,
      row.sha256,
      row.technique,
      row.seed,
      row.run,
      row.madeAt,
      row.probability,
      row.leftOut.join('; '),
      row.quote,
      row.mark === 'notInText' ? 'not in the text' : row.mark,
      decisions[row.decision],
      row.acceptedCodes.join('; '),
    ]),
  ]);
}
