import { codingFolder } from '../../core/coding/studyFiles';
import { codingPath, coderOfFile } from '../../core/coding/study';
import type { UserError } from '../../core/base/userError';
import type { Annotation } from '../../core/coding/annotations';
import type { TextChange } from '../../core/coding/shiftAnchors';
import type { JournalEntry, StudyFiles } from '../../platform/study/studyFiles';
import { correctAll, hashOf, LiveText, type LiveAnnotation } from './liveText';
import { toUserError } from './toUserError';

/** What a save of a corrected transcript came to. */
export interface CorrectionReport {
  /** Annotations whose own words this save made others than their coder marked. */
  readonly moved: number;
  readonly orphaned: number;
  /** Coders whose file could not be read or written; it is as it was. */
  readonly failures: readonly { readonly coder: string; readonly error: UserError }[];
}

export interface CorrectionDependencies {
  /** Who corrects, if they have said. */
  readonly who: () => string | undefined;
  readonly now?: () => Date;
}

/** A transcript that is being corrected: everybody's annotations follow its text, and are written when it is saved. */
export class CorrectionSession {
  readonly #live: LiveText;
  readonly #coders = new Set<string>();
  /** Texts of the notes on each segment, by coder. */
  readonly #memos = new Map<string, ReadonlyMap<string, readonly string[]>>();
  #turn: Promise<unknown> = Promise.resolve();
  /** Hash and text that the files on disk were last brought to; undefined when that is not known. */
  #settled: { readonly sha256: string; readonly text: string } | undefined;

  /**
   * @param transcript path in the study
   * @param text working text as it is in the editor
   * @param isSaved whether that is what the file holds
   */
  constructor(
    readonly files: StudyFiles,
    readonly transcript: string,
    text: string,
    isSaved: boolean,
    private readonly dependencies: CorrectionDependencies,
  ) {
    this.#live = new LiveText(text);
    if (isSaved) this.#settled = { sha256: hashOf(text), text };
  }

  /** Working text. */
  get text(): string {
    return this.#live.text;
  }

  get sha256(): string {
    return hashOf(this.#live.text);
  }

  get placed(): readonly LiveAnnotation[] {
    return this.#live.placed;
  }

  /** Texts of the notes on a segment. */
  memosOn(segment: string): readonly string[] {
    return [...this.#memos.values()].flatMap((memos) => memos.get(segment) ?? []);
  }

  /** Reads everybody's annotations anew. What cannot be read is left out. */
  load(): Promise<void> {
    return this.#inTurn(async () => {
      const names = await this.files.list(`${codingFolder}/${this.transcript}`);
      const coders = new Set(names.flatMap((name) => coderOfFile(name) ?? []));
      for (const coder of new Set([...this.#coders, ...coders])) {
        try {
          const { value } = await this.files.loadAnnotations(codingPath(this.transcript, coder));
          this.#live.take(coder, value?.first.items ?? []);
          this.#coders.add(coder);
          this.#memos.set(coder, memosOf(value?.first.items ?? []));
        } catch {
          // A file that cannot be parsed for a moment: what was read last is shown.
        }
      }
      if (this.#settled?.sha256 === this.sha256) this.#live.noteSaved();
    });
  }

  change(changes: readonly TextChange[]): void {
    this.#live.change(changes);
  }

  /** The file was changed by another program, and the editor shows that. */
  reload(text: string): Promise<void> {
    this.#live.replaceText(text);
    this.#settled = { sha256: hashOf(text), text };
    return this.load();
  }

  /**
   * Writes everybody's annotations for the text that was just saved. A file that fails stays as it was; its annotations
   * are found by their words, and written with the next save.
   *
   * @param text working text as it was saved
   * @returns null when the text is the one that the files were written for
   */
  save(text: string): Promise<CorrectionReport | null> {
    if (this.#live.text !== text) this.#live.replaceText(text);
    const moment = this.#live.moment();
    this.#live.noteSaved();
    return this.#inTurn(async () => {
      const before = this.#settled;
      if (before?.sha256 === moment.sha256) return null;
      const source = { id: this.transcript, type: 'Text', format: 'text/plain' } as const;
      const failures: { coder: string; error: UserError }[] = [];
      const written: string[] = [];
      let [moved, orphaned] = [0, 0];
      for (const coder of await this.#codersOnDisk()) {
        const file = codingPath(this.transcript, coder);
        try {
          const stored = await this.files.loadAnnotations(file);
          if (!stored.value) continue;
          const { first } = stored.value;
          const correction = correctAll(coder, first.items, moment, source, before?.text);
          moved += correction.moved;
          orphaned += correction.orphaned;
          if (!correction.changed) continue;
          const corrected = { ...stored.value, first: { ...first, items: [...correction.items] } };
          const saved = await this.files.saveAnnotations(file, stored, corrected);
          this.#live.takeWritten(coder, saved.stored.value?.first.items ?? []);
          written.push(coder);
        } catch (error) {
          failures.push({ coder, error: toUserError(error) });
        }
      }
      if (failures.length === 0) this.#settled = { sha256: moment.sha256, text: moment.text };
      await this.#journal({ sha256: moment.sha256, from: before?.sha256, coders: written, moved, orphaned });
      return { moved, orphaned, failures };
    });
  }

  async #codersOnDisk(): Promise<string[]> {
    const names = await this.files.list(`${codingFolder}/${this.transcript}`);
    return names.flatMap((name) => coderOfFile(name) ?? []).sort();
  }

  #journal(details: Readonly<Record<string, unknown>>): Promise<void> {
    const { who, now = () => new Date() } = this.dependencies;
    const coder = who();
    const entry: JournalEntry = {
      when: now().toISOString(),
      who: coder === undefined ? [] : [coder],
      what: 'transcript.correct',
      transcript: this.transcript,
      ...details,
    };
    return this.files.appendJournal(entry);
  }

  /** One after another. A failure is the caller's to tell; it does not keep the next from its turn. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

function memosOf(annotations: readonly Annotation[]): ReadonlyMap<string, readonly string[]> {
  const memos = new Map<string, string[]>();
  for (const item of annotations) {
    if (item.motivation !== 'commenting' || typeof item.target !== 'string') continue;
    memos.set(item.target, [...(memos.get(item.target) ?? []), item.body.value]);
  }
  return memos;
}
