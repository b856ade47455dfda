// A matrix in ever coarser copies, so that a picture of thousands of tokens is drawn from no more cells than it has dots.
import { shadeIndex } from './colourScale';
import type { FirstKey, HeadWeights } from './headWeights';

export interface Level {
  /** Keys and queries on a side of a cell: 1, 2, 4, … */
  readonly span: number;
  /** Cells. */
  readonly width: number;
  readonly height: number;
  /** Indices of the colour scale, row-major; a cell has the shade of its largest weight. */
  readonly shades: Uint8Array;
}

/** @returns levels of span 1, 2, 4, … down to a single cell; columns = keys from `firstKey` */
export function matrixPyramid({ weights, size }: HeadWeights, firstKey: FirstKey, largest: number): Level[] {
  const width = Math.max(1, size - firstKey);
  const shades = new Uint8Array(width * size);
  const perWeight = largest > 0 ? shadeIndex(largest, largest) / largest : 0;
  for (let query = 0, at = 0; query < size; query++) {
    for (let i = query * size + firstKey, end = (query + 1) * size; i < end; i++) {
      // Conversion to a byte cuts off the fraction.
      shades[at++] = weights[i]! * perWeight + 0.5;
    }
  }
  const levels: Level[] = [{ span: 1, width, height: size, shades }];
  for (let level = levels[0]!; level.width > 1 || level.height > 1;) levels.push((level = halved(level)));
  return levels;
}

function halved({ span, width, height, shades }: Level): Level {
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const half = new Uint8Array(w * h);
  for (let y = 0; y < height; y++) {
    const to = (y >> 1) * w;
    for (let x = 0; x < width; x++) {
      const shade = shades[y * width + x]!;
      if (shade > half[to + (x >> 1)]!) half[to + (x >> 1)] = shade;
    }
  }
  return { span: 2 * span, width: w, height: h, shades: half };
}

/** The finest level whose cells are at least one dot wide. @param dots dots on a side of a token's cell */
export function levelFor(levels: readonly Level[], dots: number): Level {
  return levels.find(({ span }) => span * dots > 1 - 1e-9) ?? levels.at(-1)!;
}

/** Cells [x, x + width) × [y, y + height) of a level as pixels. @param colours by shade, as little-endian RGBA */
export function paintLevel(
  level: Level,
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  colours: Uint32Array,
): ImageData {
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0, at = 0; row < height; row++) {
    let from = (y + row) * level.width + x;
    for (let column = 0; column < width; column++) pixels[at++] = colours[level.shades[from++]!]!;
  }
  return image;
}
