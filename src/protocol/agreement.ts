// Messages between the Compare Coders panel and its host (src/features/agreement ↔ webview/agreement).
import type { CoefficientName } from '../core/agreement/coefficients';
import type { AgreementChoices, Speaker } from '../core/agreement/agreementChoices';
import type { CoderLabel, StudyAgreement } from '../core/agreement/studyAgreement';
import type { CodeLabel } from '../core/agreement/studyTables';
import type { ErrorInfo } from '../core/base/userError';
import type { AgreementTableName } from '../core/exchange/agreementCsv';

/** What there is to choose from. */
export interface StudyOffer {
  readonly title: string;
  readonly coders: readonly (CoderLabel & { readonly transcripts: number })[];
  readonly transcripts: readonly string[];
  /** Those with most turns first. */
  readonly speakers: readonly Speaker[];
  /** `top` is the code at the top of the branch, itself where nothing stands above it. */
  readonly codes: readonly (CodeLabel & { readonly colour: string; readonly depth: number; readonly top: string })[];
}

/** What survives a hidden tab and a reload: choices, never text. */
export interface AgreementViewState {
  /** URI of the study's folder. */
  readonly folder: string | null;
  readonly choices: AgreementChoices | null;
  readonly coefficient: CoefficientName;
}

export type AgreementToPanel =
  | { readonly type: 'study'; readonly folder: string; readonly study: StudyOffer; readonly choices: AgreementChoices }
  /** A computation goes on: the share done, 0 to 1. */
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'result'; readonly result: StudyAgreement }
  | { readonly type: 'cancelled' }
  | { readonly type: 'error'; readonly error: ErrorInfo };

export type AgreementSaveKind = AgreementTableName | 'figure' | 'report';

export type AgreementFromPanel =
  /** With what was chosen before a reload. */
  | { readonly type: 'ready'; readonly choices: AgreementChoices | null }
  | { readonly type: 'choose'; readonly choices: AgreementChoices }
  | { readonly type: 'cancel' }
  | { readonly type: 'reload' }
  /** Opens the transcript beside the panel with the unit selected: index into the result's `disputed`. */
  | { readonly type: 'open'; readonly disputed: number }
  | { readonly type: 'save'; readonly what: AgreementSaveKind; readonly coefficient: CoefficientName };
