import { UserError } from '../base/userError';
import { sampleSeed } from '../generation/random';
import type { SamplingSettings } from '../generation/sampling';
import type {
  LabelScore,
  Message,
  Outcome,
  Prompt,
  ReplyConstraint,
  Step,
  StepReply,
  Technique,
  TechniqueInput,
  Written,
} from './technique';

/** Which model answers, as the report names it. */
export interface LabModel {
  readonly name: string;
  /** Path of the model's file in its folder; null for a server. */
  readonly file: string | null;
  /** SHA-256 of that file, hexadecimal; null for a server. */
  readonly sha256: string | null;
  /** What is asked at which address, such as “llama-70b at models.example/v1”, of a server whose name is a person's. */
  readonly served?: string;
}

export interface LabGenerateRequest {
  readonly messages: readonly Message[];
  readonly maxNew: number;
  readonly sampling: SamplingSettings;
  readonly constraint?: ReplyConstraint;
}

export interface LabReply {
  readonly text: string;
  /** As sent, special tokens included; null where a server does not show it. */
  readonly prompt: string | null;
  readonly promptTokens: number | null;
  readonly isComplete: boolean;
  /** Natural logarithm of the probability of the reply's tokens; null where the engine does not tell. */
  readonly logprob: number | null;
}

export interface LabLikelihoods {
  readonly prompt: string | null;
  readonly promptTokens: number | null;
  /** In the order of the labels. */
  readonly labels: readonly LabelScore[];
}

/** What the lab needs of a model. Every method throws only UserErrors: 'textTooLong' for a prompt that does not fit. */
export interface LabEngine {
  readonly model: LabModel;
  /** How many requests for likelihoods it takes at the same time and computes together; absent: no more than others. */
  readonly together?: number;
  generate(request: LabGenerateRequest, signal: AbortSignal | undefined): Promise<LabReply>;
  /** As many replies to one request, reply n with the seed `sampleSeed(seed, n)`; absent: each is a request of its own. */
  draws?(request: LabGenerateRequest, count: number, signal: AbortSignal | undefined): Promise<readonly LabReply[]>;
  likelihoods(
    request: { readonly messages: readonly Message[]; readonly labels: readonly string[] },
    signal: AbortSignal | undefined,
  ): Promise<LabLikelihoods>;
}

/** One question as it was really put, and what came back. */
export interface StepRecord {
  readonly purpose: string;
  readonly prompt: string | null;
  readonly promptTokens: number | null;
  /** What was sent, where the engine does not show the prompt. */
  readonly messages?: readonly Message[];
  /** What did not fit in the context window, in words. */
  readonly leftOut?: string;
  /** Of a step in words. */
  readonly reply?: string;
  readonly isComplete?: boolean;
  readonly logprob?: number | null;
  /** Tokens that the reply could have at most. */
  readonly maxNew?: number;
  /** Where it need not be the sheet's. */
  readonly temperature?: number;
  /** Of a step of likelihoods: in the order of the labels. */
  readonly labels?: readonly (LabelScore & { readonly label: string })[];
}

export interface ItemRun {
  readonly outcome: Outcome;
  readonly steps: readonly StepRecord[];
}

/**
 * Runs one technique on one item.
 *
 * @param sampling the sheet's, without the seed: that is the input's
 * @throws UserError as the engine; 'textTooLong' when not even the shortest prompt of a step fits; 'cancelled' when `signal`
 * cut a reply short
 */
export async function runItem(
  technique: Technique,
  input: TechniqueInput,
  options: unknown,
  engine: LabEngine,
  sampling: Omit<SamplingSettings, 'seed'>,
  signal?: AbortSignal,
): Promise<ItemRun> {
  const dialogue = technique.begin(input, options);
  const steps: StepRecord[] = [];
  let next = dialogue.next();
  while (!next.done) {
    const { records, reply } = await take(next.value, engine, { ...sampling, seed: input.seed }, signal);
    steps.push(...records);
    next = dialogue.next(reply);
  }
  return { outcome: next.value, steps };
}

interface Taken {
  readonly records: readonly StepRecord[];
  readonly reply: StepReply;
}

