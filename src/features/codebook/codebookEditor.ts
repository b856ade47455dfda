import { randomUUID } from 'node:crypto';
import { UserError } from '../../core/base/userError';
import { parseCodebook, serializeCodebook, type Codebook } from '../../core/codebook/codebook';
import { codeOf, makeCodebook, mergeCodes, removeCode, splitCode } from '../../core/codebook/edit';
import { codeIdOf, recode, type NewCode } from '../../core/codebook/recode';
import type { AnnotationCollection, Segment } from '../../core/coding/annotations';
import { codingFiles, type CodingFile } from '../../core/coding/loadStudy';
import { codebookFile, type StudyFolder } from '../../core/coding/studyFiles';
import type { Stored, StudyFiles } from '../../platform/study/studyFiles';

const format = { parse: parseCodebook, serialize: serializeCodebook };

/** What a change is called in the journal and in its undoing. */
export interface Act {
  /** As in the journal, such as `add`. */
  readonly what: string;
  /** As a person would say it: “Rename Sleep”. */
  readonly label: string;
  /** Ids and names of codes, never words of a transcript. */
  readonly detail: Readonly<Record<string, unknown>>;
}

interface Done {
  readonly act: Act;
  readonly before: Codebook;
  readonly after: Codebook;
  readonly recoded: readonly RecodedFile[];
}

interface RecodedFile {
  readonly file: string;
  readonly changes: ReadonlyMap<string, { readonly from: string; readonly to: string }>;
}

interface LoadedCodingFile extends CodingFile {
  readonly stored: Stored<AnnotationCollection>;
}

/** A segment that carries a code, with the file that it is in. */
export interface CodedSegment extends CodingFile {
  readonly segment: Segment;
}

/** Changes the codebook of one study, and with it the segments that carry its codes; every change is in the journal. */
export class CodebookEditor {
  readonly #done: Done[] = [];

  constructor(
    private readonly files: StudyFiles,
    private readonly folder: StudyFolder,
    /** Id of the person who codes here, if they have said so. */
    private readonly who: () => string | undefined,
    private readonly now: () => Date = () => new Date(),
    readonly newId: () => string = randomUUID,
  ) {}

  /** What `undo` would take back; undefined when there is nothing. */
  get lastLabel(): string | undefined {
    return this.#done.at(-1)?.act.label;
  }

  async load(): Promise<Codebook> {
    return (await this.files.load(codebookFile, parseCodebook)).value ?? makeCodebook();
  }

  /**
   * Changes the codebook as it is on disk now.
   *
   * @throws UserError what `change` throws, `fileInvalid`, `fileUnwritable`: nothing was changed
   */
  async change(act: Act, change: (codebook: Codebook) => Codebook): Promise<Codebook> {
    const { before, after } = await this.#write(change);
    if (after !== before) await this.#finish(act, before, after, []);
    return after;
  }

