import { parseClock, clockSource } from './clock';
import { headerKinds } from './csvTable';
import { isWrittenName, recurring } from './writtenNames';

/** Which columns of a table in a document hold turns: positions from 0. */
export interface TurnColumns {
  readonly speaker: number;
  readonly text: number;
  readonly time: number | null;
  /** Number of cells of the rows that this is about; any other row is no turn. */
  readonly width: number;
  /** The first row names the columns. */
  readonly hasHeader: boolean;
  /** The names come again; else only the rest of the document can tell whether they are some. */
  readonly isSure: boolean;
}

const time = new RegExp(String.raw`^[[(]?(${clockSource})[\])]?(?:\s?(?:-->|-|–|—)\s?${clockSource})?$`, 'u');

/** Milliseconds of a cell that holds a time, or a time and its end; null for any other. */
export function cellTime(cell: string): number | null {
  const found = time.exec(cell)?.[1];
  return found === undefined ? null : parseClock(found);
}

export function cellName(cell: string): string {
  return cell.replace(/\s*[:：]$/u, '').replace(/\s+/g, ' ');
}

/**
 * Tells the columns by all rows together, since one row cannot: “No.” looks like a name, and may be shorter than one.
 * The names are the column left of the words whose values come again, and change the most from row to row; the words,
 * the longest one beside it. A first row that says what the columns are goes before.
 *
 * @param rows trimmed cells
 * @returns null for a table that is not of turns
 */
export function turnColumns(rows: readonly (readonly string[])[]): TurnColumns | null {
  const width = commonest(rows.map(({ length }) => length));
  const full = rows.filter(({ length }) => length === width);
  if (width < 2) return null;
  const header = headerOf(full);
  const body = header ? full.slice(1) : full;
  const columns = Array.from({ length: width }, (_, i) => body.map((row) => row[i]!).filter((cell) => cell !== ''));
  const numbers = new Set(
    columns.flatMap((cells, i) => (cells.every((cell) => /^[\d.,:;()\s–-]*$/u.test(cell)) ? [i] : [])),
  );
  const times = columns.flatMap((cells, i) => (mostly(cells, (cell) => cellTime(cell) !== null) ? [i] : []));
  const words = columns.flatMap((_, i) => (numbers.has(i) || times.includes(i) ? [] : [i]));
  const stated = header?.text ?? null;
  const pairs = words.flatMap((speaker) => {
    const rest = words.filter((i) => i !== speaker && (i > speaker || i === stated || header?.speaker === speaker));
    const isName = speaker === words[0] ? isWrittenName : looksLikeName;
    if (rest.length === 0 || speaker === stated || !mostly(columns[speaker]!.map(cellName), isName)) return [];
    const text = stated !== null && rest.includes(stated) ? stated : longest(rest, columns);
    const names = columns[speaker]!.map(cellName);
    const again = recurring(names);
    const isSure = 2 * names.filter((name) => again.has(name)).length >= names.length;
    const changes = names.filter((name, i) => i > 0 && name !== names[i - 1]).length;
    return [{ speaker, text, isSure, rank: [header?.speaker === speaker, isSure, isSure ? changes : 0].map(Number) }];
  });
  const [best] = pairs.sort((a, b) => compare(b.rank, a.rank));
  if (!best) return null;
  const { rank: _, ...pair } = best;
  const named = header?.time ?? null;
  return {
    ...pair,
    time: named !== null && times.includes(named) ? named : (times[0] ?? null),
    width,
    hasHeader: header !== null,
  };
}

/** Of a first row that no row below repeats a cell of: “Interviewer” names a column, or who asks the first question. */
function headerOf(rows: readonly (readonly string[])[]): ReturnType<typeof headerKinds> | null {
  const [first, ...others] = rows;
  if (!first || others.length === 0) return null;
  const kinds = headerKinds(first);
  const isNew = (at: number | null) => at !== null && !others.some((row) => row[at] === first[at]);
  return kinds.text !== null || isNew(kinds.speaker) || isNew(kinds.time) ? kinds : null;
}

/** Beside questions, “No.” is an answer; as the first words of every row, “Int.” is a name. */
function looksLikeName(name: string): boolean {
  return isWrittenName(name) && !/\p{Ll}\.$/u.test(name);
}

function mostly(cells: readonly string[], is: (cell: string) => boolean): boolean {
  return cells.length > 0 && cells.filter(is).length >= 0.8 * cells.length;
}

function longest(at: readonly number[], columns: readonly (readonly string[])[]): number {
  const length = (i: number) => columns[i]!.reduce((sum, cell) => sum + cell.length, 0);
  return at.reduce((best, i) => (length(i) > length(best) ? i : best));
}

function commonest(lengths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const length of lengths) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0];
}

function compare(a: readonly number[], b: readonly number[]): number {
  return a.map((x, i) => x - b[i]!).find((difference) => difference !== 0) ?? 0;
}