async function take(
  step: Step,
  engine: LabEngine,
  sampling: SamplingSettings,
  signal: AbortSignal | undefined,
): Promise<Taken> {
  switch (step.kind) {
    case 'likelihoods':
      return takeLikelihoods(step, engine, signal);
    case 'draws':
      return takeDraws(step, engine, sampling, signal);
    case 'generate': {
      const { purpose, prompts, maxNew, constraint } = step;
      const { answer, sent } = await firstThatFits(prompts, ({ messages }) =>
        engine.generate({ messages, maxNew, sampling, ...(constraint ? { constraint } : {}) }, signal),
      );
      const { record, written } = wholeReply(purpose, answer, sent, signal);
      return { records: [{ ...record, maxNew }], reply: { kind: 'generated', written, sent } };
    }
  }
}

async function takeLikelihoods(
  { purpose, prompts, labels }: Extract<Step, { kind: 'likelihoods' }>,
  engine: LabEngine,
  signal: AbortSignal | undefined,
): Promise<Taken> {
  const { answer, sent } = await firstThatFits(prompts, ({ messages }) =>
    engine.likelihoods({ messages, labels }, signal),
  );
  const { prompt, promptTokens } = answer;
  const scored = answer.labels.map((score, i) => ({ label: labels[i]!, ...score }));
  return {
    records: [{ purpose, prompt, promptTokens, ...shown(prompt, sent), labels: scored }],
    reply: { kind: 'likelihoods', labels: answer.labels },
  };
}

async function takeDraws(
  { purposes, prompts, maxNew, minTemperature }: Extract<Step, { kind: 'draws' }>,
  engine: LabEngine,
  sampling: SamplingSettings,
  signal: AbortSignal | undefined,
): Promise<Taken> {
  const settings = { ...sampling, temperature: Math.max(sampling.temperature, minTemperature) };
  const { answer: replies, sent } = await firstThatFits(prompts, async ({ messages }) => {
    const request = { messages, maxNew, sampling: settings };
    if (engine.draws) return engine.draws(request, purposes.length, signal);
    const one = (n: number) => ({ ...request, sampling: { ...settings, seed: sampleSeed(settings.seed, n) } });
    const each: LabReply[] = [];
    for (const n of purposes.keys()) each.push(await engine.generate(one(n), signal));
    return each;
  });
  if (replies.length < purposes.length) throw cancelled();
  const taken = replies.map((reply, i) => wholeReply(purposes[i]!, reply, sent, signal));
  return {
    records: taken.map(({ record }) => ({ ...record, maxNew, temperature: settings.temperature })),
    reply: { kind: 'draws', written: taken.map(({ written }) => written) },
  };
}

/** @throws UserError 'cancelled' for half an answer, which would be kept as if the model had ended it. */
function wholeReply(
  purpose: string,
  { text, prompt, promptTokens, isComplete, logprob }: LabReply,
  sent: Prompt,
  signal: AbortSignal | undefined,
): { readonly record: StepRecord; readonly written: Written } {
  // An engine that is stopped answers with what it has.
  if (!isComplete && signal?.aborted) throw cancelled();
  const written = { text, isComplete, logprob };
  return {
    record: { purpose, prompt, promptTokens, ...shown(prompt, sent), reply: text, isComplete, logprob },
    written,
  };
}

function cancelled(): UserError {
  return new UserError('cancelled', 'The run was cancelled.', '');
}

async function firstThatFits<T>(
  prompts: readonly Prompt[],
  ask: (prompt: Prompt) => Promise<T>,
): Promise<{ readonly answer: T; readonly sent: Prompt }> {
  let tooLong = new UserError('internal', 'A step had no prompt.', '');
  for (const prompt of prompts) {
    try {
      return { answer: await ask(prompt), sent: prompt };
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'textTooLong') throw error;
      tooLong = error;
    }
  }
  throw tooLong;
}

/** What the record says of a prompt beside its text; the messages only where that is not known. */
function shown(prompt: string | null, { messages, leftOut }: Prompt): Pick<StepRecord, 'messages' | 'leftOut'> {
  return { ...(prompt === null ? { messages } : {}), ...(leftOut === undefined ? {} : { leftOut }) };
}
