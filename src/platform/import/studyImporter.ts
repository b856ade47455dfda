import { createHash } from 'node:crypto';
import { UserError } from '../../core/base/userError';
import { parseCodebook, serializeCodebook } from '../../core/codebook/codebook';
import { makeCodebook } from '../../core/codebook/edit';
import { makeCollection } from '../../core/coding/annotations';
import { codingPath, parseStudy, serializeStudy, type Coder } from '../../core/coding/study';
import type { SpeakerRole } from '../../core/coding/speakerRoles';
import {
  codebookFile,
  codingFolder,
  studyFile,
  transcriptFolder,
  type StudyFolder,
} from '../../core/coding/studyFiles';
import { counted } from '../../core/exchange/counted';
import type { ImportedDocument, ImportWarning } from '../../core/exchange/import/imported';
import type { ImportedMemo } from '../../core/exchange/refi/importedProject';
import { diskKey, freePath, safeFileName, transcriptPath } from '../../core/exchange/review/fileNames';
import { importedAnnotations, type AnnotationSource } from '../../core/exchange/review/importedAnnotations';
import { reviewDocument, type ReviewedDocument, type TurnChoices } from '../../core/exchange/review/reviewedDocument';
import { alignTexts } from '../../core/exchange/review/alignTexts';
import { takeCoders } from '../../core/exchange/review/takenCoders';
import { takeCodes } from '../../core/exchange/review/takenCodes';
import { toWorkingText } from '../../core/transcript/transcript';
import { nameUuid } from '../nameUuid';
import type { StudyFiles } from '../study/studyFiles';
import { importAct, pastImports, type PastImport } from './journal';
import type { SourceContent } from './readSource';
import { hashSource, type SourceFile } from './sourceFile';

const originalsFolder = 'originals';

/** A file as a person wants it in the study. */
export interface ImportRequest {
  readonly source: SourceFile;
  readonly content: SourceContent;
  readonly choices: TurnChoices;
  /** Names of transcripts by the position of their document; the others keep their own. */
  readonly names?: ReadonlyMap<number, string>;
  /** By the speaker's new name. */
  readonly roles?: ReadonlyMap<string, SpeakerRole>;
  /** SHA-256 of the file that the person looked at; absent: whatever it is now. */
  readonly expectedSha256?: string;
  /** Id of the coder in whose file comments and footnotes become memos; absent: they are left out. */
  readonly remarksBy?: string;
  /** Although the study has the same file already. */
  readonly again?: boolean;
}

export interface WrittenTranscript {
  readonly path: string;
  readonly turns: number;
  readonly speakers: readonly string[];
  readonly segments: number;
  /** Comments and footnotes that became memos. */
  readonly memos: number;
  readonly warnings: readonly ImportWarning[];
}

export interface ImportOutcome {
  /** Transcripts of an earlier import of the same file, for which nothing was done now; else null. */
  readonly alreadyThere: readonly string[] | null;
  /** Path of the copy in the study; null when nothing was done. */
  readonly original: string | null;
  readonly transcripts: readonly WrittenTranscript[];
  readonly codesAdded: number;
  /** About the file as a whole. */
  readonly warnings: readonly ImportWarning[];
}

/**
 * Writes imported files into a study, and never over anything. The order is: the original, codes, coders, then each
 * transcript with its codings, then the journal. Every file is there whole or not at all; an import that was interrupted
 * and is done again finds what it wrote and goes on.
 */
export class StudyImporter {
  /** Paths given away by this importer, in lower case. */
  readonly #given = new Set<string>();

  constructor(
    private readonly files: StudyFiles,
    private readonly folder: StudyFolder,
    private readonly now: () => Date,
  ) {}

  /** Transcripts, still there, of an earlier import of a file. @param sha256 of its bytes */
  async existing(sha256: string): Promise<string[]> {
    return this.#existing(await pastImports(this.files), sha256);
  }

