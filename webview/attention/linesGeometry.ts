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

/** All rows of a text of ordinary length, else twice as many as are `inView`, around `row`. */
export function windowAround(row: number, size: number, inView: number): RowWindow {
  const rows = 2 * inView;
  if (size <= Math.max(mostRows, rows)) return { first: 0, end: size };
  const first = Math.max(0, Math.min(size - rows, row - Math.floor(rows / 2)));
  return { first, end: first + rows };
}

/** More lines than this hide each other, and make scrolling slow. */
const mostLines = 4000;
/** Of one token alone: beyond these, lines fill the picture to one colour. */
export const mostOwnLines = 250;
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
  const places: Places = { at: new Int32Array(mostLines + 1), count: 0 };
  for (let query = 0; query < size; query++) {
    const end = (query + 1) * size;
    for (let start = query * size + firstKey; start < end;) {
      start = addStrong(places, weights, start, end, threshold);
      while (places.count > mostLines && step < thresholds.length) {
        threshold = thresholds[++step] ?? 1;
        keepStrong(places, weights, threshold);
      }
      if (places.count === places.at.length) makeRoom(places);
    }
  }
  const lines = weakestFirst(places, weights).map((i): Line => {
    const query = Math.floor(i / size);
    return { query, key: i - query * size, weight: weights[i]! };
  });
  return { threshold, lines, largest: lines.at(-1)?.weight ?? largestShown(head, firstKey) };
});

/** Places among the weights. */
interface Places {
  at: Int32Array;
  count: number;
}

/** Adds those in [start, end) of at least `threshold`. @returns where it stopped, at the end or for want of room */
function addStrong(places: Places, weights: Float32Array, start: number, end: number, threshold: number): number {
  const { at } = places;
  let { count } = places;
  let i = start;
  while (i < end && count < at.length) {
    if (weights[i]! >= threshold) at[count++] = i;
    i++;
  }
  places.count = count;
  return i;
}

/** Numbers that are no shares may all be large: then there are more lines. */
function makeRoom(places: Places): void {
  const { at } = places;
  places.at = new Int32Array(2 * at.length);
  places.at.set(at);
}

function keepStrong(places: Places, weights: Float32Array, threshold: number): void {
  const { at, count } = places;
  places.count = 0;
  for (let i = 0; i < count; i++) if (weights[at[i]!]! >= threshold) at[places.count++] = at[i]!;
}

/** Sorted as numbers, which takes a tenth of the time that comparing them by a function takes. */
function weakestFirst({ at, count }: Places, weights: Float32Array): number[] {
  const keys = Float64Array.from({ length: count }, (_, i) => {
    bits.float[0] = weights[at[i]!]!;
    // Floats above 0 have the order of their bits.
    return bits.word[0]! * 2 ** 20 + i;
  });
  return Array.from(keys.sort(), (key) => at[key % 2 ** 20]!);
}

const float = new Float32Array(1);
const bits = { float, word: new Uint32Array(float.buffer) };

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

/** Four points of a cubic Bézier curve, [x, y] each. */
export type CurvePart = Float64Array;

/**
 * Of a line from the left column to the right one the part whose height is between `low` and `high`: the same curve, cut.
 * @param target takes the part. @returns whether there is any
 */
export function curvePart(
  target: CurvePart,
  { width, from, to }: { readonly width: number; readonly from: number; readonly to: number },
  low: number,
  high: number,
): boolean {
  if (Math.max(from, to) < low || Math.min(from, to) > high) return false;
  const rise = to - from;
  const cut = (y: number): number => (y < low ? timeAt((low - from) / rise) : timeAt((high - from) / rise));
  const start = from < low || from > high ? cut(from) : 0;
  const end = to < low || to > high ? cut(to) : 1;
  for (let i = 0; i < 4; i++) {
    // The polar form of the curve x = 1.5 t − 1.5 t² + t³, y = 3 t² − 2 t³ (Ramshaw 1987).
    const [a, b, c] = [i < 1 ? start : end, i < 2 ? start : end, i < 3 ? start : end];
    const [pairs, all] = [a * b + a * c + b * c, a * b * c];
    target[2 * i] = width * ((a + b + c - pairs) / 2 + all);
    target[2 * i + 1] = from + rise * (pairs - 2 * all);
  }
  return true;
}

/** When such a curve has made `share` of its rise: the inverse of 3 t² − 2 t³ in [0, 1]. */
function timeAt(share: number): number {
  return 0.5 - Math.sin(Math.asin(1 - 2 * share) / 3);
}
