import { parseClock } from './clock';
import type { Cue, CueLine } from './cues';

export interface TimedCue extends Cue {
  /** Null for a time that cannot be read. */
  readonly endMs: number | null;
}

/** When a cue ends, by its line with `-->`. */
export function parseCueEnd(timing: string): number | null {
  return parseClock(/-->\s*(\S+)/.exec(timing)?.[1] ?? '');
}

/** What lies between two cues that follow each other directly, at most. */
const touchMs = 50;

/**
 * Captions that roll, as YouTube makes them, show each line twice: as the last line of a cue, then as the first of the
 * next. There it is left out. Only where at least half of the cues that touch do so, and some go on with another line:
 * elsewhere a line that comes twice was said twice.
 */
export function withoutRepeatedLines(cues: readonly TimedCue[]): Cue[] {
  const touching = cues.map((cue, i) => i > 0 && touches(cues[i - 1]!, cue));
  const repeats = cues.map((cue, i) => touching[i]! && isSameLine(cues[i - 1]!.lines.at(-1), cue.lines[0]));
  const rolls = repeats.filter(Boolean).length;
  const goesOn = cues.some(({ lines }, i) => repeats[i]! && lines.length > 1);
  if (!goesOn || 2 * rolls < touching.filter(Boolean).length) return [...cues];
  return cues
    .map((cue, i) => (repeats[i] ? { ...cue, lines: cue.lines.slice(1) } : cue))
    .filter(({ lines }) => lines.length > 0);
}

function touches(before: TimedCue, { startMs }: TimedCue): boolean {
  return before.endMs !== null && startMs !== null && startMs <= before.endMs + touchMs;
}

function isSameLine(a: CueLine | undefined, b: CueLine | undefined): boolean {
  const spaced = (line: CueLine) => line.words.replace(/\s+/g, ' ');
  return a !== undefined && b !== undefined && a.speaker === b.speaker && spaced(a) === spaced(b);
}
