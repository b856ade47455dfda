import * as vscode from 'vscode';
import { toErrorInfo, UserError } from '../../core/base/userError';
import { spelledAs } from '../../core/base/spelling';
import { loadStudy, type LoadedStudy } from '../../core/coding/loadStudy';
import { answersCsv, figuresCsv, labResults, type LabResults } from '../../core/prompting/labResults';
import { testLimits } from '../../core/prompting/labReport/triedBefore';
import { prepareSheet, type PreparedSheet } from '../../core/prompting/prepare';
import type { RunRecord } from '../../core/prompting/records';
import { planRuns, type PlannedRun } from '../../core/prompting/runSheet';
import { readRuns, unreadableWords } from '../../core/prompting/runsFile';
import { runsPath, type ModelSetting, type Sheet, type TechniqueSetting } from '../../core/prompting/sheet';
import { hasModel } from '../../core/prompting/sheetChanges';
import { spelledSheet } from '../../core/prompting/spelledSheet';
import type { CommandId, TechniqueRef } from '../../commands';
import { isCancelled } from '../../panels/notices';
import { saveFile } from '../../panels/takeAway';
import type { FileLock } from '../../platform/download/fileLock';
import { JournalFile } from '../../platform/journalFile';
import { holdRuns } from '../../platform/lab/runsLock';
import { programName } from '../../platform/programName';
import { Latest } from '../../platform/latest';
import type { Services } from '../../platform/services';
import { studyFolder, watchStudy } from '../../platform/study/studyFolder';
import type { LabFromPanel, LabToPanel } from '../../protocol/lab';
import { offerOf, requireShown } from './labOffer';
import { previewPrompt } from './labPreview';
import { answerReport, bootstrap, limitsOf, sha256, smallPrintOf, type ReportPlace } from './labReports';
import { modelsOfSheet, offeredForSheet, settingOf, type SheetModels } from './sheetModels';
import { SheetRuns } from './sheetRuns';
import { SheetText } from './sheetText';
import { showItem } from './showItem';
import { tellStopped } from './stoppedNotice';
import { watchRuns } from './watchRuns';

const settleMs = 300;
/** Pressed right after a change, these are about the sheet with it, not about the one that was read before. */
const aboutSheetAsItIs: ReadonlySet<LabFromPanel['type']> = new Set([
  'run',
  'preview',
  'save',
  'previewReport',
  'saveReport',
  'saveTables',
  'copyMethods',
]);
const chooseModel: CommandId = 'introspect.chooseModel';
const suggestCodes: CommandId = 'introspect.suggestCodes';

interface Plan {
  readonly prepared: PreparedSheet;
  readonly models: SheetModels;
  readonly runs: readonly PlannedRun[];
  readonly records: (RunRecord | undefined)[];
  /** What the runs file tells against the figures, and what of it could not be read. */
  readonly limits: readonly string[];
}

/** One editor of a lab sheet: what it asks about, its runs, and what came of them. The sheet is the document's text. */
export class LabSession implements vscode.Disposable {
  readonly #reading = new Latest();
  readonly #subscriptions: vscode.Disposable;
  #study: LoadedStudy | undefined;
  #plan: Plan | undefined;
  readonly #runs: SheetRuns;
  #wasRead: () => void = () => undefined;
  /** Settled once the sheet has been read as it is now, whether it can be run or not; a newer reading puts it off. */
  #whenRead = new Promise<void>((settle) => (this.#wasRead = settle));
  #isReading = true;
  readonly #text: SheetText;
  /** Models that the panel was given, until they are in an edit of its. */
  #added: readonly ModelSetting[] = [];
  #isStarting = false;
  #isClosed = false;

