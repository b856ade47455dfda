import type { DeletionCheck } from '../../src/core/attribution/deletion';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve as it is drawn, in CSS pixels. */
export interface DrawnCurve {
  readonly name: string;
  readonly d: string;
  readonly points: readonly Point[];
}

export interface CurvePlot {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
  readonly curves: readonly DrawnCurve[];
  readonly chance: DrawnCurve;
  /** Between the lowest and the highest of the draws. */
  readonly band: string;
  readonly xTicks: readonly { readonly at: number; readonly label: string }[];
  readonly yTicks: readonly { readonly at: number; readonly label: string }[];
  /** Where nothing is lost. */
  readonly zero: number;
}

const [width, height] = [460, 220];
const [left, right, top, bottom] = [52, 448, 10, 182];

/** Drops over the number of parts that are out, from 0; what is undefined leaves a gap. */
export function plotCurves({ ranked, chance, most }: DeletionCheck): CurvePlot {
  const all = [...ranked.flatMap(({ drops }) => drops), ...chance.lowest, ...chance.highest, 0];
  const known = all.filter((value): value is number => value !== null);
  const step = niceStep((Math.max(...known) - Math.min(...known)) / 4 || 1);
  const low = Math.floor(Math.min(...known) / step) * step;
  const high = Math.max(low + step, Math.ceil(Math.max(...known) / step) * step);
  const x = (k: number): number => left + ((right - left) * k) / Math.max(1, most);
  const y = (drop: number): number => bottom - ((bottom - top) * (drop - low)) / (high - low);
  const draw = (name: string, drops: readonly (number | null)[]): DrawnCurve => {
    const places = [0, ...drops].map((drop, k) => (drop === null ? null : { x: x(k), y: y(drop) }));
    const points = places.filter((place): place is Point => place !== null);
    return { name, d: pathOf(places), points: points.slice(1) };
  };
  const ends = [chance.highest, chance.lowest].map((drops) =>
    [0, ...drops].flatMap((drop, k) => (drop === null ? [] : [`${x(k).toFixed(1)} ${y(drop).toFixed(1)}`])),
  );
  const count = Math.round((high - low) / step);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  return {
    ...{ width, height, left, right, top, bottom },
    curves: ranked.map(({ name, drops }) => draw(name, drops)),
    chance: draw('chance', chance.mean),
    band: `M${[...ends[0]!, ...ends[1]!.reverse()].join('L')}Z`,
    xTicks: Array.from({ length: most + 1 }, (_, k) => ({ at: x(k), label: String(k) })),
    yTicks: Array.from({ length: count + 1 }, (_, i) => {
      const value = low + i * step;
      return { at: y(value), label: value.toFixed(digits).replace('-', '−') };
    }),
    zero: y(0),
  };
}

function pathOf(places: readonly (Point | null)[]): string {
  let pen = 'M';
  let d = '';
  for (const place of places) {
    if (place) d += `${pen}${place.x.toFixed(1)} ${place.y.toFixed(1)}`;
    pen = place ? 'L' : 'M';
  }
  return d;
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const times = rough / power;
  return (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10) * power;
}
