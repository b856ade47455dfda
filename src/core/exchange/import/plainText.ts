import { LineMap } from '../../base/lineMap';
import { isSpeakerName, parseTranscript, toWorkingText, type Transcript, type Turn } from '../../transcript/transcript';
import { withoutClosingLines } from './closingLines';
import { withHeader, type NoteChoices } from './headerLines';
import { readTimedHead, type HeadLine } from './headLines';
import type { Imported, ImportWarning } from './imported';
import { parseClock } from './clock';
import { readTimeMarks } from './timeMarks';
import { trueHeads } from './trueHeads';
import { unframeNames, withoutMarks } from './unframeNames';
import { about, documentName, many, oneDocument, toImported, warnAt, withPreamble, type Utterance } from './utterances';
import { narrowNames, type NarrowedNames } from './wideHeads';
import { isWrittenName, recurring, wideNames } from './writtenNames';

/**
 * Reads a transcript typed or exported as plain text or Markdown.
 *
 * - What is a transcript already (`Name: words`, `I: words`; see `parseTranscript`) stays as it stands, and so does
 *   text in which nobody speaks.
 * - Heads with a time as other programs write them (`readTimedHead`) part the text into turns, if there are at least
 *   two, one in every four paragraphs or of two people who come again, and no fewer than plain heads.
 * - Where at least half of the paragraphs begin with a name alone on its line, a time perhaps before it, and these
 *   names come again, names alone part the text into turns.
 * - Numbers before every line, frames of names as in `**Name:** words` and `[Name]: words`, and marks of direction are
 *   taken away first, names made such as a transcript can hold (`narrowNames`), and time marks made times
 *   (`readTimeMarks`).
 * - What stands before the first speaker stays there; so do lines about the interview, such as `Date: 12 May`.
 */
export function parsePlainText(fileText: string, file: string, choices?: NoteChoices): Imported {
  const { text, left } = withoutClosingLines(toWorkingText(fileText));
  const imported = readText(text, file, choices);
  if (left === 0) return imported;
  const message = `${many(left, 'line')} at the end left out, by which a program says that it made the transcript.`;
  return { ...imported, warnings: [...imported.warnings, about(message)] };
}

function readText(text: string, file: string, choices: NoteChoices | undefined): Imported {
  const plain = parseTranscript(text);
  const prepared = prepare(text);
  const read = parseTranscript(prepared.text);
  const timed = readTimedTurns(prepared.text, read.turns.length > plain.turns.length ? read : plain);
  if (timed) {
    const warnings = [...prepared.warnings, ...prepared.doubts, ...timed.warnings];
    return withPreamble(toImported(file, timed.utterances, warnings), timed.before);
  }
  if (prepared.text !== text && isBetter(read.turns, plain.turns))
    return fromTranscript(prepared.text, file, [...prepared.warnings, ...prepared.doubts], choices);
  const named = plain.turns.length === 0 ? readNamedParagraphs(prepared.text) : null;
  if (named) return withPreamble(toImported(file, named.utterances, named.warnings), named.before);
  const kept = withHeader(text, choices);
  return oneDocument({
    name: documentName(file),
    content: { kind: 'text', text: kept.text, segments: [] },
    warnings:
      plain.turns.length > 0
        ? [...kept.warnings, ...prepared.doubts]
        : [about(text.trim() === '' ? 'The file holds no words.' : nobodySpeaks)],
    notes: kept.notes,
  });
}

/** The text, its heads such as a transcript has them where only their form differs. */
function prepare(text: string): NarrowedNames {
  const bare = withoutMarks(text);
  const named = narrowNames(unframeNames(dropLineNumbers(bare) ?? bare));
  const timed = readTimeMarks(named.text);
  return timed ? { ...named, text: timed.text, warnings: [...named.warnings, ...timed.warnings] } : named;
}

const nobodySpeaks = 'No line names a speaker, as in “Name: words”: the text is taken in as it stands.';

/** More turns, or the same by fewer people: with the numbers of its lines, `1 I: …`, `3 I: …` are two speakers; or more times. */
function isBetter(turns: readonly Turn[], plain: readonly Turn[]): boolean {
  const speakers = (of: readonly Turn[]) => new Set(of.map(({ speaker }) => speaker)).size;
  const times = (of: readonly Turn[]) => of.filter(({ startMs }) => startMs !== null).length;
  if (turns.length !== plain.length) return turns.length > plain.length;
  return speakers(turns) < speakers(plain) || (speakers(turns) === speakers(plain) && times(turns) > times(plain));
}

