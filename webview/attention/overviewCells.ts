// The cells of a head's small picture.
import type { HeadOverviewResult } from '../../src/protocol/headOverview';
import { type ColourScale, littleEndian } from './colourScale';

/** A row of cells that has any weight has one of this byte: that is how its scale is chosen. */
const greatest = 255;

/**
 * One pixel a cell, in shades from 0 to the head's largest cell.
 * @param image of cells × cells. @param matrix layer · heads + head
 * @param hideFirst leaves out what is on the first token of the text
 */
export function paintCells(
  image: ImageData,
  overview: HeadOverviewResult,
  matrix: number,
  hideFirst: boolean,
  scale: ColourScale,
): void {
  const { cells, weights, scales, firsts } = overview;
  const shades = shadesOf(scale);
  const pixels = new Uint32Array(image.data.buffer);
  const firstCell = (row: number): number => weights[row * cells]! * scales[row]! + (hideFirst ? 0 : firsts[row]!);
  const [from, to] = [matrix * cells, (matrix + 1) * cells];
  let largest = 0;
  for (let row = from; row < to; row++) largest = Math.max(largest, firstCell(row), greatest * scales[row]!);
  const perUnit = largest > 0 ? (shades.length - 1) / largest : 0;
  // Where a model reads from left to right, nearly half of the cells are empty.
  pixels.fill(shades[0]!);
  for (let row = from, start = 0; row < to; row++, start += cells) {
    // As a weight is rounded to a shade: what is added to is cut off.
    const perByte = scales[row]! * perUnit;
    let end = (row + 1) * cells;
    while (end > row * cells + 1 && weights[end - 1] === 0) end--;
    pixels[start] = shades[(firstCell(row) * perUnit + 0.5) | 0]!;
    for (let i = row * cells + 1, pixel = start + 1; i < end; i++) {
      pixels[pixel++] = shades[(weights[i]! * perByte + 0.5) | 0]!;
    }
  }
}

const shadesByScale = new WeakMap<ColourScale, Uint32Array>();

function shadesOf(scale: ColourScale): Uint32Array {
  let shades = shadesByScale.get(scale);
  if (!shades) shadesByScale.set(scale, (shades = littleEndian(scale)));
  return shades;
}
