import { UserError } from '../../base/userError';
import { toWorkingText } from '../../transcript/transcript';
import { readableWords } from './chatWords';
import type { Imported, ImportedParticipant, ImportWarning } from './imported';
import { about, many, toImported, type Utterance } from './utterances';

/** A line of the file with its continuation lines. */
interface Tier {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/**
 * Reads CHAT, the format of TalkBank and CHILDES (.cha; MacWhinney, *Tools for Analyzing Talk. Part 1: The CHAT
 * Transcription Format*, https://doi.org/10.21415/3mhn-0z89). Each main line is a turn of the speaker by whose code
 * it begins, such as `PAR`; names and roles of `@Participants` are beside the turns. A time bullet gives the turn its
 * start. `readableWords` says what becomes of the codes among the words. Dependent tiers, headers and comments are
 * left out, and counted in the warnings.
 *
 * @throws UserError `fileInvalid` when no line is a main line
 */
export function parseChat(fileText: string, file: string): Imported {
  const tiers = readTiers(toWorkingText(fileText));
  const utterances: Utterance[] = [];
  let participants: ImportedParticipant[] = [];
  const dependent = new Map<string, number>();
  const strays: ImportWarning[] = [];
  let headers = 0;
  let silent = 0;
  for (const { line, text } of tiers) {
    const colon = text.indexOf(':');
    const label = colon < 0 ? text : text.slice(0, colon);
    const content = colon < 0 ? '' : text.slice(colon + 1).trim();
    if (text.startsWith('*') && colon > 1) {
      const words = mainLine(content);
      if (words === '') silent++;
      utterances.push({ speaker: label.slice(1), startMs: bulletStart(content), words });
    } else if (text.startsWith('%')) {
      const name = dependent.has(label) || (dependent.size < 15 && /^%[a-z]{1,8}$/.test(label)) ? label : 'others';
      dependent.set(name, (dependent.get(name) ?? 0) + 1);
    } else if (label === '@Participants') {
      participants = readParticipants(content);
    } else if (text.startsWith('@')) {
      if (!structural.has(label)) headers++;
    } else {
      strays.push({
        place: `line ${line}`,
        message: 'Neither a header, nor a main line, nor a dependent tier: left out.',
      });
    }
  }
  if (utterances.length === 0) {
    throw new UserError(
      'fileInvalid',
      `${file} is not a CHAT transcript: no line begins with a speaker such as *PAR:.`,
      'Check the file with the CHECK command of CLAN, or import it as plain text by giving it the ending .txt.',
    );
  }
  const counts = [...dependent].map(([name, n]) => `${name} ${n.toLocaleString('en-US')}`).join(', ');
  return toImported(
    file,
    utterances,
    [
      ...(counts ? [about(`Dependent tiers left out: ${counts}.`)] : []),
      ...(headers > 0 ? [about(`${many(headers, 'header line')} left out, comments and situation among them.`)] : []),
      ...(silent > 0 ? [about(`${many(silent, 'main line')} without words left out.`)] : []),
      ...strays.slice(0, 5),
      ...(strays.length > 5 ? [about(`${many(strays.length - 5, 'more line')} like these left out.`)] : []),
    ],
    participants,
  );
}

/** Headers that say nothing about the conversation. */
const structural = new Set(['@UTF8', '@Begin', '@End', '@Window', '@Font', '@PID', '@Languages', '@ID', '@Options']);

/** A line that begins with a tab goes on with the one before it (chapter 5); some programs indent by spaces. */
function readTiers(text: string): Tier[] {
  const tiers: { line: number; parts: string[] }[] = [];
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    const last = tiers.at(-1);
    if (last && /^[\t ]/.test(line)) last.parts.push(line.trim());
    else tiers.push({ line: i + 1, parts: [line.trimEnd()] });
  });
  return tiers.map(({ line, parts }) => ({ line, text: parts.join(' ') }));
}

/** `CHI Ross Target_Child, MOT Mother`: code, perhaps a name, role. */
function readParticipants(content: string): ImportedParticipant[] {
  return content.split(',').flatMap((entry) => {
    const [speaker, ...rest] = entry.split(/\s+/).filter((word) => word !== '');
    if (speaker === undefined) return [];
    const readable = (words: readonly string[]) => words.join(' ').replaceAll('_', ' ') || null;
    return [{ speaker, fullName: readable(rest.slice(0, -1)), role: readable(rest.slice(-1)) }];
  });
}

/** `␕2041689_2042652␕`: start and end in milliseconds; older files name the recording first. */
function bulletStart(content: string): number | null {
  const start = /\x15(?:%?[a-z]{3}:"[^"\x15]{0,200}"_)?(\d{1,12})_\d{1,12}_?-?\x15/.exec(content)?.[1];
  return start === undefined ? null : Number(start);
}

/** Nothing where only the end of an utterance is left, as of `0 .`: somebody did something, and said nothing. */
function mainLine(content: string): string {
  const words = readableWords(content.replace(/\x15[^\x15]{0,300}\x15/g, ' ').replaceAll('\x15', ' '));
  return /[^\s.,;:!?…–]/u.test(words) ? words : '';
}
