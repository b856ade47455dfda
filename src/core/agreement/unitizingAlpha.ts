import { type Computed, type NotComputable, notComputable, reasons } from './figure';

/** A coder's segment on a continuum, half-open, in whole characters. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly coder: string;
  readonly code: string;
}

/** What several coders marked on one text. */
export interface Continuum {
  /** Characters in all, from 0. */
  readonly length: number;
  /** Everyone who coded the text; a coder may have found nothing. */
  readonly coders: readonly string[];
  readonly segments: readonly Segment[];
}

/** Several texts end to end, as one continuum. Every coder must have coded every text. */
export function joinContinua(continua: readonly Continuum[]): Continuum {
  const segments: Segment[] = [];
  let length = 0;
  for (const continuum of continua) {
    for (const s of continuum.segments) segments.push({ ...s, start: s.start + length, end: s.end + length });
    length += continuum.length;
  }
  return { length, coders: continua[0]?.coders ?? [], segments };
}

/** α with its observed and expected disagreement. */
export interface UnitizingFigure extends Computed {
  readonly observed: number;
  readonly expected: number;
}

/**
 * Krippendorff's unitizing alpha, α_U = 1 − Dₒ/Dₑ: do coders mark the same stretches with the same code? Per code and
 * overall, where overall is 1 − Σ Dₒ/Σ Dₑ over the codes. Segments with different codes may overlap; a coder's
 * overlapping segments with the same code are taken as one. With m coders and a text of L characters, per code:
 *
 * Dₒ = 2/(m(m − 1)L²) Σ over pairs of coders and intersecting sections of the squared differences of the boundaries:
 *   b² + e² of two segments (b, e between their beginnings, ends), l² of a segment that lies wholly inside a gap.
 * Dₑ = 2/L Σ over segments [(N − 1)/3 (2l³ − 3l² + l) + l² Σ over gaps g ≥ l of (g − l + 1)] / (mL(mL − 1) − Σ l(l − 1)),
 *   N segments of length l, gaps those between (before, after) the segments of a coder.
 *
 * Source: Krippendorff (1995), Sociological Methodology 25, 47–76; Krippendorff (2004), Content Analysis, 2nd ed.,
 * pp. 251–256. `unitizingFamily` has the coefficients of 2016 for coders whose segments do not overlap.
 */
export function unitizingAlpha(continuum: Continuum): {
  readonly overall: UnitizingFigure | NotComputable;
  readonly perCode: ReadonlyMap<string, UnitizingFigure | NotComputable>;
} {
  const why = whyNotUnitizable(continuum);
  const codes = [...new Set(continuum.segments.map(({ code }) => code))].sort();
  if (why) return { overall: why, perCode: new Map(codes.map((code) => [code, why])) };
  const parts = codes.map((code) => disagreement(continuum, code));
  const total = parts.reduce((sum, part) => ({
    n: sum.n + part.n,
    observed: sum.observed + part.observed,
    expected: sum.expected + part.expected,
  }));
  return { overall: toFigure(total), perCode: new Map(codes.map((code, i) => [code, toFigure(parts[i]!)])) };
}

/** Why no coefficient for segments can be computed at all; undefined where nothing stands in the way. */
export function whyNotUnitizable({ coders, segments }: Continuum): NotComputable | undefined {
  if (coders.length < 2) return notComputable(reasons.oneCoder);
  if (segments.length === 0) return notComputable('There is nothing to compare: no coder marked a segment.');
  return undefined;
}

/** A segment (of the code) or a gap between segments. */
interface Section {
  readonly start: number;
  readonly end: number;
  readonly isGap: boolean;
}

/**
 * Squared differences of two intersecting sections, as in Krippendorff (2004), p. 253. Each pair of sections of two
 * coders that share a character is counted once.
 */