  /**
   * Makes codes one, in the codebook and in every coder's file. The files come first: where one fails, the codes are all
   * still there, and merging again goes on where it stopped.
   *
   * @throws UserError `fileInvalid` naming a file that cannot be read, before anything is changed
   */
  async merge(from: readonly string[], into: string): Promise<void> {
    const codebook = await this.load();
    mergeCodes(codebook, from, into);
    const names = from.map((id) => codeOf(codebook, id).name);
    const kept = codeOf(codebook, into).name;
    const act: Act = {
      what: 'merge',
      label: `Merge ${names.join(', ')} into ${kept}`,
      detail: { codes: from, names, into, intoName: kept },
    };
    const going = new Set(from.map((id) => id.toLowerCase()));
    const recoded = await this.#recodeLoaded(act, await this.#loadAll(), (code) =>
      going.has(code) ? into : undefined,
    );
    const { before, after } = await this.#write((current) => mergeCodes(current, from, into));
    await this.#finish(act, before, after, recoded);
  }

  /**
   * Takes a code out.
   *
   * @param recodeTo the code that its segments get; null leaves them as segments of a deleted code
   * @throws UserError `fileInvalid` naming a file that cannot be read, before anything is changed
   */
  async remove(id: string, recodeTo: string | null): Promise<void> {
    const codebook = await this.load();
    const { name } = codeOf(codebook, id);
    if (recodeTo !== null) codeOf(codebook, recodeTo);
    const act: Act = { what: 'remove', label: `Delete ${name}`, detail: { code: id, name, recodeTo } };
    const gone = id.toLowerCase();
    const recoded =
      recodeTo === null
        ? []
        : await this.#recodeLoaded(act, await this.#loadAll(), (code) => (code === gone ? recodeTo : undefined));
    const { before, after } = await this.#write((current) => removeCode(current, id));
    await this.#finish(act, before, after, recoded);
  }

  /**
   * Splits a code. Segments that get none of the new codes keep the old one, which goes only when none is left.
   *
   * @param pick index of the new code for a segment; undefined leaves it
   * @returns how many segments still carry the old code
   */
  async split(id: string, names: readonly string[], pick: (segment: Segment) => number | undefined): Promise<number> {
    const codebook = await this.load();
    const { name } = codeOf(codebook, id);
    const ids = names.map(() => this.newId());
    const act: Act = { what: 'split', label: `Split ${name}`, detail: { code: id, name, into: ids, names } };
    const old = id.toLowerCase();
    // Read before the codebook is changed: a file that cannot be read stops it all.
    const loaded = await this.#loadAll();
    const { before } = await this.#write((current) => splitCode(current, id, names, ids));
    const recoded = await this.#recodeLoaded(act, loaded, (code, annotation) => {
      const index = code === old && annotation.motivation === 'classifying' ? pick(annotation) : undefined;
      return index === undefined ? undefined : ids[index];
    });
    const left = (await this.segmentsOf(id)).length;
    const { after } = await this.#write((current) => {
      const hasSubCodes = current.codes.some(({ parent }) => parent === id);
      return left === 0 && recoded.length > 0 && !hasSubCodes ? removeCode(current, id) : current;
    });
    await this.#finish(act, before, after, recoded);
    return left;
  }

  /** The segments that carry a code, of every coder. @throws UserError naming a file that cannot be read */
  async segmentsOf(id: string): Promise<CodedSegment[]> {
    const wanted = id.toLowerCase();
    return (await this.#loadAll()).flatMap(({ stored, ...file }) =>
      (stored.value?.first.items ?? []).flatMap((item) =>
        item.motivation === 'classifying' && codeIdOf(item) === wanted ? [{ ...file, segment: item }] : [],
      ),
    );
  }

  /**
   * Takes the last change of this window back.
   *
   * @returns what was taken back; undefined when there is nothing
   * @throws UserError `badRequest` when the codebook has been changed otherwise since
   */
  async undo(): Promise<string | undefined> {
    const last = this.#done.at(-1);
    if (!last) return undefined;
    const { act, after, recoded } = last;
    const loaded = recoded.length > 0 ? await this.#loadAll() : [];
    await this.#write((current) => {
      if (JSON.stringify(current) === JSON.stringify(after)) return last.before;
      const remedy = 'Take the change back by hand; introspect/journal.jsonl says what it was.';
      throw new UserError('badRequest', 'The codebook has been changed by somebody else since.', remedy);
    });
    this.#done.pop();
    const undone: Act = { what: 'undo', label: act.label, detail: { undone: act.what, ...act.detail } };
    const byFile = new Map(recoded.map(({ file, changes }) => [file, changes]));
    for (const one of loaded) {
      const changes = byFile.get(one.file);
      if (!changes) continue;
      await this.#recodeLoaded(undone, [one], (code, { id }) => {
        const change = changes.get(id);
        return change && code === change.to.toLowerCase() ? change.from : undefined;
      });
    }
    await this.#journal(undone);
    return act.label;
  }

  async #write(change: (codebook: Codebook) => Codebook): Promise<{ before: Codebook; after: Codebook }> {
    let before = makeCodebook();
    let after = before;
    await this.files.update(codebookFile, format, (current) => {
      before = current ?? makeCodebook();
      const next = change(before);
      after = JSON.stringify(next) === JSON.stringify(before) ? before : next;
      return after === before ? undefined : after;
    });
    return { before, after };
  }

  async #loadAll(): Promise<LoadedCodingFile[]> {
    const loaded: LoadedCodingFile[] = [];
    for (const one of await codingFiles(this.folder))
      loaded.push({ ...one, stored: await this.files.loadAnnotations(one.file) });
    return loaded;
  }

  async #recodeLoaded(act: Act, loaded: readonly LoadedCodingFile[], newCode: NewCode): Promise<RecodedFile[]> {
    const when = this.now().toISOString();
    const planned = loaded.flatMap(({ stored, ...file }) => {
      if (!stored.value) return [];
      const { collection, changed } = recode(stored.value, newCode, when);
      return changed.length > 0 ? [{ ...file, stored, collection, changed }] : [];
    });
    const done: RecodedFile[] = [];
    for (const { file, transcript, coder, stored, collection, changed } of planned) {
      try {
        await this.files.saveAnnotations(file, stored, collection);
      } catch (error) {
        throw error instanceof UserError ? stoppedAt(error, done.length, planned.length) : error;
      }
      done.push({ file, changes: new Map(changed.map(({ annotation, from, to }) => [annotation, { from, to }])) });
      await this.files.appendJournal({
        when,
        who: this.#coder(),
        what: 'codebook.recode',
        transcript,
        because: act.what,
        coder,
        changed,
      });
    }
    return done;
  }

  async #finish(act: Act, before: Codebook, after: Codebook, recoded: readonly RecodedFile[]): Promise<void> {
    this.#done.push({ act, before, after, recoded });
    await this.#journal(act);
  }

  async #journal({ what, detail }: Act): Promise<void> {
    await this.files.appendJournal({
      when: this.now().toISOString(),
      who: this.#coder(),
      what: `codebook.${what}`,
      ...detail,
    });
  }

  #coder(): string[] {
    const who = this.who();
    return who === undefined ? [] : [who];
  }
}

function stoppedAt({ code, message, remedy }: UserError, done: number, all: number): UserError {
  const progress = `${message} ${done} of ${all} coders’ files had been changed before, and the code is still in the codebook.`;
  return new UserError(code, progress, `${remedy} Doing the same again goes on where it stopped.`);
}
