// Messages between the form of a code and its host (src/features/codebook ↔ webview/codebook).
import type { ErrorInfo } from '../core/base/userError';
import type { UnsavedCode } from '../core/codebook/codeDrafts';
import type { CodeField, CodeFields, NeighbourCode } from '../core/codebook/codeRules';

/** A code that another may be put below, or collide with. */
export interface CodeChoice extends NeighbourCode {
  readonly colour: string;
  readonly pattern: string;
  /** 0 at the top of the tree. */
  readonly depth: number;
}

/** What the person has typed and what has become of it. */
export interface CodeForm {
  /** UUID in the codebook. */
  readonly id: string;
  /** As in the file; `pattern` always given. */
  readonly saved: CodeFields;
  /** Typed and not in the file, because it cannot be or has not been saved yet. */
  readonly draft: Partial<CodeFields>;
  /** Fields of the draft that were changed in the file since they were typed. */
  readonly conflicts: readonly CodeField[];
  /** How many `edit` messages of the page this takes account of. */
  readonly edits: number;
}

export type ToCodebookPanel =
  | {
      readonly type: 'code';
      /** URI of the study's folder. */
      readonly folder: string;
      readonly form: CodeForm;
      /** All codes of the codebook, in the order of the tree. */
      readonly codes: readonly CodeChoice[];
      /** Such as `7 mine · 18 in all`; empty when no segment carries the code. */
      readonly segments: string;
      readonly memos: number;
      /** Whether there is a view that shows a code's segments. */
      readonly canFindSegments: boolean;
      /** Why nothing can be saved here; null when it can. */
      readonly readOnly: string | null;
      readonly unsavedElsewhere: readonly UnsavedCode[];
    }
  /** The code is no longer in the codebook. */
  | {
      readonly type: 'gone';
      readonly code: string;
      readonly draft: Partial<CodeFields>;
      readonly unsavedElsewhere: readonly UnsavedCode[];
    }
  | { readonly type: 'failed'; readonly error: ErrorInfo };

export type FromCodebookPanel =
  | { readonly type: 'ready' }
  /** Something was typed: kept by the host, so that it outlives the page. */
  | { readonly type: 'edit'; readonly code: string; readonly change: Partial<CodeFields> }
  | { readonly type: 'save'; readonly code: string }
  /** Settles a field that was changed here and in the file. */
  | { readonly type: 'settle'; readonly code: string; readonly field: CodeField; readonly keep: 'mine' | 'theirs' }
  /** Shows another code. */
  | { readonly type: 'turnTo'; readonly code: string }
  /** Lets go of what was typed about a code that is gone. */
  | { readonly type: 'discard'; readonly code: string }
  | { readonly type: 'findSegments'; readonly code: string };

/** What survives a hidden tab and a reload: which code, never a text. */
export interface CodebookViewState {
  readonly folder: string | null;
  readonly code: string | null;
}
