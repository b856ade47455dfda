import type * as z from 'zod';
import type { RangeUtf16 } from '../base/offsets';
import type { Label, Task } from './task';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A stretch of a transcript that the lab asks about. */
export interface Item extends RangeUtf16 {
  /** Unique in a sheet: transcript and place. */
  readonly id: string;
  /** Path of the transcript. */
  readonly transcript: string;
  /** Who speaks at its start; null where nobody is known to. */
  readonly speaker: string | null;
  readonly text: string;
}

/** An item with the label that a person gave it. */
export interface Example {
  readonly item: Item;
  readonly label: Label;
}

/** A stretch of the study's other text. */
export interface Passage {
  readonly transcript: string;
  readonly speaker: string | null;
  readonly text: string;
}

/** What a technique can look things up in. None of it is of the test part, and none is the item itself. */
export interface Library {
  /** As many of every label as can be, drawn with the seed. */
  balanced(count: number, seed: number): readonly Example[];
  /** The most similar to a text, best first (BM25). */
  similar(text: string, count: number): readonly Example[];
  /** By the ids of their items, in this order; what is not among the examples is left out. */
  picked(ids: readonly string[]): readonly Example[];
  /** Passages of the study that have words in common with a text, best first (BM25). */
  passages(text: string, count: number): readonly Passage[];
}

export interface TechniqueInput {
  readonly task: Task;
  readonly item: Item;
  readonly library: Library;
  /** Of this run; whatever is drawn at random follows from it. */
  readonly seed: number;
}

/** Keeps a reply to a form; an engine that cannot refuses, unless the constraint only helps. */
export type ReplyConstraint = (
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'quotation'; readonly source: string }
) & { readonly onlyHelps?: true };

export interface Prompt {
  readonly messages: readonly Message[];
  /** What is left out of this prompt, in words; undefined for the whole one. */
  readonly leftOut?: string;
  /** Of parts that may be left out, such as examples: how many this prompt has. */
  readonly kept?: number;
}

/** One question to the model. */
export type Step =
  | {
      readonly kind: 'generate';
      /** What the step is for, such as “first answer”; shown beside the exact prompt. */
      readonly purpose: string;
      /** The whole prompt, then shorter ones for where it does not fit in the context window: the first that fits is sent. */
      readonly prompts: readonly Prompt[];
      readonly maxNew: number;
      readonly constraint?: ReplyConstraint;
    }
  /** The same question several times, each with a seed of its own. */
  | {
      readonly kind: 'draws';
      /** Of each time. */
      readonly purposes: readonly string[];
      /** The whole prompt, then shorter ones, as above. */
      readonly prompts: readonly Prompt[];
      readonly maxNew: number;
      /** Instead of the sheet's, where that is lower: the draws would be nearly alike. */
      readonly minTemperature: number;
    }
  | {
      readonly kind: 'likelihoods';
      readonly purpose: string;
      /** The whole prompt, then shorter ones, as above. */
      readonly prompts: readonly Prompt[];
      /** Put after the prompt as they are. */
      readonly labels: readonly string[];
    };

/** What the model wrote. */
export interface Written {
  readonly text: string;
  /** Whether the model ended by itself; false where the reply was cut off. */
  readonly isComplete: boolean;
  /** Natural logarithm of the probability of the reply's tokens; null where the engine does not tell. */
  readonly logprob: number | null;
}

export type StepReply =
  | { readonly kind: 'generated'; readonly written: Written; readonly sent: Prompt }
  /** In the order of the purposes. */
  | { readonly kind: 'draws'; readonly written: readonly Written[] }
  /** In the order of the labels. */
  | { readonly kind: 'likelihoods'; readonly labels: readonly LabelScore[] };

export interface LabelScore {
  /** Natural logarithm of the probability of all its tokens. */
  readonly logprob: number;
  /** How many these are. */
  readonly tokens: number;
}

/** Why there is no label. */
export type NoLabel = 'empty' | 'cut' | 'unknown' | 'several' | 'unclear';

export type Answer =
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'noLabel'; readonly why: NoLabel }
  | { readonly kind: 'text'; readonly text: string };

export interface Outcome {
  readonly answer: Answer;
  /** By label id, over all labels of the task, summing to 1; absent where the technique gives none. */
  readonly probabilities?: Readonly<Record<string, number>>;
  /** By label id or `NoLabel`: how many of the draws said so. */
  readonly votes?: Readonly<Record<string, number>>;
  /** The model's own words on why. They are text that it wrote, not a cause of the answer. */
  readonly rationale?: string;
  /** What was shown to the model of the study's other texts. */
  readonly passages?: readonly Passage[];
  /** Item ids of the examples shown. */
  readonly examples?: readonly string[];
}

/** Asks one step after another and answers with the outcome; knows nothing of engines. */
export type Dialogue = Generator<Step, Outcome, StepReply>;

interface Card {
  readonly name: string;
  /** What it is, in plain words. */
  readonly what: string;
  /** When it helps, and when it does not. */
  readonly when: string;
  readonly source: string;
}

export interface Technique {
  readonly kind: string;
  readonly card: Card;
  /** The tasks it makes sense for. */
  readonly tasks: readonly Task['kind'][];
  readonly options: z.ZodType;
  /** Looks things up in the library: its runs hang on all that is in it. */
  readonly looksUp?: true;
  /** Tells the model what codes mean and when to use them; absent: their names alone, so that its runs do not hang on it. */
  tellsRules?(options: unknown): boolean;
  /** Asks for likelihoods alone: an engine may compute those of many segments together. */
  readonly scoresOnly?: true;
  /** The temperature that it draws with where the sheet's is lower. */
  leastTemperature?(options: unknown): number;
  /** @throws ZodError for options that are not as `options` says */
  begin(input: TechniqueInput, options: unknown): Dialogue;
}

/** A technique from its parts; `run` gets the options as the schema reads them, defaults filled in. */
export function technique<Options>(
  parts: Pick<Technique, 'kind' | 'card' | 'tasks' | 'scoresOnly' | 'looksUp' | 'leastTemperature' | 'tellsRules'> & {
    readonly options: z.ZodType<Options>;
    readonly run: (input: TechniqueInput, options: Options) => Dialogue;
  },
): Technique {
  const { run, ...rest } = parts;
  return { ...rest, begin: (input, options) => run(input, parts.options.parse(options)) };
}

/** Asks for words, and says which of the prompts was sent. */
export function* generate(
  step: Omit<Extract<Step, { kind: 'generate' }>, 'kind'>,
): Generator<Step, Written & { readonly sent: Prompt }, StepReply> {
  const reply = yield { kind: 'generate', ...step };
  if (reply.kind !== 'generated') throw otherKind(step.purpose, reply);
  return { ...reply.written, sent: reply.sent };
}

/** Asks for words several times. */
export function* draws(
  step: Omit<Extract<Step, { kind: 'draws' }>, 'kind'>,
): Generator<Step, readonly Written[], StepReply> {
  const reply = yield { kind: 'draws', ...step };
  if (reply.kind !== 'draws') throw otherKind(step.purposes.join(), reply);
  return reply.written;
}

/** Asks how probable labels are. */
export function* likelihoods(
  step: Omit<Extract<Step, { kind: 'likelihoods' }>, 'kind'>,
): Generator<Step, readonly LabelScore[], StepReply> {
  const reply = yield { kind: 'likelihoods', ...step };
  if (reply.kind !== 'likelihoods') throw otherKind(step.purpose, reply);
  return reply.labels;
}

function otherKind(purpose: string, { kind }: StepReply): TypeError {
  return new TypeError(`The step “${purpose}” was answered with ${kind}.`);
}
