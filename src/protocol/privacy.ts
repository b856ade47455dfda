// Messages between the De-identify panel and its host (src/features/privacy ↔ webview/privacy).
import type { ErrorInfo } from '../core/base/userError';
import type { DayMonthOrder } from '../core/privacy/dateShift';
import type { Certainty, IdentifierKind } from '../core/privacy/identifiers';
import type { NameStyle } from '../core/privacy/pseudonyms';

/** `open`: nobody has looked at it yet. */
export type HitDecision = 'open' | 'replace' | 'keep';

/** All offsets are UTF-16, in the working text. */
export interface HitView {
  /** Index into `transcripts` of the same message. */
  readonly transcript: number;
  readonly group: number;
  readonly certainty: Certainty;
  readonly start: number;
  readonly end: number;
  /** Whether the person added it. */
  readonly added: boolean;
  /** How improbable the model found the word, in bits, where the model proposed it; null for what rules or people found. */
  readonly proposed: number | null;
}

/** All that stands for the same person, place or thing. */
export interface GroupView {
  readonly kind: IdentifierKind;
  /** As it is written first. */
  readonly words: string;
}

export interface TurnView {
  readonly speaker: string;
  /** Of the whole turn, its head included. */
  readonly start: number;
  readonly end: number;
}

export interface ReviewText {
  readonly path: string;
  readonly text: string;
  readonly turns: readonly TurnView[];
}

/** What else to look for, a line for each. */
export interface PrivacyLists {
  readonly names: string;
  readonly places: string;
}

export interface PrivacyChoices extends PrivacyLists {
  readonly transcripts: readonly string[];
  readonly style: NameStyle;
  readonly dates: 'label' | 'shift';
  readonly order: DayMonthOrder;
}

/** What the panel keeps for a reload, besides its settings: the URI of the study. */
export interface PrivacySaved {
  readonly study: string;
}

/** Words on their way into an adder, and where they were selected. */
export interface AddedWords {
  readonly words: string;
  readonly place: { readonly transcript: number; readonly start: number } | null;
}

/** What was typed to name what nothing had found, and is not added yet: in the transcripts, and in the sample. */
export interface PrivacyDraft {
  readonly text: AddedWords;
  readonly sample: AddedWords;
  readonly kind: IdentifierKind;
}

/** An identifier that the person marked in the sample. */
export interface SampleMark {
  readonly transcript: number;
  readonly kind: IdentifierKind;
  readonly start: number;
  readonly end: number;
}

export interface PrivacySetup {
  readonly title: string;
  readonly transcripts: readonly string[];
  readonly choices: PrivacyChoices;
  /** Name of the key file; null until one is chosen. */
  readonly key: string | null;
  /** Files in originals/. */
  readonly originals: number;
  /** Which model can be asked for proposals, and the server that the words would be sent to for that. */
  readonly model: { readonly name: string; readonly server: string | null };
  /** An earlier run was interrupted: the key knows how to finish it. */
  readonly unfinished: boolean;
}

export interface PrivacySummary {
  readonly transcripts: number;
  /** Transcripts that had been changed or removed before their turn came; they stay as they are. */
  readonly skipped: readonly string[];
  readonly replaced: number;
  /** Codings of all coders that were carried over. */
  readonly carried: number;
  /** Codings that had no certain place before, and have none now. */
  readonly uncertain: number;
  readonly held: HeldWords;
}

/** Where words that were replaced still stand, `originals/` aside. */
export interface HeldWords {
  /** Of coders. */
  readonly notes: number;
  /** In the order of `kind`, then of their paths. */
  readonly files: readonly HeldFile[];
  /** Files that are no text: nobody looked into them. */
  readonly unread: readonly string[];
  /** Whether the whole folder was walked. */
  readonly isAll: boolean;
}

export const heldKinds = [
  /** The name of the file or folder. */
  'name',
  'transcript',
  'coding',
  'codebook',
  'study',
  'runs',
  'sheet',
  'conversation',
  'journal',
  'aside',
  'other',
] as const;

export interface HeldFile {
  /** Relative to the study. */
  readonly path: string;
  readonly kind: (typeof heldKinds)[number];
}

export type PrivacyToPanel =
  /** `saved` is what the panel keeps for a reload. */
  | { readonly type: 'setup'; readonly setup: PrivacySetup; readonly saved: PrivacySaved }
  | {
      readonly type: 'found';
      /** Indices of hits and groups are those of this version: what names another one comes too late. */
      readonly version: number;
      readonly transcripts: readonly ReviewText[];
      readonly groups: readonly GroupView[];
      readonly hits: readonly HitView[];
      readonly marks: readonly SampleMark[];
    }
  /** In the order of `hits` and of `groups`. */
  | { readonly type: 'review'; readonly decisions: readonly HitDecision[]; readonly pseudonyms: readonly string[] }
  /** To a page that has come back. */
  | { readonly type: 'draft'; readonly draft: PrivacyDraft }
  | { readonly type: 'working'; readonly what: 'finding' | 'applying' }
  /** `done`: from 0 to 1. */
  | { readonly type: 'reading'; readonly done: number }
  /** The model has read; `proposals`: how many words it added. */
  | { readonly type: 'proposed'; readonly model: string; readonly proposals: number }
  /** The model was stopped. */
  | { readonly type: 'stopped' }
  | { readonly type: 'applied'; readonly summary: PrivacySummary }
  | { readonly type: 'error'; readonly error: ErrorInfo };

export type PrivacyFromPanel =
  | { readonly type: 'ready' }
  /** What was changed, alone; lists and pseudonyms come at every letter. */
  | { readonly type: 'choose'; readonly change: Partial<PrivacyChoices> }
  | { readonly type: 'draft'; readonly draft: PrivacyDraft }
  | { readonly type: 'find' }
  /** Has the model read the transcripts and propose what it finds improbable. */
  | { readonly type: 'propose' }
  | { readonly type: 'stop' }
  | {
      readonly type: 'decide';
      readonly version: number;
      readonly hits: readonly number[];
      readonly decision: HitDecision;
    }
  | { readonly type: 'rename'; readonly version: number; readonly group: number; readonly pseudonym: string }
  | {
      readonly type: 'add';
      readonly transcript: number;
      readonly start: number;
      readonly end: number;
      readonly kind: IdentifierKind;
    }
  | { readonly type: 'mark'; readonly marks: readonly SampleMark[] }
  | { readonly type: 'chooseKey' }
  | { readonly type: 'apply' }
  | { readonly type: 'finish' }
  /** Looks again where the words still stand. */
  | { readonly type: 'lookAgain' }
  | { readonly type: 'moveOriginals' };
