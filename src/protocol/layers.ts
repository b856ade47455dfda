// Messages between the Layers panel and its host (src/features/layers ↔ webview/layers).
import type { ProbabilityChange } from '../core/generation/divergence';
import type { LogitParts } from '../core/layers/logitParts';
import type { Candidate, LensCandidate, LensReading, Token } from './modelHost';
import type { Notice, SubjectContent, SubjectFromPanel, SubjectToPanel } from './panel';

export type LayersContent = SubjectContent<Token>;

/** The three parts of the panel, each loaded when it is opened. */
export type LayersPart = 'lens' | 'contributions' | 'ablation';
export const layersParts: readonly LayersPart[] = ['lens', 'contributions', 'ablation'];

/** Counted from 0. */
export type HeadPlace = readonly [layer: number, head: number];

/** Positions that the lens reads at once: every position costs a product with the whole vocabulary for every layer. */
export const lensPositions = 64;
/** Candidates of one reading of the lens. */
export const lensTop = 5;

/** What survives a hidden tab and a reload: places and settings, never the text itself, nor a word that was typed. */
export interface LayersViewState {
  readonly open: readonly LayersPart[];
  /** First position that the lens shows; a multiple of `lensPositions`. */
  readonly start: number;
  /** The cell that was looked at: 0 = the embeddings. */
  readonly layer: number;
  readonly position: number;
  /** The token after which contributions are looked at; null for the last. */
  readonly after: number | null;
  /** Heads that are switched off. */
  readonly off: readonly HeadPlace[];
  /** Of an encoder: the token that is hidden when heads are off; null for the one that is hidden by itself. */
  readonly hidden: number | null;
  /** The document's URI and the stretch of it, so that the text can be read again. */
  readonly source: { readonly uri: string; readonly start: number; readonly end: number } | null;
}

/** Which token is looked at: one by its id, or what the person typed to come next. */
export type TargetChoice = { readonly id: number } | { readonly typed: string };

/** A token that may come next, with its place among all. */
export interface RatedToken extends LensCandidate {
  /** 1 = the token that the model expects most. */
  readonly rank: number;
}

export interface LensAnswer {
  /** Position of the first reading. */
  readonly start: number;
  /** [layer][position − start]; 0 = the embeddings. */
  readonly layers: readonly (readonly LensReading[])[];
}

export interface PartsOf {
  readonly target: RatedToken;
  /** Of a typed word, how many tokens it has: the first one is looked at. */
  readonly typedTokens: number | null;
  readonly parts: LogitParts;
}

export interface ContributionsAnswer {
  readonly position: number;
  /** What may come next there, most probable first. */
  readonly candidates: readonly LensCandidate[];
  readonly chosen: PartsOf;
  readonly against: PartsOf | null;
}

export interface AblationAnswer {
  readonly heads: readonly HeadPlace[];
  /** Of an encoder: the position of the token that was hidden, which all this is about. Null for a model that continues text. */
  readonly hidden: number | null;
  /** The best tokens of either, most probable first. */
  readonly next: readonly (ProbabilityChange & Candidate)[];
  /** D(before ‖ after) of the token that follows the text, or of the hidden one, over the whole vocabulary; null where it is infinite. */
  readonly divergenceBits: number | null;
  /** By position, the change in −log p of that token, in nats: above 0 where the heads helped. Null for the first token, of an encoder for all but the hidden one. */
  readonly lossChange: readonly (number | null)[];
  /** Nats; null for a single token, and where the text itself has a gap. */
  readonly meanLossChange: number | null;
}

export type LayersToPanel =
  | SubjectToPanel
  | { readonly type: 'content'; readonly content: LayersContent; readonly source: LayersViewState['source'] }
  /** An answer names the request that it answers: the panel drops those of an older one. */
  | ({ readonly type: 'lens'; readonly answer: LensAnswer } & Asked)
  | ({ readonly type: 'contributions'; readonly answer: ContributionsAnswer } & Asked)
  | ({ readonly type: 'ablation'; readonly answer: AblationAnswer } & Asked)
  /** Instead of that part's answer. */
  | ({ readonly type: 'failed'; readonly part: LayersPart; readonly notice: Notice } & Asked);

export type LayersFromPanel =
  | SubjectFromPanel
  | ({ readonly type: 'lens'; readonly start: number } & Asked)
  | ({
      readonly type: 'contributions';
      readonly position: number;
      /** Null: what the model expects most. */
      readonly target: TargetChoice | null;
      readonly against: TargetChoice | null;
    } & Asked)
  | ({ readonly type: 'ablation'; readonly heads: readonly HeadPlace[]; readonly hidden: number | null } & Asked)
  /** Ends what runs for that part. */
  | { readonly type: 'cancel'; readonly subjectId: number; readonly part: LayersPart };

interface Asked {
  readonly subjectId: number;
  /** Counted up by the panel. */
  readonly request: number;
}