  async #existing(past: readonly PastImport[], sha256: string): Promise<string[]> {
    const taken = await this.#taken(transcriptFolder);
    const made = past.filter(({ originalSha256 }) => originalSha256 === sha256);
    return made.flatMap(({ transcripts }) => transcripts).filter((path) => taken.has(diskKey(path)));
  }

  /** Where transcripts of these names would go. */
  async plannedPaths(names: readonly string[]): Promise<string[]> {
    const taken = await this.#takenTranscripts();
    return names.map((name) => {
      const path = freePath(transcriptPath(name), (lower) => taken.has(lower));
      taken.add(diskKey(path));
      return path;
    });
  }

  /**
   * Imports one file.
   *
   * @throws UserError `fileInvalid`, `fileUnreadable`: of the file or the study, nothing was written; `fileUnwritable`:
   * each transcript is there whole or not at all
   */
  async import(request: ImportRequest): Promise<ImportOutcome> {
    const { source, content, expectedSha256, again } = request;
    const sha256 = await hashSource(source);
    if (expectedSha256 !== undefined && sha256 !== expectedSha256) throw changed(source);
    const past = await pastImports(this.files);
    const existing = await this.#existing(past, sha256);
    if (existing.length > 0 && !again) {
      return { alreadyThere: existing, original: null, transcripts: [], codesAdded: 0, warnings: [] };
    }
    const { value: study } = await this.files.load(studyFile, parseStudy);
    const remarker = study?.coders.find(({ id }) => id === request.remarksBy) ?? null;
    if (request.remarksBy !== undefined && !remarker) throw nobodyFor();
    const documents = content.documents()[Symbol.asyncIterator]();
    // A file that cannot be read to its end fails here, before anything is written.
    let next = await documents.next();
    let index = 0;
    const empty: ImportWarning[] = [];
    for (; !next.done && isEmpty(next.value); index++, next = await documents.next())
      empty.push(emptyWarning(next.value));
    if (next.done && content.codes.length === 0) throw nothingIn(source);
    const original = await this.#keepOriginal(source, sha256);
    const codes = await this.#takeCodes(content, (key) => nameUuid(`${sha256} code ${key}`));
    const coders = await this.#takeCoders(request);
    const finished = new Set(past.flatMap(({ transcripts }) => transcripts));
    const transcripts: (WrittenTranscript & { readonly sha256: string })[] = [];
    const warnings = [...content.warnings, ...codes.warnings, ...empty];
    try {
      for (; !next.done; index++, next = await documents.next()) {
        const document = next.value;
        if (isEmpty(document)) {
          warnings.push(emptyWarning(document));
          continue;
        }
        const reviewed = wellFormed(reviewDocument(document, request.choices));
        const written = await this.#writeTranscript(request.names?.get(index) ?? document.name, reviewed, finished);
        const memos = memosOf(content, index);
        const idOf = (what: string) => nameUuid(`${sha256} ${written.path} ${what}`);
        const remarks = remarker && placeRemarks(document, reviewed, remarker);
        const lost = await this.#writeCodings({
          reviewed,
          memos,
          remarks,
          ...written,
          codeIds: codes.ids,
          coders,
          idOf,
        });
        const segments = document.content.kind === 'text' ? document.content.segments.length : 0;
        transcripts.push({
          ...written,
          turns: reviewed.turns,
          speakers: reviewed.speakers,
          segments: segments - lost.segments,
          memos: remarks ? remarks.placed.length : 0,
          warnings: [
            ...document.warnings,
            ...lostWarnings(lost.segments + lost.memos),
            ...(remarker ? [] : remarksLeftOut(document)),
          ],
        });
      }
    } catch (error) {
      throw interrupted(error, transcripts.length);
    }
    await this.files.appendJournal({
      when: this.now().toISOString(),
      who: [...new Set([...coders.values(), ...(remarker ? [remarker] : [])].map(({ id }) => id))],
      what: importAct,
      original,
      originalSha256: sha256,
      format: content.format,
      codesAdded: codes.added,
      transcripts: transcripts.map(({ path, sha256: hash, turns, segments }) => ({
        path,
        sha256: hash,
        turns,
        segments,
      })),
    });
    return { alreadyThere: null, original, transcripts, codesAdded: codes.added, warnings };
  }

  /** The copy in `originals/`, made unless the very file is there. */
  async #keepOriginal(source: SourceFile, sha256: string): Promise<string> {
    const taken = await this.#taken(originalsFolder);
    const wanted = `${originalsFolder}/${safeFileName(source.name, 'original')}`;
    const tried = new Set<string>();
    for (;;) {
      const path = freePath(wanted, (lower) => tried.has(lower));
      tried.add(diskKey(path));
      if (taken.has(diskKey(path))) {
        if ((await this.files.hash(path)) === sha256) return path;
        continue;
      }
      const copied = await this.files.createFrom(path, source.chunks());
      if (copied === sha256) return path;
      if (copied !== null) throw changed(source);
    }
  }

  async #takeCodes({ codes }: SourceContent, idOf: (key: string) => string) {
    let taken = takeCodes(makeCodebook(), [], idOf);
    if (codes.length === 0) return taken;
    await this.files.update(codebookFile, { parse: parseCodebook, serialize: serializeCodebook }, (codebook) => {
      taken = takeCodes(codebook ?? makeCodebook(), codes, idOf);
      return taken.added === 0 && codebook ? undefined : taken.codebook;
    });
    return taken;
  }

  /** Enters coders and the roles of speakers in study.json. */
  async #takeCoders({ content, roles }: ImportRequest): Promise<ReadonlyMap<string | null, Coder>> {
    const names = codersOf(content);
    let coders: ReadonlyMap<string | null, Coder> = new Map();
    if (names.size === 0 && !roles?.size) return coders;
    await this.files.update(studyFile, { parse: parseStudy, serialize: serializeStudy }, (study) => {
      if (!study) return undefined;
      const taken = takeCoders(study, content.project?.coders ?? [], names);
      coders = taken.coders;
      const others = (study.speakers ?? []).filter(({ name }) => !roles?.has(name));
      const speakers = [...others, ...[...(roles ?? [])].map(([name, role]) => ({ name, role }))];
      return speakers.length === 0 ? taken.study : { ...taken.study, speakers };
    });
    return coders;
  }

  /** @param finished transcripts of imports that came to their end */
  async #writeTranscript(
    name: string,
    { text }: ReviewedDocument,
    finished: ReadonlySet<string>,
  ): Promise<{ readonly path: string; readonly sha256: string }> {
    const bytes = new TextEncoder().encode(text);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const taken = await this.#takenTranscripts();
    const wanted = transcriptPath(name);
    const tried = new Set<string>();
    for (;;) {
      const path = freePath(wanted, (lower) => tried.has(lower));
      const lower = diskKey(path);
      tried.add(lower);
      const isOurs = !finished.has(path) && !this.#given.has(lower) && (await this.files.hash(path)) === sha256;
      if (!isOurs && (taken.has(lower) || !(await this.files.create(path, bytes)))) continue;
      this.#given.add(lower);
      return { path, sha256 };
    }
  }

  async #writeCodings(of: {
    readonly reviewed: ReviewedDocument;
    readonly memos: readonly ImportedMemo[];
    readonly remarks: Remarks | null;
    readonly path: string;
    readonly sha256: string;
    readonly codeIds: ReadonlyMap<string, string>;
    readonly coders: ReadonlyMap<string | null, Coder>;
    readonly idOf: (name: string) => string;
  }): Promise<{ readonly segments: number; readonly memos: number }> {
    const { reviewed, memos, remarks, path, sha256, codeIds, coders, idOf } = of;
    if (reviewed.segments.length + memos.length + (remarks?.placed.length ?? 0) === 0)
      return { segments: reviewed.lostSegments, memos: 0 };
    const source = { id: path, type: 'Text', format: 'text/plain', 'schema:sha256': sha256 } as const;
    const text = toWorkingText(reviewed.text);
    const now = this.now().toISOString();
    const made = importedAnnotations({ reviewed, text, source, memos, remarks, codeIds, coders, idOf, now });
    for (const [coder, items] of made.byCoder) {
      const file = codingPath(path, coder);
      const stored = await this.files.loadAnnotations(file);
      const name =
        [...coders.values(), ...(remarks ? [remarks.coder] : [])].find(({ id }) => id === coder)?.name ?? coder;
      const ids = { collection: idOf(`collection of ${coder}`), page: idOf(`page of ${coder}`) };
      const collection = stored.value ?? makeCollection(ids, name);
      // From an import that was interrupted.
      const known = new Set(collection.first.items.map(({ id }) => id));
      const all = [...collection.first.items, ...items.filter(({ id }) => !known.has(id))];
      await this.files.saveAnnotations(file, stored, { ...collection, first: { ...collection.first, items: all } });
    }
    const unplaced = remarks?.unplaced ?? 0;
    return { segments: reviewed.lostSegments + made.lostSegments, memos: made.lostMemos + unplaced };
  }

  /** Those of transcripts that are gone too: their codings would fall upon the new one. */
  async #takenTranscripts(): Promise<Set<string>> {
    const [texts, codings] = await Promise.all([
      this.#taken(transcriptFolder),
      this.#taken(`${codingFolder}/${transcriptFolder}`),
    ]);
    const ofCodings = [...codings].map((path) => path.slice(codingFolder.length + 1));
    return new Set([...texts, ...ofCodings, ...this.#given]);
  }

  /** Paths of what a folder holds, as disks compare them. */
  async #taken(folder: string): Promise<Set<string>> {
    return new Set((await this.folder.list(folder)).map(({ name }) => diskKey(`${folder}/${name}`)));
  }
}

