// Messages between the conversation sandbox and its host (src/features/conversation ↔ webview/conversation).
import type { Conversation, ModelTurn } from '../core/conversation/conversation';
import type { SaidTurn } from '../core/conversation/fitContext';
import type { PromptPiece } from '../core/conversation/promptParts';
import type { ModelProvenance, Provenance } from '../core/figures/provenance';
import type { SamplingSettings } from '../core/generation/sampling';
import type { NoticeAction, SaveMessage } from './panel';

export type Layout = 'template' | 'text';

/** The model in use, as far as a conversation depends on it. */
export interface TalkModel {
  /** Changes with the model: what was measured by another one is out of date. */
  readonly key: string;
  readonly name: string;
  /** Null: on this machine; else the server's name, and whether that is on this machine. */
  readonly server: {
    readonly host: string;
    readonly here: boolean;
    /** What its test found that it does not keep to: temperature and seed, or its own answers. */
    readonly limits: readonly string[];
  } | null;
  readonly bundled: boolean;
  /** Tokens; null where nobody tells. */
  readonly contextLength: number | null;
  /** Which layouts there are, the one to be taken unless told first. */
  readonly layouts: readonly Layout[];
  /** Why it is not the template, where it is not. */
  readonly layoutReason: 'noTemplate' | 'baseStage' | null;
}

/** What would be sent now. */
export interface Fit {
  readonly pieces: readonly PromptPiece[];
  readonly partsKnown: boolean;
  readonly unsent: readonly ('system' | number)[];
  readonly leftOut: number;
  readonly fits: boolean;
  readonly contextLength: number | null;
  readonly promptTokens: number;
}

/** A turn that is sent, with what the crisis notice must know of it. */
export interface SentTurn extends SaidTurn {
  readonly wentOn: boolean;
}

export interface TalkRequest {
  readonly system: string;
  readonly systemWentOn: boolean;
  /** The whole branch, beginning and (but for a measurement) ending with the person's. */
  readonly turns: readonly SentTurn[];
  /** Tokens at most; so much room is kept in the context window. */
  readonly maxNew: number;
  readonly layout: Layout;
}

/** Answers carry the `run` of their request; those of an older run are dropped. */
export type ConversationToPanel =
  | { readonly type: 'model'; readonly model: TalkModel | null; readonly failure: Failure | null }
  /** Phrases of the settings that bring up the crisis notice, beside those that are built in. */
  | { readonly type: 'ownPhrases'; readonly phrases: readonly string[] }
  | { readonly type: 'fit'; readonly run: number; readonly fit: Fit }
  | { readonly type: 'fitFailed'; readonly run: number; readonly failure: Failure }
  /** A piece of an answer that is being written. */
  | { readonly type: 'piece'; readonly run: number; readonly answer: string; readonly text: string }
  | { readonly type: 'answered'; readonly run: number; readonly turn: ModelTurn }
  /** To a page that was loaded anew: what is still being written. */
  | ({ readonly type: 'writing' } & Writing)
  /** Nothing was asked: the notice stands before it. */
  | { readonly type: 'held'; readonly run: number }
  | { readonly type: 'failed'; readonly run: number; readonly failure: Failure }
  | { readonly type: 'done'; readonly run: number }
  /** A file that was opened, or the answer to `new`. */
  | { readonly type: 'opened'; readonly conversation: Conversation; readonly file: string | null }
  | { readonly type: 'saved'; readonly file: string; readonly version: number }
  | { readonly type: 'provenance'; readonly subjectId: number; readonly provenance: Provenance };

/** Answers that are being written. */
export interface Writing {
  readonly run: number;
  /** The person's turn. */
  readonly after: string;
  /** What there is so far of the one that is being written; null before its first piece. */
  readonly answer: { readonly id: string; readonly text: string } | null;
}

export interface Failure {
  readonly message: string;
  readonly actions: readonly NoticeAction[];
}

/** A conversation that is to be kept, with the number of its last change. */
interface Kept {
  readonly conversation: Conversation;
  readonly version: number;
}

export type ConversationFromPanel =
  | { readonly type: 'ready' }
  | ({ readonly type: 'measure'; readonly run: number } & TalkRequest)
  | ({
      readonly type: 'ask';
      readonly run: number;
      /** `key` of the model that the page names: no other may have the words. */
      readonly model: string;
      /** The person's turn that is answered. */
      readonly after: string;
      /** One answer for each, one after another. */
      readonly answers: readonly { readonly id: string; readonly seed: number }[];
      readonly sampling: Omit<SamplingSettings, 'seed'>;
    } & TalkRequest)
  /** The panel has an answer, and keeps it from here on. */
  | { readonly type: 'taken'; readonly answer: string }
  /** The panel has put down what became of a file. */
  | { readonly type: 'heard'; readonly what: 'opened' | 'saved' }
  /** Ends what is being written; what there is stays. */
  | { readonly type: 'stop' }
  | ({ readonly type: 'saveConversation' } & Kept)
  /** `unsaved`: whether something would be lost. */
  | ({ readonly type: 'open'; readonly unsaved: boolean } & Kept)
  | ({ readonly type: 'new'; readonly unsaved: boolean } & Kept)
  | { readonly type: 'saveTranscript'; readonly text: string }
  | { readonly type: 'action'; readonly action: NoticeAction }
  /** `text`: the branch that is shown, as a transcript; `model`: who answered in it. */
  | {
      readonly type: 'provenance';
      readonly subjectId: number;
      readonly text: string;
      readonly tokens: number;
      readonly model: ModelProvenance;
    }
  | SaveMessage
  | { readonly type: 'copy'; readonly text: string; readonly what: string };

export interface TalkSettings {
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  readonly minP: number;
  readonly repetitionPenalty: number;
  readonly seed: number;
  readonly maxNew: number;
  /** How many answers to one turn, each by a seed of its own. */
  readonly answers: number;
  /** Null: the model's own first. */
  readonly layout: Layout | null;
}

/** What survives a hidden tab and a reload. */
export interface ConversationViewState {
  readonly conversation: Conversation;
  readonly draft: string;
  /** Other words for a turn that is shown, while they are typed. */
  readonly editing: { readonly turnId: string; readonly text: string } | null;
  readonly settings: TalkSettings;
  /** Number of the last change, and of the one that was saved last. */
  readonly version: number;
  readonly savedVersion: number;
  /** Base name of the file that it was saved to or opened from. */
  readonly file: string | null;
}
