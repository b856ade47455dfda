import * as vscode from 'vscode';
import { runInSlices } from '../../core/agreement/slices';
import { UserError } from '../../core/base/userError';
import { loadStudy } from '../../core/coding/loadStudy';
import { indexStudy, type StudyIndex } from '../../core/retrieval/studyIndex';
import { openPlace } from '../../panels/openPlace';
import { errorNotice } from '../../panels/notices';
import { Latest } from '../../platform/latest';
import type { Services } from '../../platform/services';
import { studyFolder, watchStudy } from '../../platform/study/studyFolder';
import type { ResultList, RetrievalFromPanel, RetrievalTab, RetrievalToPanel } from '../../protocol/retrieval';
import {
  findSegments,
  findWords,
  groupsOf,
  hitsOf,
  matrixWork,
  rowsOf,
  saveMatrix,
  saveResults,
  saveTimeline,
  timelineFor,
  type Results,
  type SavedFile,
} from './answers';
import { HitCoder } from './hitCoder';
import { offerOf } from './studyOffer';

/** Changes on disk come in bursts, as when a coder's file is replaced. */
const settleMs = 300;
/** Rows that are sent at once, at most. */
const maxRows = 400;

type Outcome = Extract<RetrievalToPanel, { type: 'coded' | 'uncoded' }>;
type Message<Type extends RetrievalFromPanel['type']> = Extract<RetrievalFromPanel, { type: Type }>;

/** One panel's questions to a study: reads it, answers in slices, and reads it again when a file changes. */
export class RetrievalSession implements vscode.Disposable {
  readonly #loading = new Latest();
  /** One question at a time; a newer one stops the older. */
  readonly #asking = new Latest();
  readonly #subscriptions: vscode.Disposable;
  readonly #results = new Map<ResultList, Results>();
  #index: StudyIndex | undefined;
  #matrix: Message<'matrix'> | undefined;
  #timeline: Message<'timeline'> | undefined;
  #hitCoder: HitCoder | undefined;
  /** What became of the hits that were coded last, as long as the same is searched for. */
  #outcome: { readonly message: Outcome; readonly of: string } | undefined;
  #search = '';
  #isPageNew = false;
  #show: { readonly tab: RetrievalTab; readonly code: string | null } | undefined;

  constructor(
    private readonly folder: vscode.Uri,
    private readonly services: Pick<Services, 'coder' | 'log' | 'studies'>,
    private readonly post: (message: RetrievalToPanel) => void,
    /** The panel's. */
    private readonly column: () => vscode.ViewColumn | undefined,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      this.#loading,
      this.#asking,
      watchStudy(folder, () => this.#load(settleMs)),
      services.coder.onDidChange((root) => {
        if (root.toString() === folder.toString()) this.#load(0);
      }),
    );
  }

