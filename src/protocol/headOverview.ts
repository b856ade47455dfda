// What a model host says of all heads at once, for a picture of them side by side.
import type { HeadMeasures } from '../core/attention/headMeasures';
import type { PairWeight } from '../core/attention/pairWeights';

export interface HeadOverviewParams {
  readonly ids: readonly number[];
  /** Cells on a side, at most. */
  readonly most: number;
  /** Progress messages carry this number. */
  readonly stream?: number;
}

/**
 * Every head in small. A cell holds what its query tokens give to its key tokens: sum over the keys, mean over the
 * queries. The weight on the first token of the text is in `firsts`, not in the first cell: a row of cells and its
 * `firsts` sum to 1, or to less with attention sinks. weight = byte × scale, off by at most scale / 2. `measures` come from the exact weights.
 */
export interface HeadOverviewResult {
  readonly layers: number;
  readonly heads: number;
  /** Tokens of the text. */
  readonly size: number;
  /** Tokens on a side of a cell; the last cell may have fewer. */
  readonly tokensPerCell: number;
  readonly cells: number;
  /** Shape [layers, heads, cells, cells]. */
  readonly weights: Uint8Array;
  /** Shape [layers, heads, cells]. */
  readonly scales: Float32Array;
  /** Shape [layers, heads, cells]: weight on the first token, mean over the queries of the row. */
  readonly firsts: Float32Array;
  /** By [layer · heads + head]. */
  readonly measures: readonly HeadMeasures[];
  /** The induction score of a head that looks everywhere evenly; null where no token comes again. */
  readonly inductionChance: number | null;
}

export interface HeadsBetweenParams {
  readonly ids: readonly number[];
  /** Positions of the tokens that look, and of those that are looked at. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Progress messages carry this number. */
  readonly stream?: number;
}

export interface HeadsBetweenResult {
  /** By [layer · heads + head]; from the exact weights. */
  readonly heads: readonly PairWeight[];
}
