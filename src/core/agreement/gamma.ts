import { type AlignedUnit, bestAlignmentDisorder } from './alignment';
import { type Computed, type NotComputable, notComputable } from './figure';
import { type Sliced, asStep } from './slices';
import { type Continuum, whyNotUnitizable } from './unitizingAlpha';

export interface GammaFigure extends Computed {
  /** Disorder of the best alignment, and its mean over the random samples. */
  readonly observed: number;
  readonly expected: number;
  /** Random samples drawn. */
  readonly samples: number;
}

const firstSamples = 30;
const mostSamples = 1000;
/** Samples are drawn until the expected disorder is known to this relative error at 95 % confidence. */
const precision = 0.02;

/**
 * Gamma: agreement on where segments are and on their codes at once, segments of one coder may overlap.
 * γ = 1 − δₒ/δₑ, where δₒ is the disorder of the best alignment (`bestAlignmentDisorder`: exact for two coders, an
 * upper bound for more) and δₑ its mean over random continua. A random continuum gives each coder the segments of a
 * coder drawn at random, shifted around the text by a random amount; shifts differ by at least half the mean length of
 * a segment. 30 samples or more, until δₑ is known within 2 %.
 * Source: Mathet, Widlöcher & Métivier (2015), Computational Linguistics 41, 437–479; the random shifts are those of its section 5.2.
 *
 * @param random uniform in [0, 1); the same seed gives the same gamma.
 */
export function* gamma(continuum: Continuum, random: () => number): Sliced<GammaFigure | NotComputable> {
  const why = whyNotUnitizable(continuum);
  if (why) return why;
  const coders = unitsByCoder(continuum);
  const observed = yield* asStep(bestAlignmentDisorder(coders), 0);
  const disorders: number[] = [];
  for (let needed = firstSamples; disorders.length < needed;) {
    const sample = randomContinuum(coders, continuum.length, random);
    if (sample.every((units) => units.length === 0)) continue;
    disorders.push(yield* asStep(bestAlignmentDisorder(sample), disorders.length / needed));
    // Where nothing disagrees gamma is 1 however roughly chance is known.
    if (disorders.length === needed && observed > 0) needed = Math.min(mostSamples, samplesNeeded(disorders));
  }
  const expected = mean(disorders);
  if (expected === 0) return notComputable('Chance would align these segments perfectly too.');
  const n = continuum.segments.length;
  return { value: 1 - observed / expected, n, observed, expected, samples: disorders.length };
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

function randomContinuum(coders: readonly AlignedUnit[][], length: number, random: () => number): AlignedUnit[][] {
  const all = coders.flat();
  const apart = mean(all.map(({ start, end }) => end - start)) / 2;
  const shifts: number[] = [];
  return coders.map(() => {
    const shift = separateShift(shifts, apart, length, random);
    shifts.push(shift);
    return coders[Math.floor(random() * coders.length)]!.map(({ start, end, code }) => {
      const moved = (start + shift) % length;
      return { start: moved, end: moved + end - start, code };
    });
  });
}

/** A random shift around the text that is `apart` from the others; any, where the text is too short for that. */
function separateShift(others: readonly number[], apart: number, length: number, random: () => number): number {
  let shift = 0;
  for (let attempt = 0; attempt < 100; attempt++) {
    shift = Math.floor(random() * length);
    const around = (other: number) => Math.min(Math.abs(shift - other), length - Math.abs(shift - other));
    if (others.every((other) => around(other) >= apart)) break;
  }
  return shift;
}

/** (1.96 · coefficient of variation / precision)², Mathet et al. (2015), section 5.3. */
function samplesNeeded(disorders: readonly number[]): number {
  const centre = mean(disorders);
  const variance = mean(disorders.map((disorder) => (disorder - centre) ** 2));
  return Math.ceil(((1.96 * Math.sqrt(variance)) / (centre * precision)) ** 2);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
