import { codersInScope, type Scope } from './query';
import type { IndexedTranscript, StudyIndex } from './studyIndex';
import { turnAt } from './turnAt';

/** By what a timeline is laid out. */
export const axes = ['position', 'time'] as const;
export type Axis = (typeof axes)[number];

export interface TimelineMark {
  /** On the axis, from 0 to `length`. */
  readonly from: number;
  readonly to: number;
  /** UTF-16, to find the place. */
  readonly start: number;
  readonly end: number;
}

export interface TimelineRow {
  readonly code: string;
  /** One for each coder who used the code here, in the study's order. */
  readonly lanes: readonly { readonly coder: string; readonly marks: readonly TimelineMark[] }[];
}

/** Where in one transcript each code stands. */
export interface Timeline {
  readonly transcript: string;
  readonly axis: Axis;
  /** Turns (`position`), or milliseconds (`time`). */
  readonly length: number;
  /** Whether the turns have times. */
  readonly hasTimes: boolean;
  /** In the codebook's order, codes that are used here. */
  readonly rows: readonly TimelineRow[];
}

/**
 * Lays a transcript's segments out along its turns, each as wide as any other, or along the recording. Within a turn,
 * and over turns without a time, time runs evenly with the text; the last turn is taken to be spoken as fast as the rest.
 *
 * @param axis `time` counts as `position` where fewer than two turns have times
 */
export function timelineOf(index: StudyIndex, transcript: IndexedTranscript, scope: Scope, axis: Axis): Timeline {
  const coders = codersInScope(scope, index.coders);
  const clock = clockOf(transcript);
  const used = axis === 'time' && clock ? clock : positionsOf(transcript);
  const rows = index.codes.flatMap(({ id: code }): TimelineRow[] => {
    const lanes = index.coders.flatMap(({ id: coder }) => {
      const own = coders.has(coder)
        ? transcript.segments.filter((segment) => segment.code === code && segment.coder === coder)
        : [];
      const marks = own.map(({ start, end }) => ({ from: used.at(start), to: used.at(end), start, end }));
      return marks.length > 0 ? [{ coder, marks }] : [];
    });
    return lanes.length > 0 ? [{ code, lanes }] : [];
  });
  return {
    transcript: transcript.path,
    axis: used === clock ? 'time' : 'position',
    length: used.length,
    hasTimes: clock !== null,
    rows,
  };
}

interface Scale {
  readonly length: number;
  readonly at: (offset: number) => number;
}

function positionsOf({ turns, text }: IndexedTranscript): Scale {
  if (turns.length === 0) return { length: 1, at: (offset) => offset / Math.max(1, text.length) };
  return {
    length: turns.length,
    at: (offset) => {
      const turn = turns[turnAt(turns, offset)];
      if (!turn) return 0;
      const { start, end } = turn.words;
      const share = (offset - start) / Math.max(1, end - start);
      return turn.index + Math.min(1, Math.max(0, share));
    },
  };
}

function clockOf({ turns, text }: IndexedTranscript): Scale | null {
  // Times that run backwards, as after a pasted part, would turn stretches round.
  const known: { offset: number; ms: number }[] = [];
  for (const { range, startMs } of turns) {
    if (startMs !== null && startMs > (known.at(-1)?.ms ?? -1)) known.push({ offset: range.start, ms: startMs });
  }
  const [first] = known;
  const last = known.at(-1);
  if (!first || !last || first === last) return null;
  const perUnit = (last.ms - first.ms) / (last.offset - first.offset);
  const points = [...known, { offset: text.length, ms: last.ms + (text.length - last.offset) * perUnit }];
  const at = (offset: number) => {
    let low = 0;
    let high = points.length - 1;
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (points[middle]!.offset <= offset) low = middle;
      else high = middle;
    }
    const [a, b] = [points[low]!, points[high]!];
    const share = b.offset > a.offset ? (offset - a.offset) / (b.offset - a.offset) : 0;
    return a.ms + Math.max(0, share) * (b.ms - a.ms);
  };
  return { length: points.at(-1)!.ms, at };
}

/** Places on the axis that get a mark: round numbers, at most 10. */
export function ticksOf({ length, axis }: Pick<Timeline, 'length' | 'axis'>): number[] {
  const minute = 60_000;
  const steps =
    axis === 'time'
      ? [10_000, 30_000, minute, 2 * minute, 5 * minute, 10 * minute, 30 * minute, 60 * minute]
      : [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
  const step = steps.find((one) => length / one <= 10) ?? length / 10;
  const places = Array.from({ length: Math.floor(length / step) + 1 }, (_, i) => i * step);
  // Turns are counted from 1: at the end of the axis no turn begins.
  return axis === 'time' ? places : places.filter((place) => place < Math.max(length, 1));
}

/** `12:30` or `1:02:30`; or the number of the turn, from 1. */
export function tickLabel({ axis }: Pick<Timeline, 'axis'>, at: number): string {
  if (axis === 'position') return String(Math.round(at) + 1);
  return formatClock(at);
}

/** 3,750,000 ms → `1:02:30`. */
export function formatClock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
