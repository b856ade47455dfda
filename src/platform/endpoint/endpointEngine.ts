import { UserError } from '../../core/base/userError';
import { tokensOf } from '../../core/engine/spelling';
import type {
  Ability,
  Capabilities,
  Engine,
  EngineCandidate,
  EngineGenerateParams,
  EngineOptions,
  EngineResult,
  EngineScoredToken,
  EngineToken,
  GenerateOptions,
} from '../../protocol/engine';
import { EndpointClient, type Body, type EndpointAddress, type EndpointSurroundings } from './endpointClient';
import { cutPrompt, invalidReply, StatusError, unsupported } from './endpointErrors';
import {
  chosenIn,
  choiceWish,
  echoWish,
  jsonTokens,
  noVerbatim,
  probeEndpoint,
  probeScore,
  schemaWish,
  scoredTokens,
  type Probe,
} from './probe';
import { nothingElse } from './probeSampling';
import type { ReplyPiece, ReplyToken } from './replies';
import { servedName } from './servedName';

/** vLLM's limit unless told, and OpenAI's own, the lowest of all. */
const fewerCandidates = [20, 5];

/** What llama.cpp keeps of an earlier prompt changes its numbers by up to 0.2 nats; others do not know the word. */
const notKept: Body = { cache_prompt: false };

/**
 * A model behind a server that speaks OpenAI's protocol: vLLM, llama.cpp server, Ollama, LM Studio and others. What it
 * can do is found out once, when it is first asked for; creating one opens no connection.
 */
export class EndpointEngine implements Engine {
  readonly name: string;
  readonly #client: EndpointClient;
  #probe: Promise<Probe> | undefined;
  #score: Ability | undefined;
  /** How many of the wishes of `generate` the server has been found to refuse. */
  #refused = 0;

  /** @throws UserError 'badRequest' for an address or key that cannot be one */
  constructor(
    address: EndpointAddress,
    private readonly surroundings: EndpointSurroundings,
  ) {
    this.#client = new EndpointClient(address, surroundings);
    this.name = servedName({ model: address.model, url: address.baseUrl });
  }

  /** The models that the server offers, by name. */
  async models({ signal }: EngineOptions = {}): Promise<readonly string[]> {
    return this.#client.models(signal);
  }

  async capabilities(options: EngineOptions = {}): Promise<Capabilities> {
    return (await this.#probed(options)).capabilities;
  }

  async generate(params: EngineGenerateParams, options: GenerateOptions = {}): Promise<EngineResult> {
    const { topK = 0, minP = 0, repetitionPenalty = 1 } = params.sampling;
    if (topK !== 0 || minP !== 0 || repetitionPenalty !== 1) {
      // Servers that do not know these ignore them, and nothing in the reply would show it.
      throw unsupported(this.name, 'top-k, min-p and a repetition penalty are not part of the protocol.');
    }
    const { body, read } = await this.#constrained(params, options);
    // Some servers refuse what they do not know or cannot tell, where others leave it out.
    const wished = logprobsWish(params);
    const wishes = [{ ...nothingElse, ...wished }, { ...nothingElse, top_k: -1, ...wished }, wished, {}];
    for (let refused = this.#refused; ; refused++) {
      try {
        const result = await this.#stream(params, { ...body, ...wishes[refused] }, options);
        this.#refused = refused;
        return read(result);
      } catch (error) {
        if (!(error instanceof StatusError) || error.code !== 'badRequest' || refused + 1 === wishes.length)
          throw error;
      }
    }
  }

  async score(text: string, { signal }: EngineOptions = {}): Promise<readonly EngineScoredToken[]> {
    if (text === '') throw new UserError('textEmpty', 'The text is empty.', 'Give some text.');
    const ability = await this.#scoring({ signal });
    if (!ability.available) throw unsupported(this.name, ability.why);
    const reply = await this.#client.complete('/completions', { prompt: text, ...echoWish }, signal);
    const tokens = scoredTokens(text, reply);
    if (!tokens) throw unsupported(this.name, 'the server tells no log-probabilities of this text.');
    return tokens.map((token) => ({ ...token, id: null, rank: null }));
  }

  async next(text: string, top: number, { signal }: EngineOptions = {}): Promise<readonly EngineCandidate[]> {
    const ask = async (counts: readonly number[], wish: Body): Promise<ReplyPiece> => {
      const [logprobs, ...fewer] = counts;
      const body = { prompt: text, max_tokens: 1, temperature: 0, logprobs, ...wish };
      try {
        return await this.#client.complete('/completions', body, signal);
      } catch (error) {
        if (!(error instanceof StatusError) || error.code !== 'badRequest') throw error;
        if (fewer.length > 0) return ask(fewer, wish);
        if (wish === notKept) return ask(counts, {});
        throw error;
      }
    };
    // A server that refuses to state so many states some.
    const reply = await ask([top, ...fewerCandidates.filter((count) => count < top)], notKept);
    const candidates = [...(reply.choice?.tokens?.[0]?.alternatives ?? [])].sort((a, b) => b.logprob - a.logprob);
    if (candidates.length === 0) {
      throw unsupported(this.name, 'the server does not tell the tokens that are likely to come next.');
    }
    const total = candidates.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
    if (total > 1.01) throw invalidReply(this.#client.host, 'gives probabilities that add up to more than 1');
    return candidates.slice(0, top).map((candidate) => ({ id: null, ...candidate }));
  }

  /** Found out once; without what else the server can do, which takes long with a model that reasons. */
  async #scoring(options: EngineOptions): Promise<Ability> {
    if (this.#probe) return (await this.#probed(options)).capabilities.score;
    return (this.#score ??= await probeScore(this.#client, options.signal));
  }

  async #probed({ signal }: EngineOptions): Promise<Probe> {
    this.#probe ??= probeEndpoint(this.#client, this.surroundings.random, signal).catch((error: unknown) => {
      // That says nothing of what the server can do: the next caller probes again.
      this.#probe = undefined;
      throw error;
    });
    try {
      return await this.#probe;
    } catch (error) {
      const cancelledByOther = error instanceof UserError && error.code === 'cancelled' && !signal?.aborted;
      if (cancelledByOther) return this.#probed({ signal });
      throw error;
    }
  }

