import {
  type ChanceCorrected,
  type Computed,
  type NotComputable,
  chanceCorrected,
  notComputable,
  reasons,
} from './figure';
import { type Level, type ReliabilityTable, missing, scaleValues, tally, whyNotComparable } from './reliabilityTable';

type Kappa = ChanceCorrected | NotComputable;

export const distanceWeights = ['linear', 'quadratic'] as const;
/** How disagreement grows with the distance of two values: with |c − k| or with (c − k)². */
export type DistanceWeights = (typeof distanceWeights)[number];

/**
 * Percent agreement: the mean over units of the share of pairs of ratings that agree,
 * P = 1/N Σᵢ Σₖ nᵢₖ(nᵢₖ − 1) / (nᵢ(nᵢ − 1)), over the N units with nᵢ ≥ 2 ratings. Not corrected for chance.
 * Source: Fleiss (1971), Psychological Bulletin 76, 378–382; with missing ratings Gwet (2014), Handbook of
 * Inter-Rater Reliability, 4th ed.
 */
export function percentAgreement(table: ReliabilityTable): Computed | NotComputable {
  const sums = tally(table);
  return whyNotComparable(table, sums) ?? { value: sums.agreement / sums.units, n: sums.units };
}

/**
 * Cohen's kappa of two coders: κ = (pₒ − pₑ) / (1 − pₑ), pₑ = Σₖ p₁ₖ p₂ₖ with each coder's own marginals. Units that
 * lack either rating are dropped. Source: Cohen (1960), Educational and Psychological Measurement 20, 37–46.
 */
export function cohenKappa(table: ReliabilityTable): Kappa {
  const pair = marginals(table);
  if ('notComputable' in pair) return pair;
  return chanceCorrected(
    pair.agreeing / pair.units,
    pair.first.reduce((sum, p, k) => sum + p * pair.second[k]!, 0),
    pair.units,
  );
}

/**
 * The largest kappa that the two coders' marginals permit: κₘ = (pₘ − pₑ) / (1 − pₑ), pₘ = Σₖ min(p₁ₖ, p₂ₖ).
 * Source: Cohen (1960).
 */
export function maximalKappa(table: ReliabilityTable): Kappa {
  const pair = marginals(table);
  if ('notComputable' in pair) return pair;
  return chanceCorrected(
    pair.first.reduce((sum, p, k) => sum + Math.min(p, pair.second[k]!), 0),
    pair.first.reduce((sum, p, k) => sum + p * pair.second[k]!, 0),
    pair.units,
  );
}

/**
 * Weighted kappa of two coders: κw = 1 − Σ wᵢⱼ oᵢⱼ / Σ wᵢⱼ eᵢⱼ, where wᵢⱼ is the distance of the values i and j
 * (linear) or its square (quadratic), o the observed shares and e the products of the coders' marginals. Distances
 * are those of ranks on an ordinal scale, of the numbers themselves on an interval or ratio scale.
 * `observed` and `expected` are 1 minus the mean distance, scaled so that the longest possible distance is 1.
 * Source: Cohen (1968), Psychological Bulletin 70, 213–220.
 */
export function weightedKappa(table: ReliabilityTable, weights: DistanceWeights, level: Level = 'ordinal'): Kappa {
  const pair = marginals(table);
  if ('notComputable' in pair) return pair;
  const scale = scaleValues(table.categories, level);
  if (!scale) return notComputable(reasons.notNumbers);
  const longest = distance(scale, weights, 0, scale.length - 1);
  if (longest === 0) return notComputable(reasons.oneCategory);
  let observed = 0;
  for (let r = 0; r < table.counts.length; r++) {
    const i = table.ratings[2 * r]!;
    const j = table.ratings[2 * r + 1]!;
    if (i !== missing && j !== missing) observed += table.counts[r]! * distance(scale, weights, i, j);
  }
  const expected = expectedDistance(scale, pair.first, pair.second, weights);
  return chanceCorrected(1 - observed / pair.units / longest, 1 - expected / longest, pair.units);
}