  /** Shows a tab, with a code; now, or as soon as the page is there. */
  show(tab: RetrievalTab, code: string | null): void {
    this.#show = { tab, code };
    if (this.#index) this.#sendShow();
  }

  handle(message: RetrievalFromPanel): void {
    switch (message.type) {
      case 'ready':
        this.#isPageNew = true;
        return this.#load(0);
      case 'reload':
        return this.#load(0);
      case 'find':
        return this.#ask(async (index, pause) =>
          this.#tellFound('segments', await findSegments(index, message, pause)),
        );
      case 'search':
        this.#search = JSON.stringify([message.search, message.scope]);
        if (this.#outcome?.of !== this.#search) this.#outcome = undefined;
        return this.#ask(async (index, pause) => this.#tellFound('search', await findWords(index, message, pause)));
      case 'rows':
        return this.#sendRows(message);
      case 'matrix':
        this.#matrix = message;
        return this.#ask(async (index, pause) => {
          const matrix = await runInSlices(matrixWork(index, message), pause);
          this.post({ type: 'matrix', matrix });
        });
      case 'timeline':
        this.#timeline = message;
        return this.#ask((index) => {
          const timeline = timelineFor(index, message);
          if (timeline) this.post({ type: 'timeline', timeline });
          return Promise.resolve();
        });
      case 'open':
        return this.#try(() => this.#open(message));
      case 'code':
        return this.#try(() => this.#code(message));
      case 'uncode':
        return this.#try(async () => {
          if (this.#hitCoder) this.#tellOutcome({ type: 'uncoded', ...(await this.#hitCoder.undo()) });
        });
      case 'save':
        return this.#try(() => this.#save(message));
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #load(delayMs: number): void {
    this.#loading.run(delayMs, (signal) =>
      this.#guard(signal, async () => {
        const study = await loadStudy(studyFolder(this.folder));
        const blind = this.services.coder.isBlind(this.folder);
        // Who codes blind and has not said who they are sees nobody's segments.
        const only = blind ? (this.services.coder.current(this.folder) ?? '') : null;
        const index = await runInSlices(indexStudy(study, only), this.#pause(signal));
        if (signal.aborted) return;
        this.#index = index;
        const inCodebook = new Set(study.codebook.codes.map(({ id }) => id.toLowerCase()));
        this.post({ type: 'study', folder: this.folder.toString(), study: offerOf(index, inCodebook, blind) });
        if (this.#isPageNew && this.#outcome) this.post({ ...this.#outcome.message, again: true });
        this.#isPageNew = false;
        this.#sendShow();
      }),
    );
  }

  #sendShow(): void {
    if (this.#show) this.post({ type: 'show', ...this.#show });
    this.#show = undefined;
  }

  /** Before the study has been read there is nothing to ask: the panel asks when it is told of it. */
  #ask(answer: (index: StudyIndex, pause: (share: number) => Promise<void>) => Promise<void>): void {
    const index = this.#index;
    if (index) this.#asking.run(0, (signal) => this.#guard(signal, () => answer(index, this.#pause(signal))));
  }

  #pause(signal: AbortSignal): (share: number) => Promise<void> {
    return async (share) => {
      this.post({ type: 'progress', share });
      await new Promise((next) => setImmediate(next));
      if (signal.aborted) throw new UserError('cancelled', 'The question was replaced by another.', '');
    };
  }

  #tellFound(list: ResultList, results: Results): void {
    this.#results.set(list, results);
    this.post({ type: 'found', list, ask: results.ask, groups: groupsOf(results), hasMore: results.hasMore });
  }

  #sendRows({ list, ask, from, to }: Message<'rows'>): void {
    const results = this.#results.get(list);
    if (results?.ask !== ask) return;
    this.post({ type: 'rows', list, ask, rows: rowsOf(results, from, Math.min(to, from + maxRows)) });
  }

  async #open({ transcript, start, end }: Message<'open'>): Promise<void> {
    const found = this.#index?.transcripts.find(({ path }) => path === transcript);
    if (!found) return;
    const uri = vscode.Uri.joinPath(this.folder, found.path);
    await openPlace({ uri, text: found.text, start, end, from: this.column() });
  }

  async #code({ ask, hits, code }: Message<'code'>): Promise<void> {
    const results = this.#results.get('search');
    if (results?.ask !== ask) return;
    const files = this.services.studies.files(this.folder);
    const coder = await this.services.coder.ask(this.folder, files);
    if (coder === undefined) return;
    this.#hitCoder ??= new HitCoder(files);
    const made = await this.#hitCoder.code(hitsOf(results, hits), code, coder);
    this.#tellOutcome({ type: 'coded', coded: { code, ...made } });
  }

  #tellOutcome(message: Outcome): void {
    this.#outcome = { message, of: this.#search };
    this.post(message);
  }

  async #save(message: Message<'save'>): Promise<void> {
    const file = this.#fileOf(message);
    if (!file) return;
    const { name, extension, content } = file;
    const uri = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(this.folder, `${name}.${extension}`),
      filters: { [extension.toUpperCase()]: [extension] },
    });
    if (!uri) return;
    // Spreadsheets take a file for UTF-8 only with this mark.
    const bytes = new TextEncoder().encode(extension === 'csv' ? `\uFEFF${content}` : content);
    await vscode.workspace.fs.writeFile(uri, bytes);
    void vscode.window.showInformationMessage(`Saved ${uri.path.split('/').at(-1)}.`);
  }

  #fileOf(message: Message<'save'>): SavedFile | undefined {
    const index = this.#index;
    const day = new Date().toISOString().slice(0, 10);
    switch (message.what) {
      case 'segments':
      case 'search': {
        const results = this.#results.get(message.what);
        return results && saveResults(message.what, results, day);
      }
      case 'matrix':
        return index && this.#matrix && saveMatrix(index, this.#matrix, message, day);
      case 'timeline':
        return index && this.#timeline && saveTimeline(index, this.#timeline, message.format, day);
    }
  }

  #try(work: () => Promise<void>): void {
    void work().catch((error: unknown) => this.#tell(error));
  }

  async #guard(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    const notice = errorNotice(error, this.services.log);
    if (notice.kind === 'error') this.post({ type: 'error', error: notice.error });
  }
}
