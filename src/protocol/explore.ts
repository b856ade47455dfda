// Messages between the Explore view and its host (src/features/explore ↔ webview/explore).
import type { Candidate, GeneratedToken, GenerateResult, SamplingSettings, ScoredToken } from './modelHost';
import type { ModelLabel, Notice, NoticeAction, SubjectLabel } from './panel';

export interface ExploreContent {
  readonly subject: SubjectLabel;
  readonly model: ModelLabel;
  readonly tokens: readonly ScoredToken[];
}

export type ExploreToPanel =
  | { readonly type: 'content'; readonly content: ExploreContent }
  /** Shown instead of content, or above it when `keepContent` (the last result stays readable while the next is computed). */
  | { readonly type: 'notice'; readonly notice: Notice; readonly keepContent: boolean }
  /** The model came back after it died: told once, beside whatever is shown. */
  | { readonly type: 'recovered'; readonly message: string }
  /** The token at the editor's cursor, or none. */
  | { readonly type: 'cursor'; readonly subjectId: number; readonly token: number | null }
  | {
      readonly type: 'next';
      readonly subjectId: number;
      /** Index of the token after which this distribution stands. */
      readonly position: number;
      /** Over the whole vocabulary, shape [vocabularySize]. */
      readonly logits: Float32Array;
      readonly top: readonly Candidate[];
    }
  | { readonly type: 'continuing'; readonly subjectId: number; readonly stream: number; readonly token: GeneratedToken }
  | { readonly type: 'continued'; readonly subjectId: number; readonly stream: number; readonly result: GenerateResult }
  | { readonly type: 'continueFailed'; readonly subjectId: number; readonly stream: number; readonly message: string };

export type ExploreFromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'position'; readonly subjectId: number; readonly position: number }
  /** The token under the pointer or the keyboard focus, to be marked in the editor. */
  | { readonly type: 'hover'; readonly subjectId: number; readonly token: number | null }
  /** Moves the editor's cursor to the token. */
  | { readonly type: 'reveal'; readonly subjectId: number; readonly token: number }
  | {
      readonly type: 'continue';
      readonly subjectId: number;
      readonly position: number;
      readonly stream: number;
      readonly maxNew: number;
      readonly sampling: SamplingSettings;
    }
  | { readonly type: 'stop'; readonly stream: number }
  | { readonly type: 'showAttention' }
  | { readonly type: 'action'; readonly action: NoticeAction };
