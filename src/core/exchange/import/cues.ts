import { isSpeakerName, parseTranscript } from '../../transcript/transcript';
import { parseClock } from './clock';
import { withoutLeadingMarks } from './unframeNames';
import type { Utterance } from './utterances';
import { isWrittenName, recurring, wideNames } from './writtenNames';

/** What lies between two blank lines of a subtitle file, or a part of it that has a time of its own. */
export interface CueBlock {
  /** 1-based line of its first words, or of its time. */
  readonly line: number;
  /** The line with `-->`; null when the block has none. */
  readonly timing: string | null;
  readonly lines: readonly string[];
}

/** A stretch of a cue. */
export interface CueLine {
  /** As the file marks it; null when it does not. */
  readonly speaker: string | null;
  readonly words: string;
}

export interface Cue {
  readonly startMs: number | null;
  readonly lines: readonly CueLine[];
}

const arrow = /^\s*-?\d[\d:.,]*\s*-->/;

/**
 * The cues of a WebVTT or SubRip file, and blocks without a time, in order. A line that begins with a time and `-->`
 * opens a cue even where the blank line before it is missing. The line above it is its identifier if it begins the
 * block or is a number. A line of spaces does not end a cue: YouTube's captions begin with one.
 *
 * @param text working text
 */
export function readCueBlocks(text: string): CueBlock[] {
  const lines = text.split('\n');
  const blocks: CueBlock[] = [];
  let start = 0;
  while (start < lines.length) {
    if (lines[start]!.trim() === '') {
      start++;
      continue;
    }
    let end = start;
    while (end < lines.length && lines[end] !== '') end++;
    for (const block of splitBlock(lines, start, end)) blocks.push(block);
    start = end;
  }
  return blocks;
}

function splitBlock(lines: readonly string[], start: number, end: number): CueBlock[] {
  const blocks: CueBlock[] = [];
  let timingAt: number | null = null;
  let wordsAt = start;
  const close = (wordsEnd: number) => {
    if (timingAt === null && wordsEnd <= wordsAt) return;
    const timing = timingAt === null ? null : lines[timingAt]!;
    blocks.push({ line: (timingAt ?? wordsAt) + 1, timing, lines: lines.slice(wordsAt, wordsEnd) });
  };
  for (let i = start; i < end; i++) {
    if (!arrow.test(lines[i]!)) continue;
    const hasIdentifier = i > wordsAt && (i - 1 === start || isNumber(lines[i - 1]!));
    close(hasIdentifier ? i - 1 : i);
    timingAt = i;
    wordsAt = i + 1;
  }
  close(end);
  return blocks;
}

export function isNumber(line: string): boolean {
  return /^\s*\d{1,9}\s*$/.test(line);
}

/** When a cue begins; null for a time that cannot be read. */
export function parseCueStart(timing: string): number | null {
  return parseClock(timing.slice(0, timing.indexOf('-->')).trim());
}

/**
 * What the speakers say. Where the file marks none, `Name:` or `[Name]:` at the start of a line names one (Zoom, whisperX,
 * many subtitlers), if the name comes twice in the file or at least half of the cues name somebody so; else `Note: …` would be a person.
 * Words before the next name in a cue are the same speaker's; the next cue begins with nobody.
 *
 * Lines are joined by a space, for subtitles break anywhere, but a line that begins with a dash stays a line: it is
 * mostly another, unnamed, person. `>>` before words says that another person begins.
 */
export function utterancesOf(cues: readonly Cue[]): Utterance[] {
  const accepted = acceptedNames(cues);
  const utterances: Utterance[] = [];
  for (const { startMs, lines } of cues) {
    let open: { speaker: string | null; words: string } | null = null;
    let openMark: string | null = null;
    const close = () => {
      if (open) utterances.push({ ...open, startMs });
    };
    for (const { speaker: mark, words } of lines) {
      const head = mark === null ? headOf(words) : null;
      const named = head && accepted.has(head.speaker) ? head : null;
      if (open && !named && mark === openMark && !changesSpeaker.test(words)) {
        open.words += `${/^[-–—]/.test(words) ? '\n' : ' '}${words}`;
      } else {
        close();
        open = named ?? { speaker: mark, words };
        openMark = mark;
      }
    }
    close();
  }
  return utterances;
}

/** In captions of broadcasts, before what another person says. */
const changesSpeaker = /^>{2,3}\s*/;

function acceptedNames(cues: readonly Cue[]): Set<string> {
  const heads = cues.map(({ lines }) =>
    lines.flatMap(({ speaker, words }) => (speaker === null ? (headOf(words)?.speaker ?? []) : [])),
  );
  const wide = wideNames(heads.flat());
  const names = heads.map((some) => some.filter((name) => isSpeakerName(name) || wide.has(name)));
  const cuesWithHead = names.filter((some) => some.length > 0).length;
  const all = names.flat();
  return 2 * cuesWithHead >= cues.length ? new Set(all) : new Set([...recurring(all), ...wide]);
}

/** As whisperX writes it. */
const bracketed = /^\[(?<name>[^[\]\n:]{1,60})\]:\s+(?<words>.*)$/su;
/** With a name that a transcript cannot hold. */
const wideHead = /^(?<name>[^\n:：]{1,60}?)[ \u00A0\u202F]?(?::(?=\s|$)|：)\s*(?<words>.*)$/su;

function headOf(cueLine: string): { speaker: string; words: string } | null {
  // Almost no line has a head, and reading one as a transcript costs time.
  if (!/^.{1,64}[:：]/su.test(cueLine)) return null;
  const line = withoutLeadingMarks(cueLine).replace(changesSpeaker, '');
  const turn = parseTranscript(line).turns[0];
  if (turn?.range.start === 0 && turn.startMs === null)
    return { speaker: turn.speaker, words: line.slice(turn.words.start, turn.words.end) };
  const groups = (bracketed.exec(line) ?? wideHead.exec(line))?.groups;
  const speaker = groups?.['name'] ?? '';
  return isWrittenName(speaker) ? { speaker, words: groups!['words']!.trim() } : null;
}

const references: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  lrm: '\u200E',
  rlm: '\u200F',
};

/** Resolves the character references that subtitles use; any other is left as it stands. */
export function resolveReferences(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return references[name] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : parseInt(String(hex), 16);
    const character = code >= 0x20 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return character ? String.fromCodePoint(code) : whole;
  });
}
