// A matrix in ever coarser copies, so that a picture of thousands of tokens is drawn from no more cells than it has dots.
import { shadeIndex } from './colourScale';
import { type FirstKey, type HeadWeights, keptOf } from './headWeights';

export interface Level {
  /** Keys and queries on a side of a cell: 1, 2, 4, … */
  readonly span: number;
  /** Cells. */
  readonly width: number;
  readonly height: number;
  /** The largest weight of each cell, row-major; a row begins every `stride` values, the first at `start`. */
  readonly values: Float32Array;
  readonly start: number;
  readonly stride: number;
}

/** Levels of span 1 (the weights themselves), 2, 4, … down to a single cell; columns = keys from `firstKey`. */
export const matrixPyramid = keptOf(({ weights, size }: HeadWeights, firstKey: FirstKey): readonly Level[] => {
  const width = Math.max(1, size - firstKey);
  const levels: Level[] = [{ span: 1, width, height: size, values: weights, start: firstKey, stride: size }];
  for (let level = levels[0]!; level.width > 1 || level.height > 1;) levels.push((level = halved(level)));
  return levels;
});

function halved({ span, width, height, values, start, stride }: Level): Level {
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const half = new Float32Array(w * h);
  for (let y = 0, to = 0; y < height; y += 2) {
    // A last row or column without a neighbour is its own.
    let upper = start + y * stride;
    let lower = y + 1 < height ? upper + stride : upper;
    const end = upper + width;
    for (; upper + 1 < end; upper += 2, lower += 2) {
      let most = values[upper]!;
      if (values[upper + 1]! > most) most = values[upper + 1]!;
      if (values[lower]! > most) most = values[lower]!;
      if (values[lower + 1]! > most) most = values[lower + 1]!;
      half[to++] = most;
    }
    if (upper < end) half[to++] = Math.max(values[upper]!, values[lower]!);
  }
  return { span: 2 * span, width: w, height: h, values: half, start: 0, stride: w };
}

/** The largest weight in the columns that are shown; 0 when none is. */
export function largestShown(head: HeadWeights, firstKey: FirstKey): number {
  return head.size <= firstKey ? 0 : (matrixPyramid(head, firstKey).at(-1)!.values[0] ?? 0);
}

/** The finest level whose cells are at least one dot wide. @param dots dots on a side of a token's cell */
export function levelFor(levels: readonly Level[], dots: number): Level {
  return levels.find(({ span }) => span * dots > 1 - 1e-9) ?? levels.at(-1)!;
}

/** Cells [x, x + width) × [y, y + height) of a level. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a weight looks like. */
export interface Shades {
  /** By shade, as little-endian RGBA. */
  readonly colours: Uint32Array;
  /** The weight of the last shade. */
  readonly largest: number;
}

/** @param pixels shape [area.height, area.width], written anew */
export function shadeLevel(pixels: Uint32Array, level: Level, area: Area, { colours, largest }: Shades): void {
  const { values, start, stride } = level;
  const perWeight = largest > 0 ? shadeIndex(largest, largest) / largest : 0;
  for (let row = 0, at = 0; row < area.height; row++) {
    let from = start + (area.y + row) * stride + area.x;
    // As a weight is rounded to a shade: what is added to is cut off.
    for (const end = from + area.width; from < end; from++)
      pixels[at++] = colours[(values[from]! * perWeight + 0.5) | 0]!;
  }
}

/** A part of a level as pixels. */
export function paintLevel(level: Level, area: Area, shades: Shades): ImageData {
  const image = new ImageData(area.width, area.height);
  shadeLevel(new Uint32Array(image.data.buffer), level, area, shades);
  return image;
}

/** The cells in view, kept as pixels while they stay the same: the pointer wanders over them. */
export class CellSheet {
  readonly canvas = new OffscreenCanvas(1, 1);
  #held: { readonly level: Level; readonly area: Area; readonly shades: Shades } | null = null;

  /** Paints them into the canvas's corner. */
  show(level: Level, area: Area, shades: Shades): void {
    const held = this.#held;
    if (held?.level === level && isSame(held.area, area) && isSameShades(held.shades, shades)) return;
    if (this.canvas.width < area.width) this.canvas.width = area.width;
    if (this.canvas.height < area.height) this.canvas.height = area.height;
    this.canvas.getContext('2d')?.putImageData(paintLevel(level, area, shades), 0, 0);
    this.#held = { level, area, shades };
  }
}

function isSame(a: Area, b: Area): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

function isSameShades(a: Shades, b: Shades): boolean {
  return a.colours === b.colours && a.largest === b.largest;
}
