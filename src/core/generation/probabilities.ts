// Probabilities over the whole vocabulary from a model's logits. -Infinity rules a token out; NaN, +Infinity, or nothing
// above -Infinity is refused with a UserError 'modelFileInvalid'.
import { sumOfExponentials } from './exponentials';
import { checkId, findBest, unusableLogits } from './logits';
import { cutAtRank } from './selection';

/** ln Σ exp(logit), in nats. @param max the largest logit, where it is known to be finite and no logit to be NaN */
export function logSumExp(logits: Float32Array, max = findBest(logits).logit): number {
  return max + Math.log(sumOfExponentials(logits, max));
}

/** Natural logarithm of the probability of `id`; -Infinity for a token that is ruled out. @param max as for `logSumExp` */
export function logProbabilityOf(logits: Float32Array, id: number, max?: number): number {
  checkId(id, logits.length);
  return Math.min(0, logits[id]! - logSumExp(logits, max));
}

/** 1 + the number of tokens with a strictly greater logit: 1 = the token that the model expects most. */
export function rankOf(logits: Float32Array, id: number): number {
  checkId(id, logits.length);
  const own = logits[id]!;
  let rank = 1;
  let seenNaN = Number.isNaN(own);
  for (const logit of logits) {
    if (logit > own) rank++;
    else if (Number.isNaN(logit)) seenNaN = true;
  }
  if (seenNaN) throw unusableLogits();
  return rank;
}

/** The ids of the `k` largest logits (all when there are fewer), best first, ties by lower id. */
export function topIds(logits: Float32Array, k: number): number[] {
  const count = Math.min(Math.floor(k), logits.length);
  if (!(count >= 1)) return [];
  findBest(logits);
  const cut = cutAtRank(logits, count);
  let ties = count - cut.above;
  const ids: number[] = [];
  for (let id = 0; id < logits.length; id++) {
    if (logits[id]! > cut.value || (logits[id] === cut.value && ties-- > 0)) ids.push(id);
  }
  return ids.sort((a, b) => compareDescending(logits[a]!, logits[b]!) || a - b);
}

/** Probabilities, shape [vocabularySize], that sum to 1. */
export function softmax(logits: Float32Array | Float64Array): Float64Array {
  const max = findBest(logits).logit;
  const probabilities = new Float64Array(logits.length);
  for (let id = 0; id < logits.length; id++) probabilities[id] = Math.exp(logits[id]! - max);
  normalise(probabilities);
  return probabilities;
}

/** Shannon entropy −Σ p log2 p, in bits. */
export function entropyBits(probabilities: Float64Array): number {
  let entropy = 0;
  for (const p of probabilities) if (p > 0) entropy -= p * Math.log2(p);
  return Math.max(0, entropy);
}

/** −log2 p, in bits, of a probability given as its natural logarithm. */
export function surprisalBits(logprob: number): number {
  return (0 - logprob) / Math.LN2;
}

/** Scales non-negative weights, at least one of them positive, to sum to 1. */
export function normalise(weights: Float64Array): void {
  let total = 0;
  for (const weight of weights) total += weight;
  for (let i = 0; i < weights.length; i++) weights[i]! /= total;
}

function compareDescending(a: number, b: number): number {
  return a === b ? 0 : a > b ? -1 : 1;
}
