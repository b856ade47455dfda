// How a distribution over the whole vocabulary is spread, and what each sampling rule does to it.
import { entropyBits, softmax } from './probabilities';
import { reshape, type SamplingSettings } from './sampling';

/** Shares of all probability of which is told how many tokens make them up. */
export const toldShares = [0.5, 0.9, 0.99] as const;

/** Sums of many probabilities miss a share by a few of the last bits. */
const tolerance = 1e-12;

export interface Spread {
  readonly entropyBits: number;
  /** 2^entropy: a fair draw among so many has the same entropy. */
  readonly effectiveChoices: number;
  /** Tokens with a probability above 0. */
  readonly possible: number;
  /** How many tokens, the most probable first, make up each of `toldShares`. */
  readonly needed: readonly number[];
  /** By rank, the sum of the probabilities down to it; shape [vocabularySize], the last is 1. */
  readonly cumulative: Float64Array;
}

/** @param probabilities of the whole vocabulary, which sum to 1 */
export function spreadOf(probabilities: Float64Array): Spread {
  const cumulative = probabilities.slice().sort().reverse();
  let possible = 0;
  let sum = 0;
  for (let i = 0; i < cumulative.length; i++) {
    if (cumulative[i]! > 0) possible++;
    sum += cumulative[i]!;
    cumulative[i] = sum;
  }
  const bits = entropyBits(probabilities);
  return {
    entropyBits: bits,
    effectiveChoices: 2 ** bits,
    possible,
    needed: toldShares.map((share) => cumulative.findIndex((p) => p >= share - tolerance) + 1),
    cumulative,
  };
}

/** The ids of the whole vocabulary, most probable first, ties by lower id. */
export function rankedIds(scores: Float32Array | Float64Array): Uint32Array {
  return Uint32Array.from(scores, (_, id) => id).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

export const samplingRules = ['repetitionPenalty', 'temperature', 'topK', 'topP', 'minP'] as const;
export type SamplingRule = (typeof samplingRules)[number];

/** One rule at work on what the rules before it left. */
export interface SamplingStep {
  readonly rule: SamplingRule;
  /** Tokens that this rule cut. */
  readonly cut: number;
  /** What these had, together, of the probability that went into the step. */
  readonly cutMass: number;
  /** Tokens that are left. */
  readonly left: number;
  readonly entropyBits: number;
}

export interface Reshaped {
  /** The model's own, shape [vocabularySize]. */
  readonly before: Float64Array;
  /** What is drawn from, shape [vocabularySize]. */
  readonly after: Float64Array;
  /** The rules that are set, in the order in which they work. */
  readonly steps: readonly SamplingStep[];
  /** By id, 1 + the index in `steps` of the rule that cut it; 0 where none did. */
  readonly cutBy: Uint8Array;
  /** What all tokens that were cut have of the model's own probability. */
  readonly cutMass: number;
}

/** Settings that leave every probability as it is. */
export const neutral: Required<Omit<SamplingSettings, 'seed'>> = {
  repetitionPenalty: 1,
  temperature: 1,
  topK: 0,
  topP: 1,
  minP: 0,
};

/**
 * What `reshape` does to a distribution, rule by rule, by calling it with one more rule each time.
 * @param previousIds the ids already in the text, for the repetition penalty
 * @throws UserError as `reshape`
 */
export function reshapeBySteps(
  logits: Float32Array,
  settings: Omit<SamplingSettings, 'seed'>,
  previousIds: readonly number[],
): Reshaped {
  const full = { ...neutral, ...settings };
  const before = softmax(logits);
  const cutBy = new Uint8Array(logits.length);
  const steps: SamplingStep[] = [];
  let so: Required<Omit<SamplingSettings, 'seed'>> = neutral;
  let last = before;
  for (const rule of samplingRules) {
    if (full[rule] === neutral[rule]) continue;
    so = { ...so, [rule]: full[rule] };
    const next = reshape(logits, so, previousIds);
    const step = { rule, cut: 0, cutMass: 0, left: 0, entropyBits: entropyBits(next) };
    for (let id = 0; id < next.length; id++) {
      if (next[id]! > 0) step.left++;
      else if (last[id]! > 0) {
        step.cut++;
        step.cutMass += last[id]!;
        cutBy[id] = steps.length + 1;
      }
    }
    steps.push(step);
    last = next;
  }
  const cutMass = before.reduce((sum, p, id) => (cutBy[id]! > 0 ? sum + p : sum), 0);
  return { before, after: last, steps, cutBy, cutMass };
}
