import { type RangeUtf16, utf16 } from '../base/offsets';
import { groupBy } from '../base/groupBy';
import { unite } from '../base/stretches';
import { type ReliabilityTable, missing } from './reliabilityTable';

export const unitKinds = ['turn', 'sentence', 'segment', 'character'] as const;
/** The stretch of text over which coders are compared. */
export type UnitKind = (typeof unitKinds)[number];

/** A stretch of text to which a coder gave a code. */
export interface CodedSegment extends RangeUtf16 {
  readonly coder: string;
  readonly code: string;
}

/** The value of a unit that a coder saw and gave no code. */
export const uncoded = '(no code)';

/**
 * The sentences of a text (UAX #29 as the runtime knows it for the language), without the white space around them.
 * No sentence crosses the ends of the stretches `within`: pass the words of each turn, and speakers' names stay out.
 */
export function sentenceRanges(
  text: string,
  within: readonly RangeUtf16[] = [{ start: utf16(0), end: utf16(text.length) }],
  language?: string,
): RangeUtf16[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' });
  const ranges: RangeUtf16[] = [];
  for (const stretch of within) {
    for (const { segment, index } of segmenter.segment(text.slice(stretch.start, stretch.end))) {
      const words = segment.trim();
      if (words === '') continue;
      const start = stretch.start + index + segment.indexOf(words);
      ranges.push({ start: utf16(start), end: utf16(start + words.length) });
    }
  }
  return ranges;
}

/** The person's own segments as units: the distinct stretches, in the order of the text. */
export function segmentRanges(segments: readonly RangeUtf16[]): RangeUtf16[] {
  const sorted = [...segments].sort((a, b) => a.start - b.start || a.end - b.end);
  return sorted
    .filter(({ start, end }, i) => start !== sorted[i - 1]?.start || end !== sorted[i - 1]?.end)
    .map(({ start, end }) => ({ start, end }));
}

/**
 * Characters as units: `within` cut wherever a segment begins or ends, so that all characters of a piece were coded
 * alike. Give the tables below the same pieces with `countCharacters`.
 */
export function uniformRanges(within: readonly RangeUtf16[], segments: readonly RangeUtf16[]): RangeUtf16[] {
  const cuts = [...new Set(segments.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  return within.flatMap(({ start, end }) => {
    const bounds = [start, ...cuts.filter((cut) => cut > start && cut < end), end];
    return bounds.slice(1).map((bound, i) => ({ start: bounds[i]!, end: bound }));
  });
}

export interface UnitTableOptions {
  /** The stretches that count as units. */
  readonly units: readonly RangeUtf16[];
  readonly segments: readonly CodedSegment[];
  /** Who coded this text; a coder without a segment found nothing, which is an answer. */
  readonly coders: readonly string[];
  /** Let each unit count as many times as it has UTF-16 units: for the pieces of `uniformRanges`. */
  readonly countCharacters?: boolean;
}

/** Whether each unit carries the code: present where any of the coder's segments with it overlaps the unit. */
export function presenceTable(options: UnitTableOptions, code: string): ReliabilityTable {
  const ratings = new Int32Array(options.units.length * options.coders.length);
  for (const { unit, coder } of overlaps(options, (segment) => segment.code === code)) {
    ratings[unit * options.coders.length + coder] = 1;
  }
  return { coders: options.coders, categories: ['absent', 'present'], ratings, counts: unitCounts(options) };
}

/**
 * One label per unit: the code that covers most of it, the one earlier in `codes` in a tie. A unit with no code has
 * the value `uncoded`, or, where the codes are an ordered scale, none.
 */
export function labelTable(
  options: UnitTableOptions,
  codes: readonly string[],
  scale: 'categories' | 'ordered',
): ReliabilityTable {
  const categories = scale === 'ordered' ? codes : [uncoded, ...codes];
  const width = options.coders.length;
  const covered = new Float64Array(options.units.length * width * categories.length);
  const asRuns = { ...options, segments: codedRuns(options.segments) };
  for (const { unit, coder, segment, length } of overlaps(asRuns, ({ code }) => codes.includes(code))) {
    covered[(unit * width + coder) * categories.length + categories.indexOf(segment.code)]! += length;
  }
  const ratings = new Int32Array(options.units.length * width);
  for (let cell = 0; cell < ratings.length; cell++) {
    const lengths = covered.subarray(cell * categories.length, (cell + 1) * categories.length);
    const most = lengths.reduce((best, length, i) => (length > lengths[best]! ? i : best), 0);
    ratings[cell] = lengths[most]! > 0 ? most : scale === 'ordered' ? missing : 0;
  }
  return { coders: options.coders, categories, ratings, counts: unitCounts(options) };
}

/** Each character once that a coder gave a code: segments of one code may overlap, as do those of codes that count as one. */
function codedRuns(segments: readonly CodedSegment[]): CodedSegment[] {
  const alike = groupBy(segments, ({ coder, code }) => JSON.stringify([coder, code]));
  return [...alike.values()].flatMap((own) => unite([own]).map((run) => ({ ...own[0]!, ...run })));
}

function unitCounts({ units, countCharacters }: UnitTableOptions): Float64Array {
  return Float64Array.from(units, ({ start, end }) => (countCharacters ? end - start : 1));
}

function* overlaps({ units, segments, coders }: UnitTableOptions, isMeant: (segment: CodedSegment) => boolean) {
  const coderIndex = new Map(coders.map((coder, i) => [coder, i]));
  const order = units.map((_, i) => i).sort((a, b) => units[a]!.start - units[b]!.start);
  const furthestEnd: number[] = [];
  for (const unit of order) furthestEnd.push(Math.max(furthestEnd.at(-1) ?? 0, units[unit]!.end));
  for (const segment of segments) {
    const coder = coderIndex.get(segment.coder);
    if (coder === undefined || !isMeant(segment)) continue;
    for (let i = firstAbove(furthestEnd, segment.start); i < order.length; i++) {
      const unit = order[i]!;
      const { start, end } = units[unit]!;
      if (start >= segment.end) break;
      const length = Math.min(end, segment.end) - Math.max(start, segment.start);
      if (length > 0) yield { unit, coder, segment, length };
    }
  }
}

/** Index of the first of the ascending values that is greater than `bound`. */
function firstAbove(ascending: readonly number[], bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}
