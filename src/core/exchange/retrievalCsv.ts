import type { MatrixView } from '../retrieval/matrixView';
import type { Passage } from '../retrieval/passage';
import { shortPath } from '../retrieval/queryText';
import type { StudyIndex } from '../retrieval/studyIndex';
import type { Timeline } from '../retrieval/timeline';
import { formatCsv } from './csv';

type Row = (string | number | null)[];

/** Every table ends with an empty line and what it is about, so that the first line names the columns. */
function withSource(rows: readonly Row[], about: string, source: string): string {
  return formatCsv([...rows, [], ['About', about], ['Source', source]]);
}

/** What was found, with its words and what stands around them. */
export function passagesCsv(passages: readonly Passage[], index: StudyIndex, about: string, source: string): string {
  const nameOf = (all: readonly { readonly id: string; readonly name: string }[], id: string) =>
    all.find((one) => one.id === id)?.name ?? id;
  const rows = passages.map((passage): Row => [
    shortPath(passage.transcript),
    passage.turns?.[0] ?? null,
    passage.turns?.[1] ?? null,
    passage.speakers.join('; '),
    passage.startMs === null ? null : passage.startMs / 1000,
    passage.codes
      .map(
        ({ code, coders, moved }) =>
          `${nameOf(index.codes, code)} (${coders.map((id) => nameOf(index.coders, id)).join(', ')}${moved ? '; place not confirmed' : ''})`,
      )
      .join('; '),
    passage.words,
    passage.before,
    passage.after,
    passage.start,
    passage.end,
  ]);
  const columns: Row = [
    ...['transcript', 'first turn', 'last turn', 'speakers', 'turn starts (s)', 'codes (coders)', 'words'],
    ...['before', 'after', 'start (UTF-16)', 'end (UTF-16)'],
  ];
  return withSource([columns, ...rows], about, source);
}

/** Numbers unrounded; what is not computable is empty. */
export function matrixCsv({ title, note, rows, columns, cells }: MatrixView, source: string): string {
  const body = rows.map((name, i): Row => [name, ...cells[i]!.map(({ value }) => value)]);
  return withSource([['code', ...columns], ...body], `${title}. ${note}`, source);
}

/** One line for each mark. */
export function timelineCsv({ transcript, axis, rows }: Timeline, index: StudyIndex, source: string): string {
  const unit = axis === 'time' ? 's' : 'turn';
  const scale = axis === 'time' ? 1000 : 1;
  const body = rows.flatMap(({ code, lanes }) =>
    lanes.flatMap(({ coder, marks }) =>
      marks.map(({ from, to, start, end }): Row => [
        shortPath(transcript),
        index.codes.find(({ id }) => id === code)?.name ?? code,
        index.coders.find(({ id }) => id === coder)?.name ?? coder,
        from / scale,
        to / scale,
        start,
        end,
      ]),
    ),
  );
  const head: Row = ['transcript', 'code', 'coder', `from (${unit})`, `to (${unit})`, 'start (UTF-16)', 'end (UTF-16)'];
  return withSource([head, ...body], `Timeline of ${shortPath(transcript)}`, source);
}
