import { type Computed, fewestToDraw, type Figure, isComputed, reasons } from './figure';
import { type ReliabilityTable, distinctRows, missing } from './reliabilityTable';
import type { Sliced } from './slices';

export interface BootstrapOptions {
  /** Samples to draw; 1,000 are usual for a 95 % interval. */
  readonly samples: number;
  /** Uniform in [0, 1); a seeded one makes the intervals reproducible. */
  readonly random: () => number;
  /**
   * The group of each row of the table, where rows are not independent of one another: all codes of a turn, or all
   * characters of it. Whole groups are drawn in place of units (cluster bootstrap, Field & Welsh 2007).
   */
  readonly groups?: ArrayLike<number> | undefined;
}

/** An interval is given only when at least this share of the samples has a value. */
const computableShare = 0.95;
const drawsPerSlice = 100_000;

/**
 * The figures with 95 % percentile bootstrap intervals: units are drawn with replacement, as many as there are, and
 * every coefficient is computed anew on each sample (marginals and expected disagreement included). Samples on which a
 * coefficient is undefined are left out of its interval. Where fewer than `fewestToDraw` units or groups have ratings by
 * two coders there is no interval.
 *
 * Units must be independent of one another: for characters, which are not, the interval would be far too narrow.
 * Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13; that it covers for kappa and alpha:
 * Zapf et al. (2016), BMC Medical Research Methodology 16:93.
 */
export function* bootstrap<Name extends string>(
  table: ReliabilityTable,
  coefficients: Readonly<Record<Name, (table: ReliabilityTable) => Figure>>,
  options: BootstrapOptions,
): Sliced<Record<Name, Figure>> {
  const ofOne = Object.entries<(table: ReliabilityTable) => Figure>(coefficients).map(
    ([name, coefficient]) => [name, ([first]: readonly ReliabilityTable[]) => coefficient(first!)] as const,
  );
  return yield* bootstrapTogether([table], Object.fromEntries(ofOne) as Record<Name, TablesCoefficient>, options);
}

export type TablesCoefficient = (tables: readonly ReliabilityTable[]) => Figure;

/**
 * The same for coefficients of several tables with the same units, one row each: what is drawn is drawn in all of them,
 * since what a coder said of the codes of one unit is not independent.
 */
export function* bootstrapTogether<Name extends string>(
  tables: readonly ReliabilityTable[],
  coefficients: Readonly<Record<Name, TablesCoefficient>>,
  { samples, random, groups }: BootstrapOptions,
): Sliced<Record<Name, Figure>> {
  const names = Object.keys(coefficients) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, coefficients[name](tables)])) as Record<Name, Figure>;
  const computable = names.filter((name) => isComputed(figures[name]));
  const [first] = tables;
  if (samples < 1 || computable.length === 0 || !first) return figures;
  const parts = tables.map((table) => {
    const { table: rows, rowOfUnit } = distinctRows(table);
    return { rows, rowOfUnit, clusters: groups && clustersOf(table, groups, rowOfUnit) };
  });
  const { rows, rowOfUnit, clusters } = parts[0]!;
  const units = clusters?.length ?? rowOfUnit.length;
  if (comparedPieces(rows, clusters ?? Array.from(rowOfUnit, (row) => new Map([[row, 1]]))) < fewestToDraw) {
    const noInterval = reasons.tooFewToDraw;
    for (const name of computable) figures[name] = withInterval(figures[name], { noInterval });
    return figures;
  }
  const values = new Map(computable.map((name) => [name, [] as number[]]));
  const allCounts = parts.map((part) => new Float64Array(part.rows.counts.length));
  const drawsPerSample = parts.reduce(
    (sum, part) => sum + (part.clusters?.reduce((size, cluster) => size + cluster.size, 0) ?? units),
    0,
  );
  let sinceYield = 0;
  for (let s = 0; s < samples; s++) {
    for (const counts of allCounts) counts.fill(0);
    for (let i = 0; i < units; i++) {
      const drawn = Math.floor(random() * units);
      for (let t = 0; t < parts.length; t++) {
        const counts = allCounts[t]!;
        const part = parts[t]!;
        if (!part.clusters) counts[part.rowOfUnit[drawn]!]!++;
        else for (const [row, count] of part.clusters[drawn]!) counts[row]! += count;
      }
    }
    // Tables of their own for each sample, since a table that was looked at must not change.
    const sampled = parts.map((part, t) => ({ ...part.rows, counts: allCounts[t]! }));
    for (const [name, drawn] of values) {
      const figure = coefficients[name](sampled);
      if (isComputed(figure)) drawn.push(figure.value);
    }
    sinceYield += drawsPerSample;
    if (sinceYield >= drawsPerSlice) {
      sinceYield = 0;
      yield (s + 1) / samples;
    }
  }
  for (const [name, drawn] of values) {
    figures[name] = withInterval(figures[name], percentileInterval(drawn, samples));
  }
  return figures;
}

/** Bounds of a 95 % interval, or why there are none. */
export type Interval = Pick<Computed, 'low' | 'high' | 'noInterval'>;

export function withInterval(figure: Figure, interval: Interval): Figure {
  return isComputed(figure) ? { ...figure, ...interval } : figure;
}

/**
 * The interval from the 2.5th to the 97.5th percentile of the values that a coefficient had on the samples; none where
 * it had too few, nor where they are all the same: perfect agreement leaves nothing to draw from, not certainty.
 */
export function percentileInterval(values: readonly number[], samples: number): Interval {
  if (values.length < computableShare * samples) return { noInterval: reasons.undefinedInSamples };
  const sorted = Float64Array.from(values).sort();
  if (sorted.at(-1)! - sorted[0]! < 1e-12) return { noInterval: reasons.noSpread };
  return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

/** How many of the units or groups have a unit that two coders rated; the others tell nothing of agreement. */
function comparedPieces({ coders, ratings }: ReliabilityTable, pieces: readonly ReadonlyMap<number, number>[]): number {
  const isCompared = (row: number) =>
    ratings.subarray(row * coders.length, (row + 1) * coders.length).filter((value) => value !== missing).length > 1;
  return pieces.filter((piece) => [...piece.keys()].some(isCompared)).length;
}

/** What each group consists of: distinct rows, and how many units of the group have them. */
function clustersOf(
  { counts }: ReliabilityTable,
  groups: ArrayLike<number>,
  rowOfUnit: ArrayLike<number>,
): ReadonlyMap<number, number>[] {
  const clusters = new Map<number, Map<number, number>>();
  let unit = 0;
  counts.forEach((count, r) => {
    const row = rowOfUnit[unit]!;
    unit += count;
    if (count === 0) return;
    const cluster = clusters.get(groups[r]!) ?? new Map<number, number>();
    clusters.set(groups[r]!, cluster.set(row, (cluster.get(row) ?? 0) + count));
  });
  return [...clusters.values()];
}

/** Quantile of ascending values by linear interpolation between closest ranks (type 7 of Hyndman & Fan 1996). */
function quantile(ascending: Float64Array, p: number): number {
  const rank = p * (ascending.length - 1);
  const below = Math.floor(rank);
  const low = ascending[below]!;
  return low + (rank - below) * ((ascending[below + 1] ?? low) - low);
}
