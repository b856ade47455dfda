// Messages between the Explore view and its host (src/features/explore ↔ webview/explore).
import type { StatedCandidate } from '../core/generation/stated';
import type { Ability, EngineResult } from './engine';
import type { Candidate, SamplingSettings, ScoredToken } from './modelHost';
import type { SubjectContent, SubjectFromPanel, SubjectToPanel } from './panel';

export interface ExploreContent extends SubjectContent<ScoredToken> {
  /** Null for a model on this machine. */
  readonly server: ServerReading | null;
}

/** What a model on a server tells of the subject. */
export interface ServerReading {
  readonly host: string;
  /** False: nothing of the words has been sent, and nothing will be before the panel says `send`. */
  readonly isSent: boolean;
  /**
   * Its tokens of a given text with their log-probabilities. Where it tells none, `tokens` is empty and the only
   * position is −1, the end of the text; where it does, an id is no more than a token's place: servers tell none.
   */
  readonly score: Ability;
  /** The tokens that are likely to come next. */
  readonly next: Ability;
  /** Continuing a text. */
  readonly generate: Ability;
  /** Going on otherwise with another seed, and the same way again with the same. */
  readonly samples: Ability;
  readonly repeats: Ability;
}

/** What a token added to the text; of a server, what came at once. */
export interface WrittenToken {
  readonly text: string;
}

export interface Written {
  readonly tokens: readonly WrittenToken[];
  readonly stopReason: EngineResult['stopReason'];
}

export type ExploreToPanel =
  | SubjectToPanel
  | { readonly type: 'content'; readonly content: ExploreContent }
  | {
      readonly type: 'next';
      readonly subjectId: number;
      /** Index of the token after which this distribution stands. */
      readonly position: number;
      /** Over the whole vocabulary, shape [vocabularySize]. */
      readonly logits: Float32Array;
      readonly top: readonly Candidate[];
    }
  /** Answers `position` in place of `next` where the model is on a server. */
  | {
      readonly type: 'stated';
      readonly subjectId: number;
      readonly position: number;
      /** Best first. */
      readonly candidates: readonly StatedCandidate[];
    }
  /** Answers `tokenText`: the token decoded alone, as in `Candidate`. */
  | { readonly type: 'tokenText'; readonly subjectId: number; readonly id: number; readonly text: string }
  | { readonly type: 'continuing'; readonly subjectId: number; readonly stream: number; readonly token: WrittenToken }
  | { readonly type: 'continued'; readonly subjectId: number; readonly stream: number; readonly result: Written }
  | {
      readonly type: 'continueFailed';
      readonly subjectId: number;
      readonly stream: number;
      readonly message: string;
    };

export type ExploreFromPanel =
  | SubjectFromPanel
  /** The person lets the words go to the server. */
  | { readonly type: 'send'; readonly subjectId: number }
  | { readonly type: 'position'; readonly subjectId: number; readonly position: number }
  | {
      readonly type: 'continue';
      readonly subjectId: number;
      readonly position: number;
      readonly stream: number;
      readonly maxNew: number;
      readonly sampling: SamplingSettings;
    }
  | { readonly type: 'stop'; readonly stream: number }
  /** Asks for the text of a token that was drawn but is not among the candidates of `next`. */
  | { readonly type: 'tokenText'; readonly subjectId: number; readonly id: number }
  | { readonly type: 'showAttention' }
  | { readonly type: 'showNextWords' };
