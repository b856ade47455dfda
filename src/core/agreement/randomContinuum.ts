import type { AlignedUnit } from './alignment';

export const chanceModels = ['statistical', 'shifted'] as const;
/** How continua are drawn that agree by chance alone; see `randomContinuum`. */
export type ChanceModel = (typeof chanceModels)[number];

/**
 * A source of random continua, each with as many coders as there are.
 *
 * `statistical`: the number of segments of a coder, their lengths and the gaps between them are drawn from normal
 * distributions with the mean and standard deviation observed, their codes with the frequencies observed. Source: the
 * default of pygamma-agreement, Titeux & Riad (2021), Journal of Open Source Software 6(62), 2989; like there, a gap of
 * 0 is among the gaps observed.
 *
 * `shifted`: each coder gets the segments of a coder drawn at random, shifted around the text by a random amount; shifts
 * differ by at least half the mean length of a segment where the text has room for that. Source: Mathet et al. (2015),
 * section 5.2.
 *
 * @param random uniform in [0, 1)
 */
export function randomContinua(
  model: ChanceModel,
  coders: readonly (readonly AlignedUnit[])[],
  length: number,
  random: () => number,
): () => AlignedUnit[][] {
  return model === 'statistical' ? statistical(coders, random) : shifted(coders, length, random);
}

function statistical(coders: readonly (readonly AlignedUnit[])[], random: () => number): () => AlignedUnit[][] {
  const all = coders.flat();
  const normal = (values: readonly number[]) => {
    const centre = mean(values);
    const spread = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
    return () => centre + spread * standardNormal(random);
  };
  const drawCount = normal(coders.map((units) => units.length));
  const drawLength = normal(all.map(({ start, end }) => end - start));
  const drawGap = normal([
    0,
    ...coders.flatMap((units) => units.slice(1).map(({ start }, i) => start - units[i]!.end)),
    ...coders.flatMap(([first]) => (first && first.start > 0 ? [first.start] : [])),
  ]);
  return () => {
    let isEmpty = true;
    return coders.map(() => {
      // One of the coders marks something, or there would be nothing to align.
      const count = Math.max(isEmpty ? 1 : 0, Math.abs(Math.trunc(drawCount())));
      isEmpty = false;
      let at = 0;
      return Array.from({ length: count }, (): AlignedUnit => {
        const start = at + drawGap();
        at = start + Math.max(shortest, Math.abs(drawLength()));
        return { start, end: at, code: all[Math.floor(random() * all.length)]!.code };
      });
    });
  };
}

/** No segment is empty, or a pair of them would have no dissimilarity. */
const shortest = 1e-6;

function shifted(coders: readonly (readonly AlignedUnit[])[], length: number, random: () => number) {
  const apart = mean(coders.flat().map(({ start, end }) => end - start)) / 2;
  const draw = (): AlignedUnit[][] => {
    const shifts: number[] = [];
    return coders.map(() => {
      const shift = separateShift(shifts, apart, length, random);
      shifts.push(shift);
      return coders[Math.floor(random() * coders.length)]!.map(({ start, end, code }) => {
        const moved = (start + shift) % length;
        return { start: moved, end: moved + end - start, code };
      });
    });
  };
  return () => {
    for (;;) {
      const drawn = draw();
      if (drawn.some((units) => units.length > 0)) return drawn;
    }
  };
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

/** Box & Muller (1958), Annals of Mathematical Statistics 29, 610–611. */
export function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
