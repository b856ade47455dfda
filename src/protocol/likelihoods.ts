// Likelihoods: how probable whole labels are after prompts.
import type { TextPrompt } from './modelHost';

export interface LikelihoodsParams {
  readonly prompts: readonly TextPrompt[];
  /**
   * Put after the prompt exactly as they are: with a leading space where the prompt ends in a word. A label that begins
   * another one is always the likelier of the two, unless both carry what would follow them, such as a line end.
   */
  readonly labels: readonly string[];
  /** What `probability` compares: log-probabilities of whole labels, or their means per token, which favour no short label. */
  readonly normalise: 'none' | 'token';
  /** Progress messages carry this number. */
  readonly stream?: number;
}

export interface LabelLikelihood {
  /** Natural logarithm of the probability of all its tokens. */
  readonly logprob: number;
  /** How many these are. */
  readonly tokens: number;
  /** Among the labels: they sum to 1. */
  readonly probability: number;
}

export interface PromptLikelihoods {
  /** The exact prompt after the chat template, special tokens included. */
  readonly prompt: string;
  readonly promptTokens: number;
  /**
   * Tokens at the prompt's end that are scored with every label, because one of the labels changes how they are cut: a
   * space before it, or half a word. 0 as a rule.
   */
  readonly rescoredTokens: number;
  /** In the order of the request. */
  readonly labels: readonly LabelLikelihood[];
}

export interface LikelihoodsResult {
  /** In the order of the request. */
  readonly prompts: readonly PromptLikelihoods[];
}
