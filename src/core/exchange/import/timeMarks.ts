import { formatStart, parseTranscript } from '../../transcript/transcript';
import { clockSource, parseClock } from './clock';
import type { ImportWarning } from './imported';
import { about, many } from './utterances';

const hash = `#(?<hash>${clockSource})#`;
const bracket = String.raw`\[(?<bracket>(?:\d{1,4}:)?\d{1,3}:\d{1,2}-\d)\]`;
const ownLine = String.raw`^(?<line>\d{1,2}:\d\d:\d\d)(?=[ \t]*$)`;
const mark = new RegExp(String.raw`(?:${hash}|${bracket}|${ownLine})[ \t]*`, 'gmu');

/**
 * Makes starts of turns from the time marks of f4transkript and MAXQDA, `#00:00:05-2#`, `[00:00:05-2]` or
 * `#00:00:05#`, which stand before a name or, more often, at the end of the paragraph before it, and of times on lines
 * of their own, as Google Meet writes them every five minutes. All marks are taken out of the words.
 *
 * @param text working text
 * @returns null when fewer than two marks are in it, or nobody speaks
 */
export function readTimeMarks(text: string): { readonly text: string; readonly warnings: ImportWarning[] } | null {
  const marks: { readonly at: number; readonly ms: number }[] = [];
  const pieces: string[] = [];
  let length = 0;
  let end = 0;
  const keep = (piece: string) => {
    pieces.push(piece);
    length += piece.length;
  };
  for (const { 0: whole, index, groups } of text.matchAll(mark)) {
    const ms = parseClock(groups?.['hash'] ?? groups?.['bracket'] ?? groups?.['line'] ?? '');
    if (ms === null) continue;
    let before = index;
    while (before > end && /[ \t]/.test(text[before - 1]!)) before--;
    const isAfterWords = before > end && text[before - 1] !== '\n';
    keep(text.slice(end, before));
    marks.push({ at: length, ms });
    end = index + whole.length;
    if (isAfterWords && end < text.length && text[end] !== '\n') keep(' ');
  }
  if (marks.length < 2) return null;
  keep(text.slice(end));
  const left = pieces.join('');
  const { turns } = parseTranscript(left);
  if (turns.length === 0) return null;
  const out: string[] = [];
  let done = 0;
  let next = 0;
  let used = 0;
  for (const { range, startMs } of turns) {
    while (next < marks.length && marks[next]!.at <= range.start) next++;
    const before = marks[next - 1];
    if (startMs !== null || !before || !isBlank(left, before.at, range.start)) continue;
    out.push(left.slice(done, range.start), formatStart(Math.round(before.ms)), ' ');
    done = range.start;
    used++;
  }
  // The last mark says where the last turn ends.
  const unused = marks.length - used - (isBlank(left, marks.at(-1)!.at, left.length) ? 1 : 0);
  return {
    text: out.join('') + left.slice(done),
    warnings: unused > 0 ? [about(`${many(unused, 'time mark')} left out, at which no turn begins.`)] : [],
  };
}

/** Looks from the end, so that it is soon done where words stand between. */
function isBlank(text: string, start: number, end: number): boolean {
  let at = end;
  while (at > start && /\s/.test(text[at - 1]!)) at--;
  return at === start;
}