/** Who noted anything; null for those whom the file does not name. */
function codersOf({ project }: SourceContent): ReadonlySet<string | null> {
  if (!project) return new Set();
  const segments = project.documents.flatMap(({ content }) => (content.kind === 'text' ? content.segments : []));
  return new Set([...segments, ...project.memos].map(({ coder }) => coder));
}

/** What is on the project or a code is kept with the first document that has words. */
function memosOf({ project }: SourceContent, index: number): ImportedMemo[] {
  const first = project?.documents.findIndex((document) => !isEmpty(document));
  return (project?.memos ?? []).filter(({ about }) =>
    'document' in about ? about.document === index : index === first,
  );
}

type Remarks = NonNullable<AnnotationSource['remarks']> & { readonly unplaced: number };

function placeRemarks({ remarks }: ImportedDocument, { text }: ReviewedDocument, coder: Coder): Remarks | null {
  if (!remarks) return null;
  const place = alignTexts(remarks.text, toWorkingText(text));
  const placed = remarks.list.flatMap(({ range, value }, index) => {
    const at = place(range);
    return at ? [{ index, range: at, value }] : [];
  });
  return { coder, placed, unplaced: remarks.list.length - placed.length };
}

function remarksLeftOut({ remarks }: ImportedDocument): ImportWarning[] {
  const n = remarks?.list.length ?? 0;
  return n === 0 ? [] : [{ place: null, message: `Comments and footnotes (${n}) are left out.` }];
}

