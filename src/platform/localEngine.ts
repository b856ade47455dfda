import { UserError } from '../core/base/userError';
import { logProbabilityOf } from '../core/generation/probabilities';
import type {
  Ability,
  Capabilities,
  Engine,
  EngineCandidate,
  EngineGenerateParams,
  EngineOptions,
  EngineResult,
  EngineScoredToken,
  GenerateOptions,
} from '../protocol/engine';
import type { ConstraintSpec, GenerateParams, ModelInfo } from '../protocol/modelHost';
import type { ModelHostClient } from './modelHostClient';

/** What of the model host's client an engine needs. */
export type EngineHost = Pick<ModelHostClient, 'ready' | 'request' | 'onGenerated'>;

const available: Ability = { available: true };

/** A model on this machine, in its model host. */
export class LocalEngine implements Engine {
  /** Panels number their streams upwards from 0 on the same host. */
  #lastStream = 0;

  constructor(
    readonly name: string,
    private readonly host: EngineHost,
  ) {}

  async capabilities({ signal }: EngineOptions = {}): Promise<Capabilities> {
    const { predictsNextToken, chatTemplate, attention } = await this.host.ready(signal);
    const predicts = able(predictsNextToken, 'The model does not predict the next token.');
    return {
      generate: predicts,
      chat: predictsNextToken ? able(chatTemplate, 'The model has no chat template.') : predicts,
      logprobs: predicts,
      next: predicts,
      score: predicts,
      samples: predicts,
      repeats: predicts,
      choice: predicts,
      jsonSchema: predicts,
      verbatim: predicts,
      attention,
    };
  }

  async generate(params: EngineGenerateParams, { signal, onText }: GenerateOptions = {}): Promise<EngineResult> {
    const { maxNew, sampling, stop = [] } = params;
    const constraint = params.constraint ? { constraint: constraintSpec(params.constraint) } : {};
    const stream = --this.#lastStream;
    let told = '';
    const tell = (text: string): void => {
      told += text;
      if (text !== '') onText?.(text);
    };
    const stopListening = this.host.onGenerated((message) => {
      if (message.stream === stream) tell(message.token.text);
    });
    try {
      const request = { prompt: this.#prompt(params), maxNew, sampling, stop, stream, ...constraint };
      const result = await this.host.request('generate', request, options(signal));
      if (result.stopReason === 'cancelled' && result.text === '') {
        throw new UserError('cancelled', 'The request was cancelled.', '');
      }
      // The bytes of a character that stayed incomplete come only with the result.
      if (result.text.startsWith(told)) tell(result.text.slice(told.length));
      return { ...result, model: this.name };
    } finally {
      stopListening();
    }
  }

  async score(text: string, { signal }: EngineOptions = {}): Promise<readonly EngineScoredToken[]> {
    const params = { text, addSpecialTokens: true };
    const { tokens, omittedTokens } = await this.host.request('score', params, options(signal));
    if (omittedTokens > 0) throw tooLong(tokens.length + omittedTokens, await this.host.ready(signal));
    return tokens;
  }

  async next(text: string, top: number, { signal }: EngineOptions = {}): Promise<readonly EngineCandidate[]> {
    const params = { text, addSpecialTokens: true };
    const { tokens, omittedTokens } = await this.host.request('tokenize', params, options(signal));
    if (omittedTokens > 0) throw tooLong(tokens.length + omittedTokens, await this.host.ready(signal));
    const ids = tokens.map(({ id }) => id);
    const { logits, top: best } = await this.host.request('next', { ids, top }, options(signal));
    return best.map((candidate) => ({ ...candidate, logprob: logProbabilityOf(logits, candidate.id) }));
  }

  #prompt({ prompt }: EngineGenerateParams): GenerateParams['prompt'] {
    return 'text' in prompt ? { text: prompt.text, addSpecialTokens: true } : { messages: prompt.messages };
  }
}

/** As the model host is asked for it. */
export function constraintSpec(constraint: NonNullable<EngineGenerateParams['constraint']>): ConstraintSpec {
  switch (constraint.kind) {
    case 'choice':
      return { kind: 'choice', labels: constraint.choices };
    case 'jsonSchema':
      return { kind: 'json', schema: constraint.schema };
    case 'verbatim':
      return constraint;
  }
}

function able(is: boolean, why: string): Ability {
  return is ? available : { available: false, why };
}

function options(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

function tooLong(tokens: number, { name, contextLength }: ModelInfo): UserError {
  return new UserError(
    'textTooLong',
    `The text has ${tokens} tokens; the model ${name} reads at most ${contextLength}.`,
    'Use a shorter text, or a model with a longer context.',
  );
}
