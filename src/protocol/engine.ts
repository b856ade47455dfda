// One interface to whatever runs a model: the model host on this machine, or a server that speaks OpenAI's protocol.
import type { SamplingSettings } from '../core/generation/sampling';
import type { GenerateResult } from './modelHost';

export type Ability = { readonly available: true } | { readonly available: false; readonly why: string };

export interface Capabilities {
  /** Continues a text. */
  readonly generate: Ability;
  /** Answers messages, by the model's own chat template. */
  readonly chat: Ability;
  /** Tells the log-probability of each generated token. */
  readonly logprobs: Ability;
  /** Tells the most probable next tokens. */
  readonly next: Ability;
  /** Tells the log-probability of each token of a given text. */
  readonly score: Ability;
  /** Answers otherwise with another seed, at a temperature above 0. */
  readonly samples: Ability;
  /** Answers the same again, with the same seed and at temperature 0. */
  readonly repeats: Ability;
  /** Keeps a reply to one of several texts. */
  readonly choice: Ability;
  /** Keeps a reply to a JSON schema. */
  readonly jsonSchema: Ability;
  /** Keeps what a reply puts in quotation marks to words of a given text. */
  readonly verbatim: Ability;
  readonly attention: Ability;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface EngineGenerateParams {
  readonly prompt: { readonly text: string } | { readonly messages: readonly ChatMessage[] };
  readonly maxNew: number;
  readonly sampling: SamplingSettings;
  readonly stop?: readonly string[];
  readonly constraint?:
    | { readonly kind: 'choice'; readonly choices: readonly string[] }
    | { readonly kind: 'jsonSchema'; readonly schema: Readonly<Record<string, unknown>> }
    | { readonly kind: 'verbatim'; readonly source: string };
}

export interface EngineToken {
  /** Null where the engine tells only texts. */
  readonly id: number | null;
  readonly text: string;
  /** Natural logarithm of its probability over the whole vocabulary; null where the engine tells none. */
  readonly logprob: number | null;
}

export interface EngineScoredToken extends EngineToken {
  /** Half-open range in the text, UTF-16; empty for a special token that is not in the text. */
  readonly start: number;
  readonly end: number;
  /** 1 = the token the model expected most; null where the engine does not tell. */
  readonly rank: number | null;
}

export interface EngineCandidate {
  readonly id: number | null;
  readonly text: string;
  /** Natural logarithm of its probability over the whole vocabulary. */
  readonly logprob: number;
}

export interface EngineResult {
  readonly text: string;
  /** Empty where the engine tells none. */
  readonly tokens: readonly EngineToken[];
  /** The exact prompt; null where the engine applies a chat template that it does not show. */
  readonly prompt: string | null;
  readonly promptTokens: number | null;
  /** 'stopped': the end of the text or a stop string, the engine does not tell which. */
  readonly stopReason: GenerateResult['stopReason'] | 'stopped' | 'contentFilter';
  /** The model that answered, as the engine names it: not always the one that was asked for. */
  readonly model: string;
}

export interface EngineOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface GenerateOptions extends EngineOptions {
  /** Receives the text as it comes; a stop string may take back the last of it. */
  readonly onText?: ((piece: string) => void) | undefined;
}

/** Every method throws only UserErrors; 'modelUnsupported' with the reason for what the engine cannot do. */
export interface Engine {
  /** For people, and together with the request the key under which a finished one is known again. */
  readonly name: string;
  capabilities(options?: EngineOptions): Promise<Capabilities>;
  /** Aborted after the first piece of text it resolves with what there is (`stopReason` 'cancelled'), before that it rejects. */
  generate(params: EngineGenerateParams, options?: GenerateOptions): Promise<EngineResult>;
  score(text: string, options?: EngineOptions): Promise<readonly EngineScoredToken[]>;
  /** The most probable tokens after `text`, best first; fewer than `top` where the engine tells no more. */
  next(text: string, top: number, options?: EngineOptions): Promise<readonly EngineCandidate[]>;
}