  constructor(
    private readonly document: vscode.TextDocument,
    private readonly folder: vscode.Uri,
    private readonly services: Services,
    private readonly post: (message: LabToPanel) => void,
    private readonly panel: Pick<vscode.WebviewPanel, 'active' | 'viewColumn'>,
  ) {
    this.#text = new SheetText(document, () => panel.active);
    this.#runs = new SheetRuns(post, services.log);
    const again = () => {
      this.#study = undefined;
      this.#read(settleMs);
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#text,
      watchStudy(folder, again),
      // What is added here is known already.
      watchRuns(document.uri, () => {
        if (!this.#isStarting && !this.#runs.isRunning) this.#read(settleMs);
      }),
      services.models.onDidChange(() => this.#read(0)),
      services.installed.onDidChange(() => this.#read(settleMs)),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== document || event.contentChanges.length === 0) return;
        this.#read(this.#text.isTyping ? settleMs : 0);
      }),
    );
  }

  handle(message: LabFromPanel): void {
    void this.#handle(message).catch((error: unknown) => this.#tell(error));
  }

  /** @throws UserError where nothing can be reported, or the file not written */
  async saveReport(): Promise<void> {
    await this.#whenRead;
    if (!this.#plan || this.#plan.records.every((record) => record === undefined)) {
      throw new UserError(
        'badRequest',
        'There is nothing to report: no run of this sheet has been made.',
        'Press Run.',
      );
    }
    await this.#saved();
    await answerReport('saveReport', this.#plan, this.#reportPlace, this.post);
  }

  dispose(): void {
    this.#isClosed = true;
    this.#wasRead();
    this.#reading.dispose();
    this.#runs.stop();
    this.#subscriptions.dispose();
  }

  async #handle(message: LabFromPanel): Promise<void> {
    if (aboutSheetAsItIs.has(message.type)) await this.#upToDate();
    switch (message.type) {
      case 'ready':
        await this.#text.pageIsNew();
        this.#runs.repeat();
        return this.#read(0);
      case 'edit':
        return this.#edit(message.sheet, message.edit, message.isDone);
      case 'keep':
        return this.#text.keep().catch(() => undefined);
      case 'addModel':
        return this.#addModel(message.id);
      case 'run': {
        // What would be run is not what stands there.
        const refused = this.#text.typed?.refused;
        return refused ? this.post({ type: 'error', error: refused }) : this.#run(message.model);
      }
      case 'cancel':
        return this.#runs.stop();
      case 'openTest':
        await this.#text.keep();
        return this.#openTest();
      case 'detail':
        return this.#detail(message.technique, message.item);
      case 'preview':
        return this.#plan && previewPrompt(this.#plan, message.technique, this.post);
      case 'openItem':
        return this.#plan && showItem(this.#plan.prepared, this.folder, message.item, this.panel.viewColumn);
      case 'openAsText':
        await vscode.commands.executeCommand('vscode.openWith', this.document.uri, 'default');
        return;
      case 'chooseModel':
        await vscode.commands.executeCommand(chooseModel);
        return;
      case 'suggest':
        await this.#text.keep();
        return this.#suggest(message.technique);
      case 'save':
        return this.#save(message.what);
      case 'saveShown':
        return saveFile(message.file, this.document.uri);
      case 'saveReport':
      case 'saveTables':
        await this.#saved();
        return this.#plan && answerReport(message.type, this.#plan, this.#reportPlace, this.post);
      case 'previewReport':
      case 'copyMethods':
        return this.#plan && answerReport(message.type, this.#plan, this.#reportPlace, this.post);
    }
  }

  #read(delayMs: number): void {
    if (!this.#isReading) this.#whenRead = new Promise<void>((settle) => (this.#wasRead = settle));
    this.#isReading = true;
    this.#reading.run(delayMs, async (signal) => {
      try {
        await this.#load(signal);
      } catch (error) {
        if (!signal.aborted) this.#tell(error);
      }
      if (signal.aborted) return;
      this.#isReading = false;
      this.#wasRead();
    });
  }

  /** Settles when every edit is in the sheet, and the sheet has been read with them. */
  async #upToDate(): Promise<void> {
    await this.#text.keep();
    await this.#whenRead;
  }

  #edit(sheet: Sheet, edit: number, isDone: boolean): Promise<void> {
    this.#runs.sheetChanged();
    this.#added = this.#added.filter((one) => !hasModel(sheet, one));
    return this.#text.edit(sheet, edit, isDone);
  }

  async #load(signal: AbortSignal): Promise<void> {
    const edit = this.#text.lastEdit;
    const sheet = this.#text.parsed();
    if ('error' in sheet) return this.post({ type: 'invalid', error: sheet.error });
    const { coder } = this.services;
    // Who codes blind and has not said who they are sees nobody's segments.
    const only = coder.isBlind(this.folder) ? (coder.current(this.folder) ?? '') : null;
    const study = (this.#study ??= await loadStudy(studyFolder(this.folder)));
    if (signal.aborted) return;
    const asked = spelledSheet(
      sheet.value,
      study.transcripts.map(({ path }) => path),
    );
    const offered = await offeredForSheet(this.services);
    if (signal.aborted) return;
    const offer = offerOf(study, this.services, only, offered);
    const typed = this.#text.typed;
    this.post({ type: 'sheet', sheet: typed?.sheet ?? asked, offer, edit: typed?.edit ?? edit });
    if (typed?.refused) this.post({ type: 'error', error: typed.refused });
    // A page that was hidden meanwhile has not been given them.
    for (const setting of this.#added) this.post({ type: 'model', setting });
    this.#plan = undefined;
    try {
      const prepared = prepareSheet(asked, study, only, sha256);
      const models = await modelsOfSheet(asked, this.services, signal);
      const { task, items, libraryHash } = prepared;
      const runs = planRuns(asked, task, items, models.models, libraryHash);
      const { name } = this.#journal;
      const found = readRuns(runs, await this.#journal.read(), sha256, name);
      const unread = unreadableWords(name, found.unreadable);
      const records = found.planned.map((run) => run?.result);
      if (signal.aborted) return;
      const limits = [...testLimits(found, asked, prepared.study), ...(unread === null ? [] : [unread])];
      this.#plan = { prepared, models, runs, records, limits };
      this.#postResults();
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return;
      const problem = toErrorInfo(error);
      this.services.log.warn(`${problem.code}: a lab sheet cannot be run.`);
      this.post({ type: 'results', results: null, problem });
    }
  }

  get #journal(): JournalFile {
    return new JournalFile(runsPath(this.document.uri.fsPath));
  }

  get #reportPlace(): ReportPlace {
    return {
      document: this.document,
      journal: this.#journal,
      blind: this.services.coder.isBlind(this.folder),
      failures: this.#runs.failures,
    };
  }

  #postResults(): void {
    const results = this.#results();
    if (!results) return;
    const smallPrint = smallPrintOf(this.#plan!, this.document);
    const { models } = this.#plan!;
    const limits = [...limitsOf(this.#plan!), ...this.#plan!.limits];
    this.post({ type: 'results', results, problem: null, missing: models.missing, smallPrint, limits });
    this.#postExamples();
  }

  #postExamples(): void {
    const { prepared } = this.#plan ?? {};
    const isPicked = ({ options }: TechniqueSetting) =>
      typeof options === 'object' && options !== null && 'choose' in options && options.choose === 'picked';
    if (!prepared?.sheet.techniques.some(isPicked)) return;
    // As the sheet names those that were picked.
    const picked = prepared.sheet.techniques.flatMap(({ options }) =>
      typeof options === 'object' && options !== null && 'picked' in options && Array.isArray(options.picked)
        ? options.picked.map(String)
        : [],
    );
    const examples = prepared.examples.map(({ item: { id, transcript, text }, label }) => {
      return { id: spelledAs(id, picked) ?? id, transcript, text, label: label.name };
    });
    this.post({ type: 'examples', examples });
  }

  #results(): LabResults | undefined {
    return this.#plan && labResults(this.#plan.prepared, this.#plan.runs, this.#plan.records, bootstrap);
  }

  async #run(shown: Extract<LabFromPanel, { type: 'run' }>['model']): Promise<void> {
    const plan = this.#plan;
    if (!plan || this.#isStarting || this.#runs.isRunning) return;
    if (!plan.prepared.sheet.models) requireShown(shown, this.services);
    const lock = await this.#hold();
    if (this.#isClosed) return lock.release();
    const { runs, prepared, models, records } = plan;
    const before = records.filter((record) => record !== undefined).length;
    lock.lost.addEventListener('abort', () => this.#runs.stop());
    const outcomes = await this.#runs
      .make(runs, before, {
        ...{ open: models.open, library: prepared.library, journal: this.#journal, hash: sha256 },
        program: programName,
        now: () => new Date().toISOString(),
      })
      .finally(() => lock.release());
    outcomes?.forEach((outcome, i) => {
      if (outcome.ok) records[i] = outcome.result;
    });
    const made = outcomes?.filter(({ ok }) => ok).length ?? before;
    if (this.#isClosed && made < runs.length) void tellStopped(this.document.uri, made, runs.length);
    // The sheet may have been changed meanwhile: then its own runs are shown.
    if (this.#plan === plan) this.#postResults();
    else this.#read(0);
  }

  /** The sheet as it is on the disk, and its runs, until the lock is released. */
  async #hold(): Promise<FileLock> {
    this.#isStarting = true;
    try {
      await this.document.save();
      return await holdRuns(runsPath(this.document.uri.fsPath));
    } finally {
      this.#isStarting = false;
    }
  }

  async #addModel(id: string): Promise<void> {
    const setting = await settingOf(id, this.services);
    this.#added = [...this.#added, setting];
    this.post({ type: 'model', setting });
  }

  /** Once per sheet, and the sheet records it. */
  async #openTest(): Promise<void> {
    const sheet = this.#text.parsed();
    if ('error' in sheet || sheet.value.test.openedAt !== null || sheet.value.test.transcripts.length === 0) return;
    const open = 'Open the Test Part';
    const answer = await vscode.window.showWarningMessage(
      'Open the test part of this sheet?',
      {
        modal: true,
        detail:
          'It opens once, and the sheet records when. From then on the sheet runs on the test part alone. Figures count as a test only if no prompt is changed afterwards.',
      },
      open,
    );
    if (answer !== open) return;
    this.#runs.sheetChanged();
    await this.#text.write({ ...sheet.value, test: { ...sheet.value.test, openedAt: new Date().toISOString() } });
    await this.document.save();
  }

  #detail(column: string, item: string): void {
    const plan = this.#plan;
    if (!plan) return;
    const records = plan.runs.flatMap((run, i) => {
      const record = run.column === column && run.item.id === item ? plan.records[i] : undefined;
      return record ? [record] : [];
    });
    this.post({ type: 'detail', technique: column, records });
  }

  async #suggest(technique: string): Promise<void> {
    await this.#saved();
    const about: TechniqueRef = { sheet: this.document.uri.toString(), technique };
    await vscode.commands.executeCommand(suggestCodes, about);
  }

  /** Reports and suggestions say which sheet they come from: it has to be the one on the disk. */
  async #saved(): Promise<void> {
    if (!this.document.isDirty || (await this.document.save())) return;
    throw new UserError('fileUnwritable', 'The sheet cannot be saved.', 'Save it first, then try again.');
  }

  async #save(what: 'answers' | 'figures'): Promise<void> {
    const results = this.#results();
    if (!results) return;
    const name = `${this.document.uri.path.split('/').at(-1)!.replace('.lab.json', '')}-${what}`;
    const content = what === 'answers' ? answersCsv(results) : figuresCsv(results);
    await saveFile({ type: 'save', name, extension: 'csv', content }, this.document.uri);
  }

  #tell(error: unknown): void {
    if (isCancelled(error)) return;
    const info = toErrorInfo(error);
    this.services.log.error(`${info.code}: in a lab sheet.`);
    this.post({ type: 'error', error: info });
  }
}
