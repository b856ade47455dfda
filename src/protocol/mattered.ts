// Messages between the panel What Mattered and its host (src/features/mattered ↔ webview/mattered).
import type { DeletionCheck, Ranking } from '../core/attribution/deletion';
import type { Evidence } from '../core/attribution/evidence';
import type { UnitKind } from '../core/attribution/units';
import type { RangeUtf16 } from '../core/base/offsets';
import type { ErrorInfo } from '../core/base/userError';
import type { Pattern } from '../core/codebook/colours';
import type { Ability } from './engine';
import type { ModelInfo, Token } from './modelHost';
import type { SubjectContent, SubjectFromPanel, SubjectToPanel } from './panel';

/** A word that may come next. */
export interface NextWord {
  /** As it would be put after the text, a space before it included. */
  readonly text: string;
  /** Probability of its first token, over the whole vocabulary. */
  readonly p: number;
}

export interface MatteredContent extends SubjectContent<Token> {
  /** The part of the selected words that was read; all offsets count in it. Empty where it was not sent to a server yet. */
  readonly text: string;
  /** How many parts of each kind it has. */
  readonly parts: Readonly<Record<UnitKind, number>>;
  /** Most probable first; the first one is what is asked about unless the person says otherwise. */
  readonly nextWords: readonly NextWord[];
  /** Of an encoder that fills gaps: its words, each of which can be hidden. Null for any other model. */
  readonly hideable: readonly RangeUtf16[] | null;
  /** Of a model that only embeds: how; else why there is nothing of the kind. */
  readonly embedding: ModelInfo['embedding'];
  /** What one run over the text takes, in milliseconds; null where it is not known. */
  readonly runMs: number | null;
  /** Whether the model shows its attention. */
  readonly attention: Ability;
  /** Null for a model on this machine. */
  readonly server: {
    readonly host: string;
    /** False: nothing of the words has been sent. */
    readonly isSent: boolean;
    /** Whether it tells how probable a given text is. */
    readonly score: Ability;
  } | null;
}

export interface MatteredAsk {
  /** Put after the text, or in the gap, exactly as it is. Null: no words are asked about, but the embedding of the text. */
  readonly target: string | null;
  /** What is hidden in the text, and guessed again; only for models that fill gaps. */
  readonly gap?: RangeUtf16;
  /** Why the target rather than this; null without a target. */
  readonly foil: string | null;
  readonly unit: UnitKind;
}

export interface MatteredParts {
  readonly units: readonly RangeUtf16[];
  /** With the whole text. */
  readonly whole: Evidence;
  /** Without each unit. */
  readonly without: readonly Evidence[];
}

export interface CheckSettings {
  readonly most: number;
  readonly draws: number;
  readonly seed: number;
}

/** A stretch of the text that a coder gave a code. */
export interface CodedStretch extends RangeUtf16 {
  /** Id, in lower case. */
  readonly code: string;
  readonly coder: string;
  /** At a guessed place. */
  readonly moved: boolean;
}

/** What the coders of the study marked in the text. */
export interface StudyMarks {
  readonly title: string;
  /** Other coders are hidden from the person. */
  readonly blind: boolean;
  readonly coders: readonly { readonly id: string; readonly name: string; readonly kind: 'person' | 'model' }[];
  readonly codes: readonly {
    readonly id: string;
    readonly name: string;
    readonly colour: string;
    readonly pattern: Pattern;
  }[];
  /** Those that overlap the text, cut to it. */
  readonly stretches: readonly CodedStretch[];
  /** Segments on this transcript whose words are not found in it. */
  readonly orphans: number;
}

/** What can run for a while, and be stopped. */
export type MatteredWork = 'attribution' | 'check' | 'rollout';

/** What survives a hidden tab and a reload: places and settings, never words. */
export interface MatteredViewState {
  /** Null: what suits the length of the text. */
  readonly unit: UnitKind | null;
  readonly attention: 'mean' | 'rollout' | 'head';
  readonly layer: number;
  readonly head: number;
  readonly hideFirstToken: boolean;
  readonly shade: 'attribution' | 'attention';
  readonly order: 'text' | 'size';
  readonly insideOnly: boolean;
  readonly draws: number;
  readonly seed: number;
  /** Null: what suits the number of parts. */
  readonly most: number | null;
  /** Ids; null: all of them. */
  readonly coders: readonly string[] | null;
  /** Id of a code; null: any. */
  readonly code: string | null;
  /** Compared with it; null: with what is not coded so. */
  readonly otherCode: string | null;
  readonly source: { readonly uri: string; readonly start: number; readonly end: number } | null;
}

export type MatteredToPanel =
  | SubjectToPanel
  | { readonly type: 'content'; readonly content: MatteredContent; readonly source: MatteredViewState['source'] }
  | {
      readonly type: 'attention';
      readonly subjectId: number;
      readonly layers: number;
      readonly heads: number;
      /** Where the last token looks, shape [layers, heads, tokens]. */
      readonly weights: Float32Array;
    }
  /** Shares of the tokens in what the last position holds, shape [tokens]. */
  | { readonly type: 'rollout'; readonly subjectId: number; readonly weights: Float32Array }
  | {
      readonly type: 'attribution';
      readonly subjectId: number;
      readonly ask: MatteredAsk;
      readonly parts: MatteredParts;
      /** One run, in milliseconds. */
      readonly runMs: number;
    }
  | { readonly type: 'checked'; readonly subjectId: number; readonly ask: MatteredAsk; readonly check: DeletionCheck }
  | {
      readonly type: 'progress';
      readonly subjectId: number;
      readonly work: MatteredWork;
      /** Runs of the model. */
      readonly done: number;
      readonly total: number;
      /** Null until it can be told. */
      readonly secondsLeft: number | null;
    }
  | { readonly type: 'stopped'; readonly subjectId: number; readonly work: MatteredWork }
  | { readonly type: 'failed'; readonly subjectId: number; readonly work: MatteredWork; readonly error: ErrorInfo }
  | {
      readonly type: 'study';
      readonly subjectId: number;
      /** Else why there is nothing to compare with, in a whole sentence. */
      readonly marks: StudyMarks | { readonly notComputable: string };
    };

export type MatteredFromPanel =
  | SubjectFromPanel
  /** The person lets the words go to the server. */
  | { readonly type: 'send'; readonly subjectId: number }
  | { readonly type: 'attribute'; readonly subjectId: number; readonly ask: MatteredAsk }
  | {
      readonly type: 'check';
      readonly subjectId: number;
      readonly ask: MatteredAsk;
      readonly rankings: readonly Ranking[];
      readonly settings: CheckSettings;
    }
  | { readonly type: 'rollout'; readonly subjectId: number }
  | { readonly type: 'stop'; readonly subjectId: number; readonly work: MatteredWork };
