// Messages between the Attention panel and its host (src/features/attention ↔ webview/attention).
import type { Token } from './modelHost';
import type { SubjectContent, SubjectFromPanel, SubjectToPanel } from './panel';

export type AttentionContent = SubjectContent<Token>;

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
  | SubjectToPanel
  | { readonly type: 'content'; readonly content: AttentionContent; readonly source: AttentionViewState['source'] }
  | {
      readonly type: 'weights';
      readonly subjectId: number;
      readonly layer: number;
      readonly head: number;
      /** Row-major [query][key], shape [size, size]. */
      readonly weights: Float32Array;
      readonly size: number;
    };

export type AttentionFromPanel =
  | SubjectFromPanel
  | { readonly type: 'head'; readonly subjectId: number; readonly layer: number; readonly head: number };
