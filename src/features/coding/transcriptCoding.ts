import { randomUUID } from 'node:crypto';
import type { UserError } from '../../core/base/userError';
import type { Annotation } from '../../core/coding/annotations';
import type { CodingScene } from '../../core/coding/codingActs';
import type { Change, Edit } from '../../core/coding/codingModel';
import { codingPath, isModelCoder, type Coder } from '../../core/coding/study';
import { Emitter } from '../../platform/emitter';
import { locateStudy } from '../../platform/study/locateStudy';
import { StudyFiles, type JournalEntry } from '../../platform/study/studyFiles';
import type { SuggestionState } from '../../core/suggestions/lifecycle';
import type { CodingBackup } from './codingBackup';
import type { CodingDependencies, CodingUpdate } from './codingUpdate';
import { CopiesBeside } from './copiesBeside';
import { requireUncoded, writeCopy } from './copyCoding';
import { countChanges, nobodyCodes, OwnCoding, wordsOfMerge, type Merge } from './ownCoding';
import { nothingNew, PlacedCoding, type CodingDelta } from './placedCoding';
import { recordDecisions } from './suggestionRecords';
import { SuggestionBook } from './suggestionBook';
import { toUserError, TranscriptSources } from './transcriptSources';

/**
 * The coding of one transcript: its text, everybody's annotations, and changes to those of one person. What reads or
 * writes files is done one after another; acts are done at once. The transcript itself is never written.
 */
export class TranscriptCoding {
  readonly sources: TranscriptSources;
  /** What models have coded here, and what the person decided on it. */
  readonly suggestions = new SuggestionBook();
  readonly #updates = new Emitter<CodingUpdate>();
  readonly #now: () => Date;
  readonly #newId: () => string;
  readonly #openFiles: (folder: string) => StudyFiles;
  #turn: Promise<unknown> = Promise.resolve();
  #own: { readonly coding: OwnCoding; placed: PlacedCoding } | null = null;
  #ownProblem: UserError | null = null;
  /** What had not been saved and could not be taken up so far, because the file or the study cannot be read. */
  #kept: CodingBackup | null = null;
  #others = new Map<string, PlacedCoding>();
  readonly #copies: CopiesBeside;
  /** Files of others that cannot be read: each is told once. */
  readonly #unreadable = new Set<string>();

