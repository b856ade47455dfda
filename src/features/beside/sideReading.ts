import type { SidePrediction } from '../../core/beside/nextWords';
import type { ScoredPiece } from '../../core/beside/surprisal';
import type { EndpointSetting } from '../../core/models/endpoint';
import type { WordScore } from '../../protocol/beside';
import type { ModelInfo, Token } from '../../protocol/modelHost';

/** A place in the text up to which a model has read. */
export interface Place {
  /** Index of the model's last token before it; −1 where it tells no tokens. */
  readonly last: number;
  /** UTF-16: where the text before it ends. */
  readonly end: number;
}

/** What one of the two models has read, and answers about it. */
export interface SideReading {
  /** For people. */
  readonly name: string;
  readonly source:
    | { readonly kind: 'here'; readonly info: ModelInfo; readonly isStage: boolean }
    | { readonly kind: 'server'; readonly endpoint: EndpointSetting };
  /** Why it does not do something, in a sentence; null where it does. */
  readonly noNext: string | null;
  readonly noScore: string | null;
  /** As the end of a sentence. */
  readonly noAttention: string | null;
  /** Empty where a server does not tell them. */
  readonly tokens: readonly (Token & ScoredPiece)[];
  /** Tokens past what was read. */
  readonly omittedTokens: number;
  /** UTF-16: where it stopped reading. */
  readonly end: number;

  /** What comes after the place. @throws UserError */
  next(place: Place, signal: AbortSignal): Promise<SidePrediction>;
  /** How it rates a word put there, exactly as it is written. @throws UserError */
  word(place: Place, word: string, signal: AbortSignal): Promise<WordScore>;
  /** Weights of one head over the first `tokens` tokens, row-major, shape [size, size]. @throws UserError */
  attention(
    tokens: number,
    layer: number,
    head: number,
    signal: AbortSignal,
  ): Promise<{ readonly weights: Float32Array; readonly size: number }>;
}

/** UTF-16: the end of the text, or of the last token where some were left out. */
export function readUpTo(text: string, tokens: readonly Token[], omittedTokens: number): number {
  return omittedTokens === 0 ? text.length : tokens.reduce((end, token) => Math.max(end, token.end), 0);
}
