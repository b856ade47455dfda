import { LineMap } from '../../base/lineMap';
import { guessRole } from '../../coding/speakerRoles';
import { isSpeakerName, parseTranscript, type Turn } from '../../transcript/transcript';
import { isSection, topOfInterview } from './aboutLines';
import type { ImportWarning } from './imported';
import { warnAt } from './utterances';

/** A line such as `Ort: Praxis`, told from what somebody says: short, and no sentence. */
const note = /^(?<name>[^:：\n]{1,40}?)\s?[:：]\s+(?<value>\S.{0,99})$/u;

export interface WithHeader {
  readonly text: string;
  readonly warnings: readonly ImportWarning[];
  /** What the lines that are kept as notes begin with, each once: `Ort`. */
  readonly notes: readonly string[];
}

/** By what their lines begin with: what a person says against the guess. */
export type NoteChoices = ReadonlyMap<string, 'note' | 'speaker'>;

/**
 * Keeps lines about the interview, such as `Date: 12 May`, from being turns: each gets a space before it, and stands
 * before the first turn then. Lines are taken for such where they stand above everybody who speaks more than once,
 * in paragraphs of short lines that name nobody who speaks again; only where two people do. A paragraph of names that
 * are mostly a role (`Moderator`) stays a turn, unless a full name or an identifier follows it (`topOfInterview`). So do
 * lines that open a part of the interview (`isSection`), wherever they stand.
 *
 * @param text working text
 * @param choices every line of such a name is what the person says, wherever it stands
 */
export function withHeader(text: string, choices: NoteChoices = new Map()): WithHeader {
  const { turns } = parseTranscript(text);
  const lines = text.split('\n');
  const map = new LineMap(text);
  const lineOf = ({ range }: Turn) => map.positionAt(range.start).line;
  const first = firstRecurring(turns);
  const named = new Map(turns.map((turn) => [lineOf(turn), turn.speaker]));
  const guesses = [
    headerLines(lines, first ? lineOf(first) : 0),
    topOfInterview(turns, text, isValue).map(lineOf),
    sectionTurns(turns, text).map(lineOf),
  ];
  let guessed: number[] = [];
  for (const guess of guesses) {
    const together = [...new Set([...guessed, ...guess])].sort((a, b) => a - b);
    const rest = turns.filter((turn) => !together.includes(lineOf(turn)));
    // Whatever is about the interview, two people go on speaking in it.
    if (firstRecurring(rest) && isSame(rest, parseTranscript(indent(lines, together)).turns)) guessed = together;
  }
  const chosen = turns.flatMap((turn) => (choices.get(turn.speaker) === 'note' ? [lineOf(turn)] : []));
  const left = guessed.filter((line) => choices.get(nameOf(lines[line]!) ?? '') !== 'speaker');
  const found = [...new Set([...left, ...chosen])].sort((a, b) => a - b);
  if (found.length === 0) return { text, warnings: [], notes: [] };
  const message =
    'Read as notes on the interview, not as speakers: a space before them keeps them so. In the panel a button makes one a speaker; in the text, taking the space away does.';
  return {
    text: indent(lines, found),
    warnings: warnAt(placesOf(lines, found), message),
    notes: [...new Set(found.flatMap((line) => named.get(line) ?? []))],
  };
}

function indent(lines: readonly string[], numbers: readonly number[]): string {
  const indented = new Set(numbers);
  return lines.map((line, i) => (indented.has(i) ? ` ${line}` : line)).join('\n');
}

/** The first turn of somebody who speaks again; null where fewer than two do. */
function firstRecurring(turns: readonly Turn[]): Turn | null {
  const counts = new Map<string, number>();
  for (const { speaker } of turns) counts.set(speaker, (counts.get(speaker) ?? 0) + 1);
  const recurs = ({ speaker }: Turn) => (counts.get(speaker) ?? 0) > 1;
  const speakers = new Set(turns.filter(recurs).map(({ speaker }) => speaker));
  return speakers.size < 2 ? null : (turns.find(recurs) ?? null);
}

/** Lines with a name, of the paragraphs at the top that are notes. */
function headerLines(lines: readonly string[], end: number): number[] {
  const found: number[] = [];
  let at = 0;
  while (at < end) {
    if (lines[at]!.trim() === '') {
      at++;
      continue;
    }
    let next = at;
    while (next < end && lines[next]!.trim() !== '') next++;
    const paragraph = Array.from({ length: next - at }, (_, i) => at + i);
    const named = paragraph.filter((i) => nameOf(lines[i]!) !== null);
    if (named.length > 0) {
      const isNotes = paragraph.every((i) => isNote(lines[i]!)) && named.some((i) => isSubject(lines[i]!));
      if (!isNotes) break;
      found.push(...named);
    }
    at = next;
  }
  return found;
}

function nameOf(line: string): string | null {
  const name = note.exec(line)?.groups?.['name'] ?? '';
  return isSpeakerName(name) ? name : null;
}

/** No sentence: those end with a sign, but for a date as in `12.05.` */
function isNote(line: string): boolean {
  return isValue(note.exec(line)?.groups?.['value'] ?? line);
}

function isValue(value: string): boolean {
  return (
    value !== '' &&
    !value.includes('\n') &&
    value.trim().split(/\s+/).length <= 12 &&
    value.length <= 100 &&
    !/(?:[?!…。]|[^\d]\.)["”’)]?\s*$/u.test(value)
  );
}

function isSubject(line: string): boolean {
  const name = nameOf(line);
  return name !== null && guessRole(name, null) === null;
}

function isSame(before: readonly Turn[], after: readonly Turn[]): boolean {
  return (
    before.length === after.length &&
    after.every(({ speaker, startMs }, i) => before[i]!.speaker === speaker && before[i]!.startMs === startMs)
  );
}

function sectionTurns(turns: readonly Turn[], text: string): Turn[] {
  const counts = new Map<string, number>();
  for (const { speaker } of turns) counts.set(speaker, (counts.get(speaker) ?? 0) + 1);
  return turns.filter(({ speaker, words, startMs }) => {
    const value = text.slice(words.start, words.end);
    return startMs === null && isValue(value) && isSection(speaker, value, counts.get(speaker)!);
  });
}

/** Lines that only blank ones part are one place. */
function placesOf(lines: readonly string[], found: readonly number[]): string[] {
  const places: { start: number; end: number }[] = [];
  for (const line of found) {
    const open = places.at(-1);
    if (open && lines.slice(open.end + 1, line).every((one) => one.trim() === '')) open.end = line;
    else places.push({ start: line, end: line });
  }
  return places.map(({ start, end }) => (start === end ? `line ${start + 1}` : `lines ${start + 1} to ${end + 1}`));
}
