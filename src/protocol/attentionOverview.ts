// Messages about all heads at once, between the Attention panel and its host.
import type { PairWeight } from '../core/attention/pairWeights';
import type { HeadOverviewResult } from './headOverview';

/** Cells on a side of a small picture of a head: as many as it has pixels. */
export const overviewCells = 96;

export type OverviewToPanel =
  | { readonly type: 'overview'; readonly subjectId: number; readonly overview: HeadOverviewResult }
  | {
      readonly type: 'between';
      readonly subjectId: number;
      /** Of the request. */
      readonly search: number;
      /** By [layer · heads + head]. */
      readonly heads: readonly PairWeight[];
    }
  | {
      readonly type: 'headAblated';
      readonly subjectId: number;
      readonly layer: number;
      readonly head: number;
      /** Mean over the tokens, in bits: above 0 where the head helped. Null for a single token. */
      readonly lossChangeBits: number | null;
    }
  | {
      readonly type: 'overviewProgress';
      readonly subjectId: number;
      readonly what: 'overview' | 'between';
      /** Of 1. */
      readonly done: number;
    }
  /** The work ended: with `failed` a notice says why. */
  | {
      readonly type: 'overviewEnded';
      readonly subjectId: number;
      readonly what: 'overview' | 'between' | 'ablation';
      readonly failed: boolean;
    };

export type OverviewFromPanel =
  | { readonly type: 'overview'; readonly subjectId: number }
  | {
      readonly type: 'between';
      readonly subjectId: number;
      /** Comes back with the answer. */
      readonly search: number;
      /** Positions of the tokens that look, and of those that are looked at. */
      readonly from: readonly number[];
      readonly to: readonly number[];
    }
  /** One head after the other, in this order. */
  | {
      readonly type: 'ablateHeads';
      readonly subjectId: number;
      readonly heads: readonly (readonly [layer: number, head: number])[];
    }
  | { readonly type: 'stopAblation'; readonly subjectId: number };
