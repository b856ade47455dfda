// What all panels share: how the subject (the words looked at) and the model's state are told.
import type { Provenance } from '../core/figures/provenance';
import type { ErrorInfo } from '../core/base/userError';
import type { Token } from './modelHost';

/** Panels by the name of their bundle in dist/webview and of their folder in webview/. */
export type PanelName =
  | 'adjudication'
  | 'agreement'
  | 'attention'
  | 'beside'
  | 'codebook'
  | 'coding'
  | 'conversation'
  | 'explore'
  | 'glossary'
  | 'import'
  | 'lab'
  | 'layers'
  | 'lesson'
  | 'mattered'
  | 'privacy'
  | 'retrieval'
  | 'words';

/** Buttons a notice may offer; the host carries them out. */
export type NoticeAction = 'retry' | 'chooseModel' | 'showLog' | 'openSampleStudy' | 'explainSelection';

/** Why there is nothing to show, or nothing yet. */
export type Notice =
  | { readonly kind: 'noSelection' }
  | { readonly kind: 'working'; readonly what: 'loadingModel' | 'readingText'; readonly modelName: string }
  | { readonly kind: 'error'; readonly error: ErrorInfo; readonly actions: readonly NoticeAction[] };

export interface ModelLabel {
  readonly name: string;
  readonly bundled: boolean;
  /** 0 for a model on a server, which tells neither. */
  readonly layers: number;
  readonly heads: number;
  readonly predictsNextToken: boolean;
}

/** What the panel is about: a stretch of one document. */
export interface SubjectLabel {
  /** Changes whenever the words, the document or the model change; messages about an older subject are dropped. */
  readonly subjectId: number;
  /** Base name of the document. */
  readonly document: string;
  /** 1-based line of the selection's first character. */
  readonly line: number;
  /** Tokens left out because the text is longer than can be shown or than the model can read. */
  readonly omittedTokens: number;
  /**
   * Why they were left out: the panel's own limit, the model's context window, or what a model that takes a text in one
   * piece shows the attention of, in tokens.
   */
  readonly limit: { readonly tokens: number; readonly by: 'panel' | 'model' | 'onePiece' };
}

/** What a panel shows of the subject. */
export interface SubjectContent<T extends Token> {
  readonly subject: SubjectLabel;
  readonly model: ModelLabel;
  readonly tokens: readonly T[];
}

/** What every panel about a subject is told. */
export type SubjectToPanel =
  /** Shown instead of content, or above it when `keepContent` (the last result stays readable while the next is computed). */
  | { readonly type: 'notice'; readonly notice: Notice; readonly keepContent: boolean }
  /** The model came back after it died: told once, beside whatever is shown. */
  | { readonly type: 'recovered'; readonly message: string }
  /** What was asked for with `provenance`. */
  | { readonly type: 'provenance'; readonly subjectId: number; readonly provenance: Provenance }
  /** The token at the editor's cursor, or none. */
  | { readonly type: 'cursor'; readonly subjectId: number; readonly token: number | null };

/** What every panel about a subject says. */
export type SubjectFromPanel =
  | { readonly type: 'ready' }
  /**
   * The token under the pointer or the keyboard focus, to be marked in the editor; of several that are looked at as one,
   * the first, with the one after the last in `until`.
   */
  | { readonly type: 'hover'; readonly subjectId: number; readonly token: number | null; readonly until?: number }
  /** Moves the editor's cursor to the token. */
  | { readonly type: 'reveal'; readonly subjectId: number; readonly token: number }
  | { readonly type: 'action'; readonly action: NoticeAction }
  /** Asks where what is shown comes from. */
  | { readonly type: 'provenance'; readonly subjectId: number }
  | SaveMessage
  | {
      readonly type: 'copy';
      readonly text: string;
      /** What it is, for the message that it was copied. */ readonly what: string;
    };

/** Asks for a file to be written where the person says. */
export interface SaveMessage {
  readonly type: 'save';
  /** Proposed, without extension. */
  readonly name: string;
  readonly extension: 'svg' | 'png' | 'csv' | 'html';
  readonly content: string | Uint8Array;
}
