/**
 * Where one token looks on average over all heads of all layers.
 * @param weights softmax rows, shape [heads of all layers, size]
 * @returns shape [size]; sums to 1 as the rows do
 */
export function meanOverHeads(weights: Float32Array, size: number): Float64Array {
  const mean = new Float64Array(size);
  const rows = weights.length / size;
  for (let i = 0; i < weights.length; i++) mean[i % size]! += weights[i]! / rows;
  return mean;
}
