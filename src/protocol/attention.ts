// Messages between the Attention panel and its host (src/features/attention ↔ webview/attention).
import type { MeasureName } from '../core/attention/headMeasures';
import type { UnitKind } from '../core/attribution/units';
import type { OverviewFromPanel, OverviewToPanel } from './attentionOverview';
import type { Token } from './modelHost';
import type { SubjectContent, SubjectFromPanel, SubjectToPanel } from './panel';

export interface AttentionContent extends SubjectContent<Token> {
  /** What the tokens' offsets count in, up to the last of them. */
  readonly text: string;
}

/**
 * What is made of the heads' weights: one head as it is; the mean or the largest over the heads of a layer or of all
 * layers; rollout up to a layer; one head's weights times the length of the value that they bring.
 */
export const readings = ['head', 'layerMean', 'layerMax', 'allMean', 'allMax', 'rollout', 'valueNorms'] as const;
export type Reading = (typeof readings)[number];

/** Layer and head are 0 where the reading has none. */
export interface ReadingPlace {
  readonly reading: Reading;
  readonly layer: number;
  readonly head: number;
}

/** By what the heads are ordered: their place in the model, a measure, or what they were searched for. */
export type HeadOrder = 'layer' | MeasureName | 'loss' | 'between';

export interface HeadsState {
  readonly order: HeadOrder;
  readonly smallestFirst: boolean;
  readonly show: 'pictures' | 'table';
}

/** What survives a hidden tab and a reload: places and settings, never the text itself. */
export interface AttentionViewState extends ReadingPlace {
  readonly view: 'heads' | 'matrix' | 'lines' | 'text';
  /** How the heads stand side by side. */
  readonly heads: HeadsState;
  /** Tokens are looked at one by one, or merged. */
  readonly unit: UnitKind;
  readonly hideFirstToken: boolean;
  readonly hideSpecialTokens: boolean;
  /** In the text: where the chosen word looks, or who looks at it. */
  readonly direction: 'from' | 'to';
  /** The document's URI and the stretch of it, so that the text can be read again. */
  readonly source: { readonly uri: string; readonly start: number; readonly end: number } | null;
}

export type AttentionToPanel =
  | SubjectToPanel
  | OverviewToPanel
  | { readonly type: 'content'; readonly content: AttentionContent; readonly source: AttentionViewState['source'] }
  | ({
      readonly type: 'weights';
      readonly subjectId: number;
      /** Row-major [query][key], shape [size, size]. */
      readonly weights: Float32Array;
      readonly size: number;
    } & ReadingPlace);

export type AttentionFromPanel =
  SubjectFromPanel | OverviewFromPanel | ({ readonly type: 'head'; readonly subjectId: number } & ReadingPlace);
