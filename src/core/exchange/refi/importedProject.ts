import type { RangeUtf16 } from '../../base/offsets';
import type { Imported } from '../import/imported';
import type { PositionConvention } from './positions';

/** Someone who coded, as the file names them. */
export interface ImportedCoder {
  /** Unique in the import; what segments and memos name. */
  readonly name: string;
  /** A short id of the person's, such as initials; in a project that Introspect wrote, the coder's id of ours. */
  readonly id: string | null;
}

/** What a memo is about; documents and segments by their position in the import. */
export type ImportedMemoTarget =
  | { readonly kind: 'project' }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'document'; readonly document: number }
  | { readonly kind: 'stretch'; readonly document: number; readonly range: RangeUtf16 }
  | { readonly kind: 'segment'; readonly document: number; readonly segment: number };

export interface ImportedMemo {
  readonly about: ImportedMemoTarget;
  /** Name of an `ImportedCoder`; null when the file does not say. */
  readonly coder: string | null;
  readonly value: string;
  /** ISO 8601, UTC; null when the file does not say. */
  readonly created: string | null;
}

/** How the positions in one document were counted, and how sure that is. */
export interface DocumentPositions {
  readonly document: number;
  readonly convention: PositionConvention;
  readonly selections: number;
  /** Selections that stand exactly on the words that they are named after. */
  readonly onQuote: number;
}

/** A whole project of another program. */
export interface ImportedProject extends Imported {
  /** Null when the file does not say. */
  readonly title: string | null;
  readonly coders: readonly ImportedCoder[];
  /** All memos but the first that a segment's own coder wrote on it, which the segment holds. */
  readonly memos: readonly ImportedMemo[];
  readonly positions: readonly DocumentPositions[];
}
