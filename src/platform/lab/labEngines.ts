import type { LabEngine, LabGenerateRequest, LabLikelihoods, LabModel, LabReply } from '../../core/prompting/runItem';
import type { Message, ReplyConstraint } from '../../core/prompting/technique';
import type { Capabilities, Engine, EngineGenerateParams } from '../../protocol/engine';
import type { GenerateParams, ModelInfo, ParamsOf, ResultOf, Sample, TextPrompt } from '../../protocol/modelHost';
import { labelsByScores } from '../engineScoring';
import { LikelihoodGatherer, mostTogether } from './likelihoodGatherer';

/** What of a model host the lab asks. */
export type LabHost = {
  readonly [M in 'generate' | 'samples' | 'likelihoods']: (
    params: ParamsOf<M>,
    signal: AbortSignal | undefined,
  ) => Promise<ResultOf<M>>;
};

/** A model on this machine. Without a chat template it gets the messages as plain text, see `plainText`. */
export class LocalLabEngine implements LabEngine {
  readonly together = mostTogether;
  readonly #likelihoods: LikelihoodGatherer;

  constructor(
    readonly model: LabModel,
    private readonly info: Pick<ModelInfo, 'chatTemplate'>,
    private readonly host: LabHost,
  ) {
    this.#likelihoods = new LikelihoodGatherer((params, signal) => host.likelihoods(params, signal));
  }

  async generate(request: LabGenerateRequest, signal: AbortSignal | undefined): Promise<LabReply> {
    const result = await this.host.generate(this.#asked(request), signal);
    return replyOf(result, result);
  }

  async draws(
    request: LabGenerateRequest,
    count: number,
    signal: AbortSignal | undefined,
  ): Promise<readonly LabReply[]> {
    const result = await this.host.samples({ ...this.#asked(request), count }, signal);
    return result.samples.map((sample) => replyOf(result, sample));
  }

  #asked({ messages, maxNew, sampling, constraint }: LabGenerateRequest): GenerateParams {
    return {
      prompt: this.#prompt(messages),
      maxNew,
      sampling,
      ...(constraint ? { constraint: hostConstraint(constraint, this.info.chatTemplate) } : {}),
      // A base model goes on with texts and answers of its own.
      ...(this.info.chatTemplate ? {} : { stop: ['\n'] }),
    };
  }

  async likelihoods(
    { messages, labels }: { readonly messages: readonly Message[]; readonly labels: readonly string[] },
    signal: AbortSignal | undefined,
  ): Promise<LabLikelihoods> {
    const asked = this.info.chatTemplate ? labels : labels.map((label) => ` ${label}`);
    const { prompt, promptTokens, labels: scored } = await this.#likelihoods.ask(this.#prompt(messages), asked, signal);
    return { prompt, promptTokens, labels: scored.map(({ logprob, tokens }) => ({ logprob, tokens })) };
  }

  #prompt(messages: readonly Message[]): TextPrompt {
    return this.info.chatTemplate ? { messages } : { text: plainText(messages), addSpecialTokens: true };
  }
}

function replyOf(
  { prompt, promptTokens }: Pick<ResultOf<'samples'>, 'prompt' | 'promptTokens'>,
  { text, stopReason, tokens }: Sample,
): LabReply {
  const logprob = tokens.reduce((sum, token) => sum + token.logprob, 0);
  return { text, prompt, promptTokens, isComplete: isComplete(stopReason), logprob };
}

/** A model on a server. Likelihoods are of plain text: a server does not score what its own template makes. */
export class EndpointLabEngine implements LabEngine {
  #capabilities: Promise<Capabilities> | undefined;

  constructor(
    readonly model: LabModel,
    private readonly engine: Engine,
  ) {}

  async generate(
    { messages, maxNew, sampling, constraint }: LabGenerateRequest,
    signal: AbortSignal | undefined,
  ): Promise<LabReply> {
    const { chat, choice } = await this.#able(signal);
    const held = constraint && !(constraint.onlyHelps && !choice.available) ? { constraint: bare(constraint) } : {};
    const prompt: EngineGenerateParams['prompt'] = chat.available ? { messages } : { text: plainText(messages) };
    const stop = chat.available ? {} : { stop: ['\n'] };
    const result = await this.engine.generate({ prompt, maxNew, sampling, ...stop, ...held }, { signal });
    const logprobs = result.tokens.map(({ logprob }) => logprob);
    return {
      text: result.text,
      prompt: result.prompt,
      promptTokens: result.promptTokens,
      isComplete: isComplete(result.stopReason),
      logprob:
        logprobs.length === 0 || logprobs.includes(null) ? null : logprobs.reduce<number>((sum, one) => sum + one!, 0),
    };
  }

  async likelihoods(
    { messages, labels }: { readonly messages: readonly Message[]; readonly labels: readonly string[] },
    signal: AbortSignal | undefined,
  ): Promise<LabLikelihoods> {
    const prompt = plainText(messages);
    const spaced = labels.map((label) => ` ${label}`);
    const scored = await labelsByScores(this.engine, prompt, spaced, 'none', { signal });
    return { prompt, promptTokens: null, labels: scored.map(({ logprob, tokens }) => ({ logprob, tokens })) };
  }

  #able(signal: AbortSignal | undefined): Promise<Capabilities> {
    this.#capabilities ??= this.engine.capabilities({ signal }).catch((error: unknown) => {
      this.#capabilities = undefined;
      throw error;
    });
    return this.#capabilities;
  }
}

/** A conversation for a model that only continues text: one message after another, then the word before an answer. */
function plainText(messages: readonly Message[]): string {
  const said = messages.map(({ content }) => content).join('\n');
  return /(?:Code|Answer):$/.test(said) ? said : `${said}\nAnswer:`;
}

function hostConstraint(constraint: ReplyConstraint, isChat: boolean): NonNullable<GenerateParams['constraint']> {
  if (constraint.kind === 'quotation') return { kind: 'quotation', source: constraint.source };
  // After “Answer:” a word begins with its space.
  return { kind: 'choice', labels: isChat ? constraint.choices : constraint.choices.map((choice) => ` ${choice}`) };
}

function bare(constraint: ReplyConstraint): NonNullable<EngineGenerateParams['constraint']> {
  return constraint.kind === 'quotation'
    ? { kind: 'verbatim', source: constraint.source }
    : { kind: 'choice', choices: constraint.choices };
}

function isComplete(stopReason: ResultOf<'generate'>['stopReason'] | 'stopped' | 'contentFilter'): boolean {
  return ['endOfText', 'stopString', 'constraintMet', 'stopped'].includes(stopReason);
}
