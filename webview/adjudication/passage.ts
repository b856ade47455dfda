import type { Difference } from '../../src/core/adjudication/differences';
import type { TurnView } from '../../src/protocol/adjudication';

/** Half-open stretch, in UTF-16 units of the transcript. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A piece of a turn over which the same coders' marks lie. */
export interface Piece extends Stretch {
  readonly text: string;
  /** Indices of the coders, ascending. */
  readonly lanes: readonly number[];
}

export interface PassageTurn {
  readonly turn: TurnView;
  /** Only there to show what was said before and after. */
  readonly neighbour: boolean;
  readonly pieces: readonly Piece[];
}

/** The turns that a difference touches with one more on each side, cut where marks begin and end. */
export function passageOf(
  turns: readonly TurnView[],
  { range, sides }: Pick<Difference, 'range' | 'sides'>,
): PassageTurn[] {
  const end = (turn: TurnView) => turn.start + turn.words.length;
  const touches = (turn: TurnView) => turn.start < range.end && range.start < end(turn);
  const first = turns.findIndex((turn) => end(turn) > range.start);
  const last = turns.findLastIndex((turn) => turn.start < range.end);
  return turns
    .slice(Math.max(0, first - 1), last + 2)
    .map((turn) => ({ turn, neighbour: !touches(turn), pieces: cut(turn, sides) }));
}

function cut({ start, words }: TurnView, sides: Difference['sides']): Piece[] {
  const end = start + words.length;
  const marks = sides.flatMap(({ stretches }, lane) => stretches.map(({ range }) => ({ ...range, lane })));
  const inside = marks.flatMap((mark) => [mark.start, mark.end]).filter((at) => at > start && at < end);
  const cuts = [start, ...new Set(inside.sort((a, b) => a - b)), end];
  return cuts.slice(1).map((to, i): Piece => {
    const from = cuts[i]!;
    const lanes = marks.filter((mark) => mark.start < to && from < mark.end).map(({ lane }) => lane);
    return {
      start: from,
      end: to,
      text: words.slice(from - start, to - start),
      lanes: [...new Set(lanes)].sort((a, b) => a - b),
    };
  });
}

/** The words of a passage, without the space around them. */
export function wordsOf(passage: readonly PassageTurn[]): Stretch[] {
  return passage.flatMap(({ turn }) =>
    [...turn.words.matchAll(/\S+/g)].map(({ index, 0: word }) => {
      return { start: turn.start + index, end: turn.start + index + word.length };
    }),
  );
}

/** Moves one end of a stretch by a word; the stretch keeps at least one word. */
export function moveEnd(
  words: readonly Stretch[],
  { start, end }: Stretch,
  which: 'start' | 'end',
  by: 1 | -1,
): Stretch {
  const last = words.findLastIndex((word) => word.start < end);
  const first = words.findIndex((word) => word.end > start);
  if (which === 'start') return { start: words[Math.max(0, Math.min(first + by, last))]?.start ?? start, end };
  return { start, end: words[Math.min(words.length - 1, Math.max(last + by, first))]?.end ?? end };
}

/** The words of a stretch as the transcript has them; a turn's end shows as "…". */
export function quote(turns: readonly TurnView[], { start, end }: Stretch): string {
  const parts = turns.flatMap((turn) => {
    const part = turn.words.slice(Math.max(0, start - turn.start), Math.max(0, end - turn.start));
    return part === '' ? [] : [part];
  });
  return parts.join(' … ');
}
