// Σ exp over a vocabulary is the larger part of what a token costs outside the model: Math.exp takes eight times as long.

const fractionBits = 9;
const fractions = 1 << fractionBits;
/** 2^(-i / 512) */
const fractionPowers = Float64Array.from({ length: fractions }, (_, i) => 2 ** (-i / fractions));
/** exp of less is 0 in float64. */
const least = -745;
/** 2^-i */
const halvings = Float64Array.from({ length: 1 - Math.floor(least / Math.LN2) + 1 }, (_, i) => 2 ** -i);
const stepsPerUnit = fractions / Math.LN2;
const step = Math.LN2 / fractions;

/**
 * exp(-below), right to 1e-12 of itself, for 0 and more; 0 for ∞. The table holds the powers in steps of 2^(1/512), and the
 * Taylor polynomial of degree 3 covers a step to r⁴/24 < 2e-13.
 */
export function expOfLess(below: number): number {
  if (!(below < -least)) return 0;
  // To an integer in one instruction.
  const steps = (below * stepsPerUnit) | 0;
  const r = steps * step - below;
  const power = fractionPowers[steps & (fractions - 1)]! * halvings[steps >> fractionBits]!;
  return power * (1 + r * (1 + r * (1 / 2 + r * (1 / 6))));
}

/** Σ exp(value - max), where no value is above `max`; -Infinity adds nothing. */
export function sumOfExponentials(values: Float32Array, max: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += expOfLess(max - values[i]!);
  return sum;
}
