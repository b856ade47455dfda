// What all panels share: how the subject (the words looked at) and the model's state are told.
import type { ErrorInfo } from '../core/base/userError';

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
  /** Why they were left out: the panel's own limit, or the model's context window, in tokens. */
  readonly limit: { readonly tokens: number; readonly by: 'panel' | 'model' };
}
