// Which lines the two-column view draws. Row i of both columns is token i.
import { type FirstKey, type HeadWeights, keptOf, rowOf } from './headWeights';
import { largestShown } from './matrixPyramid';

export interface Line {
  readonly query: number;
  readonly key: number;
  readonly weight: number;
}

/** Height of a token's row, in CSS pixels. */
export const rowHeight = 24;
/** Of a longer text only some rows are in the page: all of them would make every movement of the pointer slow. */
const mostRows = 200;

/** Rows [first, end). */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** All rows of a text of ordinary length, else three times as many as are `inView`, around `row`. */
export function windowAround(row: number, size: number, inView: number): RowWindow {
  const rows = 3 * inView;
  if (size <= Math.max(mostRows, rows)) return { first: 0, end: size };
  const first = Math.max(0, Math.min(size - rows, row - Math.floor(rows / 2)));
  return { first, end: first + rows };
}

/** More lines than this hide each other, and make scrolling slow. */
const mostLines = 4000;
/** Of one token alone: beyond these, lines fill the picture to one colour. */
export const mostOwnLines = 400;
const thresholds = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

export interface StrongLines {
  /** The smallest of a few round weights that leaves a picture one can read. */
  readonly threshold: number;
  /** Of at least that weight; weakest first, so that strong ones lie on top. */
  readonly lines: readonly Line[];
  /** Of all weights that are shown, with a line or without; 0 when there are none. */
  readonly largest: number;
}

/** The lines of a whole head, in one pass: where there are too many, the threshold rises and the weaker ones go. */
export const strongLines = keptOf((head: HeadWeights, firstKey: FirstKey): StrongLines => {
  const { weights, size } = head;
  let step = 0;
  let threshold = thresholds[0]!;
  let largest = 0;
  let places: number[] = [];
  for (let query = 0; query < size; query++) {
    for (let i = query * size + firstKey, end = (query + 1) * size; i < end; i++) {
      const weight = weights[i]!;
      if (weight < threshold) continue;
      if (weight > largest) largest = weight;
      places.push(i);
      while (places.length > mostLines && step < thresholds.length) {
        threshold = thresholds[++step] ?? 1;
        places = atLeast(threshold, weights, places);
      }
    }
  }
  const lines = places.map((i): Line => ({ query: Math.floor(i / size), key: i % size, weight: weights[i]! }));
  lines.sort((a, b) => a.weight - b.weight);
  return { threshold, lines, largest: largest > 0 ? largest : largestShown(head, firstKey) };
});

function atLeast(threshold: number, weights: Float32Array, places: readonly number[]): number[] {
  return places.filter((place) => weights[place]! >= threshold);
}

/** All lines of one token, whatever their weight, weakest first; of very many the {@link mostOwnLines} strongest. */
export function ownLines(head: HeadWeights, firstKey: FirstKey, query: number): readonly Line[] {
  const own: Line[] = [];
  rowOf(head, query).forEach((weight, key) => {
    if (key >= firstKey && weight > 0) own.push({ query, key, weight });
  });
  return own.sort((a, b) => a.weight - b.weight).slice(-mostOwnLines);
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
