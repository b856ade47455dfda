// Messages between the Explore view and its host (src/features/explore ↔ webview/explore).
import type { Candidate, GeneratedToken, GenerateResult, SamplingSettings, ScoredToken } from './modelHost';
import type { SubjectContent, SubjectFromPanel, SubjectToPanel } from './panel';

export type ExploreContent = SubjectContent<ScoredToken>;

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
  /** Answers `tokenText`: the token decoded alone, as in `Candidate`. */
  | { readonly type: 'tokenText'; readonly subjectId: number; readonly id: number; readonly text: string }
  | { readonly type: 'continuing'; readonly subjectId: number; readonly stream: number; readonly token: GeneratedToken }
  | { readonly type: 'continued'; readonly subjectId: number; readonly stream: number; readonly result: GenerateResult }
  | {
      readonly type: 'continueFailed';
      readonly subjectId: number;
      readonly stream: number;
      readonly message: string;
    };

export type ExploreFromPanel =
  | SubjectFromPanel
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
  | { readonly type: 'showAttention' };
