// Messages between the Attention panel and its host (src/features/attention ↔ webview/attention).
import type { Token } from './modelHost';
import type { ModelLabel, Notice, NoticeAction, SubjectLabel } from './panel';

export interface AttentionContent {
  readonly subject: SubjectLabel;
  readonly model: ModelLabel;
  readonly tokens: readonly Token[];
}

/** What survives a hidden tab and a reload: places and settings, never the text itself. */
export interface AttentionViewState {
  readonly layer: number;
  readonly head: number;
  readonly view: 'matrix' | 'lines';
  readonly hideFirstToken: boolean;
  /** The document's URI and the stretch of it, so that the text can be read again. */
  readonly source: { readonly uri: string; readonly start: number; readonly end: number } | null;
}

export type AttentionToPanel =
  | { readonly type: 'content'; readonly content: AttentionContent; readonly source: AttentionViewState['source'] }
  | { readonly type: 'notice'; readonly notice: Notice; readonly keepContent: boolean }
  | { readonly type: 'recovered'; readonly message: string }
  | {
      readonly type: 'weights';
      readonly subjectId: number;
      readonly layer: number;
      readonly head: number;
      /** Row-major [query][key], shape [size, size]. */
      readonly weights: Float32Array;
      readonly size: number;
    }
  | { readonly type: 'cursor'; readonly subjectId: number; readonly token: number | null };

export type AttentionFromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'head'; readonly subjectId: number; readonly layer: number; readonly head: number }
  | { readonly type: 'hover'; readonly subjectId: number; readonly token: number | null }
  | { readonly type: 'reveal'; readonly subjectId: number; readonly token: number }
  | { readonly type: 'action'; readonly action: NoticeAction };
