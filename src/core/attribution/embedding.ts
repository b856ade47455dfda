// One vector for a text, and how far it moves.

/** How a model's states become one vector: by the graph itself, or as sentence-transformers' Pooling module does. */
export type Pooling = 'own' | 'mean' | 'cls' | 'max';

/**
 * One vector for all tokens, special ones included.
 * @param states shape [tokens, width]
 * @returns shape [width]
 */
export function pool(states: Float32Array, tokens: number, how: Exclude<Pooling, 'own'>): Float64Array {
  const width = states.length / tokens;
  // The first token's: [CLS].
  const vector = Float64Array.from(states.subarray(0, width));
  for (let at = width; how !== 'cls' && at < states.length; at++) {
    const i = at % width;
    vector[i] = how === 'max' ? Math.max(vector[i]!, states[at]!) : vector[i]! + states[at]!;
  }
  return how === 'mean' ? vector.map((sum) => sum / tokens) : vector;
}

/**
 * 1 − cosine of the angle between two vectors of one length: 0 = the same direction, 1 = at a right angle, 2 = opposite.
 * Null where one has no direction.
 */
export function cosineDistance(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  let [product, lengthOfA, lengthOfB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += a[i]! * b[i]!;
    lengthOfA += a[i]! ** 2;
    lengthOfB += b[i]! ** 2;
  }
  const cosine = product / Math.sqrt(lengthOfA * lengthOfB);
  // Rounding may give a little less than 0.
  return Number.isFinite(cosine) ? Math.max(0, 1 - cosine) : null;
}