  /** @param file absolute path of the transcript */
  constructor(
    file: string,
    private readonly dependencies: CodingDependencies,
  ) {
    this.#openFiles = dependencies.openFiles ?? ((folder) => new StudyFiles(folder));
    this.sources = new TranscriptSources(file, this.#openFiles);
    this.#now = dependencies.now ?? (() => new Date());
    this.#newId = dependencies.newId ?? randomUUID;
    this.#copies = new CopiesBeside(this.sources, dependencies, {
      me: () => this.#whoCodes(),
      nameOf: (id) => this.#nameOf(id),
      inTurn: (work) => this.#inTurn(work),
      takenIn: (from, conflicts) => this.#mergeOwn().then(() => this.journal('coding.takeIn', { from, conflicts })),
    });
  }

  readonly onDidUpdate = this.#updates.on;

  /** Id of the person whose file is written; undefined while nobody has said who codes. */
  get coder(): string | undefined {
    return this.#own?.coding.model.coder;
  }

  /** Why nothing can be coded here, and what to do. */
  get problem(): UserError | null {
    return this.sources.problem ?? this.#ownProblem;
  }

  /** Everybody's coding, as far as it has been read. */
  get codings(): readonly PlacedCoding[] {
    return [...(this.#own ? [this.#own.placed] : []), ...this.#others.values()];
  }

  /** The study's coders, then everyone else who has coded this transcript. */
  get coders(): readonly Coder[] {
    const known = this.sources.study?.coders ?? [];
    const ids = new Set(known.map(({ id }) => id));
    const others = this.codings.map(({ coder }) => coder).filter((id) => !ids.has(id));
    return [...known, ...others.map((id): Coder => ({ id, name: id, kind: isModelCoder(id) ? 'model' : 'person' }))];
  }

  /**
   * Reads everything anew; what is not saved stays. Resolves when the text and the person's own coding can be shown; the
   * others follow as updates.
   *
   * @param backup what had not been saved when the window was closed
   */
  load(backup?: CodingBackup): Promise<void> {
    return this.#inTurn(() => this.#load(backup));
  }

  /** Resolves when all that was begun is done. */
  settled(): Promise<void> {
    return this.#inTurn(() => Promise.resolve());
  }

  /** What acts are made from. @throws UserError when nothing can be coded here */
  get scene(): CodingScene {
    const own = this.#own;
    if (this.problem) throw this.problem;
    if (!own) throw nobodyCodes();
    const { text, source } = this.sources;
    return {
      model: own.coding.model,
      text: text.text,
      source,
      offsets: text.offsets,
      placeOf: (id) => own.placed.placeOf(id),
      now: this.#now,
      newId: this.#newId,
    };
  }

  /** @returns how many of the edit's changes were left out, because the annotation was changed elsewhere since */
  apply(edit: Edit): number {
    const made = this.#own?.coding.model.apply(edit) ?? [];
    this.#showOwn(made);
    return edit.changes.length - made.length;
  }

  /** What has become of each suggestion, by its id. */
  suggestionStates(): ReadonlyMap<string, SuggestionState> {
    return this.suggestions.states(this.coder, this.#own?.coding.model.annotations ?? [], this.codings);
  }

  /** Rejects a suggestion, or takes that back, until saved in memory. @returns false where somebody else codes now */
  reject(suggestion: string, rejected: boolean, by: string | undefined): boolean {
    if (by === undefined || by !== this.coder) return false;
    this.suggestions.reject(suggestion, rejected, by);
    this.#emit({ type: 'coding', coder: by, ...nothingNew });
    return true;
  }

  /** Adds to the audit trail what was done on this transcript. */
  journal(what: string, details: Readonly<Record<string, unknown>>): Promise<void> {
    const { files, transcript, text } = this.sources;
    const entry: JournalEntry = {
      when: this.#now().toISOString(),
      who: this.coder === undefined ? [] : [this.coder],
      what,
      transcript,
      sha256: text.sha256,
      ...details,
    };
    return files.appendJournal(entry);
  }

  /** What is not saved; null when everything is. */
  backup(): CodingBackup | null {
    const backup = this.#own?.coding.toBackup();
    const { pending } = this.suggestions;
    if (!backup) return this.#kept;
    if (pending.size > 0) return { ...backup, rejected: Object.fromEntries(pending) };
    return backup.changes.length > 0 ? backup : null;
  }

  /** Writes the person's own coding. @throws UserError why not: nothing was changed, or rejections are not written yet */
  save(): Promise<void> {
    return this.#save();
  }

  #save(meanwhile?: (coding: OwnCoding) => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#own && this.#kept) throw this.problem ?? nobodyCodes();
      if (!this.#own) return;
      const { coding } = this.#own;
      await this.#saveOwn(coding);
      await meanwhile?.(coding);
      await recordDecisions(this, coding.model, this.#now().toISOString(), this.dependencies.tell);
    });
  }

  async #saveOwn(coding: OwnCoding): Promise<void> {
    const counts = countChanges(coding.changes);
    const saved = await coding.save();
    if (!saved) return;
    this.#ownProblem = null;
    this.#showOwn(saved.changes);
    if (saved.setAside !== null) {
      this.dependencies.tell(`${coding.file} could not be read. It was kept as ${saved.setAside}, and written anew.`);
    }
    this.#tellMerge(saved);
    try {
      await this.journal('coding.save', counts);
    } catch (error) {
      const { message, remedy } = toUserError(error);
      this.dependencies.tell(`Your coding is saved, but not the audit trail. ${message} ${remedy}`);
    }
  }

  /**
   * Saves, and writes the person's own coding beside a copy of the transcript as well, if that is in the same study.
   *
   * @param file absolute path of the copy
   * @throws UserError `badRequest`: somebody has coded the text there; nothing was written
   */
  async saveFor(file: string): Promise<void> {
    await this.requireUncoded(file);
    await this.#save(async ({ model }) => {
      const place = await locateStudy(file);
      const { root, files, title } = this.sources;
      if (!place || place.root !== root)
        return this.dependencies.tell(`The copy is outside the study: your codes stay with ${title}.`);
      const mine = { coder: model.coder, name: this.#nameOf(model.coder), collection: model.toCollection() };
      await writeCopy(files, place.path, mine, this.#newId);
    });
  }

  /** @throws UserError `badRequest`: a copy there would take the place of a text that somebody has coded */
  requireUncoded(file: string): Promise<void> {
    return requireUncoded(file, this.#openFiles);
  }

  /** Goes back to what the person's own file holds. @throws UserError `fileInvalid`, `fileUnreadable` */
  revert(): Promise<void> {
    return this.#inTurn(async () => {
      this.#kept = null;
      this.suggestions.restore({});
      this.#showOwn((await this.#own?.coding.revert()) ?? []);
      if (this.coder !== undefined) this.#emit({ type: 'coding', coder: this.coder, ...nothingNew });
    });
  }

  /** The transcript has changed on disk. */
  textChanged(): Promise<void> {
    return this.#inTurn(async () => {
      const { text, problem } = this.sources;
      await this.sources.readText();
      if (this.sources.text !== text) this.#showAnew();
      else if (this.sources.problem !== problem) this.#emit({ type: 'everything' });
    });
  }

  studyChanged(): Promise<void> {
    return this.#inTurn(async () => {
      const hadStudy = this.sources.study !== null;
      await this.sources.readStudy();
      // A study was made around the transcript. One that is gone may come back in a moment: all stays as it is until then.
      if (!hadStudy) return this.#load();
      this.#emit({ type: 'everything' });
    });
  }

  codebookChanged(): Promise<void> {
    return this.#inTurn(async () => {
      const { codes, problem } = this.sources;
      await this.sources.readCodebook();
      if (this.sources.problem !== problem) this.#emit({ type: 'everything' });
      // Which notes are on a code, and which codes are deleted, is told by the codebook.
      else if (!this.sources.codes.continues(codes)) this.#showAnew();
      else this.#emit({ type: 'codes' });
    });
  }

  /** A coder's file has changed on disk, was made or deleted. */
  codingChanged(coder: string): Promise<void> {
    return this.#inTurn(async () => {
      if (coder === this.#whoCodes()) return this.#mergeOwn();
      if ((await this.#copies.coders()).includes(coder) || this.#others.has(coder)) await this.#readOther(coder);
    });
  }

  #nameOf(coder: string): string {
    return this.coders.find(({ id }) => id === coder)?.name ?? coder;
  }

  #whoCodes(): string | undefined {
    const { root } = this.sources;
    return root === null ? undefined : this.dependencies.coderOf(root);
  }

  async #load(backup?: CodingBackup): Promise<void> {
    this.#kept = backup ?? this.backup() ?? this.#kept;
    await this.sources.load();
    this.#own = null;
    this.#ownProblem = null;
    await this.#readOwn();
    this.#showAnew();
  }

  async #readOwn(): Promise<void> {
    const { files, transcript } = this.sources;
    const backup = this.#kept ?? undefined;
    const coder = this.#whoCodes();
    if (coder === undefined) return;
    const file = codingPath(transcript, coder);
    const label = `${this.#nameOf(coder)} on ${transcript}`;
    try {
      const { own, conflicts } = await OwnCoding.load(files, file, coder, label, backup, this.#newId);
      this.#own = { coding: own, placed: this.#place(coder) };
      if (backup?.coder === coder) this.#kept = null;
      this.suggestions.restore(backup?.coder === coder ? (backup.rejected ?? {}) : {});
      this.#tellMerge({ merged: false, conflicts });
    } catch (error) {
      this.#ownProblem = toUserError(error);
    }
  }

  async #mergeOwn(): Promise<void> {
    const problem = this.#ownProblem;
    if (!this.#own) {
      this.#ownProblem = null;
      await this.#readOwn();
      this.#showAnew();
      return;
    }
    try {
      const merge = await this.#own.coding.mergeFromDisk();
      this.#ownProblem = null;
      this.#showOwn(merge.changes);
      this.#tellMerge(merge);
    } catch (error) {
      this.#ownProblem = toUserError(error);
    }
    if (problem?.message !== this.#ownProblem?.message) this.#emit({ type: 'everything' });
  }

  /** Places everything in the text as it now is: the person's own coding at once, the others one after another. */
  #showAnew(): void {
    if (this.#own) {
      const { coding } = this.#own;
      this.#own = { coding, placed: this.#place(coding.model.coder, coding.model.annotations) };
      this.sources.codes.note([...this.#own.placed.segments, ...this.#own.placed.orphans]);
    }
    this.#others = new Map();
    this.#emit({ type: 'everything' });
    void this.#inTurn(() => this.#readOthers());
  }

  async #readOthers(): Promise<void> {
    if (this.sources.root === null) return;
    for (const coder of await this.#copies.coders()) {
      // A large file takes a while to read: what the person does goes between two of them.
      await new Promise((resolve) => setImmediate(resolve));
      if (coder !== this.#whoCodes()) await this.#readOther(coder);
    }
  }

  async #readOther(coder: string): Promise<void> {
    const file = codingPath(this.sources.transcript, coder);
    const before = this.#others.get(coder);
    try {
      const { value } = await this.sources.files.loadAnnotations(file);
      this.#unreadable.delete(file);
      if (!value && !before) return;
      const placed = this.#place(coder, value?.first.items);
      if (isModelCoder(coder)) this.suggestions.take(coder, value?.first.items ?? []);
      const wasKnown = this.coders.some(({ id }) => id === coder);
      this.#others.set(coder, placed);
      if (!wasKnown) {
        this.sources.codes.note([...placed.segments, ...placed.orphans]);
        this.#emit({ type: 'everything' });
      } else {
        const now = new Set(placed.ids);
        const removed = before?.ids.filter((id) => !now.has(id)) ?? [];
        const { segments, memos } = placed;
        this.#emitCoding(placed, { segments, memos, removed, orphansChanged: true });
      }
    } catch (error) {
      // Shown as it was read last.
      if (!this.#unreadable.has(file))
        this.dependencies.tell(`${toUserError(error).message} The other coders are shown.`);
      this.#unreadable.add(file);
    }
  }

  #place(coder: string, annotations: Iterable<Annotation> = []): PlacedCoding {
    return new PlacedCoding(coder, this.sources.text, (urn) => this.sources.codes.codeOf(urn), annotations);
  }

  #showOwn(changes: readonly Change[]): void {
    if (this.#own && changes.length > 0) this.#emitCoding(this.#own.placed, this.#own.placed.update(changes));
  }

  #emitCoding(placed: PlacedCoding, delta: CodingDelta): void {
    const hasNewCodes = this.sources.codes.note([...delta.segments, ...(delta.orphansChanged ? placed.orphans : [])]);
    if (hasNewCodes) this.#emit({ type: 'codes' });
    this.#emit({ type: 'coding', coder: placed.coder, ...delta });
  }

  #tellMerge(merge: Pick<Merge, 'merged' | 'conflicts'>): void {
    const words = wordsOfMerge(merge);
    if (words !== null) this.dependencies.tell(words);
  }

  #emit(update: CodingUpdate): void {
    this.#updates.emit(update);
  }

  /** One after another. A failure is the caller's to tell; it does not keep the next from its turn. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
