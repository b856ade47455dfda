import { UserError } from '../base/userError';
import { bootstrap, bootstrapTogether } from './bootstrap';
import { type Figure, isComputed, notComputable, reasons } from './figure';
import { gamma, type GammaOptions } from './gamma';
import {
  brennanPrediger,
  cohenKappa,
  type DistanceWeights,
  fleissKappa,
  gwetAC1,
  gwetAC2,
  percentAgreement,
  scottPi,
  weightedKappa,
} from './kappa';
import { krippendorffAlpha } from './krippendorffAlpha';
import { pooled } from './pooledCodes';
import { type Level, type ReliabilityTable, missing, scaleValues } from './reliabilityTable';
import type { Sliced } from './slices';
import type { Continuum, Segment } from './unitizingAlpha';
import { unitizingAlphaIntervals } from './unitizingIntervals';

/** The figures that apply to the data, under the names of the command line; the others are left out. */
export interface AgreementReport {
  percent?: Figure;
  cohenKappa?: Figure;
  weightedKappa?: Figure;
  scottPi?: Figure;
  fleissKappa?: Figure;
  brennanPrediger?: Figure;
  gwetAC1?: Figure;
  gwetAC2?: Figure;
  alpha?: Figure;
  unitizingAlpha?: Figure;
  gamma?: Figure;
}

export interface TableReportOptions {
  readonly level: Level;
  /** Of weighted kappa and AC2; without it linear for ordinal, quadratic for interval and ratio values. */
  readonly weights?: DistanceWeights | undefined;
  /** Bootstrap samples behind the 95 % intervals; 0 gives none. */
  readonly samples: number;
  readonly random: () => number;
  /** Rows that the bootstrap draws together; see `BootstrapOptions`. */
  readonly groups?: ArrayLike<number> | undefined;
}

/** One rating as read from a file; an empty value is a missing one. */
export interface RatingRow {
  readonly unit: string;
  readonly coder: string;
  readonly value: string;
}

/** One segment as read from a file: [start, end) in whole characters. */
export interface SegmentRow {
  readonly coder: string;
  readonly start: string | number;
  readonly end: string | number;
  readonly code: string;
}

type Coefficients = Readonly<Record<string, (table: ReliabilityTable) => Figure>>;

/** Those that apply to coders who give one value of several that have no order. */
function nominalCoefficients(coders: readonly string[]): Coefficients {
  return {
    percent: percentAgreement,
    ...(coders.length <= 2 && { cohenKappa, scottPi }),
    fleissKappa,
    brennanPrediger,
    gwetAC1,
    alpha: (table) => krippendorffAlpha(table, 'nominal'),
  };
}

/**
 * All coefficients that apply to a table: Cohen's kappa and Scott's pi to two coders, weighted kappa to two coders and
 * AC2 to any number on an ordered scale.
 */
export function* tableReport(
  table: ReliabilityTable,
  { level, weights: given, samples, random, groups }: TableReportOptions,
): Sliced<AgreementReport> {
  const isPair = table.coders.length <= 2;
  const weights = given ?? (level === 'ordinal' ? 'linear' : 'quadratic');
  const { alpha: _, ...unordered } = nominalCoefficients(table.coders);
  const coefficients: Coefficients = {
    ...unordered,
    ...(isPair && level !== 'nominal' && { weightedKappa: (t) => weightedKappa(t, weights, level) }),
    ...(level !== 'nominal' && { gwetAC2: (t) => gwetAC2(t, weights, level) }),
    alpha: (t) => krippendorffAlpha(t, level),
  };
  return plain(yield* bootstrap(table, coefficients, { samples, random, groups }));
}

/** The same over several codes, each with a table that says where it is present: see `pooled`. */
export function* codesReport(
  tables: readonly [ReliabilityTable, ...ReliabilityTable[]],
  options: Omit<TableReportOptions, 'level' | 'weights'>,
): Sliced<AgreementReport> {
  const coefficients = Object.entries(nominalCoefficients(tables[0].coders)).map(
    ([name, coefficient]) => [name, pooled(coefficient)] as const,
  );
  return plain(yield* bootstrapTogether(tables, Object.fromEntries(coefficients), options));
}

/**
 * The figures for rows of unit, coder and value. The categories are the values found; on an ordered scale they must be
 * numbers. @throws UserError when a coder rated a unit twice.
 */