  async #constrained(
    { prompt, maxNew, constraint }: EngineGenerateParams,
    options: EngineOptions,
  ): Promise<{ body: Body; read: (result: EngineResult) => EngineResult }> {
    if (!constraint) return { body: {}, read: (result) => result };
    if (constraint.kind === 'verbatim') throw unsupported(this.name, noVerbatim);
    if (!('messages' in prompt)) throw unsupported(this.name, 'constraints need a prompt made of messages.');
    const { capabilities, choiceForm } = await this.#probed(options);
    const { host } = this.#client;
    const ability = capabilities[constraint.kind];
    if (!ability.available) throw unsupported(this.name, ability.why);
    if (constraint.kind === 'jsonSchema') {
      const read = (result: EngineResult): EngineResult => {
        if (isWhole(result) && !isJson(result.text)) throw invalidReply(host, 'is not the JSON that was asked for');
        return result;
      };
      return { body: schemaWish(constraint.schema), read };
    }
    const form = choiceForm!;
    const read = (result: EngineResult): EngineResult => {
      if (!isWhole(result)) return result;
      const text = form === 'jsonSchema' ? chosenIn(result.text) : result.text;
      // Around a label in JSON the tokens are those of the JSON, and vLLM tells how probable they are among the allowed
      // ones alone; llama.cpp tells it among all.
      const tokens = form === 'grammar' ? result.tokens : [];
      if (text === undefined || !constraint.choices.includes(text)) {
        throw invalidReply(host, 'is none of the choices that it was given');
      }
      return { ...result, text, tokens };
    };
    const room = form === 'jsonSchema' ? { max_tokens: maxNew + jsonTokens } : {};
    return { body: { ...choiceWish(form, constraint.choices), ...room }, read };
  }

  async #stream(params: EngineGenerateParams, wishes: Body, options: GenerateOptions): Promise<EngineResult> {
    const { prompt, maxNew, sampling, stop = [] } = params;
    const { signal, onText } = options;
    const isText = 'text' in prompt;
    const body = {
      ...(isText ? { prompt: prompt.text } : { messages: prompt.messages }),
      max_tokens: maxNew,
      temperature: sampling.temperature,
      top_p: sampling.topP,
      seed: sampling.seed,
      ...(stop.length > 0 ? { stop } : {}),
      ...wishes,
    };
    const reply = new ReplyCollector();
    const finish = (stopReason: EngineResult['stopReason'], text = reply.text): EngineResult => ({
      text,
      tokens: reply.tokensOf(text),
      prompt: isText ? prompt.text : null,
      promptTokens: reply.promptTokens,
      stopReason,
      model: reply.model ?? this.#client.model,
    });
    const take = (piece: ReplyPiece): void => {
      const text = reply.add(piece);
      if (text !== '') onText?.(text);
    };
    try {
      await this.#client.stream(isText ? '/completions' : '/chat/completions', body, take, signal);
    } catch (error) {
      if (error instanceof UserError && error.code === 'cancelled' && reply.text !== '') return finish('cancelled');
      throw error;
    }
    const characters = isText
      ? prompt.text.length
      : prompt.messages.reduce((sum, { content }) => sum + content.length, 0);
    if (reply.promptTokens && characters > longPrompt && characters / reply.promptTokens > charactersPerToken) {
      throw cutPrompt(this.#client.host, reply.promptTokens, characters);
    }
    if (reply.text === '' && reply.reasoned && reply.finish === 'length') {
      throw new UserError(
        'endpointInvalid',
        `The model at ${this.#client.host} reasoned until its ${maxNew} new tokens were used up, and gave no answer.`,
        'Allow more new tokens, or switch the reasoning off on the server.',
      );
    }
    // transformers serve leaves the stop string in the text, or writes on after it.
    const places = stop.map((words) => reply.text.indexOf(words)).filter((at) => at >= 0);
    return places.length > 0
      ? finish('stopString', reply.text.slice(0, Math.min(...places)))
      : finish(stopReasonOf(reply, stop, maxNew));
  }
}

