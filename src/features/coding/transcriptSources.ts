import path from 'node:path';
import { conflictLine, conflictMessage, settleConflict } from '../../core/base/conflictMarks';
import { toErrorInfo, UserError } from '../../core/base/userError';
import { parseCodebook, type Codebook } from '../../core/codebook/codebook';
import type { TextSource } from '../../core/coding/annotations';
import { emptyTextRemedy, isEmptyText } from '../../core/coding/emptyText';
import { parseStudy, type Study } from '../../core/coding/study';
import { codebookFile, studyFile } from '../../core/coding/studyFiles';
import { locateStudy, type StudyPlace } from '../../platform/study/locateStudy';
import type { StudyFiles } from '../../platform/study/studyFiles';
import { CodeList } from './codeList';
import { TranscriptText } from './transcriptText';

const noCodebook: Codebook = { formatVersion: 1, codes: [] };

/** What a transcript's coding rests on: the text, the study and its codebook; and what is wrong with them. */
export class TranscriptSources {
  #place: StudyPlace | null = null;
  #files: StudyFiles;
  #text = TranscriptText.fromFile('');
  #study: Study | null = null;
  #codes = new CodeList(noCodebook);
  readonly #problems = new Map<'text' | 'study' | 'codebook', UserError>();

  /** @param file absolute path of the transcript */
  constructor(
    readonly file: string,
    private readonly openFiles: (folder: string) => StudyFiles,
  ) {
    this.#files = openFiles(path.dirname(file));
  }

  get title(): string {
    return path.basename(this.file);
  }

  /** The study's folder; null when the transcript is in no study. */
  get root(): string | null {
    return this.#place?.root ?? null;
  }

  get files(): StudyFiles {
    return this.#files;
  }

  /** Path of the transcript, relative to the study. */
  get transcript(): string {
    return this.#place?.path ?? this.title;
  }

  /** As read last: it stays while the file cannot be read. */
  get text(): TranscriptText {
    return this.#text;
  }

  get source(): TextSource {
    return { id: this.transcript, type: 'Text', format: 'text/plain', 'schema:sha256': this.#text.sha256 };
  }

  /** As read last: it stays while study.json cannot be read. */
  get study(): Study | null {
    return this.#study;
  }

  get codes(): CodeList {
    return this.#codes;
  }

  /** The first thing that is wrong. */
  get problem(): UserError | null {
    const [first] = this.#problems.values();
    return first ?? null;
  }

  async load(): Promise<void> {
    const place = await locateStudy(this.file);
    if (place?.root !== this.#place?.root) this.#study = null;
    this.#place = place;
    this.#files = this.openFiles(this.#place?.root ?? path.dirname(this.file));
    await this.readText();
    await this.readStudy();
    await this.readCodebook();
  }

  async readText(): Promise<void> {
    await this.#read('text', async () => {
      const text = TranscriptText.fromFile(await this.#files.loadText(this.transcript));
      if (text.sha256 !== this.#text.sha256) this.#text = text;
      requireWhole(this.transcript, text.text);
    });
  }

  async readStudy(): Promise<void> {
    await this.#read('study', async () => {
      const study = this.#place && (await this.#files.load(studyFile, parseStudy)).value;
      if (!study) throw this.#study ? studyGone() : noStudy(this.title);
      this.#study = study;
    });
  }

  async readCodebook(): Promise<void> {
    await this.#read('codebook', async () => {
      const codebook = this.#place && (await this.#files.load(codebookFile, parseCodebook)).value;
      this.#codes = new CodeList(codebook ?? noCodebook);
    });
  }

  async #read(what: 'text' | 'study' | 'codebook', read: () => Promise<void>): Promise<void> {
    this.#problems.delete(what);
    try {
      await read();
    } catch (error) {
      this.#problems.set(what, toUserError(error));
    }
  }
}

export function toUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  const { code, message, remedy } = toErrorInfo(error);
  return new UserError(code, message, remedy, { cause: error });
}

/** @throws UserError: nobody should code a text that a sync program has not fetched, or that git holds twice */
function requireWhole(file: string, text: string): void {
  if (isEmptyText(text)) throw new UserError('fileInvalid', `${file} is empty.`, emptyTextRemedy);
  const conflict = conflictLine(text);
  if (conflict !== null) throw new UserError('fileInvalid', conflictMessage(file, conflict), settleConflict);
}

function studyGone(): UserError {
  return new UserError(
    'fileUnreadable',
    `${studyFile} is not there any more. All that is coded here is kept meanwhile.`,
    'Restore that file; or close this transcript and open it where the study is now.',
  );
}

function noStudy(title: string): UserError {
  return new UserError(
    'badRequest',
    `${title} is in no study yet, so that there is no place for its codes.`,
    'Introspect: New Study… makes a study of its folder in one step.',
  );
}
