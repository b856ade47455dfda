// Requests to the model host that ask what in a text matters to a prediction.
import type { Evidence, EvidenceLogprobs } from '../core/attribution/evidence';
import type { AttributedUnit } from '../core/attribution/leaveOneOut';
import type { UnitKind } from '../core/attribution/units';
import type { RangeUtf16 } from '../core/base/offsets';

export type { AttributedUnit, Evidence, EvidenceLogprobs, UnitKind };

export interface AttributeParams {
  readonly text: string;
  readonly addSpecialTokens: boolean;
  /**
   * What is predicted: put after the text exactly as it is, without a separator. For an encoder that fills gaps it may go
   * elsewhere: where the mask (such as `[MASK]`) stands in the text, in its place.
   */
  readonly target: string;
  /** What the target stands in place of, hidden from an encoder that fills gaps; no mask stands in the text then. */
  readonly gap?: RangeUtf16;
  /** Asks instead what speaks for the target rather than for this. */
  readonly foil?: string;
  readonly unit: UnitKind;
}

export interface AttributeResult {
  /**
   * `delta`: by how much the log-probability of the whole target, or its lead over the foil, falls when the unit is left
   * out, in nats. Null where nothing is left that the target could be predicted from. A unit that holds the gap is none.
   */
  readonly units: readonly AttributedUnit[];
  /** Log-probability of the target after the whole text (of an encoder: pseudo-log-likelihood in its gap), less the foil's if there is one, in nats. */
  readonly logprob: number;
}

export interface RemovalsParams extends AttributeParams {
  /** Each a set of units that are taken out together, by their places among all units; an empty one: the whole text. */
  readonly removals: readonly (readonly number[])[];
}

export interface RemovalsResult {
  /** All units of the text, in order. */
  readonly units: readonly RangeUtf16[];
  /** In the order of `removals`. A single unit's are those that its `delta` in `AttributeResult` rests on, to the bit. */
  readonly logprobs: readonly EvidenceLogprobs[];
}

/** Of a model that only embeds. */
export type EmbeddingShiftsParams = Pick<RemovalsParams, 'text' | 'addSpecialTokens' | 'unit' | 'removals'>;

export interface EmbeddingShiftsResult {
  /** All units of the text, in order. */
  readonly units: readonly RangeUtf16[];
  /**
   * In the order of `removals`: cosine distance (1 − cosine) of the embedding of what is left from that of the whole
   * text, from 0 (no change) to 2. Null where nothing is left but special tokens.
   */
  readonly distances: readonly (number | null)[];
}

export interface AttentionFromParams {
  readonly ids: readonly number[];
  /** The token that looks. */
  readonly query: number;
}

export interface AttentionFromResult {
  readonly layers: number;
  readonly heads: number;
  readonly size: number;
  /** Where that token looks, in every head: softmax rows, shape [layers, heads, size]. */
  readonly weights: Float32Array;
}
