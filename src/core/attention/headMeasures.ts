// What one number says of a head over a text. Every one is a mean over the tokens that look ("queries").

export const measureNames = ['entropy', 'distance', 'first', 'previous', 'induction'] as const;
export type MeasureName = (typeof measureNames)[number];

/**
 * Null where the text leaves nothing to measure.
 * - `entropy`: of a token's weights, in bits: 0 = all on one token, log2 n = spread evenly over n. Over tokens that have
 *   a choice. Off by at most 0.0002 bits.
 * - `distance`: how many tokens away the attention lies, weighted by it. Over the same tokens.
 * - `first`: weight on the first token of the text, over all tokens after it (attention sink, Xiao et al. 2023,
 *   arXiv:2309.17453).
 * - `previous`: weight on the token right before, over all tokens that have one (previous-token heads, Elhage et al. 2021).
 * - `induction`: summed weight on the tokens that followed earlier occurrences of the same token, over the tokens that
 *   have occurred before. It is the prefix-matching score of Olsson et al. 2022 (arXiv:2209.11895), who take it on random
 *   tokens that are repeated, on the text as it is.
 */
export type HeadMeasures = { readonly [M in MeasureName]: number | null };

const mantissaBits = 12;
const shift = 23 - mantissaBits;
const mask = 2 ** mantissaBits - 1;
/** log2 of the mantissa at the middle of each of 4,096 steps, less the exponent's bias. */
const mantissaLog2 = Float64Array.from({ length: mask + 1 }, (_, i) => Math.log2(1 + (i + 0.5) / (mask + 1)) - 127);

/**
 * log2 of a positive float32, off by at most 0.00018; of 0 a finite number. A hundred million of them are needed for one
 * text, and `Math.log2` would take longer than the model.
 * @param bits of the number, as an unsigned integer
 */
export function fastLog2(bits: number): number {
  return (bits >>> 23) + mantissaLog2[(bits >>> shift) & mask]!;
}
