import type { TableColumns } from './csvTable';

export interface TimeUnit {
  readonly unit: TableColumns['timeUnit'];
  /** False where the column's name says it, and where no time is a plain number. */
  readonly isGuessed: boolean;
}

/** The columns of Whisper's tables: openai-whisper, whisperX and whisper.cpp write whole milliseconds. */
const whisperColumns = /^start end (?:speaker )?text$/;
/** Median step between rows, above which numbers are no seconds: turns take five minutes nowhere. */
const longestStepS = 300;
/** Below which they are no milliseconds: no row of words is over so soon. */
const shortestStepMs = 50;

/**
 * What plain numbers in the column of times count.
 *
 * @param keys names of the columns, in lower case and without underscores
 * @param time the column of times
 */
export function timeUnitOf(keys: readonly string[], rows: readonly (readonly string[])[], time: number): TimeUnit {
  const name = keys[time] ?? '';
  if (/\b(?:ms|msec|milliseconds)\b/.test(name)) return { unit: 'milliseconds', isGuessed: false };
  const plain = /^\s*\d+(?:[.,]\d+)?\s*$/;
  const cells = (column: number) => rows.map((row) => row[column] ?? '').filter((cell) => plain.test(cell));
  const times = cells(time);
  if (times.length === 0 || /\b(?:s|secs?|seconds)\b/.test(name)) return { unit: 'seconds', isGuessed: false };
  const numbers = times.map((cell) => Number(cell.replace(',', '.')));
  const isWhispers = whisperColumns.test(keys.join(' ')) && times.every((cell) => /^\s*\d+\s*$/.test(cell));
  // A single row has its end alone to tell by.
  const last = isWhispers ? Number(cells(1).at(-1) ?? 0) : (numbers.at(-1) ?? 0);
  const step = medianStep([...numbers, last]);
  const isMilliseconds = step > longestStepS || (isWhispers && step >= shortestStepMs);
  return { unit: isMilliseconds ? 'milliseconds' : 'seconds', isGuessed: true };
}

/** Of the steps onwards: where another conversation begins, time goes back. */
function medianStep(times: readonly number[]): number {
  const steps = times.flatMap((time, i) => (i > 0 && time > times[i - 1]! ? [time - times[i - 1]!] : []));
  return steps.sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)] ?? 0;
}
