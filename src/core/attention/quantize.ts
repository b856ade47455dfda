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
  for (let i = 0; i < row.length; i++) if (row[i]! > max) max = row[i]!;
  const scale = Math.fround(max / levels);
  if (!(scale > 0)) {
    into.fill(0);
    return 0;
  }
  const perStep = 1 / scale;
  // Conversion to a byte cuts off the fraction; the greatest value stays below 256.
  for (let i = 0; i < row.length; i++) into[i] = row[i]! * perStep + 0.5;
  return scale;
}

/** The weights of a row that `quantizeRow` made. */
export function dequantizeRow(bytes: Uint8Array, scale: number): Float32Array {
  return Float32Array.from(bytes, (byte) => byte * scale);
}
