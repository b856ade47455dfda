import { type ChanceCorrected, type NotComputable, notComputable, reasons } from './figure';
import {
  type Level,
  type ReliabilityTable,
  type Tally,
  missing,
  scaleValues,
  tally,
  whyNotComparable,
} from './reliabilityTable';

/**
 * Krippendorff's alpha for any number of coders, with missing ratings: α = 1 − Dₒ/Dₑ from the coincidence matrix, in
 * which each ordered pair of ratings within a unit of m ratings weighs 1/(m − 1). Units with one rating are dropped.
 *
 * With nᴄ the pairable ratings of value c and n their number, α = 1 − (n − 1) Σ oᴄₖ δ²ᴄₖ / Σ nᴄ nₖ δ²ᴄₖ, where δ² is
 * nominal: 0 or 1; ordinal: (nᴄ/2 + Σ of the n between c and k + nₖ/2)²; interval: (c − k)²; ratio: ((c − k)/(c + k))².
 * `observed` and `expected` are the agreements 1 − Dₒ and 1 − Dₑ (for other than nominal values they can be below 0).
 * Time is O(ratings + categories), for ratio O(ratings × coders + categories²).
 * Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, repository.upenn.edu/asc_papers/43.
 */
export function krippendorffAlpha(table: ReliabilityTable, level: Level): ChanceCorrected | NotComputable {
  const sums = tally(table);
  const why = whyNotComparable(table, sums);
  if (why) return why;
  let disagreement: Disagreement;
  if (level === 'nominal') {
    disagreement = nominal(sums);
  } else {
    const scale = scaleValues(table.categories, level);
    if (!scale) return notComputable(reasons.notNumbers);
    if (level === 'ratio') {
      if (scale.some((value) => value < 0)) return notComputable(reasons.negativeRatio);
      disagreement = ratio(table, sums, scale);
    } else {
      // The ordinal distance of two values is that of their mid-ranks among all pairable ratings.
      disagreement = squared(table, sums, level === 'ordinal' ? midRanks(sums.perCategory) : scale);
    }
  }
  if (disagreement.expected === 0) return notComputable(reasons.noVariation);
  return {
    value: 1 - ((sums.ratings - 1) * disagreement.observed) / disagreement.expected,
    n: sums.units,
    observed: 1 - disagreement.observed / sums.ratings,
    expected: 1 - disagreement.expected / (sums.ratings * (sums.ratings - 1)),
  };
}

/** Sums of oᴄₖ δ²ᴄₖ and of nᴄ nₖ δ²ᴄₖ over ordered pairs of values. */
interface Disagreement {
  readonly observed: number;
  readonly expected: number;
}

function nominal({ ratings, coincident, perCategory }: Tally): Disagreement {
  return {
    observed: ratings - coincident,
    expected: perCategory.reduce((sum, n) => sum + n * (ratings - n), 0),
  };
}

function midRanks(perCategory: Float64Array): Float64Array {
  let below = 0;
  return perCategory.map((n) => {
    below += n;
    return below - n / 2;
  });
}

/** δ² = (c − k)², where sums of squares stand for the pairs: Σᵢⱼ (xᵢ − xⱼ)² = 2(m Σ x² − (Σ x)²). */
function squared({ coders, ratings, counts }: ReliabilityTable, sums: Tally, scale: Float64Array): Disagreement {
  let observed = 0;
  for (let r = 0, at = 0; r < counts.length; r++, at += coders.length) {
    let size = 0;
    let origin = 0;
    let sum = 0;
    let squares = 0;
    for (let i = at; i < at + coders.length; i++) {
      const category = ratings[i]!;
      if (category === missing) continue;
      // Counting from the unit's first value keeps a unanimous unit at exactly 0.
      if (size++ === 0) origin = scale[category]!;
      const x = scale[category]! - origin;
      sum += x;
      squares += x * x;
    }
    if (size > 1) observed += (counts[r]! * 2 * (size * squares - sum * sum)) / (size - 1);
  }
  const mean = sums.perCategory.reduce((total, n, c) => total + n * scale[c]!, 0) / sums.ratings;
  const varies = sums.perCategory.filter((n) => n > 0).length > 1;
  const spread = sums.perCategory.reduce((total, n, c) => total + n * (scale[c]! - mean) ** 2, 0);
  return { observed, expected: varies ? 2 * sums.ratings * spread : 0 };
}

function ratio({ coders, ratings, counts }: ReliabilityTable, sums: Tally, scale: Float64Array): Disagreement {
  const distance = (c: number, k: number) =>
    scale[c] === scale[k] ? 0 : ((scale[c]! - scale[k]!) / (scale[c]! + scale[k]!)) ** 2;
  let observed = 0;
  for (let r = 0, at = 0; r < counts.length; r++, at += coders.length) {
    let size = 0;
    let sum = 0;
    for (let i = at; i < at + coders.length; i++) {
      if (ratings[i] === missing) continue;
      size++;
      for (let j = at; j < i; j++) {
        if (ratings[j] !== missing) sum += distance(ratings[i]!, ratings[j]!);
      }
    }
    if (size > 1) observed += (counts[r]! * 2 * sum) / (size - 1);
  }
  let expected = 0;
  for (let c = 0; c < scale.length; c++) {
    for (let k = 0; k < c; k++) expected += 2 * sums.perCategory[c]! * sums.perCategory[k]! * distance(c, k);
  }
  return { observed, expected };
}