/**
 * Scott's pi of two coders: as Cohen's kappa, but chance is that of the pooled marginals, pₑ = Σₖ ((p₁ₖ + p₂ₖ)/2)².
 * Source: Scott (1955), Public Opinion Quarterly 19, 321–325.
 */
export function scottPi(table: ReliabilityTable): Kappa {
  const sums = tally(table);
  const why = whyNotComparable(table, sums);
  if (why) return why;
  if (table.coders.length > 2) return notComputable(reasons.twoCodersOnly);
  return chanceCorrected(sums.agreement / sums.units, sumOfSquares(sums.perCategory, sums.ratings), sums.units);
}

/**
 * Fleiss' kappa of two or more coders: κ = (P̄ − P̄ₑ) / (1 − P̄ₑ) with P̄ as in `percentAgreement` and P̄ₑ = Σⱼ pⱼ² of
 * the pooled marginals. Every unit must have the same number of ratings. Source: Fleiss (1971).
 */
export function fleissKappa(table: ReliabilityTable): Kappa {
  const sums = tally(table);
  const why = whyNotComparable(table, sums);
  if (why) return why;
  if (!sums.isBalanced) return notComputable(reasons.unequalRatings);
  return chanceCorrected(sums.agreement / sums.units, sumOfSquares(sums.perCategory, sums.ratings), sums.units);
}

/**
 * Brennan and Prediger's kappa: chance is that of blind guessing among the q categories, pₑ = 1/q, used or not.
 * Source: Brennan & Prediger (1981), Educational and Psychological Measurement 41, 687–699.
 */
export function brennanPrediger(table: ReliabilityTable): Kappa {
  const sums = tally(table);
  const why = whyNotComparable(table, sums);
  if (why) return why;
  if (table.categories.length < 2) return notComputable(reasons.oneCategory);
  return chanceCorrected(sums.agreement / sums.units, 1 / table.categories.length, sums.units);
}

/**
 * Gwet's AC1: pₑ = Σₖ πₖ(1 − πₖ) / (q − 1), where πₖ is the mean over units of the share of a unit's ratings that are
 * k. Units with one rating count towards π, not towards the observed agreement. It stays defined, and is 1, when all
 * ratings fall into one of several categories. Source: Gwet (2008), British Journal of Mathematical and Statistical
 * Psychology 61, 29–48; missing ratings: Gwet (2014).
 */
export function gwetAC1(table: ReliabilityTable): Kappa {
  const sums = tally(table);
  const why = whyNotComparable(table, sums);
  if (why) return why;
  const q = table.categories.length;
  if (q < 2) return notComputable(reasons.oneCategory);
  const spread = sums.shares.reduce((sum, s) => sum + (s / sums.ratedUnits) * (1 - s / sums.ratedUnits), 0);
  return chanceCorrected(sums.agreement / sums.units, spread / (q - 1), sums.units);
}

/**
 * Gwet's AC2, AC1 with partial credit wₖₗ = 1 − distance / longest distance: the observed agreement is the mean over
 * units of the mean weight of their pairs of ratings, pₑ = T/(q(q − 1)) Σₖ πₖ(1 − πₖ) with T = Σₖₗ wₖₗ.
 * Source: Gwet (2014).
 */
export function gwetAC2(table: ReliabilityTable, weights: DistanceWeights, level: Level = 'ordinal'): Kappa {
  const sums = tally(table);
  const why = whyNotComparable(table, sums);
  if (why) return why;
  const q = table.categories.length;
  if (q < 2) return notComputable(reasons.oneCategory);
  const scale = scaleValues(table.categories, level);
  if (!scale) return notComputable(reasons.notNumbers);
  const longest = distance(scale, weights, 0, q - 1);
  const everyCategory = new Float64Array(q).fill(1 / q);
  const meanWeight = 1 - expectedDistance(scale, everyCategory, everyCategory, weights) / longest;
  const spread = sums.shares.reduce((sum, s) => sum + (s / sums.ratedUnits) * (1 - s / sums.ratedUnits), 0);
  const apart = meanPairDistance(table, scale, weights) / sums.units / longest;
  return chanceCorrected(1 - apart, (meanWeight * q * spread) / (q - 1), sums.units);
}

