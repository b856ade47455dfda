// What the extension asks of a model host, the child process that holds one loaded model (DESIGN 4).
// Carried by vscode-jsonrpc over Node's IPC channel with `serialization: 'advanced'`, so typed arrays pass as they are.
import type { ErrorInfo } from '../core/base/userError';
import type { SamplingSettings } from '../core/generation/sampling';
import type { Token } from '../core/tokenizer/token';

export type { SamplingSettings, Token };

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

export interface NextParams {
  readonly ids: readonly number[];
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

/** Notification of the host: how far an `attentionOverview` is. */
export interface ProgressNotification {
  readonly stream: number;
  /** From 0 to 1. */
  readonly done: number;
}
export const progressNotification = 'progress';

export interface GenerateParams {
  readonly prompt:
    | { readonly ids: readonly number[] }
    | { readonly text: string; readonly addSpecialTokens: boolean }
    | { readonly chat: string };
  readonly maxNew: number;
  readonly sampling: SamplingSettings;
  readonly stop?: readonly string[];
  /** Progress messages carry this number. */
  readonly stream?: number;
}

export interface GeneratedToken {
  readonly id: number;
  /** What this token added to the text; empty while a character is incomplete. */
  readonly text: string;
  /** Natural logarithm of its probability under the model, before temperature and cuts. */
  readonly logprob: number;
}

export interface GenerateResult {
  /** The exact prompt after the chat template, special tokens included. */
  readonly prompt: string;
  readonly promptTokens: number;
  readonly text: string;
  readonly tokens: readonly GeneratedToken[];
  readonly stopReason: 'endOfText' | 'length' | 'stopString' | 'contextFull' | 'cancelled';
}

/** Request name → [parameters, result]. */
export interface ModelHostRequests {
  load: [LoadParams, ModelInfo];
  tokenize: [TextParams, TokenizeResult];
  score: [TextParams, ScoreResult];
  next: [NextParams, NextResult];
  attention: [AttentionParams, AttentionResult];
  attentionOverview: [AttentionOverviewParams, AttentionOverviewResult];
  tokenTexts: [TokenTextsParams, TokenTextsResult];
  generate: [GenerateParams, GenerateResult];
}
export type ModelHostMethod = keyof ModelHostRequests;
export type ParamsOf<M extends ModelHostMethod> = ModelHostRequests[M][0];
export type ResultOf<M extends ModelHostMethod> = ModelHostRequests[M][1];

/** Notification of the host: one more token of a running `generate`. */
export interface GeneratedNotification {
  readonly stream: number;
  readonly token: GeneratedToken;
}
export const generatedNotification = 'generated';

/** The `data` of a JSON-RPC error response. */
export type ModelHostErrorData = ErrorInfo;
