import { type NotComputable, notComputable, reasons } from './figure';

/** How far apart two values are: not at all ordered, ordered, at equal distances, with a true zero. */
export type Level = 'nominal' | 'ordinal' | 'interval' | 'ratio';

/** Marks a cell whose coder gave the unit no value. */
export const missing = -1;

/**
 * Units × coders, not to be changed once a coefficient was computed. Rows with the same ratings may be stored once: `counts` says how many units a row stands for, so
 * that characters of a text need one row per uniform stretch and a bootstrap sample only new counts.
 */
export interface ReliabilityTable {
  readonly coders: readonly string[];
  /** Every value that could have been given, used or not; in ascending order where the scale has an order. */
  readonly categories: readonly string[];
  /** Row-major, rows × coders: an index into `categories`, or `missing`. */
  readonly ratings: Int32Array;
  /** One per row. */
  readonly counts: Float64Array;
}

/** The table of `rows[unit][coder]`, null where there is no value. */
export function tableFromRows(
  coders: readonly string[],
  categories: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): ReliabilityTable {
  const indexOf = new Map(categories.map((category, i) => [category, i]));
  const ratings = new Int32Array(rows.length * coders.length).fill(missing);
  rows.forEach((row, unit) => {
    row.forEach((value, coder) => {
      if (value === null) return;
      const category = indexOf.get(value);
      if (category === undefined) throw new RangeError(`Unit ${unit} has a value that is not among the categories.`);
      ratings[unit * coders.length + coder] = category;
    });
  });
  return { coders, categories, ratings, counts: new Float64Array(rows.length).fill(1) };
}

/** The same data with each distinct row stored once, and the row of every unit in turn. */
export function distinctRows(table: ReliabilityTable): { table: ReliabilityTable; rowOfUnit: Int32Array } {
  const coders = table.coders.length;
  const rowOf = new Map<string, number>();
  const ratings: number[] = [];
  const counts: number[] = [];
  const rowOfUnit = new Int32Array(table.counts.reduce((sum, count) => sum + count, 0));
  let unit = 0;
  for (let r = 0; r < table.counts.length; r++) {
    const values = table.ratings.subarray(r * coders, (r + 1) * coders);
    const key = values.join();
    let row = rowOf.get(key);
    if (row === undefined) {
      row = counts.length;
      rowOf.set(key, row);
      ratings.push(...values);
      counts.push(0);
    }
    const count = table.counts[r]!;
    counts[row]! += count;
    rowOfUnit.fill(row, unit, (unit += count));
  }
  return {
    table: { ...table, ratings: Int32Array.from(ratings), counts: Float64Array.from(counts) },
    rowOfUnit,
  };
}

/** Only these coders, in this order; one that the table does not know rated nothing. */
export function selectCoders(table: ReliabilityTable, coders: readonly string[]): ReliabilityTable {
  const columns = coders.map((coder) => table.coders.indexOf(coder));
  const width = table.coders.length;
  const ratings = new Int32Array(table.counts.length * coders.length);
  for (let r = 0; r < table.counts.length; r++) {
    columns.forEach((column, i) => {
      ratings[r * coders.length + i] = column < 0 ? missing : table.ratings[r * width + column]!;
    });
  }
  return { ...table, coders, ratings };
}

/** One category against all the others: the table behind a figure for a single code. */
export function dichotomize(table: ReliabilityTable, category: string): ReliabilityTable {
  const index = table.categories.indexOf(category);
  return {
    ...table,
    categories: ['absent', 'present'],
    ratings: table.ratings.map((value) => (value === missing ? missing : value === index ? 1 : 0)),
  };
}

/** The units of all tables, one after another. They must have the same coders and categories. */
export function concatTables(tables: readonly [ReliabilityTable, ...ReliabilityTable[]]): ReliabilityTable {
  const join = (parts: readonly ArrayLike<number>[]) => parts.flatMap((part) => Array.from(part));
  return {
    ...tables[0],
    ratings: Int32Array.from(join(tables.map((t) => t.ratings))),
    counts: Float64Array.from(join(tables.map((t) => t.counts))),
  };
}

