// Apart from settlements.ts, so that a panel does not load what checks files.
import type { RangeUtf16 } from '../base/offsets';

/** `conversation`: consensus without a coefficient, as reflexive thematic analysis (Braun & Clarke) wants it. */
export type AdjudicationMode = 'decide' | 'conversation';

export type Decision =
  /** Takes what these coders marked. */
  | { readonly kind: 'take'; readonly coders: readonly string[] }
  | { readonly kind: 'own'; readonly code: string; readonly range: RangeUtf16 }
  | { readonly kind: 'neither' }
  /** Left open, to be talked about. */
  | { readonly kind: 'discuss' }
  /** No more than a memo, so far. */
  | { readonly kind: 'noted' };

export interface Settlement {
  readonly decision: Decision;
  readonly memo: string;
  /** Ids of the coders who decided. */
  readonly decidedBy: readonly string[];
  /** ISO 8601, UTC. */
  readonly decidedAt: string;
  readonly mode: AdjudicationMode;
}

export interface RecordedSettlement extends Settlement {
  readonly difference: string;
  readonly agreed: boolean;
  /** Two people settled it at the same time in two ways, and both are in the file. */
  readonly contradictory: boolean;
}

/** A decision that closes a difference, unlike one that leaves it open. */
export function isSettled({ decision }: Settlement): boolean {
  return decision.kind !== 'discuss' && decision.kind !== 'noted';
}
