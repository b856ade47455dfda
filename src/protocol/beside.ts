// Messages between the panel of two models and its host (src/features/beside ↔ webview/beside).
import type { ComparedNext } from '../core/beside/nextWords';
import type { Computed, StretchScore } from '../core/beside/surprisal';
import type { ModelProvenance } from '../core/figures/provenance';
import type { Token } from './modelHost';
import type { SubjectContent, SubjectFromPanel, SubjectToPanel } from './panel';

export type Side = 'left' | 'right';
export type Both<T> = { readonly [S in Side]: T };

/** A model that can be picked. */
export interface ModelOption {
  /** The stage's name, the folder, or “server” and the endpoint's name. */
  readonly id: string;
  readonly name: string;
  /** One of the bundled family. */
  readonly isStage: boolean;
  readonly inUse: boolean;
  /** The host of the server that runs it; null for a model on this machine. */
  readonly server: string | null;
  /** Why it cannot be used; null when it can. */
  readonly problem: string | null;
}

/** A stretch of the text that both cut into whole tokens, or that one does where a server does not tell its tokens; `id` is its place. */
export interface BesideStretch extends Token {
  readonly left: StretchScore;
  readonly right: StretchScore;
  /** Index of its last token on each side; −1 where a server does not tell its tokens. */
  readonly last: Both<number>;
}

export interface BesideSide {
  readonly name: string;
  readonly layers: number;
  readonly heads: number;
  /** The host of the server that runs it; null for a model on this machine. */
  readonly server: string | null;
  /** Why it gives no next words, in a sentence; null when it does. */
  readonly noNext: string | null;
  /** Why it does not score a text, in a sentence; null when it does. */
  readonly noScore: string | null;
  /** Why its attention cannot be shown; null when it can. */
  readonly noAttention: string | null;
  /** As it cut the text, special tokens included; empty where a server does not tell. */
  readonly tokens: readonly string[];
}

/** A server that the words have not been sent to: nothing of them leaves this machine before the panel says `send`. */
export interface Unsent {
  readonly side: Side;
  readonly name: string;
  readonly host: string;
}

export interface BesideContent extends SubjectContent<BesideStretch> {
  /** Where there are any, nothing was read: no stretches, no figures. */
  readonly unsent: readonly Unsent[];
  readonly sides: Both<BesideSide>;
  readonly bitsPerCharacter: Both<Computed>;
  /** Characters that this is about: those scored by both, or by the one that scores at all. */
  readonly characters: number;
}

/** What a model gives a word that the person chose. */
export type WordScore =
  | {
      /** The word's tokens. */
      readonly pieces: readonly string[];
      /** Of the first piece, before the softmax; null of a server, which does not tell. */
      readonly logit: number | null;
      /** 1 = the first piece is the model's first choice; null where a server does not tell. */
      readonly rank: number | null;
      /** Natural logarithm of the probability of the whole word. */
      readonly logprob: number;
    }
  | { readonly notComputable: string };

export interface HeadChoice {
  readonly layer: number;
  readonly head: number;
}

/** What survives a hidden tab and a reload: places and settings, never the text itself. */
export interface BesideViewState {
  /** Ids of the models; null for the default. */
  readonly picks: Both<string | null>;
  readonly heads: Both<HeadChoice>;
  readonly order: 'difference' | Side;
  readonly source: { readonly uri: string; readonly start: number; readonly end: number } | null;
}

export type BesideToPanel =
  | SubjectToPanel
  | { readonly type: 'models'; readonly options: readonly ModelOption[]; readonly picks: Both<string> }
  | { readonly type: 'content'; readonly content: BesideContent; readonly source: BesideViewState['source'] }
  /** Which files the models were, once their hashes are known. */
  | { readonly type: 'identities'; readonly subjectId: number; readonly models: Both<ModelProvenance> }
  | { readonly type: 'next'; readonly subjectId: number; readonly place: number; readonly next: ComparedNext }
  | {
      readonly type: 'word';
      readonly subjectId: number;
      readonly place: number;
      readonly word: string;
      readonly scores: Both<WordScore>;
    }
  | {
      readonly type: 'weights';
      readonly subjectId: number;
      readonly side: Side;
      readonly layer: number;
      readonly head: number;
      /** Row-major [query][key] over that side's tokens, shape [size, size]. */
      readonly weights: Float32Array;
      readonly size: number;
    };

export type BesideFromPanel =
  | SubjectFromPanel
  | { readonly type: 'picks'; readonly picks: Both<string | null> }
  /** The person lets the words go to the server of that side. */
  | { readonly type: 'send'; readonly subjectId: number; readonly side: Side }
  /** Asks for `next` after that stretch. */
  | { readonly type: 'place'; readonly subjectId: number; readonly place: number }
  | { readonly type: 'word'; readonly subjectId: number; readonly place: number; readonly word: string }
  | ({ readonly type: 'head'; readonly subjectId: number; readonly side: Side } & HeadChoice);