export function sectionDistance(a: Section, b: Section): number {
  if (!a.isGap && !b.isGap) return (a.start - b.start) ** 2 + (a.end - b.end) ** 2;
  if (!a.isGap && b.isGap && b.start <= a.start && a.end <= b.end) return (a.end - a.start) ** 2;
  if (a.isGap && !b.isGap && a.start <= b.start && b.end <= a.end) return (b.end - b.start) ** 2;
  return 0;
}

interface Part {
  readonly n: number;
  readonly observed: number;
  readonly expected: number;
}

function toFigure({ n, observed, expected }: Part): UnitizingFigure | NotComputable {
  if (expected === 0)
    return notComputable('All coders marked the whole text alike, so agreement cannot be told from chance.');
  return { value: 1 - observed / expected, n, observed, expected };
}

function disagreement({ length, coders, segments }: Continuum, code: string): Part {
  const ofCode = segments.filter((segment) => segment.code === code);
  const sections = coders.map((coder) =>
    partition(
      ofCode.filter((segment) => segment.coder === coder),
      length,
    ),
  );
  let squares = 0;
  for (let i = 0; i < sections.length; i++) {
    for (let j = 0; j < i; j++) {
      for (const [a, b] of intersections(sections[i]!, sections[j]!)) squares += sectionDistance(a, b);
    }
  }
  const m = coders.length;
  const lengths = sections.flatMap((all) => all.filter(({ isGap }) => !isGap).map(({ start, end }) => end - start));
  const gaps = sections.flatMap((all) => all.filter(({ isGap }) => isGap).map(({ start, end }) => end - start));
  return {
    n: lengths.length,
    observed: (2 * squares) / (m * (m - 1) * length ** 2),
    expected: expectedDisagreement(lengths, gaps, m * length) * (2 / length),
  };
}

function expectedDisagreement(lengths: readonly number[], gaps: readonly number[], characters: number): number {
  const longestFirst = [...lengths].sort((a, b) => b - a);
  const gapsLongestFirst = [...gaps].sort((a, b) => b - a);
  let sum = 0;
  let fitting = 0;
  let fittingLength = 0;
  for (const l of longestFirst) {
    while (fitting < gapsLongestFirst.length && gapsLongestFirst[fitting]! >= l) {
      fittingLength += gapsLongestFirst[fitting++]!;
    }
    const amongSegments = ((lengths.length - 1) / 3) * (2 * l ** 3 - 3 * l ** 2 + l);
    sum += amongSegments + l ** 2 * (fittingLength - fitting * (l - 1));
  }
  const ways = characters * (characters - 1) - lengths.reduce((total, l) => total + l * (l - 1), 0);
  return ways === 0 ? 0 : sum / ways;
}

/** The whole text as segments and gaps in turn; overlapping segments become one, adjoining ones stay two. */
function partition(segments: readonly Segment[], length: number): Section[] {
  const sections: Section[] = [];
  let at = 0;
  for (const { start, end } of [...segments].sort((a, b) => a.start - b.start)) {
    const last = sections.at(-1);
    if (last && start < at) {
      sections[sections.length - 1] = { ...last, end: Math.max(last.end, end) };
    } else {
      if (start > at) sections.push({ start: at, end: start, isGap: true });
      sections.push({ start, end, isGap: false });
    }
    at = Math.max(at, end);
  }
  if (at < length) sections.push({ start: at, end: length, isGap: true });
  return sections;
}

/** All pairs of sections of two partitions of the same text that share a character, from left to right. */
export function* intersections<A extends Extent, B extends Extent>(
  first: readonly A[],
  second: readonly B[],
): Generator<readonly [A, B], void, void> {
  for (let i = 0, j = 0; i < first.length && j < second.length;) {
    const a = first[i]!;
    const b = second[j]!;
    yield [a, b];
    if (a.end <= b.end) i++;
    if (b.end <= a.end) j++;
  }
}

interface Extent {
  readonly start: number;
  readonly end: number;
}
