import { percentileInterval, withInterval } from './bootstrap';
import { type Figure, isComputed } from './figure';
import type { Sliced } from './slices';
import { drawContinuum, stretchesOf, whyNoInterval } from './stretches';
import { type Continuum, unitizingAlpha } from './unitizingAlpha';

const segmentsPerSlice = 20_000;

/**
 * Unitizing alpha overall and by code with 95 % percentile bootstrap intervals: stretches of text that no segment
 * crosses (`stretchesOf`) are drawn with replacement and set end to end, and observed and expected disagreement are
 * computed anew on each text so made.
 *
 * @param samples 0 gives no intervals
 * @param random uniform in [0, 1)
 */
export function* unitizingAlphaIntervals(
  continuum: Continuum,
  { samples, random }: { readonly samples: number; readonly random: () => number },
): Sliced<{ readonly overall: Figure; readonly perCode: ReadonlyMap<string, Figure> }> {
  const { overall, perCode } = unitizingAlpha(continuum);
  if (samples === 0 || !isComputed(overall)) return { overall, perCode };
  const stretches = stretchesOf(continuum);
  const noInterval = whyNoInterval(stretches);
  const drawn: number[] = [];
  const drawnPerCode = new Map([...perCode.keys()].map((code) => [code, [] as number[]]));
  let sinceYield = 0;
  for (let s = 0; noInterval === undefined && s < samples; s++) {
    const sample = unitizingAlpha(drawContinuum(stretches, continuum.coders, random));
    if (isComputed(sample.overall)) drawn.push(sample.overall.value);
    for (const [code, figure] of sample.perCode) if (isComputed(figure)) drawnPerCode.get(code)!.push(figure.value);
    sinceYield += continuum.segments.length;
    if (sinceYield < segmentsPerSlice) continue;
    sinceYield = 0;
    yield (s + 1) / samples;
  }
  const intervalOf = (values: readonly number[]) =>
    noInterval === undefined ? percentileInterval(values, samples) : { noInterval };
  return {
    overall: withInterval(overall, intervalOf(drawn)),
    perCode: new Map(
      [...perCode].map(([code, figure]) => [code, withInterval(figure, intervalOf(drawnPerCode.get(code)!))]),
    ),
  };
}
