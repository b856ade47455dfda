import { utf16, type RangeUtf16 } from './offsets';

// Lists of stretches of one text, by start. *Runs* are stretches that neither overlap nor touch: a set of characters.

export function byPlace(a: RangeUtf16, b: RangeUtf16): number {
  return a.start - b.start || a.end - b.end;
}

/** The runs of all characters that lie in some stretch. */
export function toRuns(stretches: readonly RangeUtf16[]): RangeUtf16[] {
  return toJoined(stretches, (last, next) => next.start <= last.end);
}

/** As `toRuns`, but what only touches stays apart. */
export function joinOverlapping(stretches: readonly RangeUtf16[]): RangeUtf16[] {
  return toJoined(stretches, (last, next) => next.start < last.end);
}

/** The characters that lie in both sets of runs. */
export function intersect(a: readonly RangeUtf16[], b: readonly RangeUtf16[]): RangeUtf16[] {
  const common: RangeUtf16[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const start = utf16(Math.max(a[i]!.start, b[j]!.start));
    const end = utf16(Math.min(a[i]!.end, b[j]!.end));
    if (start < end) common.push({ start, end });
    if (a[i]!.end < b[j]!.end) i++;
    else j++;
  }
  return common;
}

export function unite(lists: readonly (readonly RangeUtf16[])[]): RangeUtf16[] {
  return toRuns(lists.flat().sort(byPlace));
}

/** The characters of `all` that lie in no run of `runs`; a stretch of `all` is never joined to the next. */
export function subtract(all: readonly RangeUtf16[], runs: readonly RangeUtf16[]): RangeUtf16[] {
  const left: RangeUtf16[] = [];
  let j = 0;
  for (const { start, end } of all) {
    let from = start;
    while (j < runs.length && runs[j]!.end <= start) j++;
    for (let k = j; k < runs.length && runs[k]!.start < end; k++) {
      if (runs[k]!.start > from) left.push({ start: from, end: runs[k]!.start });
      from = utf16(Math.max(from, runs[k]!.end));
    }
    if (from < end) left.push({ start: from, end });
  }
  return left;
}

/** What of each stretch lies in `parts`, which do not overlap: a piece for each part that it reaches into. */
export function cutTo(stretches: readonly RangeUtf16[], parts: readonly RangeUtf16[]): RangeUtf16[] {
  return stretches.flatMap((stretch) => {
    const pieces: RangeUtf16[] = [];
    for (let i = firstEndingAfter(parts, stretch.start); i < parts.length && parts[i]!.start < stretch.end; i++) {
      pieces.push({
        start: utf16(Math.max(stretch.start, parts[i]!.start)),
        end: utf16(Math.min(stretch.end, parts[i]!.end)),
      });
    }
    return pieces;
  });
}

/** The stretches of `a` that share a character with one of `b`. */
export function overlapping(a: readonly RangeUtf16[], b: readonly RangeUtf16[]): RangeUtf16[] {
  const runs = toRuns(b);
  return a.filter(({ start, end }) => {
    const run = runs[firstEndingAfter(runs, start)];
    return run !== undefined && run.start < end;
  });
}

/** Each stretch once. */
export function distinct(stretches: readonly RangeUtf16[]): RangeUtf16[] {
  const sorted = [...stretches].sort(byPlace);
  return sorted.filter((one, i) => i === 0 || byPlace(one, sorted[i - 1]!) !== 0);
}

/** Index of the first of some stretches that do not overlap which ends after an offset. */
function firstEndingAfter(parts: readonly RangeUtf16[], offset: number): number {
  return countWhile(parts, ({ end }) => end <= offset);
}

/** How many leading items satisfy a condition that holds for a prefix of them. */
export function countWhile<T>(items: ArrayLike<T>, holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function toJoined(
  stretches: readonly RangeUtf16[],
  areOne: (last: RangeUtf16, next: RangeUtf16) => boolean,
): RangeUtf16[] {
  const joined: RangeUtf16[] = [];
  for (const { start, end } of stretches) {
    const last = joined.at(-1);
    if (!last || !areOne(last, { start, end })) joined.push({ start, end });
    else if (end > last.end) joined[joined.length - 1] = { start: last.start, end };
  }
  return joined;
}
