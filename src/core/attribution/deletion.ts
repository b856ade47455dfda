// How far a ranking of the parts of a text can be trusted: what the prediction loses when the parts that it puts first
// are taken out together, against as many parts drawn by chance. After ERASER's comprehensiveness (DeYoung et al. 2020,
// arXiv:1911.03429, 4.2), with log-probabilities in place of probabilities, and the area over the perturbation curve
// (AOPC, Samek et al. 2017, arXiv:1509.06321).
import { SeededRandom } from '../generation/random';

/** Parts by how much something says they matter. */
export interface Ranking {
  readonly name: string;
  /** One for each part; null comes last, equal ones in the order of the text. */
  readonly scores: readonly (number | null)[];
}

export interface DeletionPlan {
  readonly parts: number;
  /** Most parts that are taken out together. */
  readonly most: number;
  readonly seed: number;
  /** The parts in the order in which they are taken out, the first `most`. */
  readonly rankings: readonly { readonly name: string; readonly order: readonly number[] }[];
  /** As many orders by chance as there are draws. */
  readonly draws: readonly (readonly number[])[];
}

export interface DeletionCurve {
  /** By how much the evidence falls without the first 1, 2, … parts, in nats; null where that is undefined. */
  readonly drops: readonly (number | null)[];
  /** Mean of the drops (AOPC), in nats; null where one of them is undefined. */
  readonly area: number | null;
}

export interface RankedCurve extends DeletionCurve {
  readonly name: string;
  readonly order: readonly number[];
  /**
   * (1 + draws whose area is at least as large) ÷ (1 + draws): how often chance does as well (Phipson and Smyth 2010).
   * Null where an area is undefined.
   */
  readonly p: number | null;
}

export interface ChanceCurve {
  readonly draws: number;
  readonly mean: readonly (number | null)[];
  /** Standard deviation over the draws (n − 1); null for one draw. */
  readonly sd: readonly (number | null)[];
  readonly lowest: readonly (number | null)[];
  readonly highest: readonly (number | null)[];
  readonly meanArea: number | null;
}

export interface DeletionCheck {
  readonly parts: number;
  readonly most: number;
  readonly seed: number;
  /** Evidence with the whole text, in nats. */
  readonly whole: number;
  readonly ranked: readonly RankedCurve[];
  readonly chance: ChanceCurve;
}

/** Up to half the parts and no more than 8: past that little is left to predict from. At least 1. */
export function defaultMost(parts: number): number {
  return Math.max(1, Math.min(8, Math.floor(parts / 2)));
}

/** @param most is cut to one less than there are parts: something must be left */
export function planDeletion(
  rankings: readonly Ranking[],
  { most, draws, seed }: { readonly most: number; readonly draws: number; readonly seed: number },
): DeletionPlan {
  const parts = rankings[0]?.scores.length ?? 0;
  const taken = Math.max(0, Math.min(Math.floor(most), parts - 1));
  const random = new SeededRandom(seed);
  return {
    parts,
    most: taken,
    seed,
    rankings: rankings.map(({ name, scores }) => ({ name, order: ranked(scores).slice(0, taken) })),
    draws: Array.from({ length: draws }, () => shuffled(parts, random).slice(0, taken)),
  };
}

/** Every set of parts whose evidence the check needs, each once; the whole text is none of them. */
export function setsOf({ rankings, draws }: DeletionPlan): number[][] {
  const sets = new Map<string, number[]>();
  for (const order of [...rankings.map((ranking) => ranking.order), ...draws]) {
    for (let k = 1; k <= order.length; k++) sets.set(setKey(order.slice(0, k)), order.slice(0, k));
  }
  return [...sets.values()];
}

/** The same for the same parts in any order. */
export function setKey(parts: readonly number[]): string {
  return [...parts].sort((a, b) => a - b).join(' ');
}

/** @param evidence by `setKey`, in nats; `whole` is that of the whole text */
export function readDeletion(
  { parts, most, seed, rankings, draws }: DeletionPlan,
  whole: number,
  evidence: ReadonlyMap<string, number | null>,
): DeletionCheck {
  const curveOf = (order: readonly number[]): DeletionCurve => {
    const drops = order.map((_, i) => {
      const rest = evidence.get(setKey(order.slice(0, i + 1))) ?? null;
      return rest === null ? null : whole - rest;
    });
    return { drops, area: mean(drops) };
  };
  const byChance = draws.map(curveOf);
  const areas = byChance.map(({ area }) => area);
  const steps = Array.from({ length: most }, (_, i) => byChance.map(({ drops }) => drops[i] ?? null));
  const ends = (pick: (...values: number[]) => number) =>
    steps.map((step) => (mean(step) === null ? null : pick(...(step as number[]))));
  return {
    parts,
    most,
    seed,
    whole,
    ranked: rankings.map(({ name, order }) => {
      const curve = curveOf(order);
      return { name, order, ...curve, p: chanceOf(curve.area, areas) };
    }),
    chance: {
      draws: draws.length,
      mean: steps.map(mean),
      sd: steps.map(deviation),
      lowest: ends(Math.min),
      highest: ends(Math.max),
      meanArea: mean(areas),
    },
  };
}

function chanceOf(area: number | null, areas: readonly (number | null)[]): number | null {
  if (area === null || mean(areas) === null) return null;
  return (1 + areas.filter((other) => other! >= area).length) / (1 + areas.length);
}

/** Null where there is nothing, or something that is undefined. */
function mean(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return values.length === 0 ? null : sum / values.length;
}

function deviation(values: readonly (number | null)[]): number | null {
  const middle = mean(values);
  if (middle === null || values.length < 2) return null;
  return Math.sqrt(values.reduce<number>((sum, value) => sum + (value! - middle) ** 2, 0) / (values.length - 1));
}

function ranked(scores: readonly (number | null)[]): number[] {
  return scores.map((_, i) => i).sort((a, b) => (scores[b] ?? -Infinity) - (scores[a] ?? -Infinity) || a - b);
}

/** Fisher and Yates. */
function shuffled(length: number, random: SeededRandom): number[] {
  const order = Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
