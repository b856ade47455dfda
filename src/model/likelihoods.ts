import { UserError } from '../core/base/userError';
import { logProbabilityOf, logSumExp, softmax } from '../core/generation/probabilities';
import type { EncodeOptions } from '../core/tokenizer/textTokenizer';
import type { LabelLikelihood, LikelihoodsParams, PromptLikelihoods } from '../protocol/modelHost';
import { forward, throwIfCancelled } from './forward';
import { nextLogits } from './nextLogits';
import type { OpenModel } from './openModel';
import type { PrefixCache } from './prefixCache';
import { encodePrompt, promptText, type PromptText } from './prompt';
import { floats, type Past } from './session';

/** A prompt with each of its labels, in tokens. */
export interface LabelledPrompt {
  /** The exact prompt, special tokens included. */
  readonly prompt: string;
  readonly promptTokens: number;
  /** Of prompt and label together, one for each label. */
  readonly wholes: readonly (readonly number[])[];
  /** Tokens that all of these share with the prompt, and that are not scored. */
  readonly shared: number;
}

/**
 * Cuts prompt and label together, as a text that holds both: where a label begins in the middle of a word, or after a
 * space at the prompt's end, the tokens differ from those of the prompt alone. Then all labels are scored from the first
 * token on that differs for one of them, so that they stay comparable: each is the log-probability of the same stretch
 * of text, the end of the prompt included. Nothing in a label is read as a special token.
 */
export function encodeLabelled(prompt: PromptText, labels: readonly string[], open: OpenModel): LabelledPrompt {
  const { text, addSpecialTokens, plain } = prompt;
  const { tokenizer } = open;
  const own = encodePrompt(prompt, open);
  // What closes a text comes after the label, if it comes at all.
  const alone = own.ids.slice(0, own.ids.length - own.closing);
  const before = (beginning: string, label: string, options: Required<EncodeOptions>): number[] => {
    const added = { start: beginning.length, end: beginning.length + label.length };
    const tokens = tokenizer.encode(beginning + label, { ...options, plain: [...options.plain, added] });
    return tokens.slice(0, tokens.findLastIndex(({ special }) => !special) + 1).map(({ id }) => id);
  };
  // After a special token of the chat template, how labels are cut does not depend on the many words before it.
  const seam = tokenizer.seamIn(text, plain) ?? 0;
  const isCut = seam > 0;
  const tail = text.slice(seam);
  const options = {
    addSpecialTokens: addSpecialTokens && !isCut,
    plain: plain.map(({ start, end }) => ({ start: start - seam, end: end - seam })),
  };
  const head = isCut ? alone.slice(0, alone.length - tokenizer.encode(tail, options).length) : [];
  const wholes = labels.map((label) => [...head, ...before(tail, label, options)]);
  let shared = alone.length;
  for (const whole of wholes) {
    const differs = alone.findIndex((id, i) => id !== whole[i]);
    if (differs >= 0) shared = Math.min(shared, differs);
  }
  return { prompt: own.prompt, promptTokens: alone.length, wholes, shared };
}

/**
 * The likelihood of every label after one prompt. The prompt is read once, in the chunks of `forward`; each label is a
 * chunk of its own after it, so that the same prompt and label give the same numbers whatever else was computed before.
 * @throws UserError `cancelled` when the signal is aborted
 */
export async function scoreLabels(
  { prompt, promptTokens, wholes, shared }: LabelledPrompt,
  normalise: LikelihoodsParams['normalise'],
  { open, cache, signal }: { open: OpenModel; cache: PrefixCache; signal: AbortSignal | undefined },
): Promise<PromptLikelihoods> {
  const beginning = wholes[0]!.slice(0, shared);
  const room = wholes.reduce((longest, whole) => Math.max(longest, whole.length), 0);
  const first = await nextLogits(open.session, beginning, { from: cache.resume(beginning), room, signal });
  cache.add(beginning, first.past);
  const total = logSumExp(first.logits);
  const scored: Omit<LabelLikelihood, 'probability'>[] = [];
  for (const whole of wholes) {
    const ownTokens = whole.length - shared;
    const logprob =
      Math.min(0, first.logits[whole[shared]!]! - total) +
      (ownTokens > 1 ? await continuation(open, whole, shared, first.past, signal) : 0);
    scored.push({ logprob, tokens: ownTokens });
  }
  const scores = scored.map(({ logprob, tokens }) => (normalise === 'token' ? logprob / tokens : logprob));
  const probabilities = softmax(Float64Array.from(scores));
  return {
    prompt,
    promptTokens,
    rescoredTokens: promptTokens - shared,
    labels: scored.map((label, i) => ({ ...label, probability: probabilities[i]! })),
  };
}

/** Summed log-probability of the tokens after `shared` + 1; `past` is the cache after `shared`, null for a model without. */
async function continuation(
  { session }: OpenModel,
  whole: readonly number[],
  shared: number,
  past: Past | null,
  signal: AbortSignal | undefined,
): Promise<number> {
  const name = session.io.logits!.name;
  let sum = 0;
  // The last token's own logits are of no use.
  for await (const pass of forward(session, whole.slice(0, -1), {
    fetch: [name],
    from: past,
    keepsCache: false,
    signal,
  })) {
    const values = floats(pass.outputs[name]!);
    const width = values.length / (pass.end - pass.start);
    for (let i = Math.max(pass.start, shared); i < pass.end; i++) {
      const row = values.subarray((i - pass.start) * width, (i - pass.start + 1) * width);
      sum += logProbabilityOf(row, whole[i + 1]!);
    }
  }
  return sum;
}

/** @throws UserError naming by its number the prompt that cannot be used, before anything is computed; `cancelled` */
export async function encodeBatch(
  { prompts, labels }: LikelihoodsParams,
  open: OpenModel,
  signal?: AbortSignal,
): Promise<LabelledPrompt[]> {
  if (labels.length === 0 || labels.includes('')) {
    throw new UserError('badRequest', 'Likelihoods need labels, none of them empty.', 'Give at least one label.');
  }
  const batch: LabelledPrompt[] = [];
  for (const prompt of prompts) {
    await throwIfCancelled(signal);
    const labelled = encodeLabelled(promptText(prompt, open), labels, open);
    requireScorable(labelled, `Prompt ${batch.length + 1} of ${prompts.length}`, open);
    batch.push(labelled);
  }
  return batch;
}

function requireScorable({ wholes, shared }: LabelledPrompt, which: string, { info }: OpenModel): void {
  const longest = wholes.reduce((max, whole) => Math.max(max, whole.length), 0);
  if (longest > (info.contextLength ?? Infinity)) {
    throw new UserError(
      'textTooLong',
      `${which} has ${longest} tokens with its longest label; the model ${info.name} reads at most ${info.contextLength}.`,
      'Shorten it, or use a model with a longer context.',
    );
  }
  if (shared === 0) {
    throw new UserError(
      'badRequest',
      `${which} has no token before its labels, so that nothing predicts them.`,
      'Give a longer prompt.',
    );
  }
  const missing = wholes.findIndex((whole) => whole.length === shared);
  if (missing >= 0) {
    throw new UserError(
      'badRequest',
      `Label ${missing + 1} of ${wholes.length} gives no token of its own. (${which})`,
      'Use labels with letters that the model knows.',
    );
  }
}
