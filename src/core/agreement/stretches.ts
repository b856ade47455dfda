import { fewestToDraw } from './figure';
import type { Continuum, Segment } from './unitizingAlpha';

/** A piece of a continuum, with its segments counted from its own start. */
export interface Stretch {
  readonly length: number;
  readonly segments: readonly Segment[];
}

/**
 * The stretches of a continuum that no segment crosses: it is cut in the middle of each passage that no coder marked,
 * and where segments end and others begin at the same place. They are what a bootstrap of segments may draw, since
 * segments of one place are not independent of one another (blocks, Künsch 1989, Annals of Statistics 17, 1217–1241;
 * with bounds that the data give, as in the cluster bootstrap of Field & Welsh 2007).
 */
export function stretchesOf({ length, segments }: Continuum): Stretch[] {
  const sorted = [...segments].sort((a, b) => a.start - b.start);
  const stretches: Stretch[] = [];
  let from = 0;
  let own: Segment[] = [];
  let reached = 0;
  const close = (to: number) => {
    const segmentsFromHere = own.map((s) => ({ ...s, start: s.start - from, end: s.end - from }));
    stretches.push({ length: to - from, segments: segmentsFromHere });
    own = [];
    from = to;
  };
  for (const segment of sorted) {
    if (own.length > 0 && segment.start >= reached) close(Math.floor((reached + segment.start) / 2));
    own.push(segment);
    reached = Math.max(reached, segment.end);
  }
  close(length);
  return stretches;
}

/** Why the stretches are too few for an interval; undefined where they are enough. */
export function whyNoInterval(stretches: readonly Stretch[]): string | undefined {
  if (stretches.length >= fewestToDraw) return undefined;
  const count = stretches.length === 1 ? 'is only one' : `are only ${stretches.length}`;
  return `An interval needs at least ${fewestToDraw} stretches of text that no segment crosses; here there ${count}.`;
}

/** As many stretches, drawn with replacement and set end to end. */
export function drawContinuum(
  stretches: readonly Stretch[],
  coders: readonly string[],
  random: () => number,
): Continuum {
  const segments: Segment[] = [];
  let length = 0;
  for (let i = 0; i < stretches.length; i++) {
    const drawn = stretches[Math.floor(random() * stretches.length)]!;
    for (const s of drawn.segments) segments.push({ ...s, start: s.start + length, end: s.end + length });
    length += drawn.length;
  }
  return { length, coders, segments };
}