function nobodyFor(): UserError {
  return new UserError('badRequest', 'The study does not know who is to keep the comments.', 'Say who codes here.');
}

function isEmpty({ content }: ImportedDocument): boolean {
  return content.kind === 'turns' ? content.turns.length === 0 : content.text.trim() === '';
}

function emptyWarning({ name }: ImportedDocument): ImportWarning {
  return { place: name, message: 'A document without words: left out.' };
}

/** Half a surrogate pair, which JSON can hold and UTF-8 cannot, as the character that stands for such; as long as before. */
function wellFormed(reviewed: ReviewedDocument): ReviewedDocument {
  return { ...reviewed, text: Buffer.from(reviewed.text).toString() };
}

function lostWarnings(lost: number): ImportWarning[] {
  const message = `${counted(lost, 'coding or memo', 'codings and memos')} left out: nothing is left of the place.`;
  return lost === 0 ? [] : [{ place: null, message }];
}

function changed({ name }: SourceFile): UserError {
  return new UserError('fileUnreadable', `${name} has changed while you looked at it.`, 'Import it again.');
}

function nothingIn({ name }: SourceFile): UserError {
  return new UserError('fileInvalid', `${name} holds no words.`, 'See whether it is the right file.');
}

function interrupted(error: unknown, done: number): unknown {
  if (!(error instanceof UserError) || done === 0) return error;
  const remedy = `${counted(done, 'transcript')} of this file ${done === 1 ? 'is' : 'are'} in the study. Mend that, then import the file again: it goes on where it stopped.`;
  return new UserError(error.code, error.message, remedy, { cause: error });
}