/** Weights of coder 0 (rows) against coder 1 (columns), row-major, categories × categories. */
export function confusionMatrix(table: ReliabilityTable): Float64Array {
  const size = table.categories.length;
  const matrix = new Float64Array(size * size);
  for (let r = 0; r < table.counts.length; r++) {
    const first = table.ratings[2 * r]!;
    const second = table.ratings[2 * r + 1]!;
    if (first !== missing && second !== missing) matrix[first * size + second]! += table.counts[r]!;
  }
  return matrix;
}

/** Positions of the categories on the scale: their rank when ordinal, else their number; undefined where not numbers. */
export function scaleValues(categories: readonly string[], level: Level): Float64Array | undefined {
  if (level === 'ordinal') return Float64Array.from(categories, (_, i) => i);
  const values = Float64Array.from(categories, (category) => (category.trim() === '' ? NaN : Number(category)));
  return values.every(Number.isFinite) ? values : undefined;
}

/** What most coefficients are made of, in one pass over the ratings. */
export interface Tally {
  /** Units with at least two ratings, called pairable; and how many ratings these have. */
  readonly units: number;
  readonly ratings: number;
  /** Ratings of each category in pairable units. */
  readonly perCategory: Float64Array;
  /** Sum over pairable units of the share of its pairs of ratings that agree. */
  readonly agreement: number;
  /** Sum over pairable units of agreeing ordered pairs / (ratings − 1): the diagonal of the coincidence matrix. */
  readonly coincident: number;
  /** Units with at least one rating, and the sum over them of each category's share of their ratings. */
  readonly ratedUnits: number;
  readonly shares: Float64Array;
  /** Whether all units that were rated at all have equally many ratings. */
  readonly isBalanced: boolean;
}

/** Of tables that were tallied: most coefficients ask for it. */
const tallies = new WeakMap<ReliabilityTable, Tally>();

export function tally(table: ReliabilityTable): Tally {
  const known = tallies.get(table) ?? tallied(table);
  tallies.set(table, known);
  return known;
}

function tallied({ coders, categories, ratings, counts }: ReliabilityTable): Tally {
  const perCategory = new Float64Array(categories.length);
  const shares = new Float64Array(categories.length);
  const inUnit = new Int32Array(categories.length);
  let units = 0;
  let ratingsInUnits = 0;
  let agreement = 0;
  let coincident = 0;
  let ratedUnits = 0;
  let balancedSize = 0;
  let isBalanced = true;
  for (let r = 0, at = 0; r < counts.length; r++, at += coders.length) {
    const count = counts[r]!;
    if (count === 0) continue;
    let size = 0;
    let agreeing = 0;
    for (let i = at; i < at + coders.length; i++) {
      const category = ratings[i]!;
      if (category === missing) continue;
      size++;
      // The k-th rating of a category agrees with the k − 1 before it, in both directions.
      agreeing += 2 * inUnit[category]!++;
    }
    if (size === 0) continue;
    ratedUnits += count;
    if (balancedSize === 0) balancedSize = size;
    else if (size !== balancedSize) isBalanced = false;
    const share = count / size;
    for (let i = at; i < at + coders.length; i++) {
      const category = ratings[i]!;
      if (category === missing) continue;
      shares[category]! += share;
      if (size > 1) perCategory[category]! += count;
      inUnit[category] = 0;
    }
    if (size === 1) continue;
    units += count;
    ratingsInUnits += count * size;
    agreement += (count * agreeing) / (size * (size - 1));
    coincident += (count * agreeing) / (size - 1);
  }
  return { units, ratings: ratingsInUnits, perCategory, agreement, coincident, ratedUnits, shares, isBalanced };
}

/** Why no coefficient at all can be computed from the table; undefined where nothing stands in the way. */
export function whyNotComparable(
  { coders }: ReliabilityTable,
  { units, ratedUnits }: Tally,
): NotComputable | undefined {
  if (coders.length < 2) return notComputable(reasons.oneCoder);
  if (ratedUnits === 0) return notComputable(reasons.empty);
  if (units === 0) return notComputable(reasons.noOverlap);
  return undefined;
}
