// Messages between the Find and Compare panel and its host (src/features/retrieval ↔ webview/retrieval).
import type { ErrorInfo } from '../core/base/userError';
import type { Pattern } from '../core/codebook/colours';
import type { Clause } from '../core/retrieval/clauses';
import type { CodeTable, CoOccurrence, MatrixKind, Together } from '../core/retrieval/matrices';
import type { Measure } from '../core/retrieval/matrixView';
import type { Passage } from '../core/retrieval/passage';
import type { Query, Scope } from '../core/retrieval/query';
import type { TextSearch } from '../core/retrieval/wordsMatcher';
import type { Axis, Timeline } from '../core/retrieval/timeline';

export const retrievalTabs = ['segments', 'search', 'matrices', 'timeline'] as const;
export type RetrievalTab = (typeof retrievalTabs)[number];

export interface RetrievalCode {
  /** In lower case. */
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  readonly pattern: Pattern;
  /** 0 at the top of the tree. */
  readonly depth: number;
  /** Of all coders who are shown. */
  readonly segments: number;
  /** No longer in the codebook: it can be looked for, but not given. */
  readonly deleted: boolean;
}

/** What there is to ask about. */
export interface RetrievalStudy {
  readonly title: string;
  readonly codes: readonly RetrievalCode[];
  readonly coders: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: 'person' | 'model';
    readonly role?: 'consensus' | undefined;
  }[];
  readonly transcripts: readonly string[];
  readonly speakers: readonly string[];
  /** The other coders are hidden from this person. */
  readonly blind: boolean;
  /** Segments whose words are not in the transcript any more, and those at a place that nobody has confirmed. */
  readonly orphans: number;
  readonly moved: number;
}

/** Two lists of results: what a question to codes finds, and what a search in the text does. */
export type ResultList = 'segments' | 'search';

/** A result with its place in the list. */
export interface ResultRow extends Passage {
  readonly index: number;
}

export interface FoundGroup {
  readonly transcript: string;
  /** Of the text that was searched. */
  readonly sha256: string;
  readonly count: number;
}

/** Hits of one transcript that are ticked. They stand for the same words as long as its text and their number do. */
export interface TickedIn extends FoundGroup {
  /** Their places among the hits of the transcript. */
  readonly hits: readonly number[];
}

/** What was done with the hits that were chosen. */
export interface CodedHits {
  readonly code: string;
  /** Segments made, and hits that carried the code from this coder already. */
  readonly added: number;
  readonly already: number;
}

export type RetrievalToPanel =
  /** First, and whenever a file of the study has changed: the panel asks its question again. */
  | { readonly type: 'study'; readonly folder: string; readonly study: RetrievalStudy }
  /** A command was given: show this tab, with this code. */
  | { readonly type: 'show'; readonly tab: RetrievalTab; readonly code: string | null }
  | { readonly type: 'progress'; readonly share: number }
  /** `ask`: which question this answers. */
  | {
      readonly type: 'found';
      readonly list: ResultList;
      readonly ask: number;
      readonly groups: readonly FoundGroup[];
      /** There are more than are listed. */
      readonly hasMore: boolean;
    }
  | { readonly type: 'rows'; readonly list: ResultList; readonly ask: number; readonly rows: readonly ResultRow[] }
  | { readonly type: 'matrix'; readonly matrix: CoOccurrence | CodeTable }
  | { readonly type: 'timeline'; readonly timeline: Timeline }
  /** `again`: told once before, perhaps to a page that was hidden. */
  | { readonly type: 'coded'; readonly coded: CodedHits; readonly again?: true }
  /** Segments taken away again, and those that stay because they were changed since or carry a memo. */
  | { readonly type: 'uncoded'; readonly removed: number; readonly kept: number; readonly again?: true }
  | { readonly type: 'error'; readonly error: ErrorInfo };

export type RetrievalOutput = ResultList | 'matrix' | 'timeline';

export type RetrievalFromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'reload' }
  | { readonly type: 'find'; readonly ask: number; readonly query: Query; readonly scope: Scope; readonly text: string }
  | { readonly type: 'search'; readonly ask: number; readonly search: TextSearch; readonly scope: Scope }
  /** Rows from `from` to before `to`, for a list in view. */
  | {
      readonly type: 'rows';
      readonly list: ResultList;
      readonly ask: number;
      readonly from: number;
      readonly to: number;
    }
  /** Opens the place in the transcript. UTF-16, working text. */
  | { readonly type: 'open'; readonly transcript: string; readonly start: number; readonly end: number }
  /** Codes hits of the search, by their index. */
  | { readonly type: 'code'; readonly ask: number; readonly hits: readonly number[]; readonly code: string }
  /** Takes the segments made last away again. */
  | { readonly type: 'uncode' }
  | { readonly type: 'matrix'; readonly kind: MatrixKind; readonly together: Together; readonly scope: Scope }
  | { readonly type: 'timeline'; readonly transcript: string; readonly axis: Axis; readonly scope: Scope }
  | {
      readonly type: 'save';
      readonly what: RetrievalOutput;
      readonly format: 'csv' | 'svg';
      readonly measure: Measure;
    };

/** What survives a hidden tab and a reload: questions and choices, never text of a transcript. */
export interface RetrievalViewState {
  /** URI of the study's folder. */
  readonly folder: string | null;
  readonly tab: RetrievalTab;
  readonly scope: Scope;
  readonly clauses: readonly Clause[];
  /** The question as typed; null while it is put together from `clauses`. */
  readonly typed: string | null;
  readonly search: TextSearch;
  /** Hits of this search, in this scope. */
  readonly ticked: readonly TickedIn[];
  /** Id of the code that they are to get. */
  readonly code: string | null;
  readonly matrix: { readonly kind: MatrixKind; readonly together: Together; readonly measure: Measure };
  readonly timeline: { readonly transcript: string | null; readonly axis: Axis };
}
