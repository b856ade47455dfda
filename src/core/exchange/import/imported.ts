import type { RangeUtf16 } from '../../base/offsets';
import type { TurnText } from '../../transcript/transcript';

/** What a person should know before the file is taken in; it never quotes what the file says. */
export interface ImportWarning {
  /** Where in the file: `line 12`, `tier "P"`, `sources/a.txt`; null for the file as a whole. */
  readonly place: string | null;
  /** One sentence: what was left out, guessed or changed. */
  readonly message: string;
}

/** A code as another program knows it. */
export interface ImportedCode {
  /** Unique within the import. */
  readonly key: string;
  readonly name: string;
  readonly definition: string;
  /** `#rrggbb`, or null when the file gives none. */
  readonly colour: string | null;
  /** Key of the code above; null at the top of the tree. */
  readonly parent: string | null;
  /** Of the file, when it is a UUID: kept, so that a project that goes out and comes back is the same one. */
  readonly guid: string | null;
}

export interface ImportedSegment {
  /** Key of an `ImportedCode`. */
  readonly code: string;
  /** As the file names the person; null when it does not. */
  readonly coder: string | null;
  /** In the document's `text`. */
  readonly range: RangeUtf16;
  /** Null when the file holds no note on this segment. */
  readonly memo: string | null;
  /** ISO 8601, UTC; null when the file does not say. */
  readonly created: string | null;
}

/** What the file says about a speaker, to propose a role or a pseudonym by. */
export interface ImportedParticipant {
  /** As in the turns. */
  readonly speaker: string;
  /** Null when the file gives none. */
  readonly fullName: string | null;
  /** In the file's words, such as `Investigator`; null when the file gives none. */
  readonly role: string | null;
}

/** What somebody noted beside the words: a comment with its answers, or a note below the page. */
export interface ImportedRemark {
  readonly kind: 'comment' | 'footnote' | 'endnote';
  /** In the text of `ImportedRemarks`; empty where it is on no words. */
  readonly range: RangeUtf16;
  /** With who wrote it and when, as far as the file says. */
  readonly value: string;
}

/** Remarks with the document's words as the file has them: in the transcript these stand elsewhere (`alignTexts`). */
export interface ImportedRemarks {
  readonly text: string;
  readonly list: readonly ImportedRemark[];
}

/** A conversation that becomes one transcript. */
export interface ImportedDocument {
  /** Without folder and ending; the name of the transcript to be. */
  readonly name: string;
  /**
   * Turns, where the format knows of them; else the working text as it stands (LF, no byte order mark), which segments
   * may point into.
   */
  readonly content:
    | { readonly kind: 'turns'; readonly turns: readonly TurnText[] }
    | { readonly kind: 'text'; readonly text: string; readonly segments: readonly ImportedSegment[] };
  readonly warnings: readonly ImportWarning[];
  /** Absent when the format says no more of its speakers than their names. */
  readonly participants?: readonly ImportedParticipant[];
  /** What lines begin with that are notes, not speakers; absent where the format leaves no doubt. */
  readonly notes?: readonly string[];
  /** Absent where there are none. They become memos of a coder's only if a person says so. */
  readonly remarks?: ImportedRemarks;
}

/** What one file holds. */
export interface Imported {
  readonly documents: readonly ImportedDocument[];
  /** In the order of display; empty when the format has no codebook. */
  readonly codes: readonly ImportedCode[];
  /** About the file as a whole, what could not be carried over included. */
  readonly warnings: readonly ImportWarning[];
}