function fromTranscript(
  prepared: string,
  file: string,
  found: readonly ImportWarning[],
  choices: NoteChoices | undefined,
): Imported {
  const { text, warnings, notes } = withHeader(prepared, choices);
  const { turns, preamble } = parseTranscript(text);
  let before = preamble ? text.slice(preamble.start, preamble.end) : '';
  const utterances: { speaker: string; startMs: number | null; words: string; notes?: string }[] = [];
  for (const { speaker, startMs, words, range } of turns) {
    utterances.push({ speaker, startMs, words: text.slice(words.start, words.end) });
    const note = text.slice(words.end, range.end).replace(/^\s*\n/, '');
    // A turn without words is left out: its note stands after the one before.
    const held = words.start === words.end ? utterances.at(-2) : utterances.at(-1);
    if (note === '') continue;
    if (held) held.notes = held.notes === undefined ? note : `${held.notes}\n\n${note}`;
    else before += `\n\n${note}`;
  }
  const { documents, ...rest } = withPreamble(
    toImported(file, utterances, [...warnings, ...found, ...silentTurns(utterances)]),
    before.split('\n'),
  );
  return { ...rest, documents: documents.map((document) => ({ ...document, notes })) };
}

interface Turns {
  readonly utterances: readonly Utterance[];
  /** Lines before the first head. */
  readonly before: readonly string[];
  readonly warnings: readonly ImportWarning[];
}

/** Names alone at the head of paragraphs. */
function readNamedParagraphs(text: string): Turns | null {
  const lines = text.split('\n');
  const heads: (HeadLine | null)[] = lines.map(() => null);
  const counts = new Map<string, number>();
  let paragraphs = 0;
  for (const [i, line] of lines.entries()) {
    if (!opensParagraph(lines, i)) continue;
    paragraphs++;
    const startMs = parseClock(line.trim());
    const nameAt = startMs === null ? i : i + 1;
    const speaker = lines[nameAt]?.trim() ?? '';
    if (!lines[nameAt + 1]?.trim() || !/^\p{Lu}/u.test(speaker) || !isWrittenName(speaker)) continue;
    heads[i] = { speaker, startMs, words: '', ambiguous: false, isCertain: false };
    counts.set(speaker, (counts.get(speaker) ?? 0) + 1);
  }
  const recurring = [...counts.values()].filter((n) => n > 1).reduce((sum, n) => sum + n, 0);
  if (recurring < 2 || 2 * recurring < paragraphs) return null;
  for (const [i, head] of heads.entries()) {
    const name = head?.speaker ?? '';
    if (!isSpeakerName(name) && (counts.get(name) ?? 0) < 2) heads[i] = null;
  }
  const words = lines.map((line, i) => (typeof heads[i - 1]?.startMs === 'number' ? '' : line));
  return cutAtHeads(words, heads);
}

function readTimedTurns(text: string, plain: Transcript): Turns | null {
  const lines = text.split('\n');
  const written = lines.map((line) => readTimedHead(line, isWrittenName));
  const wide = wideNames(written.flatMap((head) => head?.speaker ?? []));
  const isName = (name: string) => isSpeakerName(name) || wide.has(name);
  const formal = lines.map((line, i) => {
    const head = written[i] ?? null;
    // Without its name the line may have another form.
    return !head || head.speaker === null || isName(head.speaker) ? head : readTimedHead(line, isName);
  });
  const heads = trueHeads(lines, formal);
  const count = heads.filter((head) => head !== null).length;
  const paragraphs = lines.filter((_, i) => opensParagraph(lines, i)).length;
  const timedAlready = plain.turns.filter(({ startMs }) => startMs !== null).length;
  if (count < 2 || count < plain.turns.length || count <= timedAlready) return null;
  if (4 * count < paragraphs && !isConversation(lines, heads)) return null;
  const { all, doubts } = addPlainHeads(text, lines, heads);
  const turns = cutAtHeads(lines, all);
  const taken = written.flatMap((head, i) => (head && !heads[i] ? [`line ${i + 1}`] : []));
  return { ...turns, warnings: [...warnAt(taken, takenForWords), ...doubts, ...turns.warnings] };
}

