import { UserError } from '../core/base/userError';
import { logProbabilityOf, logSumExp, softmax } from '../core/generation/probabilities';
import { branchesOf, groupsOfTokens, ofAtLeastTwo, tokenTree } from '../core/generation/tokenTree';
import type { EncodeOptions } from '../core/tokenizer/textTokenizer';
import type { LabelLikelihood, LikelihoodsParams, PromptLikelihoods } from '../protocol/modelHost';
import { chunkTokens, forward, throwIfCancelled } from './forward';
import { logitRows } from './logitRows';
import { logprobByRuns, nextLogits } from './nextLogits';
import type { OpenModel } from './openModel';
import type { PrefixCache } from './prefixCache';
import { encodePrompt, promptText, type PromptText } from './prompt';
import type { Past } from './session';

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
function encodeLabelled(prompt: PromptText, labels: readonly string[], open: OpenModel): LabelledPrompt {
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
 * The likelihood of every label after one prompt. The prompt is read once, in the chunks of `forward`. The labels follow
 * as a tree in one run, where the model can (`planTreeAttention`): a label's number then differs by rounding alone, some
 * 1e-6 nats, with the labels beside it. Else each label is a run of its own. Either way the same prompt and labels give the
 * same numbers, whatever else was computed before.
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
  const { branches, lastLogitsOnly } = open.session;
  const continuing = lastLogitsOnly ? tokenByToken : branches ? branched : oneByOne;
  const rest = await continuing(open, wholes, shared, first.past, signal);
  const scored = wholes.map((whole, i): Omit<LabelLikelihood, 'probability'> => {
    const logprob = Math.min(0, first.logits[whole[shared]!]! - total) + rest[i]!;
    return { logprob, tokens: whole.length - shared };
  });
  const scores = scored.map(({ logprob, tokens }) => (normalise === 'token' ? logprob / tokens : logprob));
  const probabilities = softmax(Float64Array.from(scores));
  return {
    prompt,
    promptTokens,
    rescoredTokens: promptTokens - shared,
    labels: scored.map((label, i) => ({ ...label, probability: probabilities[i]! })),
  };
}

/** Of each whole the summed log-probability of its tokens after the first that is not shared. */
type Continuations = (
  open: OpenModel,
  wholes: readonly (readonly number[])[],
  shared: number,
  /** The cache after what is shared, null for a model without. */
  past: Past | null,
  signal: AbortSignal | undefined,
) => Promise<number[]>;

const branched: Continuations = async (open, wholes, shared, past, signal) => {
  const { session } = open;
  const name = session.io.logits!.name;
  // The last token's own logits are of no use.
  const continuations = wholes.map((whole) => whole.slice(shared, -1));
  const sums: number[] = [];
  for (const group of groupsOfTokens(continuations, chunkTokens)) {
    const [longest] = group.map((i) => continuations[i]!.length);
    if (longest! > chunkTokens) {
      sums.push(...(await oneByOne(open, [wholes[group[0]!]!], shared, past, signal)));
      continue;
    }
    await throwIfCancelled(signal);
    const tree = ofAtLeastTwo(tokenTree(group.map((i) => continuations[i]!)));
    const rows: Float32Array[] = [];
    if (tree.ids.length > 0) {
      const branches = branchesOf(tree, past?.length ?? 0);
      const { outputs } = await session.run(tree.ids, past, [name], { branches, keepsCache: false });
      const row = logitRows(session, outputs[name]!, tree.ids.length);
      for (const place of tree.ids.keys()) rows.push(row(place));
    }
    const totals = rows.map((row) => logSumExp(row));
    for (const [j, path] of tree.paths.entries()) {
      const next = wholes[group[j]!]!.slice(shared + 1);
      sums.push(path.reduce((sum, at, i) => sum + Math.min(0, rows[at]![next[i]!]! - totals[at]!), 0));
    }
  }
  return sums;
};

const oneByOne: Continuations = async ({ session }, wholes, shared, past, signal) => {
  const name = session.io.logits!.name;
  const sums: number[] = [];
  for (const whole of wholes) {
    let sum = 0;
    const options = { fetch: [name], from: past, keepsCache: false, signal };
    const rest = whole.length - shared > 1 ? forward(session, whole.slice(0, -1), options) : [];
    for await (const pass of rest) {
      const row = logitRows(session, pass.outputs[name]!, pass.end - pass.start);
      for (let i = Math.max(pass.start, shared); i < pass.end; i++) {
        sum += logProbabilityOf(row(i - pass.start), whole[i + 1]!);
      }
    }
    sums.push(sum);
  }
  return sums;
};

const tokenByToken: Continuations = async ({ session }, wholes, shared, past, signal) => {
  const sums: number[] = [];
  for (const whole of wholes)
    sums.push((await logprobByRuns(session, whole, shared + 1, { from: past, signal })).logprob);
  return sums;
};

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
