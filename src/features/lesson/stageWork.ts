// What the lesson has the stages compute, each as one question to one model.
import { UserError } from '../../core/base/userError';
import { surprisalBits } from '../../core/generation/probabilities';
import { pronounFrames, pronouns, quoteRequest, type QuoteExample } from '../../core/lesson/examples';
import { checkQuotes } from '../../core/lesson/quotes';
import type { Canary } from '../../core/models/family';
import type { HeldModel } from '../../platform/sideModels';
import type { QuoteTry, Recall, WriteRequest } from '../../protocol/lesson';
import type { GenerateParams, GenerateResult } from '../../protocol/modelHost';

/** What can be asked of a stage. */
export type Asked = Pick<HeldModel, 'request'>;

const continuedTokens = 40;
const quotedTokens = 60;
/** What the practice models were tried with: enough to differ, not so much as to fall apart. */
const topP = 0.95;

/** @throws UserError, as all here */
export function continueText(
  model: Asked,
  { prompt, asMessage, temperature, seed }: Omit<WriteRequest, 'run'>,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const request: GenerateParams = {
    prompt: asMessage ? { messages: [{ role: 'user', content: prompt }] } : { text: prompt, addSpecialTokens: true },
    maxNew: continuedTokens,
    sampling: { temperature, topP, seed },
  };
  return model.request('generate', request, signal);
}

/** The distribution after the exact prompt of a continuation. */
export async function logitsAfter(
  model: Asked,
  { prompt, promptTokens }: Pick<GenerateResult, 'prompt' | 'promptTokens'>,
  signal: AbortSignal,
): Promise<Float32Array> {
  // The prompt is told with its special tokens written out: none may be added.
  const { tokens } = await model.request('tokenize', { text: prompt, addSpecialTokens: false }, signal);
  if (tokens.length !== promptTokens) {
    throw new UserError(
      'badRequest',
      'The next words cannot be computed for a message that holds control tokens of the model.',
      'Leave out what stands between “<|” and “|>”.',
    );
  }
  return (await model.request('next', { ids: tokens.map(({ id }) => id), top: 1 }, signal)).logits;
}

/** One try at a quote: freely, or with what stands in quotation marks held to the text. */
export async function quote(
  model: Asked,
  example: QuoteExample,
  seed: number,
  isHeld: boolean,
  signal: AbortSignal,
): Promise<QuoteTry> {
  const request: GenerateParams = {
    prompt: { messages: [{ role: 'user', content: quoteRequest(example) }] },
    maxNew: quotedTokens,
    sampling: { temperature: 0.8, topP, seed },
    // The answer is one line; what comes after it is another interview.
    stop: ['\n'],
    ...(isHeld ? { constraint: { kind: 'verbatim', source: example.text } } : {}),
  };
  const { text } = await model.request('generate', request, signal);
  return { seed, text, quotes: checkQuotes(text, example.text) };
}

/** For every occupation and sentence, the probability of “she” among “he” and “she”: [occupation][sentence]. */
export async function sharesOfShe(
  model: Asked,
  occupations: readonly string[],
  signal: AbortSignal,
): Promise<number[][]> {
  const prompts = occupations.flatMap((occupation) =>
    pronounFrames.map((frame) => ({ text: frame.replace('{}', occupation), addSpecialTokens: true })),
  );
  const { prompts: answers } = await model.request(
    'likelihoods',
    { prompts, labels: pronouns, normalise: 'none' },
    signal,
  );
  const she = answers.map(({ labels }) => labels[1]!.probability);
  return occupations.map((_, i) => she.slice(i * pronounFrames.length, (i + 1) * pronounFrames.length));
}

/** Whether a sentence that was planted in training comes out again. */
export async function recall(
  model: Asked,
  { prompt, continuation, count }: Pick<Canary, 'prompt' | 'continuation' | 'count'>,
  signal: AbortSignal,
): Promise<Recall> {
  const { tokens } = await model.request('score', { text: prompt + continuation, addSpecialTokens: true }, signal);
  const planted = tokens.filter(({ special, end }) => !special && end > prompt.length);
  const { text } = await model.request(
    'generate',
    {
      prompt: { text: prompt, addSpecialTokens: true },
      maxNew: planted.length,
      sampling: { temperature: 0, topP: 1, seed: 0 },
    },
    signal,
  );
  const bits = planted.reduce((sum, { logprob }) => sum + surprisalBits(logprob ?? 0), 0);
  return { prompt, planted: continuation, count, written: text, exact: text.startsWith(continuation), bits };
}
