// Shades for weights. Lightness is linear in the weight in Oklab (Ottosson 2020), so equal steps look equal; the hue
// only helps to tell the picture from the text around it.

/** Red, green, blue, 0–255. */
export type Rgb = readonly [number, number, number];
type Lab = readonly [number, number, number];

export interface ThemeColours {
  readonly background: Rgb;
  readonly foreground: Rgb;
  readonly accent: Rgb;
}

/** 256 shades, weight 0 first. */
export type ColourScale = readonly Rgb[];

const steps = 256;
/** Share of the way from background to foreground at which weight 0 stands, so that an empty cell is still a cell. */
const floors = { onDark: 0.1, onLight: 0.05 };

/** @returns shades from near the background (weight 0) over the accent's hue to the foreground (the largest weight). */
export function colourScale({ background, foreground, accent }: ThemeColours): ColourScale {
  const from = toOklab(background);
  const to = toOklab(foreground);
  const hue = toOklab(accent);
  const floor = from[0] < to[0] ? floors.onDark : floors.onLight;
  return Array.from({ length: steps }, (_, i) => {
    const weight = i / (steps - 1);
    const lightness = from[0] + (to[0] - from[0]) * (floor + (1 - floor) * weight);
    const tint = 2 * Math.min(weight, 1 - weight);
    const ends = weight < 0.5 ? from : to;
    return toRgb([lightness, mix(ends[1], hue[1], tint), mix(ends[2], hue[2], tint)]);
  });
}

/** The shades as pixels of an ImageData are written in one go. */
export function littleEndian(scale: ColourScale): Uint32Array {
  return Uint32Array.from(scale, ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);
}

/** The shade of `weight` on a scale that ends at `largest`. */
export function shadeIndex(weight: number, largest: number): number {
  return largest > 0 ? Math.round((steps - 1) * Math.min(1, weight / largest)) : 0;
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

function toLinear(c: number): number {
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

function toGamma(c: number): number {
  const clipped = Math.min(1, Math.max(0, c));
  return clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
}

// Matrices: https://bottosson.github.io/posts/oklab/
function toOklab(rgb: Rgb): Lab {
  const [r, g, b] = rgb.map((c) => toLinear(c / 255)) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function toRgb([lightness, a, b]: Lab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    Math.round(255 * toGamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)),
    Math.round(255 * toGamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)),
    Math.round(255 * toGamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)),
  ];
}
