// Which lines the two-column view draws. Row i of both columns is token i.
import { type FirstKey, type HeadWeights, rowOf } from './headWeights';

export interface Line {
  readonly query: number;
  readonly key: number;
  readonly weight: number;
}

/** Height of a token's row, in CSS pixels. */
export const rowHeight = 24;
/** Of a longer text only some rows are in the page: all of them would make every movement of the pointer slow. */
const mostRows = 200;
const windowRows = 96;

/** Rows [first, end). */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** All rows of a text of ordinary length, else as many as can be handled, around `row`. */
export function windowAround(row: number, size: number): RowWindow {
  if (size <= mostRows) return { first: 0, end: size };
  const first = Math.max(0, Math.min(size - windowRows, row - windowRows / 2));
  return { first, end: first + windowRows };
}

/** More lines than this hide each other, and make scrolling slow. */
const mostLines = 4000;
/** Of one token alone: beyond these, lines fill the picture to one colour. */
export const mostOwnLines = 400;
const thresholds = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

/** The smallest of a few round thresholds that leaves a picture one can read; lines of lesser weight are not drawn. */
export function lineThreshold({ weights, size }: HeadWeights, firstKey: FirstKey): number {
  const lowest = thresholds[0]!;
  const lines = thresholds.map(() => 0);
  for (let query = 0; query < size; query++) {
    for (let i = query * size + firstKey, end = (query + 1) * size; i < end; i++) {
      const weight = weights[i]!;
      if (weight < lowest) continue;
      for (let t = 0; t < thresholds.length && weight >= thresholds[t]!; t++) lines[t]!++;
    }
  }
  return thresholds.find((_, t) => lines[t]! <= mostLines) ?? 1;
}

/**
 * The lines to draw, weakest first, so that strong ones lie on top.
 * @param isolated the only token whose lines are wanted: then all its weights above 0, whatever the threshold; of very
 * many the {@link mostOwnLines} strongest
 */
export function linesToDraw(
  head: HeadWeights,
  firstKey: FirstKey,
  threshold: number,
  isolated: number | null,
): readonly Line[] {
  if (isolated !== null) {
    const own: Line[] = [];
    rowOf(head, isolated).forEach((weight, key) => {
      if (key >= firstKey && weight > 0) own.push({ query: isolated, key, weight });
    });
    return own.sort((a, b) => a.weight - b.weight).slice(-mostOwnLines);
  }
  const { weights, size } = head;
  const lines: Line[] = [];
  for (let query = 0; query < size; query++) {
    for (let key: number = firstKey, i = query * size + firstKey; key < size; key++, i++) {
      const weight = weights[i]!;
      if (weight > 0 && weight >= threshold) lines.push({ query, key, weight });
    }
  }
  return lines.sort((a, b) => a.weight - b.weight);
}

/** Whether any part of a line can be seen while rows `first` to `last` are in view. */
export function isInView({ query, key }: Line, first: number, last: number): boolean {
  return Math.max(query, key) >= first && Math.min(query, key) <= last;
}

/** Width in CSS pixels and opacity of a line on a scale that starts at opacity `faintest` and ends at `largest`. */
export function lineStroke(
  weight: number,
  largest: number,
  faintest: number,
): { readonly width: number; readonly opacity: number } {
  const share = largest > 0 ? weight / largest : 0;
  return { width: 0.75 + 5.25 * share, opacity: faintest + (0.95 - faintest) * share };
}
