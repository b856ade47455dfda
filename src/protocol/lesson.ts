// Messages between the lesson on how a model is made and its host (src/features/lesson ↔ webview/lesson).
import type { LossCurve } from '../core/lesson/lossPoints';
import type { PronounShare } from '../core/lesson/pronounShares';
import type { CheckedQuote } from '../core/lesson/quotes';
import type { StageWords } from '../core/lesson/stageWords';
import type { Provenance } from '../core/figures/provenance';
import type { Stage } from '../core/models/stages';
import type { SaveMessage } from './panel';

/** Something that a data file holds, or why there is none. */
export type FromFile<T> = { readonly value: T } | { readonly missing: string };

/** What the family's own report says of a stage. */
export interface StageReport {
  readonly stage: Stage;
  /** How it came about, for people. */
  readonly description: string;
  readonly steps: number;
  readonly tokens: number;
  readonly heldOutNatsPerToken: number;
}

/** Sentences that were planted in the text of training. */
export interface CanaryPlan {
  /** The stages that read them, or went on from one that did. */
  readonly readBy: readonly Stage[];
  readonly planted: number;
  readonly controls: number;
}

/** What is shown before anything is computed. */
export interface Course {
  readonly report: FromFile<readonly StageReport[]>;
  readonly losses: FromFile<LossCurve>;
  readonly canaries: FromFile<CanaryPlan>;
}

export type Section = 'write' | 'quote' | 'pronouns' | 'memory';

export interface Continuation {
  readonly stage: Stage;
  readonly text: string;
  readonly ended: boolean;
}

export interface QuoteTry {
  readonly seed: number;
  readonly text: string;
  readonly quotes: readonly CheckedQuote[];
}

export interface Recall {
  readonly prompt: string;
  readonly planted: string;
  /** How often it stood in the text of training; 0 for a control. */
  readonly count: number;
  /** What the model writes by itself, as long as what was planted. */
  readonly written: string;
  readonly exact: boolean;
  /** Surprisal of what was planted, after the prompt. */
  readonly bits: number;
}

/** Answers carry the `run` of their request; those of an older run are dropped. */
export type LessonToPanel =
  | { readonly type: 'course'; readonly course: Course }
  /** One stage's continuation; the stages come one by one. */
  | { readonly type: 'continued'; readonly run: number; readonly continuation: Continuation }
  /** All stages' next words after the prompt; `texts` of `words.ids`. */
  | { readonly type: 'words'; readonly run: number; readonly words: StageWords; readonly texts: readonly string[] }
  | {
      readonly type: 'quoted';
      readonly run: number;
      /** Written freely, and with quotes held to the text. */
      readonly free: QuoteTry;
      readonly held: QuoteTry;
    }
  | { readonly type: 'pronouns'; readonly run: number; readonly stage: Stage; readonly shares: readonly PronounShare[] }
  | { readonly type: 'memory'; readonly run: number; readonly stage: Stage; readonly recalls: readonly Recall[] }
  | { readonly type: 'done'; readonly run: number; readonly section: Section }
  | { readonly type: 'failed'; readonly run: number; readonly section: Section; readonly message: string }
  | { readonly type: 'provenance'; readonly subjectId: number; readonly provenance: Provenance };

interface Ask {
  readonly run: number;
}

export interface WriteRequest extends Ask {
  readonly prompt: string;
  readonly asMessage: boolean;
  readonly temperature: number;
  readonly seed: number;
}

export interface QuoteRequestMessage extends Ask {
  readonly topic: string;
  readonly text: string;
  /** The first of the tries' seeds. */
  readonly seed: number;
  readonly tries: number;
}

export type LessonFromPanel =
  | { readonly type: 'ready' }
  | ({ readonly type: 'write' } & WriteRequest)
  | ({ readonly type: 'quote' } & QuoteRequestMessage)
  | ({ readonly type: 'pronouns'; readonly stage: Stage } & Ask)
  | ({ readonly type: 'memory'; readonly stage: Stage } & Ask)
  | { readonly type: 'compareModels' }
  | { readonly type: 'provenance'; readonly subjectId: number }
  | SaveMessage
  | { readonly type: 'copy'; readonly text: string; readonly what: string };

/** What survives a hidden tab and a reload: settings, never a text. */
export interface LessonViewState {
  /** Index of the example that the prompt began as. */
  readonly example: number;
  readonly temperature: number;
  readonly seed: number;
}
