// What the extension asks of a model host, the child process that holds one loaded model (DESIGN 4).
// Carried by vscode-jsonrpc over Node's IPC channel with `serialization: 'advanced'`, so typed arrays pass as they are.
import type { Pooling } from '../core/attribution/embedding';
import type { ErrorInfo } from '../core/base/userError';
import type { ConstraintSpec } from '../core/generation/constraints/constraint';
import type { SamplingSettings } from '../core/generation/sampling';
import type { ScoreWindow } from '../core/surprisal/windows';
import type { Token } from '../core/tokenizer/token';
import type {
  AttentionFromParams,
  AttentionFromResult,
  AttributeParams,
  AttributeResult,
  EmbeddingShiftsParams,
  EmbeddingShiftsResult,
  RemovalsParams,
  RemovalsResult,
} from './attribution';
import type { ChatContextParams, ChatContextResult } from './chatContext';
import type { HeadOverviewParams, HeadOverviewResult, HeadsBetweenParams, HeadsBetweenResult } from './headOverview';
import type { LikelihoodsParams, LikelihoodsResult } from './likelihoods';

export type { ConstraintSpec, SamplingSettings, ScoreWindow, Token };
export type { AttributedUnit, EvidenceLogprobs, UnitKind } from './attribution';
export type { AttentionFromParams, AttentionFromResult, AttributeParams, AttributeResult } from './attribution';
export type { EmbeddingShiftsParams, EmbeddingShiftsResult, RemovalsParams, RemovalsResult } from './attribution';
export type { LabelLikelihood, LikelihoodsParams, LikelihoodsResult, PromptLikelihoods } from './likelihoods';

export interface ScoredToken extends Token {
  /** Natural logarithm of the probability given all tokens before it; null where the model gives none (first token, encoders). */
  readonly logprob: number | null;
  /** 1 = the token that the model expected most; null as for `logprob`. */
  readonly rank: number | null;
}

export interface ModelInfo {
  /** Folder name, for people. */
  readonly name: string;
  readonly dir: string;
  /** Path of the ONNX file inside `dir`. */
  readonly onnxFile: string;
  readonly architecture: string;
  /** False for encoders such as BERT: they give no next-token probabilities. */
  readonly predictsNextToken: boolean;
  /** Of an encoder: whether it tells how probable a token is in a gap, as BERT does. */
  readonly fillsGaps: boolean;
  /** Whether the model, of those that do neither, makes one vector of a text, and how. */
  readonly embedding:
    | {
        readonly available: true;
        readonly pooling: Pooling;
        /** It was made for texts of no more; absent where its folder does not say. */
        readonly maxTokens?: number;
        /** Capitals are lowered before the text is read. */
        readonly lowerCase?: true;
      }
    /** A clause. */
    | { readonly available: false; readonly why: string };
  readonly layers: number;
  readonly heads: number;
  readonly vocabularySize: number;
  /** Tokens; null when config.json does not say. */
  readonly contextLength: number | null;
  readonly chatTemplate: boolean;
  readonly attention:
    | {
        readonly available: true;
        /** Tokens, where less than the context: a model without a cache, such as an encoder, cannot take a text in chunks. */
        readonly maxTokens?: number;
      }
    | { readonly available: false; readonly why: string };
  readonly bytes: number;
  readonly loadMs: number;
}

export interface LoadParams {
  readonly dir: string;
  /** One of several ONNX files, relative to `dir` or `dir/onnx`; else `model_quantized`, then `model`. */
  readonly onnx?: string;
}

export interface TextParams {
  readonly text: string;
  /** Whether tokenizer.json's post-processor adds its special tokens. */
  readonly addSpecialTokens: boolean;
  /** Tokens past this are left out and counted in `omittedTokens`; the context length of the model is a limit in any case. */
  readonly maxTokens?: number;
}

export interface TokenizeResult {
  readonly tokens: readonly Token[];
  readonly omittedTokens: number;
}

export interface ScoreResult {
  readonly tokens: readonly ScoredToken[];
  readonly omittedTokens: number;
}

export interface LongTextParams extends Pick<TextParams, 'text' | 'addSpecialTokens'> {
  /** Tokens that the model reads at once, special ones included; its context length unless told, and no more than 2,048 then. */
  readonly window?: number;
  /** Tokens that a window shares with the one before it; half of what it holds of the text unless told. */
  readonly overlap?: number;
  /** Progress messages carry this number. */
  readonly stream?: number;
}

/** A text of any length: nothing is left out, and each token is scored once, in the window that `windows` tells. */
export interface LongTextResult {
  readonly tokens: readonly ScoredToken[];
  /** Of indices into `tokens`; the token at `i` was given `i - start + leading` tokens. */
  readonly windows: readonly ScoreWindow[];
  /** Special tokens that open the text, and every window with it. */
  readonly leading: number;
  readonly window: number;
  readonly overlap: number;
}

export interface NextParams {
  readonly ids: readonly number[];
  /**
   * What follows in the text that was scored, to the end of its window: as much of it is read along as scoring read in
   * one run. It changes no prediction but where int8 scales by run, and there it gives the numbers that scoring gave.
   */
  readonly after?: readonly number[];
  /** How many candidates come with their text. */
  readonly top: number;
}