/**
 * Fleiss' kappa of each category against all others: κⱼ = 1 − Σᵢ nᵢⱼ(n − nᵢⱼ) / (N n(n − 1) pⱼ(1 − pⱼ)).
 * Source: Fleiss (1971); computed from the unrounded shares.
 */
export function fleissCategoryKappas(table: ReliabilityTable): readonly Kappa[] {
  return table.categories.map((_, category) =>
    fleissKappa({
      ...table,
      categories: ['other', 'this'],
      ratings: table.ratings.map((value) => (value === missing ? missing : Number(value === category))),
    }),
  );
}

function marginals(table: ReliabilityTable) {
  const why = whyNotComparable(table, tally(table));
  if (why) return why;
  if (table.coders.length !== 2) return notComputable(reasons.twoCodersOnly);
  const first = new Float64Array(table.categories.length);
  const second = new Float64Array(table.categories.length);
  let units = 0;
  let agreeing = 0;
  for (let r = 0; r < table.counts.length; r++) {
    const i = table.ratings[2 * r]!;
    const j = table.ratings[2 * r + 1]!;
    if (i === missing || j === missing) continue;
    const count = table.counts[r]!;
    first[i]! += count;
    second[j]! += count;
    units += count;
    if (i === j) agreeing += count;
  }
  return { first: first.map((n) => n / units), second: second.map((n) => n / units), units, agreeing };
}

function sumOfSquares(counts: Float64Array, total: number): number {
  return counts.reduce((sum, n) => sum + (n / total) ** 2, 0);
}

function distance(scale: Float64Array, weights: DistanceWeights, i: number, j: number): number {
  const apart = Math.abs(scale[i]! - scale[j]!);
  return weights === 'linear' ? apart : apart * apart;
}

/** Mean distance of two values drawn from the distributions p and q over an ascending scale, in O(categories). */
function expectedDistance(scale: Float64Array, p: Float64Array, q: Float64Array, weights: DistanceWeights): number {
  let sum = 0;
  let belowP = 0;
  let belowQ = 0;
  for (let k = 0; k + 1 < scale.length; k++) {
    belowP += p[k]!;
    belowQ += q[k]!;
    // The step from k to k + 1 separates the two values with this probability.
    if (weights === 'linear') sum += (scale[k + 1]! - scale[k]!) * (belowP * (1 - belowQ) + belowQ * (1 - belowP));
  }
  if (weights === 'linear') return sum;
  const mean = (r: Float64Array) => r.reduce((m, share, k) => m + share * (scale[k]! - scale[0]!), 0);
  const square = (r: Float64Array) => r.reduce((m, share, k) => m + share * (scale[k]! - scale[0]!) ** 2, 0);
  return square(p) + square(q) - 2 * mean(p) * mean(q);
}

/** Sum over units of the mean distance of their pairs of ratings. */
function meanPairDistance(table: ReliabilityTable, scale: Float64Array, weights: DistanceWeights): number {
  const width = table.coders.length;
  let total = 0;
  for (let r = 0; r < table.counts.length; r++) {
    let pairs = 0;
    let sum = 0;
    for (let i = r * width; i < (r + 1) * width; i++) {
      if (table.ratings[i] === missing) continue;
      for (let j = i + 1; j < (r + 1) * width; j++) {
        if (table.ratings[j] === missing) continue;
        pairs++;
        sum += distance(scale, weights, table.ratings[i]!, table.ratings[j]!);
      }
    }
    if (pairs > 0) total += (table.counts[r]! * sum) / pairs;
  }
  return total;
}