const takenForWords = 'Looks like a name and a time, but does not stand where one would: kept as words.';

/** Turns without a time, of those who have one elsewhere; and where somebody else may begin to speak. */
function addPlainHeads(text: string, lines: readonly string[], heads: readonly (HeadLine | null)[]) {
  const names = new Set(heads.flatMap((head) => head?.speaker ?? []));
  const map = new LineMap(text);
  const all = [...heads];
  const first = heads.findIndex((head) => head !== null);
  const doubts: string[] = [];
  for (const { speaker, startMs, range, words } of parseTranscript(text).turns) {
    const at = map.positionAt(range.start).line;
    if (at < first || heads[at] || startMs !== null) continue;
    if (names.has(speaker)) {
      const line = lines[at]!.slice(words.start - range.start);
      all[at] = { speaker, startMs: null, words: line.trim(), ambiguous: false, isCertain: true };
    } else if (opensParagraph(lines, at) && !beginsWords(lines, heads, at)) doubts.push(`line ${at + 1}`);
  }
  return { all, doubts: warnAt(doubts, 'May name a speaker, but has no time: kept as words.') };
}

/** Whether nothing but a head stands before it. */
function beginsWords(lines: readonly string[], heads: readonly (HeadLine | null)[], at: number): boolean {
  let before = at - 1;
  while (before >= 0 && lines[before]!.trim() === '') before--;
  return heads[before]?.words === '';
}

/** Two people at least who speak again, in paragraphs of their own. */
function isConversation(lines: readonly string[], heads: readonly (HeadLine | null)[]): boolean {
  const names = heads.flatMap((head, i) => (opensParagraph(lines, i) ? (head?.speaker ?? []) : []));
  return recurring(names).size > 1 && names.length > 3;
}

function opensParagraph(lines: readonly string[], at: number): boolean {
  return lines[at]!.trim() !== '' && !lines[at - 1]?.trim();
}

/** @param heads for each line, the head that it is */
function cutAtHeads(lines: readonly string[], heads: readonly (HeadLine | null)[]): Turns {
  const turns: { head: HeadLine; words: string[] }[] = [];
  const before: string[] = [];
  lines.forEach((line, i) => {
    const head = heads[i];
    const open = turns.at(-1);
    if (head) turns.push({ head, words: [head.words] });
    else if (open) open.words.push(line.trimEnd());
    else before.push(line.trimEnd());
  });
  const utterances = turns.map(({ head, words }) => ({ ...head, words: words.join('\n') }));
  const ambiguous = utterances.filter((utterance) => utterance.ambiguous);
  const followed = ambiguous.filter(({ words }) => words.trim() !== '').length;
  const namesStandAlone = 2 * followed > ambiguous.length;
  const said = namesStandAlone ? utterances : utterances.map((u) => (u.ambiguous ? nameAsWords(u) : u));
  return { utterances: said, before, warnings: silentTurns(said) };
}

/** A transcript keeps a turn without words; made of turns, it does not. */
function silentTurns(utterances: readonly Utterance[]): ImportWarning[] {
  const silent = utterances.filter(({ words }) => words.trim() === '').length;
  return silent > 0 ? [about(`${many(silent, 'turn')} without words left out.`)] : [];
}

/** `[00:05] Yes.` looks like a head; where lines like it have no words after them, it is words, and nobody's. */
function nameAsWords({ speaker, startMs, words }: Utterance): Utterance {
  return { speaker: null, startMs, words: `${speaker ?? ''}\n${words}` };
}

/**
 * The text without its line numbers; null when its lines are not numbered, one after the other (blank lines may have
 * no number).
 */
function dropLineNumbers(text: string): string | null {
  const lines = text.split('\n');
  let expected: number | null = null;
  let numbered = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const n = /^\s{0,8}(\d{1,6})(?:[.:)]?(?:\s|$))/.exec(line)?.[1];
    if (n === undefined || (expected !== null && Number(n) !== expected)) return null;
    expected = Number(n) + 1;
    numbered++;
  }
  if (numbered < 2) return null;
  return lines.map((line) => line.replace(/^\s{0,8}\d{1,6}[.:)]?(?:\s|$)/, '').trimStart()).join('\n');
}
