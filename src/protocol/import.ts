// Messages between the Import Transcripts panel and its host (src/features/import ↔ webview/import).
import type { TextEncoding } from '../core/base/decodeText';
import type { ErrorInfo } from '../core/base/userError';
import type { SpeakerRole } from '../core/coding/speakerRoles';
import type { TableColumns } from '../core/exchange/import/csvTable';
import type { FileFormat } from '../core/exchange/import/formats';
import type { ImportWarning } from '../core/exchange/import/imported';
import type { TurnText } from '../core/transcript/transcript';

/** A transcript to be. */
export interface DocumentReview {
  /** As the person may change it; without folder and ending. */
  readonly name: string;
  /** Where it will be written; null when its file is left out. */
  readonly path: string | null;
  /** After merging. */
  readonly turns: number;
  readonly words: number;
  readonly segments: number;
  /** Names in the file. */
  readonly speakers: readonly string[];
  /** As they will read, under the names that they will have; long words are cut. */
  readonly firstTurns: readonly TurnText[];
  /** What stands before the first turn; the beginning, where no speaker is named. */
  readonly firstText: string | null;
  readonly warnings: readonly ImportWarning[];
}

export interface TableReview {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly hasHeader: boolean;
  /** Positions of columns that may each be a person's; fewer than two where none are. */
  readonly persons: readonly number[];
  /** Null until the person has said which column holds the words. */
  readonly used: TableColumns | null;
}

/** What another program's project or codebook brings besides texts. */
export interface ProjectReview {
  /** Names, in the order of the file. */
  readonly codes: readonly string[];
  /** Of these, how many the study's codebook has not. */
  readonly newCodes: number;
  /** `isKnown`: the study has this coder, and the segments are added to theirs. */
  readonly coders: readonly { readonly name: string; readonly segments: number; readonly isKnown: boolean }[];
  readonly segments: number;
  readonly memos: number;
  /** How the file counts characters, by document, in words; only where there are segments. */
  readonly positions: readonly string[];
}

/** What people noted beside the words, in all files that are taken in. */
export interface RemarksReview {
  readonly comments: number;
  /** And endnotes. */
  readonly footnotes: number;
  /** They become memos of the person who imports. */
  readonly isKept: boolean;
  /** Whose file they go into; null while nobody has said who codes here. */
  readonly coder: string | null;
}

export interface FileReview {
  readonly id: number;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly isIncluded: boolean;
  readonly state: 'reading' | 'ready' | 'failed';
  readonly error: ErrorInfo | null;
  readonly format: FileFormat | null;
  readonly encoding: { readonly encoding: TextEncoding; readonly certain: boolean } | null;
  readonly table: TableReview | null;
  readonly project: ProjectReview | null;
  /** The first of them, where a table holds very many. */
  readonly documents: readonly DocumentReview[];
  readonly documentCount: number;
  readonly warnings: readonly ImportWarning[];
  /** Transcripts of an earlier import of the very same file. */
  readonly alreadyThere: readonly string[];
  /** It was read, and nothing is said in it. */
  readonly isEmpty: boolean;
}

/** A speaker under one name in the files, whichever these are. */
export interface SpeakerReview {
  readonly name: string;
  /** What the file says besides, such as a full name. */
  readonly note: string | null;
  readonly files: number;
  readonly turns: number;
  readonly words: number;
  readonly newName: string;
  /** Why the new name cannot be taken; else null. */
  readonly problem: string | null;
  readonly role: SpeakerRole | null;
  /** Whether it can be said to be a note: a line such as “Place: practice” looks like a turn. */
  readonly mayBeNote: boolean;
}

export interface ImportReview {
  /** Title of the study. */
  readonly study: string;
  readonly files: readonly FileReview[];
  readonly speakers: readonly SpeakerReview[];
  /** What lines begin with that are kept as notes, not as speakers. */
  readonly notes: readonly string[];
  /** Null where there are none. */
  readonly remarks: RemarksReview | null;
  /** Null: turns stay as they are; else seconds from start to start, `null` within for any. */
  readonly merge: MergeChoice | null;
  /** Why nothing can be imported now; null when it can. */
  readonly blocked: string | null;
}

export interface MergeChoice {
  /** Turns that start further apart stay apart; null: none do. */
  readonly gapSeconds: number | null;
}

/** What became of one file. */
export interface FileOutcome {
  readonly name: string;
  readonly transcripts: readonly {
    readonly path: string;
    readonly turns: number;
    readonly segments: number;
    readonly memos: number;
  }[];
  readonly codesAdded: number;
  readonly warnings: readonly ImportWarning[];
  readonly alreadyThere: boolean;
  readonly error: ErrorInfo | null;
}

/** What survives a reload of the window: where the files are, and settings; never names or text. */
export interface ImportViewState {
  /** URI of the study's folder. */
  readonly folder: string | null;
  /** URIs. */
  readonly files: readonly string[];
  readonly merge: MergeChoice | null;
  readonly keepsRemarks: boolean;
}

export type ImportToPanel =
  /** `saved` is what the panel keeps for a reload. */
  | { readonly type: 'review'; readonly review: ImportReview; readonly saved: ImportViewState }
  | { readonly type: 'importing'; readonly done: number; readonly of: number; readonly name: string }
  | { readonly type: 'finished'; readonly outcomes: readonly FileOutcome[]; readonly wasStopped: boolean }
  | { readonly type: 'error'; readonly error: ErrorInfo };

export type ImportFromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'addFiles' }
  | { readonly type: 'include'; readonly file: number; readonly on: boolean }
  | { readonly type: 'format'; readonly file: number; readonly format: FileFormat }
  | { readonly type: 'encoding'; readonly file: number; readonly encoding: TextEncoding }
  | { readonly type: 'header'; readonly file: number; readonly hasHeader: boolean }
  | { readonly type: 'columns'; readonly file: number; readonly columns: TableColumns }
  | { readonly type: 'rename'; readonly file: number; readonly document: number; readonly name: string }
  /** What was changed, alone: the rest may have been changed a moment ago. */
  | { readonly type: 'speaker'; readonly name: string; readonly newName?: string; readonly role?: SpeakerRole | null }
  /** Lines that begin with this name are notes, or somebody speaks in them, in all files. */
  | { readonly type: 'note'; readonly name: string; readonly isNote: boolean }
  | { readonly type: 'merge'; readonly merge: MergeChoice | null }
  /** Comments and footnotes become memos, or are left out. */
  | { readonly type: 'remarks'; readonly keep: boolean }
  | { readonly type: 'import' }
  /** Stops after the file that is being written. */
  | { readonly type: 'stop' }
  /** Closes the panel; nothing is written. */
  | { readonly type: 'cancel' }
  | { readonly type: 'open'; readonly path: string };
