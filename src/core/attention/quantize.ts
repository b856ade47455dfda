// Attention weights in one byte each, for pictures of many heads at once.

const levels = 255;

/**
 * Rounds the non-negative row `values[start, end)` to 256 steps between 0 and its greatest value; anything else (NaN, of
 * a row in which every key is masked) counts as 0.
 * @param into receives the bytes from `at` on
 * @returns the size of one step: weight ≈ byte × scale, off by at most scale / 2. 0 for a row without weights.
 */
export function quantizeRow(
  values: Float32Array,
  into: Uint8Array,
  {
    start = 0,
    end = values.length,
    at = 0,
  }: { readonly start?: number; readonly end?: number; readonly at?: number } = {},
): number {
  let max = 0;
  for (let i = start; i < end; i++) if (values[i]! > max) max = values[i]!;
  const scale = Math.fround(max / levels);
  if (!(scale > 0)) {
    into.fill(0, at, at + end - start);
    return 0;
  }
  const perStep = 1 / scale;
  // Conversion to a byte cuts off the fraction; the greatest value stays below 256.
  for (let i = start, j = at; i < end; i++, j++) into[j] = values[i]! * perStep + 0.5;
  return scale;
}

/** The weights of a row that `quantizeRow` made. */
export function dequantizeRow(bytes: Uint8Array, scale: number): Float32Array {
  return Float32Array.from(bytes, (byte) => byte * scale);
}
