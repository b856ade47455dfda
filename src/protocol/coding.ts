// Messages between the coding editor's page and the extension. Offsets are UTF-16, in the transcript's working text.
import type { Pattern } from '../core/codebook/colours';
import type { SuggestionStatus } from '../core/suggestions/lifecycle';
import type { QuoteMark } from '../core/suggestions/quoteMark';

/** [start, end), UTF-16. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface CodingTurn extends Stretch {
  readonly speaker: string;
  /** Milliseconds from the start of the recording. */
  readonly startMs: number | null;
  /** What was said, without the head. */
  readonly words: Stretch;
}

export interface CodingCoder {
  readonly id: string;
  readonly name: string;
  readonly kind: 'person' | 'model';
  /** The person at this machine, whose file the editor writes. */
  readonly isMe: boolean;
  /** Whether the segments are sent; never for another coder while coding blind. */
  readonly shown: boolean;
}

export interface CodingCode {
  /** UUID in the codebook. */
  readonly id: string;
  readonly name: string;
  /** Names of the codes above, outermost first. */
  readonly path: readonly string[];
  readonly definition: string;
  readonly whenToUse: string;
  readonly whenNotToUse: string;
  readonly examples: readonly string[];
  readonly colour: string;
  readonly pattern: Pattern;
  readonly shortcut: string | null;
  /** Position among the pinned codes, from 1 to 9; null when not pinned. */
  readonly pin: number | null;
  /** No longer in the codebook, but segments carry it. */
  readonly deleted: boolean;
}

/** A coded stretch, where it stands now. */
export interface CodingSegment extends Stretch {
  /** `urn:uuid:` of the annotation. */
  readonly id: string;
  readonly coder: string;
  /** UUID of a `CodingCode`. */
  readonly code: string;
  /** `moved`: found by likeness in a text that has changed; the person has not confirmed the place. */
  readonly state: 'exact' | 'moved';
}

/** A coded stretch whose words are no longer found. */
export interface OrphanedSegment {
  readonly id: string;
  readonly coder: string;
  readonly code: string;
  /** The words that it was made on. */
  readonly quote: string;
}

/** A model's coding: which segment it is, how the model came to it, and what this person has decided. */
export interface CodingSuggestion {
  /** `urn:uuid:` of the `CodingSegment`, in the model coder's file. */
  readonly segment: string;
  readonly status: SuggestionStatus;
  /** This person's segments that came of it. */
  readonly own: readonly string[];
  /** Of the code among `choices` answers; null where it is not known. */
  readonly probability: number | null;
  readonly choices: number;
  /** What the model quoted, checked against the text as it is now; null where it quoted nothing. */
  readonly quote: { readonly text: string; readonly mark: QuoteMark } | null;
  /** What the model wrote about why. */
  readonly reason: string | null;
  /** What of the questions did not fit in the model's context window, in words. */
  readonly leftOut: readonly string[];
  /** For people: the model, and how it was asked; null where the file does not say. */
  readonly model: string | null;
  readonly technique: string | null;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
}

export interface CodingMemo {
  /** `urn:uuid:` of the annotation. */
  readonly id: string;
  readonly coder: string;
  readonly target: MemoTarget;
  readonly text: string;
}

export type MemoTarget =
  | { readonly kind: 'segment'; readonly segment: string }
  /** `gone`: the words, where they are no longer in the text; the stretch is then the place where they stood. */
  | ({ readonly kind: 'stretch'; readonly gone?: string } & Stretch)
  | { readonly kind: 'code'; readonly code: string };

export interface CodingSettings {
  /** Whether a digit applies the code pinned to it, and `.` the last one, at once. */
  readonly singleKeys: boolean;
  readonly blind: boolean;
}

/** Everything the page shows; sent when the page is ready and when the text itself has changed. */
export interface CodingContent {
  readonly type: 'content';
  /** File name of the transcript. */
  readonly title: string;
  /** Working text: LF line ends. */
  readonly text: string;
  /** Of the text. */
  readonly sha256: string;
  readonly turns: readonly CodingTurn[];
  /** What stands before the first turn. */
  readonly preamble: Stretch | null;
  /** Between the words of turns, in order: nobody's either. */
  readonly notes: readonly Stretch[];
  readonly coders: readonly CodingCoder[];
  readonly codes: readonly CodingCode[];
  readonly segments: readonly CodingSegment[];
  readonly orphans: readonly OrphanedSegment[];
  readonly memos: readonly CodingMemo[];
  /** Of the models whose segments are sent. */
  readonly suggestions: readonly CodingSuggestion[];
  readonly settings: CodingSettings;
  /** Why nothing can be coded here, and what to do; null when it can. */
  readonly readOnly: string | null;
}

/** What has changed since the last content; an absent list has not. */
export interface CodingChange {
  readonly type: 'change';
  readonly coders?: readonly CodingCoder[];
  readonly codes?: readonly CodingCode[];
  /** Added or changed; those with a known id replace it. */
  readonly segments?: readonly CodingSegment[];
  /** Added or changed. */
  readonly memos?: readonly CodingMemo[];
  /** Ids of segments and memos that are gone. */
  readonly removed?: readonly string[];
  readonly orphans?: readonly OrphanedSegment[];
  /** Added or changed. */
  readonly suggestions?: readonly CodingSuggestion[];
  readonly settings?: CodingSettings;
}

