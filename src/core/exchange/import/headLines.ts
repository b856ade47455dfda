import { isSpeakerName } from '../../transcript/transcript';
import { clockSource, parseClock } from './clock';

/** The line that opens a turn, as another program writes it. */
export interface HeadLine {
  /** Null where the program gives only a time. */
  readonly speaker: string | null;
  readonly startMs: number | null;
  /** What follows on the line; empty for a head on a line of its own. */
  readonly words: string;
  /** A time, then words or a name alone: only what follows can tell which. */
  readonly ambiguous: boolean;
  /** A colon and a time in brackets or before the name: no sentence has these. */
  readonly isCertain: boolean;
}

/** Heads are looked for in so many characters only: a name has 40, a time a few. */
const maxHead = 160;

const bare = `(?<time>${clockSource})`;
const framed = String.raw`[\[(<]\s?${bare}(?:\s?(?:-->|-|–|—)\s?${clockSource})?\s?[\])>]`;
const anyTime = framed.replace('<time>', '<framed>') + '|' + bare;
const personName = String.raw`(?<name>[\p{L}\p{N}][^:\[\]\t<>]{0,60}?)`;
const rest = '(?<words>.*)';

/**
 * Layouts in which the head of a turn has a time, by where they are seen:
 *
 * - `Name  1:02`, `Name (00:01:02)`, `Name [00:01:02]`, `Name, 0:05`, alone on a line: Otter, Teams, Rev, Trint
 * - `[00:01:02] Name`, `00:01:02 - Name`, alone on a line: Trint, Descript
 * - `[Name] 10:02:33`, alone on a line: captions saved in Zoom
 * - `Name (00:01): words`, `Name [00:01:02]: words`, `Name: (00:01) words`: Rev, Temi, Sonix
 * - `(00:01) Name: words`, `00:01:02 Name: words`, also with tabs: typed transcripts, Zoom
 * - `[00:01:02] words`, `[00:01.000 --> 00:04.000] words`: the screen output of Whisper programs, without a name
 */
const layouts = [
  String.raw`^${personName},?\s+(?:[-–]\s+)?(?:${anyTime}):?$`,
  String.raw`^(?:${anyTime})\s*[-–]?\s*${personName}:?$`,
  String.raw`^\[(?<name>[^\[\]]{1,60})\]\s+${bare}$`,
  String.raw`^${personName}:?\s*${framed}:?(?:\s+${rest})?$`,
  String.raw`^(?:${anyTime})\s*[-–]?\s*${personName}:\s+${rest}$`,
  String.raw`^${framed}\s+${rest}$`,
].map((source) => new RegExp(source, 'su'));

const timeThenName = 1;

/**
 * Reads a line that has a head with a time; null for any other.
 *
 * @param isName what counts as the name of a speaker
 */
export function readTimedHead(line: string, isName = isSpeakerName): HeadLine | null {
  const trimmed = line.trim();
  const head = trimmed.slice(0, maxHead);
  if (!/\d:\d/.test(head)) return null;
  for (const [i, layout] of layouts.entries()) {
    // A head alone on its line has nothing after it, not even past the characters looked at.
    if (i < 3 && trimmed.length > maxHead) continue;
    const groups = layout.exec(head)?.groups;
    if (!groups) continue;
    const startMs = parseClock(groups['framed'] ?? groups['time'] ?? '');
    const speaker = groups['name']?.trim() ?? null;
    if (startMs === null || (speaker !== null && !isName(speaker))) continue;
    const words = groups['words'] ?? '';
    const hasColon = /:(?=\s|$)/u.test(head.slice(0, head.length - words.length));
    return {
      speaker,
      startMs,
      ambiguous: i === timeThenName,
      isCertain: speaker !== null && hasColon && (i > 2 || groups['framed'] !== undefined),
      words: (words + trimmed.slice(maxHead)).trim(),
    };
  }
  return null;
}
