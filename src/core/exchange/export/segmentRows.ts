import { type OffsetCodePoint, OffsetMap, type OffsetUtf16 } from '../../base/offsets';
import { parseTranscript, type Turn } from '../../transcript/transcript';
import type { Decision } from '../../suggestions/suggestion';
import { byteOrderMark, formatCsv } from '../csv';
import type { StudyNotes } from './studyNotes';

/** One segment, as tables for statistics programs want it. */
export interface SegmentRow {
  readonly id: string;
  readonly transcript: string;
  readonly coder: string;
  readonly coderName: string;
  /** Whether a person or a model coded. */
  readonly coderKind: 'person' | 'model';
  readonly code: string;
  readonly codeId: string;
  readonly startUtf16: OffsetUtf16;
  readonly endUtf16: OffsetUtf16;
  readonly startCodePoint: OffsetCodePoint;
  readonly endCodePoint: OffsetCodePoint;
  readonly quote: string;
  readonly memo: string;
  /** Of the turns that it touches, in their order. */
  readonly speakers: readonly string[];
  /** 1-based numbers of the first and last turn that it touches; null outside all turns. */
  readonly firstTurn: number | null;
  readonly lastTurn: number | null;
  readonly created: string;
  /**
   * Where suggestions are exported too (`StudyNotes.withSuggestions`): null for what is data, `open` for a suggestion that
   * nobody decided on, else `accepted`, `changed` or `rejected`; of several people in the order of `decidedBy`.
   */
  readonly decision?: string | null;
  /** Ids of the people who decided. */
  readonly decidedBy?: readonly string[];
}

export function segmentRows({ segments, withSuggestions }: StudyNotes): SegmentRow[] {
  const texts = new Map(
    [...new Set(segments.map(({ transcript }) => transcript))].map((transcript) => [
      transcript,
      { offsets: new OffsetMap(transcript.text), turns: parseTranscript(transcript.text).turns },
    ]),
  );
  return segments.map(({ id, transcript, coder, code, range, created, memos, decisions }) => {
    const { offsets, turns } = texts.get(transcript)!;
    const reached = turns.slice(
      firstWhere(turns, (turn) => turn.range.end > range.start),
      firstWhere(turns, (turn) => turn.range.start >= range.end),
    );
    // What lies in a note alone is nobody's.
    const touched = reached.filter(({ words }) => words.end > range.start || words.start === words.end);
    return {
      id,
      transcript: transcript.path,
      coder: coder.id,
      coderName: coder.name,
      coderKind: coder.kind,
      code: code.name,
      codeId: code.id,
      startUtf16: range.start,
      endUtf16: range.end,
      startCodePoint: offsets.toCodePoint(range.start),
      endCodePoint: offsets.toCodePoint(range.end),
      quote: transcript.text.slice(range.start, range.end),
      memo: memos.map(({ value }) => value).join('\n\n'),
      speakers: [...new Set(touched.map(({ speaker }) => speaker))],
      firstTurn: indexed(touched[0]),
      lastTurn: indexed(touched.at(-1)),
      created,
      ...(withSuggestions && {
        decision: decisions && decisionText(decisions),
        decidedBy: decisions?.map((one) => one.coder) ?? [],
      }),
    };
  });
}

/** Of a suggestion, as its row has it. */
export function decisionText(decisions: readonly Decision[]): string {
  return decisions.map(({ decision }) => decision).join('; ') || 'open';
}

const allColumns = [
  ...['transcript', 'coder', 'coderName', 'coderKind', 'code', 'startUtf16', 'endUtf16', 'startCodePoint'],
  ...['endCodePoint', 'quote', 'memo', 'speakers', 'firstTurn', 'lastTurn', 'created', 'id', 'codeId'],
  ...['decision', 'decidedBy'],
] as (keyof SegmentRow)[];

/** One line per segment below a header; several speakers stand with `; ` between them. */
export function segmentsCsv(notes: StudyNotes): string {
  const columns = notes.withSuggestions ? allColumns : allColumns.slice(0, -2);
  const rows = segmentRows(notes).map((row) => columns.map((column) => cell(row[column])));
  return byteOrderMark + formatCsv([columns, ...rows]);
}

/** One JSON object a line. */
export function segmentsJsonl(notes: StudyNotes): string {
  return segmentRows(notes)
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
}

function cell(value: SegmentRow[keyof SegmentRow]): string | number | null {
  return typeof value === 'object' && value !== null ? value.join('; ') : (value ?? null);
}

/** Position of the first turn for which `isPast` holds; it must hold for all after it. */
function firstWhere(turns: readonly Turn[], isPast: (turn: Turn) => boolean): number {
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isPast(turns[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function indexed(turn: { readonly index: number } | undefined): number | null {
  return turn ? turn.index + 1 : null;
}
