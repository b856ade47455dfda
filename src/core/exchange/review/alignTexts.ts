import { utf16, type RangeUtf16 } from '../../base/offsets';

interface Word {
  readonly text: string;
  readonly start: number;
}

/** Words that stand beside each other in one text only once, and tell where they are in the other. */
const anchorLength = 3;
/** Cells of the table in which a gap between anchors is compared: some MB; a wider gap stays without a place. */
const maxCells = 4_000_000;

/**
 * Tells where stretches of one text stand in another that was made of it, as a transcript is of a document: words left
 * out, put in or changed here and there, the others the same and in their order.
 *
 * @returns for a stretch, where its words stand: from the first to the last of them that are the same in both; where
 * none is, the nearest word before or else after it; null when no word of the texts is the same
 */
export function alignTexts(from: string, to: string): (range: RangeUtf16) => RangeUtf16 | null {
  const [a, b] = [wordsOf(from), wordsOf(to)];
  const at = alignWords(
    a.map(({ text }) => text),
    b.map(({ text }) => text),
  );
  /** Positions in `a` of the words that have a place, in order. */
  const kept = a.flatMap((_, i) => (at[i]! >= 0 ? [i] : []));
  const whole = (i: number): RangeUtf16 => {
    const { start, text } = b[at[i]!]!;
    return { start: utf16(start), end: utf16(start + text.length) };
  };
  return ({ start, end }) => {
    const first = firstIndex(kept, (i) => a[i]!.start + a[i]!.text.length > start);
    const after = firstIndex(kept, (i) => a[i]!.start >= end);
    if (first >= after) {
      const near = kept[first - 1] ?? kept[first];
      return near === undefined ? null : whole(near);
    }
    const [opening, closing] = [kept[first]!, kept[after - 1]!];
    let [left, right] = [Math.max(start, a[opening]!.start), Math.min(end, endOf(a[closing]!))];
    let begin = b[at[opening]!]!.start + (left - a[opening]!.start);
    let stop = b[at[closing]!]!.start + (right - a[closing]!.start);
    // Signs before and after the words, as far as they are the same.
    while (left > start && begin > 0 && isSign(from[left - 1]!) && from[left - 1] === to[begin - 1]) {
      left--;
      begin--;
    }
    while (right < end && isSign(from[right]!) && from[right] === to[stop]) {
      right++;
      stop++;
    }
    return { start: utf16(begin), end: utf16(stop) };
  };
}

function endOf({ start, text }: Word): number {
  return start + text.length;
}

function isSign(character: string): boolean {
  return !/\s/u.test(character);
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(({ 0: word, index }) => ({ text: word, start: index }));
}

function firstIndex(sorted: readonly number[], is: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** For each word of `a`, the position of the same word in `b`; -1 where it has none. */
function alignWords(a: readonly string[], b: readonly string[]): Int32Array {
  const at = new Int32Array(a.length).fill(-1);
  let [nextA, nextB] = [0, 0];
  for (const [i, j] of [...anchors(a, b), [a.length, b.length] as const]) {
    if (i < nextA || j < nextB) continue;
    fillGap(a, b, at, [nextA, i], [nextB, j]);
    let n = 0;
    for (; i + n < a.length && j + n < b.length && a[i + n] === b[j + n]; n++) at[i + n] = j + n;
    [nextA, nextB] = [i + n, j + n];
  }
  return at;
}

/** Places of words that come once in both texts, as many as stand in the same order. */
function anchors(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const inA = onceIn(a);
  const inB = onceIn(b);
  const pairs = [...inA].flatMap(([words, i]) => {
    const j = inB.get(words);
    return i >= 0 && j !== undefined && j >= 0 ? [[i, j] as const] : [];
  });
  pairs.sort(([one], [other]) => one - other);
  return longestRise(pairs);
}

/** By the words, the position; -1 where they come again. */
function onceIn(words: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (let i = 0; i + anchorLength <= words.length; i++) {
    const key = words.slice(i, i + anchorLength).join(' ');
    found.set(key, found.has(key) ? -1 : i);
  }
  return found;
}

function longestRise(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const ends: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  pairs.forEach(([, j], i) => {
    const n = firstIndex(ends, (end) => pairs[end]![1] >= j);
    before[i] = n === 0 ? -1 : ends[n - 1]!;
    ends[n] = i;
  });
  const rise: (readonly [number, number])[] = [];
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i]!) rise.push(pairs[i]!);
  return rise.reverse();
}

/** The longest common sequence of words between two anchors. */
function fillGap(
  a: readonly string[],
  b: readonly string[],
  at: Int32Array,
  [startA, endA]: readonly [number, number],
  [startB, endB]: readonly [number, number],
): void {
  const [n, m] = [endA - startA, endB - startB];
  if (n === 0 || m === 0 || n * m > maxCells) return;
  const width = m + 1;
  const longest = new Uint16Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      longest[i * width + j] =
        a[startA + i] === b[startB + j]
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
    }
  }
  for (let i = 0, j = 0; i < n && j < m;) {
    if (a[startA + i] === b[startB + j]) at[startA + i++] = startB + j++;
    else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) i++;
    else j++;
  }
}
