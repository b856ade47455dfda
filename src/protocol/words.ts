// Messages between the Next Words panel and its host (src/features/words ↔ webview/words).
import type { SamplingSettings } from '../core/generation/sampling';
import type { Candidate, GenerateResult, LongTextResult, ScoredToken } from './modelHost';
import type { SubjectContent, SubjectFromPanel, SubjectToPanel } from './panel';

/** Which text is looked at: the selected words, or the transcript that they are in. */
export type WordsScope = 'selection' | 'transcript';

/** Where the next word is asked for: after a token of the text, and after words that were walked to from there. */
export interface WordsPlace {
  readonly scope: WordsScope;
  /** Index of the token. */
  readonly position: number;
  /** Token ids after it that stand in the tree, not in the text. */
  readonly path: readonly number[];
}

export interface WordsContent extends SubjectContent<ScoredToken> {
  /** The words themselves; offsets of the tokens count in it. */
  readonly text: string;
  /** Tokens; null where the model does not say. */
  readonly contextLength: number | null;
  /** Of the transcript that was scored and still stands; null where there is none. */
  readonly readingId: number | null;
  readonly scoring: ScoringProgress | null;
}

export interface ScoringProgress {
  /** Tokens. */
  readonly done: number;
  /** 0 while they are being counted. */
  readonly total: number;
}

/** A whole transcript, every token scored once. */
export interface TranscriptReading extends LongTextResult {
  readonly readingId: number;
  /** Base name of the document. */
  readonly document: string;
  /** LF line ends; offsets of the tokens count in it. */
  readonly text: string;
}

/** A word that may come next. */
export interface NextCandidate extends Candidate {
  /** Over the whole vocabulary. */
  readonly p: number;
}

export interface RankedCandidate extends NextCandidate {
  /** 1 = the model's first choice. */
  readonly rank: number;
}

/** What survives a hidden tab and a reload: places and settings, never the text itself. */
export interface WordsViewState {
  readonly view: 'chances' | 'tree' | 'surprisal';
  readonly sampling: Required<Omit<SamplingSettings, 'seed'>>;
  /** Children of a node of the tree. */
  readonly breadth: number;
  /** Tokens read at once when a whole transcript is scored; 0 = as many as the model reads, at most 2,048. */
  readonly window: number;
  /** What a point of the line is. */
  readonly points: 'turns' | 'tokens';
  /** What the line runs along. */
  readonly along: 'order' | 'time';
  readonly source: { readonly uri: string; readonly start: number; readonly end: number } | null;
}

export type WordsToPanel =
  | SubjectToPanel
  | { readonly type: 'content'; readonly content: WordsContent; readonly source: WordsViewState['source'] }
  | {
      readonly type: 'next';
      readonly subjectId: number;
      readonly place: WordsPlace;
      /** Over the whole vocabulary, shape [vocabularySize]. */
      readonly logits: Float32Array;
      /** The most probable ones with their texts, best first. */
      readonly top: readonly Candidate[];
      /** The ids that the model was given. */
      readonly ids: readonly number[];
    }
  /** Answers `texts`. */
  | { readonly type: 'texts'; readonly subjectId: number; readonly texts: readonly Candidate[] }
  | {
      readonly type: 'children';
      readonly subjectId: number;
      readonly place: WordsPlace;
      /** Best first. */
      readonly children: readonly NextCandidate[];
      /** The token that was asked about. */
      readonly said: RankedCandidate | null;
    }
  | {
      readonly type: 'childrenFailed';
      readonly subjectId: number;
      readonly place: WordsPlace;
      readonly message: string;
    }
  | {
      readonly type: 'likeliest';
      readonly subjectId: number;
      readonly place: WordsPlace;
      readonly result: Pick<GenerateResult, 'tokens' | 'stopReason'>;
    }
  | { readonly type: 'scoring'; readonly subjectId: number; readonly progress: ScoringProgress }
  | { readonly type: 'scoringEnded'; readonly subjectId: number; readonly message: string | null }
  | { readonly type: 'transcript'; readonly subjectId: number; readonly reading: TranscriptReading }
  /** The transcript was edited since it was scored. */
  | { readonly type: 'stale'; readonly subjectId: number; readonly readingId: number };

export type WordsFromPanel =
  | SubjectFromPanel
  | { readonly type: 'place'; readonly subjectId: number; readonly place: WordsPlace }
  /** Asks for the texts of tokens. */
  | { readonly type: 'texts'; readonly subjectId: number; readonly ids: readonly number[] }
  | {
      readonly type: 'expand';
      readonly subjectId: number;
      readonly place: WordsPlace;
      /** A token that is told of also where it is not among the likeliest. */
      readonly said: number | null;
    }
  /** Asks for the first choice, step by step. */
  | { readonly type: 'likeliest'; readonly subjectId: number; readonly place: WordsPlace; readonly steps: number }
  /** Scores the whole transcript. */
  | { readonly type: 'score'; readonly subjectId: number; readonly window: number }
  | { readonly type: 'stopScoring'; readonly subjectId: number }
  /** Asks for the transcript that was scored before this page was. */
  | { readonly type: 'fetchTranscript'; readonly subjectId: number }
  /** Goes to a token of the scored transcript. */
  | { readonly type: 'revealInTranscript'; readonly subjectId: number; readonly token: number }
  /** As `provenance`, of the whole transcript. */
  | { readonly type: 'transcriptProvenance'; readonly subjectId: number };
