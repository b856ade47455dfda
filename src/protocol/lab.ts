// Messages between the lab sheet's editor and its host (src/features/lab ↔ webview/lab).
import type { ErrorInfo } from '../core/base/userError';
import type { ExactPrompt } from '../core/prompting/exactPrompt';
import type { Checklist } from '../core/prompting/labReport/checklistItem';
import type { LabResults } from '../core/prompting/labResults';
import type { RunRecord } from '../core/prompting/records';
import type { ModelSetting, Sheet } from '../core/prompting/sheet';
import type { Message, Technique } from '../core/prompting/technique';
import type { SaveMessage } from './panel';

/** A technique as the panel offers it. */
export interface TechniqueCard extends Pick<Technique, 'kind' | 'tasks'> {
  readonly name: string;
  readonly what: string;
  readonly when: string;
  readonly source: string;
}

/** What a person may choose from. */
export interface LabOffer {
  readonly study: string;
  readonly codes: readonly { readonly id: string; readonly name: string; readonly isAbove: boolean }[];
  readonly speakers: readonly string[];
  readonly coders: readonly { readonly id: string; readonly name: string; readonly kind: 'person' | 'model' }[];
  readonly transcripts: readonly string[];
  readonly techniques: readonly TechniqueCard[];
  readonly model: {
    readonly name: string;
    readonly bundled: boolean;
    /** The server that prompts would go to; null for a model on this machine. */
    readonly server: string | null;
  };
  /** What a sheet may name instead of the model in use. */
  readonly models: readonly {
    readonly id: string;
    readonly name: string;
    /** Path of the ONNX file in its folder; null for a server. */
    readonly file: string | null;
    /** For people. */
    readonly label: string;
    /** The server that prompts would go to; null for a model on this machine. */
    readonly server: string | null;
  }[];
  /** Whether the person codes blind: then others' codes are in no figure. */
  readonly blind: boolean;
}

/** A segment with the label of the reference coder. */
export interface LabExample {
  readonly id: string;
  readonly transcript: string;
  readonly text: string;
  /** Name of the label. */
  readonly label: string;
}

export interface LabViewState {
  readonly tab: 'setup' | 'answers' | 'figures' | 'report';
  readonly filter: 'all' | 'differ' | 'notPerson' | 'noLabel';
  /** The column whose answers the last two filters look at, by its id; null for any of them. */
  readonly of: string | null;
  /** Ids of two columns whose words are compared. */
  readonly compare: readonly [string, string] | null;
}

/** What a report of the sheet would tell, and what it could not. */
export interface LabReportPreview {
  readonly checklists: readonly Checklist[];
  readonly methods: string;
  /** Prompts and settings in the runs file that the sheet asks no longer. */
  readonly triedBefore: number;
}

export type LabToPanel =
  /** `edit`: the last of the panel's edits that is in the sheet; 0 before the first. */
  | { readonly type: 'sheet'; readonly sheet: Sheet; readonly offer: LabOffer; readonly edit: number }
  /** The file is not a sheet: nothing can be shown but why. */
  | { readonly type: 'invalid'; readonly error: ErrorInfo }
  /** Null while the sheet asks about nothing; `problem` says why. */
  | {
      readonly type: 'results';
      readonly results: LabResults | null;
      readonly problem: ErrorInfo | null;
      /** Models of the sheet that are not there: their runs wait. */
      readonly missing?: readonly ErrorInfo[];
      /** Small print for pictures: what they rest on. */
      readonly smallPrint?: string;
      /** What was found out about the sampling of models on servers, and lines of the runs file that cannot be read. */
      readonly limits?: readonly string[];
    }
  /** For the panel to put into the sheet as it is then, unless it is there: the panel alone changes models. */
  | { readonly type: 'model'; readonly setting: ModelSetting }
  | { readonly type: 'report'; readonly preview: LabReportPreview }
  | {
      readonly type: 'progress';
      readonly done: number;
      readonly total: number;
      /** Estimated from the runs so far; null at first. */
      readonly secondsLeft: number | null;
    }
  /** A batch has ended; what went wrong in it, by message, or why it could not go on at all. */
  | {
      readonly type: 'stopped';
      readonly cancelled: boolean;
      readonly errors: readonly { readonly message: string; readonly count: number }[];
      readonly failure: ErrorInfo | null;
    }
  | { readonly type: 'detail'; readonly technique: string; readonly records: readonly RunRecord[] }
  | {
      readonly type: 'preview';
      readonly technique: string;
      readonly purpose: string;
      readonly messages: readonly Message[];
      readonly labels: readonly string[];
      /** The segment that it is about. */
      readonly item: { readonly transcript: string; readonly speaker: string | null };
      /** As the first model would get it; absent until it is known, and for a model on a server. */
      readonly exact?: ExactPrompt;
    }
  /** What few-shot may show, where examples are picked by hand: never of the test part. */
  | { readonly type: 'examples'; readonly examples: readonly LabExample[] }
  | { readonly type: 'error'; readonly error: ErrorInfo };

export type LabFromPanel =
  | { readonly type: 'ready' }
  /**
   * The sheet as the person changed it; `edit` counts up from 1, anew after each `ready`. `isDone`: false while a field is
   * being typed into, where more of it is to come.
   */
  | { readonly type: 'edit'; readonly sheet: Sheet; readonly edit: number; readonly isDone: boolean }
  /** What was typed is put into the document now: VS Code may be about to act on it. */
  | { readonly type: 'keep' }
  /** Asks for `model`: an offered one as a sheet records it, with its file's hash, which can take a while. */
  | { readonly type: 'addModel'; readonly id: string }
  /** `model`: the one in use, as the page names it; a sheet that names no models asks no other. */
  | { readonly type: 'run'; readonly model: Pick<LabOffer['model'], 'name' | 'server'> }
  | { readonly type: 'cancel' }
  | { readonly type: 'openTest' }
  /** All repeats of a column on an item; `technique` is the column's id. */
  | { readonly type: 'detail'; readonly technique: string; readonly item: string }
  /** The first prompt of a technique, as it would be put about the first segment. */
  | { readonly type: 'preview'; readonly technique: string }
  | { readonly type: 'openItem'; readonly item: string }
  | { readonly type: 'openAsText' }
  | { readonly type: 'chooseModel' }
  /** Codes for a transcript by a technique, by its id. */
  | { readonly type: 'suggest'; readonly technique: string }
  | { readonly type: 'save'; readonly what: 'answers' | 'figures' }
  /** A picture or a table that is shown. */
  | { readonly type: 'saveShown'; readonly file: SaveMessage }
  /** Asks for `report`. */
  | { readonly type: 'previewReport' }
  | { readonly type: 'saveReport' }
  | { readonly type: 'saveTables' }
  | { readonly type: 'copyMethods' };
