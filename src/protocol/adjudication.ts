// Messages between the Differences panel and its host (src/features/adjudication ↔ webview/adjudication).
import type { Difference } from '../core/adjudication/differences';
import type { AdjudicationMode, Decision, RecordedSettlement } from '../core/adjudication/decision';
import type { Notice, NoticeAction } from './panel';

/** What is compared: enough to read it again after a reload. */
export interface AdjudicationPlace {
  /** URI of the study's folder. */
  readonly folder: string;
  /** Relative to the folder, with `/`. */
  readonly transcript: string;
  /** Ids of the coders. */
  readonly coders: readonly string[];
  readonly mode: AdjudicationMode;
}

export type DifferenceFilter = 'all' | 'open' | 'discuss' | 'settled';

/** What survives a hidden tab and a reload: places and settings, never the text itself. */
export interface AdjudicationViewState {
  readonly place: AdjudicationPlace | null;
  /** Id of the difference in view. */
  readonly current: string | null;
  readonly filter: DifferenceFilter;
  /** Whether single keys decide. */
  readonly shortcuts: boolean;
  /** Ids of the coders who decide; empty: all of them together. */
  readonly deciding: readonly string[];
  readonly own: OwnDraft | null;
}

/** A code and words of the person's own that they are choosing; the next click is on the first of them, or on the last. */
export interface OwnDraft {
  readonly difference: string;
  readonly code: string;
  readonly range: { readonly start: number; readonly end: number };
  readonly nextClick: 'start' | 'end';
}

export interface TurnView {
  readonly speaker: string;
  readonly startMs: number | null;
  /** UTF-16 offset of `words` in the transcript's working text. */
  readonly start: number;
  readonly words: string;
}

export interface CodeView {
  /** `urn:uuid:` and the code's id. */
  readonly id: string;
  readonly name: string;
  readonly definition: string;
  readonly whenToUse: string;
  readonly whenNotToUse: string;
  readonly colour: string;
  /** No longer in the codebook. */
  readonly deleted: boolean;
}

export interface CoderView {
  readonly id: string;
  readonly name: string;
  readonly isModel: boolean;
  readonly segments: number;
  /** Segments whose words are no longer found for certain. */
  readonly unplaced: number;
}

export interface AdjudicationContent {
  readonly place: AdjudicationPlace;
  readonly document: string;
  readonly turns: readonly TurnView[];
  /** In the codebook's order; codes that were deleted from it last. */
  readonly codes: readonly CodeView[];
  readonly coders: readonly CoderView[];
  /** Persons of the study who may decide. */
  readonly deciders: readonly { readonly id: string; readonly name: string }[];
  readonly differences: readonly Difference[];
  readonly agreed: number;
  /** Path of the consensus file, relative to the study. */
  readonly consensusFile: string;
}

export interface AdjudicationProgress {
  /** Of the present differences. */
  readonly settlements: readonly RecordedSettlement[];
  /** How many of the agreed stretches are in the consensus. */
  readonly agreedTaken: number;
  /** Decisions about codings that have been changed since; they stay in the consensus. */
  readonly outdated: number;
  readonly canUndo: boolean;
  /** The difference that was just put back as it was. */
  readonly undone: string | null;
}

export type AdjudicationToPanel =
  | { readonly type: 'notice'; readonly notice: Notice; readonly keepContent: boolean }
  /** `unsaved`: memos that came and could not be saved, by the id of their difference. */
  | {
      readonly type: 'content';
      readonly content: AdjudicationContent;
      readonly progress: AdjudicationProgress;
      readonly unsaved: readonly (readonly [string, string])[];
    }
  | { readonly type: 'progress'; readonly progress: AdjudicationProgress }
  /** Something the person should know, beside what is shown. */
  | { readonly type: 'told'; readonly message: string };

export type AdjudicationFromPanel =
  | { readonly type: 'ready' }
  | {
      readonly type: 'decide';
      readonly difference: string;
      readonly decision: Decision;
      readonly memo: string;
      readonly decidedBy: readonly string[];
    }
  /** Nothing but the memo is new; the decision stays as it is recorded, which the page may not have heard of yet. */
  | {
      readonly type: 'memo';
      readonly difference: string;
      readonly memo: string;
      /** Who writes it, where nobody has decided. */
      readonly decidedBy: readonly string[];
    }
  | { readonly type: 'undo' }
  /** What was `told` has been read. */
  | { readonly type: 'dismiss' }
  | { readonly type: 'takeAgreed'; readonly decidedBy: readonly string[] }
  /** Shows a stretch in the transcript. */
  | { readonly type: 'reveal'; readonly start: number; readonly end: number }
  /** Opens the consensus coder's file. */
  | { readonly type: 'openConsensus' }
  | { readonly type: 'action'; readonly action: NoticeAction };
