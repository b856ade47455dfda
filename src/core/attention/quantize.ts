// Attention weights in one byte each, for pictures of many heads at once.

const levels = 255;

/**
 * Rounds non-negative `row` to 256 steps between 0 and its greatest value; anything else (NaN, of a row in which every
 * key is masked) counts as 0.
 * @param into shape of `row`
 * @returns the size of one step: weight ≈ byte × scale, off by at most scale / 2. 0 for a row without weights.
 */
export function quantizeRow(row: Float32Array, into: Uint8Array): number {
  let max = 0;
  for (const weight of row) if (weight > max) max = weight;
  const scale = Math.fround(max / levels);
  if (!(scale > 0)) {
    into.fill(0);
    return 0;
  }
  // Rounded once more by the conversion to float32, the greatest value may come to a little more than 255.
  for (let i = 0; i < row.length; i++) into[i] = Math.min(levels, row[i]! / scale + 0.5);
  return scale;
}

/** The weights of a row that `quantizeRow` made. */
export function dequantizeRow(bytes: Uint8Array, scale: number): Float32Array {
  return Float32Array.from(bytes, (byte) => byte * scale);
}
