import { type AlignedUnit, type Alignment, bestAlignment, groupCost } from './alignment';
import { type Interval, percentileInterval } from './bootstrap';
import { type Computed, type NotComputable, notComputable } from './figure';
import { type ChanceModel, randomContinua, standardNormal } from './randomContinuum';
import { type Sliced, asStep } from './slices';
import { stretchesOf, whyNoInterval } from './stretches';
import { type Continuum, whyNotUnitizable } from './unitizingAlpha';

export interface GammaFigure extends Computed {
  /** Disorder of the best alignment, and its mean over the random continua. */
  readonly observed: number;
  readonly expected: number;
  /** Random continua drawn. */
  readonly continua: number;
}

export interface GammaOptions {
  readonly chance: ChanceModel;
  /** Bootstrap samples behind the 95 % interval; 0 gives none. */
  readonly samples: number;
  /** Uniform in [0, 1); the same seed gives the same gamma. */
  readonly random: () => number;
}

const firstContinua = 30;
/** As many continua, and segments in them, are aligned by chance at most. */
const mostContinua = 5000;
const mostSegments = 2_000_000;
/** Continua are drawn until the expected disorder is known to this relative error at 95 % confidence. */
const precision = 0.02;

/**
 * Gamma: agreement on where segments are and on their codes at once, segments of one coder may overlap.
 * γ = 1 − δₒ/δₑ, where δₒ is the disorder of the best alignment (`bestAlignment`) and δₑ its mean over random continua
 * (`randomContinua`): 30 or more, until δₑ is known within 2 %. The dissimilarity is positional plus categorial with
 * α = β = 1 and Δø = 1.
 * Source: Mathet, Widlöcher & Métivier (2015), Computational Linguistics 41, 437–479; their number: section 5.3.
 *
 * The interval is a percentile bootstrap over stretches of text (`stretchesOf`): each sample draws the cost of the
 * groups in its stretches. As in the usual bootstrap of Krippendorff's alpha (Hayes & Krippendorff 2007, Communication
 * Methods and Measures 1, 77–89) what chance gives is not computed anew in each sample; that it is itself an estimate
 * is in the interval.
 */
export function* gamma(
  continuum: Continuum,
  { chance, samples, random }: GammaOptions,
): Sliced<GammaFigure | NotComputable> {
  const why = whyNotUnitizable(continuum);
  if (why) return why;
  const coders = unitsByCoder(continuum);
  const observed = yield* asStep(bestAlignment(coders), 0);
  const draw = randomContinua(chance, coders, continuum.length, random);
  const disorders: number[] = [];
  // Once one is too much to prove, the others would be as well; δₒ and δₑ are then searched for in the same way.
  let isExact = observed.isExact;
  const affordable = Math.min(mostContinua, Math.floor(mostSegments / continuum.segments.length));
  const most = Math.max(firstContinua, affordable);
  for (let needed = firstContinua; disorders.length < needed;) {
    const aligned = yield* asStep(bestAlignment(draw(), isExact), disorders.length / needed);
    disorders.push(aligned.disorder);
    isExact &&= aligned.isExact;
    // Where nothing disagrees gamma is 1 however roughly chance is known.
    if (disorders.length === needed && observed.disorder > 0) needed = Math.min(most, continuaNeeded(disorders));
  }
  const expected = mean(disorders);
  if (expected === 0) return notComputable('Chance would align these segments perfectly too.');
  const error = deviation(disorders) / Math.sqrt(disorders.length);
  const caveats = [
    isExact
      ? ''
      : `Approximate: the best way to match the segments of ${coders.length} coders was searched for, but could not be proved to be the best.`,
    observed.disorder > 0 && (1.96 * error) / expected > precision * 1.01
      ? `The level of chance is known within ${((196 * error) / expected).toFixed(1)} % only.`
      : '',
  ].filter((caveat) => caveat !== '');
  return {
    value: 1 - observed.disorder / expected,
    n: continuum.segments.length,
    ...(samples > 0 && interval(continuum, observed, { expected, error }, samples, random)),
    ...(caveats.length > 0 && { caveat: caveats.join(' ') }),
    observed: observed.disorder,
    expected,
    continua: disorders.length,
  };
}

function interval(
  continuum: Continuum,
  { groups }: Alignment,
  { expected, error }: { readonly expected: number; readonly error: number },
  samples: number,
  random: () => number,
): Interval {
  const stretches = stretchesOf(continuum);
  const tooFew = whyNoInterval(stretches);
  if (tooFew !== undefined) return { noInterval: tooFew };
  const m = continuum.coders.length;
  // A group may reach over the end of a stretch: each member bears its share.
  const shareOf = new Map<AlignedUnit, number>();
  for (const group of groups) {
    const share = groupCost(group, (m * (m - 1)) / 2) / group.length;
    for (const { unit } of group) shareOf.set(unit, share);
  }
  const bounds = stretches.map((_, i) => stretches.slice(0, i + 1).reduce((sum, { length }) => sum + length, 0));
  const costs = new Float64Array(stretches.length);
  for (const [{ start }, share] of shareOf) costs[bounds.findIndex((end) => start < end)]! += share;
  const values = Array.from({ length: samples }, () => {
    let [cost, segments] = [0, 0];
    for (let i = 0; i < stretches.length; i++) {
      const drawn = Math.floor(random() * stretches.length);
      cost += costs[drawn]!;
      segments += stretches[drawn]!.segments.length;
    }
    return 1 - (cost * m) / segments / (expected + error * standardNormal(random));
  });
  return percentileInterval(values, samples);
}

/** Each coder's segments; coders come in an order that does not depend on their names, so that gamma does not either. */
export function unitsByCoder({ coders, segments }: Continuum): AlignedUnit[][] {
  const codes = [...new Set(segments.map(({ code }) => code))];
  const units = coders.map((coder) =>
    segments
      .filter((segment) => segment.coder === coder)
      .map(({ start, end, code }) => ({ start, end, code: codes.indexOf(code) }))
      .sort((a, b) => a.start - b.start || a.end - b.end),
  );
  const key = (own: readonly AlignedUnit[]) => own.map(({ start, end }) => `${start}-${end}`).join();
  return units
    .map((own) => ({ own, key: key(own) }))
    .sort((a, b) => b.own.length - a.own.length || (a.key < b.key ? -1 : 1))
    .map(({ own }) => own);
}

/** (1.96 · coefficient of variation / precision)², Mathet et al. (2015), section 5.3. */
function continuaNeeded(disorders: readonly number[]): number {
  return Math.ceil(((1.96 * deviation(disorders)) / (mean(disorders) * precision)) ** 2);
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