/** A model is being asked for suggestions on this transcript. */
export interface Suggesting {
  readonly model: string;
  /** What is asked about, for people. */
  readonly unit: 'turn' | 'stretch';
  /** Those asked about so far; null while it is only found out how long they take, and before the person agrees. */
  readonly done: number | null;
  readonly total: number;
  /** Null until it can be told. */
  readonly secondsLeft: number | null;
}

/** How far a model is with its suggestions, or what came of the last go, in words. */
export interface SuggestingState {
  readonly progress: Suggesting | null;
  readonly outcome: string | null;
}

/** What a key of the page does, chosen elsewhere: the list of codes for the selected words, a memo on them, a code. */
export type CommandOfPage = { readonly do: 'pick' | 'memo' } | { readonly do: 'code'; readonly code: string };

export type ToCodingPanel =
  | CodingContent
  | CodingChange
  | ({ readonly type: 'suggesting' } & SuggestingState)
  /** Scrolls there and marks it; a segment opens its details when `open` is set. */
  | { readonly type: 'reveal'; readonly stretch: Stretch; readonly segment: string | null; readonly open: boolean }
  | { readonly type: 'command'; readonly command: CommandOfPage }
  /** In answer to `apply`, once its change has been posted: what was made, so that the page can select it. */
  | { readonly type: 'applied'; readonly segments: readonly string[] }
  | { readonly type: 'failed'; readonly message: string; readonly remedy: string };

/** An act of the person: one entry in undo. */
export type CodingAct =
  | { readonly act: 'code'; readonly stretch: Stretch; readonly code: string }
  /** Makes the code first, at the top of the codebook's tree. */
  | { readonly act: 'codeAsNew'; readonly stretch: Stretch; readonly name: string }
  | { readonly act: 'resize'; readonly segment: string; readonly stretch: Stretch }
  | { readonly act: 'recode'; readonly segments: readonly string[]; readonly code: string }
  | { readonly act: 'split'; readonly segment: string; readonly at: number }
  /** Segments of one code become one, from the first start to the last end. */
  | { readonly act: 'merge'; readonly segments: readonly string[] }
  | { readonly act: 'delete'; readonly segments: readonly string[] }
  /** Confirms where a moved segment stands now. */
  | { readonly act: 'confirm'; readonly segments: readonly string[] }
  /** Gives a moved or orphaned segment a place. */
  | { readonly act: 'reattach'; readonly segment: string; readonly stretch: Stretch }
  /** Takes a suggestion into this person's own coding, for these words and this code. */
  | { readonly act: 'accept'; readonly suggestion: string; readonly stretch: Stretch; readonly code: string }
  /** Rejects a suggestion, or takes that back. */
  | { readonly act: 'reject'; readonly suggestion: string; readonly rejected: boolean }
  /**
   * Gives a memo a text: letter by letter as it is typed, since a page that is hidden or closed cannot save. Letters
   * that follow one another are one entry in undo. `memo`: `urn:uuid:`, a new one for a memo that is yet to be made; an
   * empty text deletes it.
   */
  | { readonly act: 'memo'; readonly memo: string; readonly target: MemoTarget; readonly text: string };

export type FromCodingPanel =
  | { readonly type: 'ready' }
  /** `sha256`: of the text that the page shows, in which the act's offsets count. */
  | { readonly type: 'apply'; readonly act: CodingAct; readonly sha256: string }
  /** What is selected, for the panels that explain it; null when nothing is. */
  | {
      readonly type: 'select';
      readonly stretch: Stretch | null;
      /** What it stands for as a segment: without heads and white space at its ends. */
      readonly codable: Stretch | null;
    }
  | { readonly type: 'showCoders'; readonly coders: readonly string[] }
  /** Asks the person who is coding. */
  | { readonly type: 'sayCoder' }
  | { readonly type: 'setBlind'; readonly blind: boolean }
  | { readonly type: 'setSingleKeys'; readonly singleKeys: boolean }
  | { readonly type: 'pin'; readonly code: string; readonly pin: number | null }
  /** Asks a model for suggestions; what is asked and of whom, the person says. */
  | { readonly type: 'suggest' }
  | { readonly type: 'cancelSuggesting' }
  /** What came of the last go has been read. */
  | { readonly type: 'dismissSuggesting' }
  | { readonly type: 'saveSuggestions' }
  | { readonly type: 'openAsText'; readonly at: number }
  | { readonly type: 'run'; readonly command: 'undo' | 'redo' | 'save' };

/** What a hidden or reloaded page takes up again: places and settings, never the text. */
export interface CodingViewState {
  /** First offset in view. */
  readonly top: number;
  readonly selection: Stretch | null;
  /** Of the text in which these count. */
  readonly sha256: string | null;
  /** UUID of the code to which the view is narrowed. */
  readonly filter: string | null;
  readonly suggestions: SuggestionView;
}

/** How the suggestions are looked at. */
export interface SuggestionView {
  /** Whether they are drawn in the text. */
  readonly shown: boolean;
  /** Whether the queue is open, and at which suggestion. */
  readonly open: boolean;
  readonly at: string | null;
  /** Only those with at least this probability are in the queue; 0: all. */
  readonly least: number;
}