export interface Candidate {
  readonly id: number;
  /** The token decoded alone, leading space included; U+FFFD stands for an incomplete character. */
  readonly text: string;
}

export interface NextResult {
  /** Logits over the whole vocabulary for the token that follows `ids`, shape [vocabularySize]. */
  readonly logits: Float32Array;
  /** The most probable candidates, best first. */
  readonly top: readonly Candidate[];
}

export interface TokenTextsParams {
  readonly ids: readonly number[];
}

export interface TokenTextsResult {
  /** Each token decoded alone, as `Candidate.text`. */
  readonly texts: readonly string[];
}

export interface AttentionParams {
  readonly ids: readonly number[];
  readonly layer: number;
  readonly head: number;
}

export interface AttentionResult {
  /** Softmax rows, row-major [query][key], shape [size, size]; a decoder's weights above the diagonal are 0. */
  readonly weights: Float32Array;
  readonly size: number;
}

/** All heads of one layer, or of the whole model, as one matrix. */
export interface AttentionAcrossParams {
  readonly ids: readonly number[];
  /** Null: every layer. */
  readonly layer: number | null;
  /** By the mean the rows sum to 1, or to less with attention sinks; by the largest they do not. */
  readonly how: 'mean' | 'max';
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  /** Text only: what reads like a special token in it does not become one. */
  readonly content: string;
}

export type TextPrompt =
  | { readonly text: string; readonly addSpecialTokens: boolean }
  /** Goes through the model's chat template. */
  | { readonly messages: readonly ChatMessage[] };
// Attention of all heads at once.

export interface AttentionOverviewParams {
  readonly ids: readonly number[];
  /** Progress messages carry this number. */
  readonly stream?: number;
}

/**
 * Every head of every layer in a byte a weight, rounded row by row: weight = byte × scale, off by at most scale / 2.
 * Longer texts are pooled: a cell holds what its query tokens give to its key tokens (sum over the keys, mean over the
 * queries), so that a row of cells sums to 1. The exact weights of one head are what `attention` gives.
 * Size: `weights` has at most 64 MiB, which pass between the processes in about 0.2 s.
 */
export interface AttentionOverviewResult {
  readonly layers: number;
  readonly heads: number;
  /** Tokens of the text. */
  readonly size: number;
  /** Tokens on a side of a cell; the last cell may have fewer. 1: not pooled. */
  readonly tokensPerCell: number;
  /** Cells on a side: size / tokensPerCell, rounded up. */
  readonly cells: number;
  /** Row-major [layer][head][query cell][key cell], shape [layers, heads, cells, cells]. */
  readonly weights: Uint8Array;
  /** [layer][head][query cell], shape [layers, heads, cells]; 0 for a row without weights. */
  readonly scales: Float32Array;
}

export interface GenerateParams {
  /** Nothing is ever cut off: a prompt longer than the context is refused with `textTooLong`. */
  readonly prompt: TextPrompt | { readonly ids: readonly number[] };
  readonly maxNew: number;
  readonly sampling: SamplingSettings;
  readonly stop?: readonly string[];
  /** Holds unless the text ends by `length`, `contextFull`, `stopString` or `cancelled`. */
  readonly constraint?: ConstraintSpec;
  /** Progress messages carry this number. */
  readonly stream?: number;
}

export interface GeneratedToken {
  readonly id: number;
  /** What this token added to the text; empty while a character is incomplete. */
  readonly text: string;
  /** Natural logarithm of its probability under the model, before temperature, cuts and constraint. */
  readonly logprob: number;
}

/** One continuation of a prompt. */
export interface Sample {
  readonly text: string;
  readonly tokens: readonly GeneratedToken[];
  /** `constraintMet`: the constraint leaves nothing to add. */
  readonly stopReason: 'endOfText' | 'length' | 'stopString' | 'contextFull' | 'constraintMet' | 'cancelled';
  /** `generate` with this seed gives the same tokens. */
  readonly seed: number;
}

export interface GenerateResult extends Sample {
  /** The exact prompt after the chat template, special tokens included. */
  readonly prompt: string;
  readonly promptTokens: number;
}

export interface SamplesParams extends GenerateParams {
  readonly count: number;
}

export interface SamplesResult extends Pick<GenerateResult, 'prompt' | 'promptTokens'> {
  /** The first one's seed is that of the request, the others' are derived from it. Fewer than asked for when cancelled. */
  readonly samples: readonly Sample[];
}

// Inside the model: what each layer holds and adds, and what changes when a part is taken away. Layers and heads count
// from 0; where the graph does not show what is asked for, the error says why.

export interface LensParams {
  readonly ids: readonly number[];
  /** How many candidates come with each reading. */
  readonly top: number;
  /** Only these positions, half-open, all by default: each costs a product with the vocabulary for every layer. */
  readonly positions?: { readonly start: number; readonly end: number };
}

export interface LensCandidate extends Candidate {
  /** Probability over the whole vocabulary. */
  readonly p: number;
}

