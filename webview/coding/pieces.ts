import type { Stretch } from '../../src/protocol/coding';

/** A part of a block over which the same segments lie. */
export interface Piece<S extends Stretch> extends Stretch {
  /** Outermost first. */
  readonly segments: readonly S[];
  readonly starting: readonly S[];
  readonly ending: readonly S[];
}

/** Cuts a block where segments begin and end. The segments touch it and are in reading order. */
export function cutPieces<S extends Stretch>({ start, end }: Stretch, segments: readonly S[]): Piece<S>[] {
  const cuts = new Set([start, end]);
  for (const segment of segments) {
    if (segment.start > start) cuts.add(Math.min(segment.start, end));
    if (segment.end < end) cuts.add(Math.max(segment.end, start));
  }
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(1).map((to, i) => {
    const from = places[i]!;
    const over = segments.filter((segment) => segment.start < to && segment.end > from);
    return {
      start: from,
      end: to,
      segments: over,
      starting: over.filter((segment) => segment.start === from),
      ending: over.filter((segment) => segment.end === to),
    };
  });
}
