import { logSumExp, topIds } from './probabilities';

/**
 * Kullback–Leibler divergence D(before ‖ after) = Σ p log2(p / q), in bits, over the whole vocabulary: by how many bits a
 * token that is drawn from `before` is more surprising to `after`, on average. 0 where both are the same.
 * @param before logits, shape [vocabularySize]
 * @param after as `before`
 * @returns null where it is infinite: `after` rules out a token that `before` allows
 * @throws UserError 'modelFileInvalid' where there is no distribution; RangeError where the shapes differ
 */
export function divergenceBits(before: Float32Array, after: Float32Array): number | null {
  if (before.length !== after.length) throw new RangeError(`Shapes differ: ${before.length}, ${after.length}.`);
  const [totalBefore, totalAfter] = [logSumExp(before), logSumExp(after)];
  let nats = 0;
  for (let id = 0; id < before.length; id++) {
    const logp = before[id]! - totalBefore;
    const p = Math.exp(logp);
    if (p === 0) continue;
    if (after[id] === -Infinity) return null;
    nats += p * (logp - (after[id]! - totalAfter));
  }
  // Rounding may leave it a little below 0.
  return Math.max(0, nats / Math.LN2);
}

/** One token's probability over the whole vocabulary before and after a change of the model. */
export interface ProbabilityChange {
  readonly id: number;
  readonly before: number;
  readonly after: number;
}

/** The `top` best tokens of either distribution, by the larger of the two probabilities, largest first. */
export function probabilityChanges(before: Float32Array, after: Float32Array, top: number): ProbabilityChange[] {
  const [totalBefore, totalAfter] = [logSumExp(before), logSumExp(after)];
  return [...new Set([...topIds(before, top), ...topIds(after, top)])]
    .map((id) => ({ id, before: Math.exp(before[id]! - totalBefore), after: Math.exp(after[id]! - totalAfter) }))
    .sort((a, b) => Math.max(b.before, b.after) - Math.max(a.before, a.after) || a.id - b.id);
}

/**
 * Jensen–Shannon divergence of two distributions over the same outcomes, in bits: 0 where they are the same, 1 where
 * nothing that one of them gives a chance has a chance under the other.
 * Lin 1991, https://doi.org/10.1109/18.61115
 */
export function jensenShannonBits(p: Float64Array, q: Float64Array): number {
  let bits = 0;
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [p[i]!, q[i]!];
    const middle = (a + b) / 2;
    if (a > 0) bits += (a / 2) * Math.log2(a / middle);
    if (b > 0) bits += (b / 2) * Math.log2(b / middle);
  }
  return Math.min(1, Math.max(0, bits));
}
