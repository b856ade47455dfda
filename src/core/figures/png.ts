import { crc32 } from '../exchange/crc32';

/** Of IHDR, which comes first and always has 13 bytes: signature 8, length 4, type 4, data 13, check sum 4. */
const headerEnd = 33;
const dotsPerMetre = (dotsPerInch: number): number => Math.round(dotsPerInch / 0.0254);

/**
 * Tells in a PNG how large it is on paper (chunk pHYs, PNG 3rd edition, 11.3.4.3); programs take it to be a screen's 96
 * dots an inch else, and lay a print picture out three times too large.
 * @param png without a pHYs chunk, as a canvas makes it
 */
export function withResolution(png: Uint8Array, dotsPerInch: number): Uint8Array {
  const chunk = new Uint8Array(21);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, 9);
  chunk.set([0x70, 0x48, 0x59, 0x73], 4); // pHYs
  view.setUint32(8, dotsPerMetre(dotsPerInch));
  view.setUint32(12, dotsPerMetre(dotsPerInch));
  chunk[16] = 1; // per metre
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  const whole = new Uint8Array(png.length + chunk.length);
  whole.set(png.subarray(0, headerEnd));
  whole.set(chunk, headerEnd);
  whole.set(png.subarray(headerEnd), headerEnd + chunk.length);
  return whole;
}