/** What the model's own head reads from the residual stream at one position of one layer. */
export interface LensReading {
  /** Most probable first. */
  readonly top: readonly LensCandidate[];
  /**
   * How it rates the token that is there: the next one, for an encoder the one at this position. Null at the last
   * position of a text that is continued.
   */
  readonly actual: { readonly id: number; readonly p: number; readonly rank: number } | null;
}

export interface LensResult {
  /**
   * [layer][position]: 0 = the embeddings, then the stream after each layer; the last is the model's own prediction. The
   * first position is `positions.start` where only some were asked for.
   */
  readonly layers: readonly (readonly LensReading[])[];
}

export interface ContributionsParams {
  readonly ids: readonly number[];
  /** The position whose prediction is looked at. */
  readonly position: number;
  /** The token whose logit is taken apart. */
  readonly target: number;
}

/** Parts of one logit: `logit` = `constant` + `embeddings` + all layers' parts + `rounding`. */
export interface ContributionsResult {
  readonly logit: number;
  /** The biases of the last norm and of the head. */
  readonly constant: number;
  readonly embeddings: number;
  readonly layers: readonly { readonly attention: number; readonly mlp: number }[];
  /** What is left over: nearly nothing in float32, more where quantisation rounds. */
  readonly rounding: number;
}

export interface AblateParams {
  readonly ids: readonly number[];
  /** Heads whose output is set to zero, as [layer, head]. */
  readonly heads: readonly (readonly [layer: number, head: number])[];
  /** Of an encoder that fills gaps, and of no other model: the position of the token that is hidden and guessed again. */
  readonly hidden?: number;
  /** How many candidates come with their text. */
  readonly top: number;
}

export interface AblateResult {
  /**
   * By position, the change in −log p of that token, in nats: above 0 where the heads helped. Null for the first token; of
   * an encoder for all but the hidden one, and for that too where the text itself has a gap there.
   */
  readonly lossChange: readonly (number | null)[];
  /** Over all that are not null; null where there are none. */
  readonly meanLossChange: number | null;
  /** After ablation, for the token that follows `ids`, or for the hidden one, as in `NextResult`. */
  readonly logits: Float32Array;
  readonly top: readonly Candidate[];
}

export interface RolloutParams {
  readonly ids: readonly number[];
  /** The last layer that is taken in. */
  readonly layer: number;
}

/** Request name → [parameters, result]. */
export interface ModelHostRequests {
  load: [LoadParams, ModelInfo];
  tokenize: [TextParams, TokenizeResult];
  score: [TextParams, ScoreResult];
  scoreLong: [LongTextParams, LongTextResult];
  next: [NextParams, NextResult];
  attention: [AttentionParams, AttentionResult];
  /** Computed from the exact weights of every head, not from rounded ones. */
  attentionAcross: [AttentionAcrossParams, AttentionResult];
  attentionOverview: [AttentionOverviewParams, AttentionOverviewResult];
  headOverview: [HeadOverviewParams, HeadOverviewResult];
  headsBetween: [HeadsBetweenParams, HeadsBetweenResult];
  tokenTexts: [TokenTextsParams, TokenTextsResult];
  chatContext: [ChatContextParams, ChatContextResult];
  generate: [GenerateParams, GenerateResult];
  samples: [SamplesParams, SamplesResult];
  likelihoods: [LikelihoodsParams, LikelihoodsResult];
  lens: [LensParams, LensResult];
  contributions: [ContributionsParams, ContributionsResult];
  ablate: [AblateParams, AblateResult];
  /** Attention rollout; `weights` are the shares of the input tokens (key) in what each position (query) holds. */
  rollout: [RolloutParams, AttentionResult];
  /** Attention weights times the length of the value vector they bring: no probabilities, rows do not sum to 1. */
  valueNorms: [AttentionParams, AttentionResult];
  attribute: [AttributeParams, AttributeResult];
  removals: [RemovalsParams, RemovalsResult];
  embeddingShifts: [EmbeddingShiftsParams, EmbeddingShiftsResult];
  attentionFrom: [AttentionFromParams, AttentionFromResult];
}
export type ModelHostMethod = keyof ModelHostRequests;
export type ParamsOf<M extends ModelHostMethod> = ModelHostRequests[M][0];
export type ResultOf<M extends ModelHostMethod> = ModelHostRequests[M][1];

/** Notification of the host: one more token of a running `generate` or `samples`. */
export interface GeneratedNotification {
  readonly stream: number;
  /** Which of the samples, from 0. */
  readonly sample: number;
  readonly token: GeneratedToken;
}
export const generatedNotification = 'generated';

/** Notification of the host: how far a long request is (`likelihoods`, `scoreLong`, `attentionOverview` and their like). */
export interface ProgressNotification {
  readonly stream: number;
  /** Of `total`: prompts, tokens, or shares of the whole. */
  readonly done: number;
  readonly total: number;
}
export const progressNotification = 'progress';

/** The `data` of a JSON-RPC error response. */
export type ModelHostErrorData = ErrorInfo;
