// Messages between the Attention panel and its host (src/features/attention ↔ webview/attention).
import type { MeasureName } from '../core/attention/headMeasures';
import type { OverviewFromPanel, OverviewToPanel } from './attentionOverview';
import type { Token } from './modelHost';
import type { SubjectContent, SubjectFromPanel, SubjectToPanel } from './panel';

export type AttentionContent = SubjectContent<Token>;

/** By what the heads are ordered: their place in the model, a measure, or what they were searched for. */
export type HeadOrder = 'layer' | MeasureName | 'loss' | 'between';

export interface HeadsState {
  readonly order: HeadOrder;
  readonly smallestFirst: boolean;
  readonly show: 'pictures' | 'table';
}

/** What survives a hidden tab and a reload: places and settings, never the text itself. */
export interface AttentionViewState {
  readonly layer: number;
  readonly head: number;
  readonly view: 'matrix' | 'lines' | 'heads';
  /** How the heads stand side by side. */
  readonly heads: HeadsState;
  readonly hideFirstToken: boolean;
  /** The document's URI and the stretch of it, so that the text can be read again. */
  readonly source: { readonly uri: string; readonly start: number; readonly end: number } | null;
}

export type AttentionToPanel =
  | SubjectToPanel
  | OverviewToPanel
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
  | OverviewFromPanel
  | { readonly type: 'head'; readonly subjectId: number; readonly layer: number; readonly head: number };
