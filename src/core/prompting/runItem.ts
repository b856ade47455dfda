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
} from './technique';

/** Which model answers, as the report names it. */
export interface LabModel {
  readonly name: string;
  /** Path of the model's file in its folder; null for a server. */
  readonly file: string | null;
  /** SHA-256 of that file, hexadecimal; null for a server. */
  readonly sha256: string | null;
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
    const { record, reply } = await take(next.value, engine, { ...sampling, seed: input.seed }, signal);
    steps.push(record);
    next = dialogue.next(reply);
  }
  return { outcome: next.value, steps };
}

async function take(
  step: Step,
  engine: LabEngine,
  sampling: SamplingSettings,
  signal: AbortSignal | undefined,
): Promise<{ readonly record: StepRecord; readonly reply: StepReply }> {
  const { purpose } = step;
  if (step.kind === 'likelihoods') {
    const { labels } = step;
    const { answer, sent } = await firstThatFits(step.prompts, ({ messages }) =>
      engine.likelihoods({ messages, labels }, signal),
    );
    const { prompt, promptTokens } = answer;
    const scored = answer.labels.map((score, i) => ({ label: labels[i]!, ...score }));
    return {
      record: { purpose, prompt, promptTokens, ...shown(prompt, sent), labels: scored },
      reply: { kind: 'likelihoods', labels: answer.labels },
    };
  }
  const { maxNew, constraint, minTemperature = 0, draw = 0 } = step;
  const settings = {
    ...sampling,
    temperature: Math.max(sampling.temperature, minTemperature),
    seed: sampleSeed(sampling.seed, draw),
  };
  const { answer, sent } = await firstThatFits(step.prompts, ({ messages }) =>
    engine.generate({ messages, maxNew, sampling: settings, ...(constraint ? { constraint } : {}) }, signal),
  );
  const { text, prompt, promptTokens, isComplete, logprob } = answer;
  // An engine that is stopped answers with what it has: half an answer, which would be kept as if the model had ended it.
  if (!isComplete && signal?.aborted) throw new UserError('cancelled', 'The run was cancelled.', '');
  return {
    record: { purpose, prompt, promptTokens, ...shown(prompt, sent), reply: text, isComplete, logprob },
    reply: { kind: 'generated', text, isComplete, logprob },
  };
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