export function* ratingsReport(rows: readonly RatingRow[], options: TableReportOptions): Sliced<AgreementReport> {
  const table = tableFromRatings(rows, options.level);
  if (options.level !== 'nominal' && !scaleValues(table.categories, 'interval')) {
    // Without numbers there is no order: what compares values as equal or not still stands.
    const nominal = yield* tableReport(table, { ...options, level: 'nominal' });
    const alpha = notComputable(reasons.notNumbers);
    const ordered = { ...nominal, gwetAC2: alpha, alpha };
    return table.coders.length <= 2 ? { ...ordered, weightedKappa: alpha } : ordered;
  }
  return yield* tableReport(table, options);
}

/**
 * Unitizing alpha (Krippendorff 1995, 2004) and gamma for rows of coder, start, end and code on a text of `length`
 * characters. @throws UserError when a row does not lie in the text.
 */
export function* segmentsReport(
  rows: readonly SegmentRow[],
  options: { readonly length: number; readonly coders?: readonly string[] } & GammaOptions,
): Sliced<AgreementReport> {
  const segments = rows.map((row, i) => parseSegment(row, i, options.length));
  const coders = [...new Set([...(options.coders ?? []), ...segments.map(({ coder }) => coder)])].sort();
  const continuum: Continuum = { length: options.length, coders, segments };
  return plain({
    unitizingAlpha: (yield* unitizingAlphaIntervals(continuum, options)).overall,
    gamma: yield* gamma(continuum, options),
  });
}

/** The table of rating rows; numbers are compared as numbers ("1" is "1.0") and sorted so, other values as text. */
function tableFromRatings(rows: readonly RatingRow[], level: Level): ReliabilityTable {
  const given = rows.map(({ value }) => value.trim());
  const numbers =
    level === 'nominal' ? undefined : scaleValues([...new Set(given.filter((v) => v !== ''))], 'interval');
  const values = numbers ? given.map((value) => (value === '' ? '' : String(Number(value)))) : given;
  const categories = [...new Set(values.filter((value) => value !== ''))].sort(
    numbers ? (a, b) => Number(a) - Number(b) : undefined,
  );
  const indexOf = new Map(categories.map((category, i) => [category, i]));
  const coders = [...new Set(rows.map(({ coder }) => coder))].sort();
  const columnOf = new Map(coders.map((coder, i) => [coder, i]));
  const unitOf = new Map<string, number>();
  for (const { unit } of rows) if (!unitOf.has(unit)) unitOf.set(unit, unitOf.size);
  const ratings = new Int32Array(unitOf.size * coders.length).fill(missing);
  rows.forEach(({ unit, coder }, i) => {
    const cell = unitOf.get(unit)! * coders.length + columnOf.get(coder)!;
    if (ratings[cell] !== missing) {
      throw new UserError(
        'badRequest',
        `Row ${i + 1} of the ratings gives a second value of the same coder to the same unit.`,
        'Keep one row per unit and coder.',
      );
    }
    ratings[cell] = indexOf.get(values[i]!) ?? missing;
  });
  return { coders, categories, ratings, counts: new Float64Array(unitOf.size).fill(1) };
}

function parseSegment(row: SegmentRow, index: number, length: number): Segment {
  const [start, end] = [row.start, row.end].map((offset) => (offset === '' ? NaN : Number(offset))) as [number, number];
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start >= end || end > length) {
    throw new UserError(
      'badRequest',
      `Row ${index + 1} of the segments is not a stretch of a text of ${length} characters.`,
      'Start and end are whole numbers with 0 ≤ start < end ≤ length.',
    );
  }
  return { coder: row.coder, code: row.code, start, end };
}

/** The figures with their common fields only. */
function plain(figures: Readonly<Record<string, Figure>>): AgreementReport {
  return Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, plainFigure(figure)]));
}

/** A figure without the parts that only some coefficients have. */
export function plainFigure(figure: Figure): Figure {
  if (!isComputed(figure)) return figure;
  const { value, low, high, noInterval, n, caveat } = figure;
  return {
    value,
    ...(low !== undefined && high !== undefined && { low, high }),
    ...(noInterval !== undefined && { noInterval }),
    n,
    ...(caveat !== undefined && { caveat }),
  };
}
