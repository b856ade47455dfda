import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAnnotations, type AnnotationCollection, type Segment } from '../../../src/core/coding/annotations';
import { invertEdit, type Edit } from '../../../src/core/coding/codingModel';
import { codingPath } from '../../../src/core/coding/study';
import type { CodingBackup } from '../../../src/features/coding/codingBackup';
import { CodingSession } from '../../../src/features/coding/codingSession';
import { EditBurst } from '../../../src/features/coding/editBurst';
import { TranscriptCoding } from '../../../src/features/coding/transcriptCoding';
import { studyDisk, type StudyDisk } from '../../../src/platform/study/studyDisk';
import { StudyFiles } from '../../../src/platform/study/studyFiles';
import type {
  CodingAct,
  CodingContent,
  FromCodingPanel,
  SuggestingState,
  ToCodingPanel,
} from '../../../src/protocol/coding';

export const transcript = 'transcripts/P01.transcript.txt';
export const fileOf = (coder: string) => codingPath(transcript, coder);
/** As a page names a memo that is yet to be made. */
export const newMemo = () => `urn:uuid:${randomUUID()}`;
/** Of the sample study. */
export const codes = {
  sleep: '48cd078f-10fc-53d7-9bce-bc7a70dfcc58',
  strain: '8903e5b2-acf1-56dc-9517-69d0eec10c6f',
};

export interface WindowOptions {
  /** Undefined: nobody has said who codes, and `answer` is what they say when they are asked. */
  readonly coder?: string | undefined;
  readonly answer?: string;
  readonly disk?: StudyDisk;
  readonly backup?: CodingBackup | undefined;
  readonly file?: string;
  /** Whether the person has done what they are offered. */
  readonly accepts?: boolean;
}

/** As VS Code keeps it; each gives how much could not be done. */
interface Entry {
  readonly undo: () => number;
  readonly redo: () => number;
}

/** A window of VS Code with the coding editor open on a transcript, without VS Code: edits are undone as it undoes them. */
export class CodingWindow {
  readonly posted: ToCodingPanel[] = [];
  readonly told: string[] = [];
  readonly coding: TranscriptCoding;
  readonly session: CodingSession;
  asked = 0;
  isVisible = true;
  suggesting: SuggestingState = { progress: null, outcome: null };
  settings = { singleKeys: true, blind: false };
  readonly burst = new EditBurst();
  readonly #done: Entry[] = [];
  readonly #undone: Entry[] = [];
  coder: string | undefined;

  constructor(
    readonly folder: string,
    private readonly options: WindowOptions = { coder: 'ana' },
  ) {
    let minute = 0;
    this.coder = options.coder;
    this.coding = new TranscriptCoding(path.join(folder, options.file ?? transcript), {
      coderOf: () => this.coder,
      openFiles: (root) => new StudyFiles(root, options.disk ?? studyDisk),
      tell: (message) => this.told.push(message),
      offer: (message) => {
        this.told.push(message);
        return Promise.resolve(options.accepts ?? false);
      },
      now: () => new Date(Date.UTC(2026, 2, 9, 10, minute++)),
    });
    this.session = new CodingSession(this.coding, {
      isVisible: () => this.isVisible,
      post: (message) => this.posted.push(structuredClone(message)),
      askCoder: async () => {
        this.asked++;
        if (options.answer === undefined) return false;
        this.coder = options.answer;
        await this.coding.load();
        return true;
      },
      make: (edit, about) => {
        this.coding.apply(edit);
        const entry = this.burst.take(edit, about);
        if (!entry) return;
        const apply = (now: Edit) => {
          this.burst.end();
          return this.coding.apply(now);
        };
        this.#enter({ undo: () => apply(invertEdit(entry.edit)), redo: () => apply(entry.edit) });
      },
      reject: (suggestion, rejected) => {
        const { coder } = this.coding;
        const set = (now: boolean) => (this.coding.reject(suggestion, now, coder) ? 0 : 1);
        set(rejected);
        this.burst.end();
        this.#enter({ undo: () => set(!rejected), redo: () => set(rejected) });
      },
      settings: () => this.settings,
      pins: () => new Map([[codes.sleep, 1]]),
      suggesting: () => this.suggesting,
      elsewhere: () => undefined,
    });
  }

