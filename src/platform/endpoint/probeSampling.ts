import type { Ability, Capabilities } from '../../protocol/engine';
import type { Body, CompletionPath } from './endpointClient';
import { StatusError } from './endpointErrors';
import type { ReplyPiece } from './replies';

export type Ask = (path: CompletionPath, body: Body) => Promise<ReplyPiece | StatusError>;

/**
 * Switches off what servers add by themselves where they are not told: llama.cpp keeps to the 40 best tokens, LM Studio
 * penalises repetition, vLLM takes a model's generation_config.json. In the words of vLLM and of llama.cpp; older vLLM
 * knows −1 alone for no limit of tokens, llama-cpp-python 0 alone.
 */
export const nothingElse = {
  top_k: 0,
  min_p: 0,
  repetition_penalty: 1,
  repeat_penalty: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
};

export interface SamplingSurroundings {
  readonly path: CompletionPath;
  readonly isLlamaCpp: boolean;
  /** In [0, 1): makes a prompt that the server cannot have kept from an earlier test. */
  readonly random: () => number;
}

/** Whether samples differ, and whether the same request has the same answer: found out by five short requests, nine where they do not. */
export async function probeSampling(
  ask: Ask,
  { path, isLlamaCpp, random }: SamplingSurroundings,
): Promise<Pick<Capabilities, 'samples' | 'repeats'>> {
  const asking = new Asking(ask, path);
  const change = (await changeWhenCold(asking, random)) ?? (await changeOfSeed(asking));
  const samples: Ability = (await isAlwaysTheSame(asking))
    ? { available: false, why: sameSamples }
    : { available: true };
  if (change === null) return { samples, repeats: { available: true } };
  return { samples, repeats: { available: false, why: isLlamaCpp ? `${change} ${llamaCppRemedy}` : change } };
}

const sameSamples =
  'Two texts that chance decides were asked for, three times each at a high temperature with other seeds, and were the same every time: it seems to ignore temperature and seed. Several samples from it are one.';
const otherSeeded = 'Asked the same twice with the same seed, it gave two different texts.';
const otherCold = 'Asked the same twice at temperature 0, it gave two different texts.';
const otherNumbers = (nats: number): string =>
  `Asked the same twice at temperature 0, it gave the same text with log-probabilities up to ${nats.toFixed(2)} nats apart.`;
/** Measured with llama-server of November 2026: without either of the two options numbers differ by up to 0.26 nats. */
const llamaCppRemedy =
  'llama.cpp’s llama-server does not when it is started with “--no-cache-prompt -np 1”, and takes longer then.';

interface Prompt {
  readonly message: string;
  readonly text: string;
}

interface Reply {
  /** Its reasoning as well: a model that reasons comes no further in so few tokens. */
  readonly text: string;
  /** Null where the server tells none. */
  readonly logprobs: readonly number[] | null;
}

const letters: Prompt = {
  message: 'Write twenty random letters of the alphabet in no order, with spaces between them.',
  text: 'Twenty random letters of the alphabet in no order: q f x',
};
const sentence: Prompt = {
  message: 'Write a sentence that nobody has ever written.',
  text: 'A sentence that nobody has ever written:',
};
/** 2 is the highest that servers take; some refuse it. */
const hot = [2, 1];
/** Where replies are likelier at temperature 1, that they are the same may be chance: a model can be that sure. */
const mostChance = 0.01;
/** Numbers that are closer than a hundredth of their chance count as the same. */
const leastNats = 0.01;

/** The same request in the words that the server takes, found at the first. */
class Asking {
  #wish: Body | undefined;
  #hot: number | null | undefined;
  readonly #drawn = new Map<string, Promise<Reply | undefined>>();

  constructor(
    private readonly ask: Ask,
    private readonly path: CompletionPath,
  ) {}

  /** As `drawAnew`, once for the same seed. */
  draw(prompt: Prompt, seed: number): Promise<Reply | undefined> {
    const key = `${seed} ${prompt.text}`;
    const drawn = this.#drawn.get(key) ?? this.drawAnew(prompt, seed);
    this.#drawn.set(key, drawn);
    return drawn;
  }

  /** As hot as the server lets it; undefined where it refuses. */
  async drawAnew(prompt: Prompt, seed: number): Promise<Reply | undefined> {
    for (const temperature of this.#hot === undefined ? hot : [this.#hot]) {
      const reply = temperature === null ? undefined : await this.reply(prompt, temperature, seed);
      if (reply) this.#hot = temperature;
      if (reply) return reply;
    }
    this.#hot ??= null;
    return undefined;
  }

  async reply({ message, text }: Prompt, temperature: number, seed: number): Promise<Reply | undefined> {
    const isChat = this.path === '/chat/completions';
    const logprobs = isChat ? { logprobs: true, top_logprobs: 1 } : { logprobs: 1 };
    const prompt = isChat ? { messages: [{ role: 'user', content: message }] } : { prompt: text };
    for (const wish of this.#wish ? [this.#wish] : [{ ...nothingElse, ...logprobs }, logprobs, {}]) {
      const reply = await this.ask(this.path, { ...prompt, ...wish, temperature, top_p: 1, seed, max_tokens: 16 });
      if (reply instanceof StatusError || !reply.choice) continue;
      this.#wish = wish;
      const { choice } = reply;
      const told = choice.tokens?.map(({ logprob }) => logprob) ?? [];
      const isTold = told.length > 0 && told.every((logprob) => logprob !== null);
      return { text: `${choice.thought}${choice.text}`, logprobs: isTold ? told : null };
    }
    return undefined;
  }
}

/** llama.cpp reads some hundred tokens at once in another way than a few; `first` keeps it from knowing them. */
function longPrompt(first: number): Prompt {
  const lines = Array.from(
    { length: 8 },
    (_, i) => `${first + i}. She slept badly, went to work late, and talked about it with her sister in the evening.`,
  );
  const text = `${lines.join('\n')}\n${first + lines.length}.`;
  return { message: `${text}\nWrite this last line.`, text };
}

/** Why the same is not the same again where nothing is drawn; null where it is, or cannot be found out. */
async function changeWhenCold(asking: Asking, random: () => number): Promise<string | null> {
  const prompt = longPrompt(Math.floor(random() * 1e6));
  const [first, again] = [await asking.reply(prompt, 0, 1), await asking.reply(prompt, 0, 1)];
  if (!first || !again) return null;
  if (first.text !== again.text) return otherCold;
  const apart = (first.logprobs ?? []).map((logprob, i) => Math.abs(logprob - (again.logprobs?.[i] ?? logprob)));
  const most = Math.max(0, ...apart);
  return most > leastNats ? otherNumbers(most) : null;
}

async function changeOfSeed(asking: Asking): Promise<string | null> {
  const [first, again] = [await asking.draw(letters, 1), await asking.drawAnew(letters, 1)];
  return first && again && first.text !== again.text ? otherSeeded : null;
}

async function isAlwaysTheSame(asking: Asking): Promise<boolean> {
  let logChance = 0;
  for (const prompt of [letters, sentence]) {
    const first = await asking.draw(prompt, 1);
    if (!first || first.text === '') return false;
    for (const seed of [2, 3]) {
      if ((await asking.draw(prompt, seed))?.text !== first.text) return false;
      logChance += first.logprobs?.reduce((sum, logprob) => sum + logprob, 0) ?? -Infinity;
    }
  }
  return Math.exp(logChance) <= mostChance;
}
