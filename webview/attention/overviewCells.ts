// The cells of a head's small picture.
import type { HeadOverviewResult } from '../../src/protocol/headOverview';
import { type ColourScale, shadeIndex } from './colourScale';

export interface HeadCells {
  /** Row-major [query cell][key cell], shape [cells, cells]. */
  readonly values: Float32Array;
  readonly largest: number;
}

/** @param matrix layer · heads + head. @param hideFirst leaves out what is on the first token of the text */
export function headCells(overview: HeadOverviewResult, matrix: number, hideFirst: boolean): HeadCells {
  const { cells, weights, scales, firsts } = overview;
  const values = new Float32Array(cells * cells);
  let largest = 0;
  for (let row = 0; row < cells; row++) {
    const scale = scales[matrix * cells + row]!;
    const from = (matrix * cells + row) * cells;
    for (let column = 0; column < cells; column++) {
      const first = column === 0 && !hideFirst ? firsts[matrix * cells + row]! : 0;
      const value = weights[from + column]! * scale + first;
      values[row * cells + column] = value;
      if (value > largest) largest = value;
    }
  }
  return { values, largest };
}

/** One pixel a cell, in shades from 0 to the head's largest cell. */
export function cellsImage({ values, largest }: HeadCells, cells: number, scale: ColourScale): ImageData {
  const image = new ImageData(cells, cells);
  const shades = shadesOf(scale);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = shades[shadeIndex(values[i]!, largest)]!;
  return image;
}

const shadesByScale = new WeakMap<ColourScale, Uint32Array>();

function shadesOf(scale: ColourScale): Uint32Array {
  let shades = shadesByScale.get(scale);
  if (!shades) {
    shades = Uint32Array.from(scale, ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);
    shadesByScale.set(scale, shades);
  }
  return shades;
}