  static async open(folder: string, options?: WindowOptions): Promise<CodingWindow> {
    const window = new CodingWindow(folder, options);
    await window.coding.load(window.options.backup);
    await window.say({ type: 'ready' });
    await window.coding.settled();
    return window;
  }

  say(message: FromCodingPanel): Promise<void> {
    return this.session.handle(message);
  }

  /** Does an act, and returns the ids of the segments that it made or changed. */
  async act(act: CodingAct): Promise<readonly string[]> {
    await this.say({ type: 'apply', act, sha256: this.page.sha256 });
    const answer = this.posted.findLast(({ type }) => type === 'applied' || type === 'failed');
    if (answer?.type === 'failed') throw new Error(`${answer.message} ${answer.remedy}`);
    return answer?.type === 'applied' ? answer.segments : [];
  }

  code(words: string, code = codes.strain): Promise<readonly string[]> {
    return this.act({ act: 'code', stretch: this.stretchOf(words), code });
  }

  stretchOf(words: string) {
    const start = this.page.text.indexOf(words);
    if (start < 0) throw new Error('The words are not in the transcript.');
    return { start, end: start + words.length };
  }

  /** @returns how much of it could not be undone */
  undo(): number {
    const entry = this.#done.pop()!;
    this.#undone.push(entry);
    return entry.undo();
  }

  redo(): number {
    const entry = this.#undone.pop()!;
    this.#done.push(entry);
    return entry.redo();
  }

  #enter(entry: Entry): void {
    this.#done.push(entry);
    this.#undone.length = 0;
  }

  /** What the page shows after all that it was told. */
  get page(): CodingContent {
    const at = this.posted.findLastIndex(({ type }) => type === 'content');
    const content = this.posted[at];
    if (content?.type !== 'content') throw new Error('The page has no content yet.');
    return this.posted.slice(at + 1).reduce<CodingContent>((page, message) => {
      if (message.type !== 'change') return page;
      const { removed = [], segments = [], memos = [], suggestions = [], coders, codes, orphans, settings } = message;
      const merged = <T extends { readonly id: string }>(old: readonly T[], changed: readonly T[]) => {
        const byId = new Map([...old, ...changed].map((item) => [item.id, item]));
        return [...byId.values()].filter(({ id }) => !removed.includes(id));
      };
      return {
        ...page,
        segments: merged(page.segments, segments),
        memos: merged(page.memos, memos),
        suggestions: [
          ...new Map([...page.suggestions, ...suggestions].map((one) => [one.segment, one])).values(),
        ].filter(({ segment }) => !removed.includes(segment)),
        coders: coders ?? page.coders,
        codes: codes ?? page.codes,
        orphans: orphans ?? page.orphans,
        settings: settings ?? page.settings,
      };
    }, content);
  }

  /** The words of a coder's segments as the page shows them. */
  words(coder: string): string[] {
    const { segments, text } = this.page;
    return segments.filter((segment) => segment.coder === coder).map(({ start, end }) => text.slice(start, end));
  }

  read(file: string): string {
    return readFileSync(path.join(this.folder, file), 'utf8');
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.folder, file), text);
  }

  onDisk(coder = 'ana'): AnnotationCollection {
    return parseAnnotations(this.read(fileOf(coder)), fileOf(coder));
  }

  quotesOnDisk(coder = 'ana'): string[] {
    const segments = this.onDisk(coder).first.items.filter(
      (item): item is Segment => item.motivation === 'classifying',
    );
    return segments.map(({ target }) => target.selector[1].exact);
  }
}
