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