/**
 * No tokenizer makes so few tokens of so much writing, in whatever language: 5 characters a token are much. Ollama leaves
 * out what does not fit without saying so, and only its count tells.
 */
const [longPrompt, charactersPerToken] = [2000, 8];

/** What the pieces of a reply add up to. */
class ReplyCollector {
  text = '';
  model: string | null = null;
  promptTokens: number | null = null;
  completionTokens: number | null = null;
  finish: string | null = null;
  stopString: string | null | undefined;
  /** Whether there was reasoning before the answer. */
  reasoned = false;
  readonly #tokens: EngineToken[] = [];
  /** Whether every piece of text came with its tokens: half of them would pass for all. */
  #complete = true;

  /**
   * The tokens of `text`, the reply up to its stop string; none where they are of other words. The end mark is none of
   * them, which vLLM tells as `<|im_end|>` and llama.cpp as nothing, in some replies.
   */
  tokensOf(text: string): readonly EngineToken[] {
    if (!this.#complete || this.#leavesOut) return [];
    const told = this.#tokens.map((token) => token.text);
    return this.#tokens.slice(0, tokensOf(text, told) ?? 0);
  }

  /** Of a character that takes several tokens llama.cpp tells the last one alone, as if it were the whole character. */
  get #leavesOut(): boolean {
    if (this.completionTokens === null || this.reasoned) return false;
    const endMark = this.finish === 'stop' ? 1 : 0;
    return this.#tokens.length + endMark < this.completionTokens;
  }

  /** @returns the text that the piece adds */
  add({ model, choice, promptTokens, completionTokens }: ReplyPiece): string {
    this.model = model ?? this.model;
    this.promptTokens = promptTokens ?? this.promptTokens;
    this.completionTokens = completionTokens ?? this.completionTokens;
    if (!choice) return '';
    this.finish = choice.finish ?? this.finish;
    this.stopString = choice.stopString === undefined ? this.stopString : choice.stopString;
    if (choice.reasons) {
      this.reasoned = true;
      // Its tokens are no part of the text; where a piece holds both, they cannot be told apart.
      if (choice.text === '') return '';
      this.#complete = false;
    }
    if (choice.text !== '' && !choice.tokens?.length) this.#complete = false;
    this.#tokens.push(...(choice.tokens ?? []).map(engineToken));
    this.text += choice.text;
    return choice.text;
  }
}

function engineToken({ text, logprob }: ReplyToken): EngineToken {
  return { id: null, text, logprob };
}

function logprobsWish({ prompt }: EngineGenerateParams): Body {
  // In /completions the number asks for as many alternatives; 0 is taken for "none at all" by some servers.
  // In chat llama-cpp-python tells none without alternatives.
  return 'text' in prompt ? { logprobs: 1 } : { logprobs: true, top_logprobs: 1 };
}

function stopReasonOf(
  { finish, stopString, completionTokens }: ReplyCollector,
  stop: readonly string[],
  maxNew: number,
): EngineResult['stopReason'] {
  switch (finish) {
    case 'length':
      // llama.cpp and vLLM write until their context is full, and call that the length as well. One token may be the end mark.
      return completionTokens !== null && completionTokens < maxNew - 1 ? 'contextFull' : 'length';
    case 'content_filter':
      return 'contentFilter';
    case 'stop':
      if (typeof stopString === 'string') return 'stopString';
      return stop.length === 0 || stopString === null ? 'endOfText' : 'stopped';
    default:
      return 'stopped';
  }
}

/** A reply that was cut short need not be what it was to become. */
function isWhole({ stopReason }: EngineResult): boolean {
  return stopReason === 'endOfText' || stopReason === 'stopped';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
