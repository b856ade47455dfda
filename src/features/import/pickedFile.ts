import type { ImportedParticipant, ImportedRemark, ImportWarning } from '../../core/exchange/import/imported';
import { outlineOf, type DocumentOutline } from '../../core/exchange/review/documentOutline';
import { toErrorInfo, type ErrorInfo } from '../../core/base/userError';
import { readSource, type ReadChoices, type SourceContent } from '../../platform/import/readSource';
import { hashSource, type SourceFile } from '../../platform/import/sourceFile';

/** A document of a file, without its words. */
export interface ReadDocument {
  readonly name: string;
  readonly outline: DocumentOutline;
  readonly warnings: readonly ImportWarning[];
  readonly participants: readonly ImportedParticipant[];
  /** Null where the format leaves no doubt who speaks. */
  readonly notes: readonly string[] | null;
  /** What kind each comment and footnote is. */
  readonly remarks: readonly ImportedRemark['kind'][];
}

/** A file that a person wants to import, and what they decided about it. */
export class PickedFile {
  choices: ReadChoices = {};
  /** Null until the person says; till then a file that the study has already, or without words, is left out. */
  #isIncluded: boolean | null = null;
  /** Names of transcripts by document, where the person changed them. */
  readonly names = new Map<number, string>();

  content: SourceContent | null = null;
  documents: readonly ReadDocument[] = [];
  error: ErrorInfo | null = null;
  /** Of the bytes that were read. */
  sha256 = '';
  alreadyThere: readonly string[] = [];
  #reading = 0;

  constructor(
    readonly id: number,
    readonly source: SourceFile,
    /** URI, for a reload; null when it came as bytes. */
    readonly uri: string | null,
  ) {}

  get state(): 'reading' | 'ready' | 'failed' {
    if (this.error) return 'failed';
    return this.content ? 'ready' : 'reading';
  }

  get isIncluded(): boolean {
    return this.#isIncluded ?? (this.alreadyThere.length === 0 && !this.isEmpty);
  }

  get isEmpty(): boolean {
    const { content, documents } = this;
    const isWordless = documents.length > 0 && documents.every(({ outline }) => outline.words === 0);
    return isWordless && content !== null && content.project === null && content.codes.length === 0;
  }

  include(on: boolean): void {
    this.#isIncluded = on;
  }

  /**
   * Reads the file as it was last chosen; what an earlier call finds after that is dropped.
   *
   * @param findExisting transcripts of an earlier import of a file with this hash
   * @returns whether this reading counts
   */
  async read(findExisting: (sha256: string) => Promise<readonly string[]>): Promise<boolean> {
    const reading = ++this.#reading;
    this.content = null;
    this.error = null;
    this.documents = [];
    try {
      const sha256 = await hashSource(this.source);
      const content = await readSource(this.source, this.choices);
      const documents: ReadDocument[] = [];
      for await (const document of content.documents()) {
        const { name, warnings, participants = [], notes = null } = document;
        const remarks = (document.remarks?.list ?? []).map(({ kind }) => kind);
        documents.push({ name, warnings, participants, notes, remarks, outline: outlineOf(document) });
        if (reading !== this.#reading) return false;
      }
      const alreadyThere = await findExisting(sha256);
      if (reading !== this.#reading) return false;
      Object.assign(this, { content, documents, sha256, alreadyThere });
    } catch (error) {
      if (reading !== this.#reading) return false;
      this.error = toErrorInfo(error);
    }
    return true;
  }
}
