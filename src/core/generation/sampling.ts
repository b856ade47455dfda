import { UserError } from '../base/userError';
import { expOfLess } from './exponentials';
import { checkId, findBest } from './logits';
import { normalise } from './probabilities';
import { cutAtMass, cutAtRank } from './selection';

export interface SamplingSettings {
  /** 0 = always the most probable token. */
  readonly temperature: number;
  /** 1 = no cut. */
  readonly topP: number;
  /** 0 = no cut. */
  readonly topK?: number;
  /** 0 = no cut. */
  readonly minP?: number;
  /** 1 = none. */
  readonly repetitionPenalty?: number;
  /** Unsigned 32-bit integer: the same seed gives the same tokens. */
  readonly seed: number;
}

/**
 * The probabilities from which the next token is drawn, shape [vocabularySize]; 0 for a token that is cut.
 * Order and rules are those of Hugging Face `transformers`: repetition penalty (CTRL, arXiv 1909.05858; once for each
 * distinct id), temperature, top-k (keeps ties with the k-th), top-p (nucleus, arXiv 1904.09751; among equals at the cut
 * the lower ids stay), min-p (arXiv 2407.01082). Temperature 0 gives 1 to the best token, the lowest id among equals.
 * @param previousIds the ids already in the sequence, for the repetition penalty
 * @throws UserError 'badRequest' for settings out of range, 'modelFileInvalid' for logits without a finite maximum or with NaN
 */
export function reshape(
  logits: Float32Array,
  settings: Omit<SamplingSettings, 'seed'>,
  previousIds: readonly number[] = [],
): Float64Array {
  checkSettings(settings);
  const { temperature, topP, topK = 0, minP = 0, repetitionPenalty = 1 } = settings;
  const scores = repetitionPenalty === 1 ? logits : penalised(logits, previousIds, repetitionPenalty);
  const best = findBest(scores);

  if (temperature === 0) {
    const certain = new Float64Array(scores.length);
    certain[best.id] = 1;
    return certain;
  }
  const lowest = topK > 0 && topK < scores.length ? cutAtRank(scores, topK).value : -Infinity;
  const probabilities = exponentials(scores, best.logit, temperature, lowest);
  normalise(probabilities);
  if (topP === 1 && minP === 0) return probabilities;
  const least = minP * probabilities[best.id]!;
  if (topP < 1) cutTail(probabilities, topP);
  if (minP > 0) cutBelow(probabilities, least);
  normalise(probabilities);
  return probabilities;
}

/** Whether the next token is always the one with the largest logit. */
export function takesBest({ temperature, repetitionPenalty = 1 }: Omit<SamplingSettings, 'seed'>): boolean {
  return temperature === 0 && repetitionPenalty === 1;
}

/** The next token: drawn from {@link reshape}'s probabilities; at temperature 0 the best, without computing them. */
export function drawId(
  logits: Float32Array,
  settings: Omit<SamplingSettings, 'seed'>,
  previousIds: readonly number[],
  uniform: number,
): number {
  if (takesBest(settings)) {
    checkSettings(settings);
    return findBest(logits).id;
  }
  return sampleId(reshape(logits, settings, previousIds), uniform);
}

/**
 * The id at which the cumulative distribution first exceeds `uniform`; never one of probability 0.
 * @param probabilities shape [vocabularySize], not necessarily normalised
 * @param uniform in [0, 1)
 */
export function sampleId(probabilities: Float64Array, uniform: number): number {
  if (!(uniform >= 0 && uniform < 1)) throw badSetting('random number', uniform, 'at least 0 and below 1');
  let total = 0;
  for (const p of probabilities) total += p;
  if (!(total > 0 && total < Infinity)) {
    throw new UserError('badRequest', 'There is no token to draw: every probability is 0.', '');
  }
  const target = uniform * total;
  let cumulative = 0;
  let drawn = -1;
  for (let id = 0; id < probabilities.length && cumulative <= target; id++) {
    if (probabilities[id]! <= 0) continue;
    cumulative += probabilities[id]!;
    drawn = id;
  }
  return drawn;
}

/** @throws UserError 'badRequest' naming the first setting that is out of range. */
function checkSettings(settings: Omit<SamplingSettings, 'seed'>): void {
  const { temperature, topP, topK = 0, minP = 0, repetitionPenalty = 1 } = settings;
  if (!(temperature >= 0 && temperature < Infinity)) throw badSetting('temperature', temperature, '0 or more');
  if (!(topP > 0 && topP <= 1)) throw badSetting('top-p', topP, 'above 0 and at most 1');
  if (!(Number.isInteger(topK) && topK >= 0)) throw badSetting('top-k', topK, 'a whole number, 0 or more');
  if (!(minP >= 0 && minP <= 1)) throw badSetting('min-p', minP, 'between 0 and 1');
  if (!(repetitionPenalty > 0 && repetitionPenalty < Infinity)) {
    throw badSetting('repetition penalty', repetitionPenalty, 'above 0');
  }
}

function badSetting(name: string, value: number, range: string): UserError {
  return new UserError('badRequest', `The ${name} is ${value}; it must be ${range}.`, `Set the ${name} to ${range}.`);
}

function penalised(logits: Float32Array, previousIds: readonly number[], penalty: number): Float64Array {
  const scores = new Float64Array(logits);
  for (const id of new Set(previousIds)) {
    checkId(id, scores.length);
    scores[id]! *= scores[id]! < 0 ? penalty : 1 / penalty;
  }
  return scores;
}

/** exp((score - best) / temperature), 0 below `lowest`. A loop in a function of its own is compiled to one twice as fast. */
function exponentials(
  scores: Float32Array | Float64Array,
  best: number,
  temperature: number,
  lowest: number,
): Float64Array {
  const weights = new Float64Array(scores.length);
  for (let id = 0; id < scores.length; id++) {
    if (scores[id]! >= lowest) weights[id] = expOfLess((best - scores[id]!) / temperature);
  }
  return weights;
}

/** Sets to 0 what lies outside the smallest set of best tokens whose probabilities reach `mass`. */
function cutTail(probabilities: Float64Array, mass: number): void {
  const cut = cutAtMass(probabilities, mass);
  let before = cut.above;
  for (let id = 0; id < probabilities.length; id++) {
    const p = probabilities[id]!;
    if (p > cut.value) continue;
    if (p === cut.value && before < mass) before += p;
    else probabilities[id] = 0;
  }
}

function cutBelow(probabilities: Float64Array, least: number): void {
  for (let id = 0; id < probabilities.length; id++) if (probabilities[id]! < least) probabilities[id] = 0;
}
