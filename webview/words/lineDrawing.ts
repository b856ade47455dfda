import { outline, type LinePoint } from '../../src/core/surprisal/line';
import { niceStep, type SurprisalLine } from './linePoints';

export const lineSize = { width: 900, height: 240, left: 44, right: 12, top: 12, bottom: 40 } as const;
/** More than there are dots across. */
const columns = 840;

/** The line as it is drawn: places in CSS pixels. */
export interface DrawnLine {
  readonly path: string;
  /** Every point of it that is drawn, with its place. */
  readonly drawn: readonly (LinePoint & { readonly x: number; readonly y: number })[];
  readonly yTicks: readonly { readonly y: number; readonly label: string }[];
  readonly xTicks: readonly { readonly x: number; readonly label: string }[];
  readonly top: number;
}

/** The picture of a line; its highest point is the largest value. */
export function drawLine(line: SurprisalLine): DrawnLine {
  const { width, height, left, right, top, bottom } = lineSize;
  const values = line.points.map(({ bits }) => bits);
  const highest = values.reduce<number>((most, bits) => Math.max(most, bits ?? 0), 0);
  const step = niceStep(highest / 5);
  const end = Math.max(step, Math.ceil(highest / step) * step);
  const xOf = (x: number): number => left + x * (width - left - right);
  const yOf = (bits: number): number => top + (1 - bits / end) * (height - top - bottom);
  const drawn = outline(values, columns).map((point) => ({
    ...point,
    x: xOf(line.points[point.index]!.x),
    y: yOf(point.value),
  }));
  return {
    path: drawn.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join(''),
    drawn,
    yTicks: Array.from({ length: Math.round(end / step) + 1 }, (_, i) => ({
      y: yOf(i * step),
      label: String(i * step),
    })),
    xTicks: line.ticks.map(({ x, label }) => ({ x: xOf(x), label })),
    top: end,
  };
}

/** Marks that tell up to four speakers apart without colour; then they begin anew. `d` of a path around x, y. */
export function markPath(speaker: number, x: number, y: number, r: number): string {
  const at = (dx: number, dy: number): string => `${(x + dx * r).toFixed(1)} ${(y + dy * r).toFixed(1)}`;
  switch (speaker % 4) {
    case 0:
      return `M${at(-1, 0)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
    case 1:
      return `M${at(-0.9, -0.9)}L${at(0.9, -0.9)}L${at(0.9, 0.9)}L${at(-0.9, 0.9)}z`;
    case 2:
      return `M${at(0, -1.2)}L${at(1.2, 1)}L${at(-1.2, 1)}z`;
    default:
      return `M${at(0, -1.3)}L${at(1.3, 0)}L${at(0, 1.3)}L${at(-1.3, 0)}z`;
  }
}
