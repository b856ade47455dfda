import * as vscode from 'vscode';
import { runInSlices } from '../../core/agreement/slices';
import { type AgreementChoices, fitChoices } from '../../core/agreement/agreementChoices';
import { type StudyAgreement, studyAgreement } from '../../core/agreement/studyAgreement';
import { UserError } from '../../core/base/userError';
import { loadStudy, type LoadedStudy } from '../../core/coding/loadStudy';
import { errorNotice } from '../../panels/notices';
import { openPlace } from '../../panels/openPlace';
import { Latest } from '../../platform/latest';
import type { Log } from '../../platform/log';
import { studyFolder, watchStudy } from '../../platform/study/studyFolder';
import type { AgreementFromPanel, AgreementToPanel } from '../../protocol/agreement';
import { saveAgreement } from './saveAgreement';
import { offerOf } from './studyOffer';

/** Changes on disk come in bursts, as when a coder's file is replaced. */
const settleMs = 300;

/** One panel's comparison: reads the study, computes in slices, and does both again when a file changes. */
export class AgreementSession implements vscode.Disposable {
  readonly #work = new Latest();
  readonly #watcher: vscode.Disposable;
  #study: LoadedStudy | undefined;
  /** The files have changed, or were never read. */
  #isStale = true;
  #choices: AgreementChoices | null = null;
  /** What is shown, with the study that it is of: the files may be other ones by now. */
  #shown: { readonly result: StudyAgreement; readonly study: LoadedStudy } | undefined;

  constructor(
    private readonly folder: vscode.Uri,
    private readonly log: Log,
    private readonly post: (message: AgreementToPanel) => void,
    /** The panel's. */
    private readonly column: () => vscode.ViewColumn | undefined,
  ) {
    this.#watcher = watchStudy(folder, () => this.#reload(settleMs));
  }

  handle(message: AgreementFromPanel): void {
    switch (message.type) {
      case 'ready':
        this.#choices ??= message.choices;
        return this.#reload(0);
      case 'reload':
        return this.#reload(0);
      case 'choose':
        this.#choices = message.choices;
        if (this.#isStale) return this.#reload(0);
        return this.#work.run(0, (signal) => this.#guard(signal, () => this.#compute(signal)));
      case 'cancel':
        this.#work.dispose();
        return this.post({ type: 'cancelled' });
      case 'open':
        return void this.#open(message.disputed).catch((error: unknown) => this.#tell(error));
      case 'save':
        if (this.#shown)
          void saveAgreement(this.folder, this.#shown.result, message).catch((error: unknown) => this.#tell(error));
    }
  }

  dispose(): void {
    this.#work.dispose();
    this.#watcher.dispose();
  }

  #reload(delayMs: number): void {
    this.#isStale = true;
    this.#work.run(delayMs, (signal) =>
      this.#guard(signal, async () => {
        const study = await loadStudy(studyFolder(this.folder));
        if (signal.aborted) return;
        this.#study = study;
        this.#isStale = false;
        this.#choices = fitChoices(study, this.#choices);
        this.post({ type: 'study', folder: this.folder.toString(), study: offerOf(study), choices: this.#choices });
        await this.#compute(signal);
      }),
    );
  }

  async #compute(signal: AbortSignal): Promise<void> {
    const study = this.#study;
    if (!study || !this.#choices) return;
    const result = await runInSlices(studyAgreement(study, this.#choices), async (share) => {
      this.post({ type: 'progress', share });
      await new Promise((next) => setImmediate(next));
      if (signal.aborted) throw new UserError('cancelled', 'The comparison was cancelled.', '');
    });
    if (signal.aborted) return;
    this.#shown = { result, study };
    this.post({ type: 'result', result });
  }

  async #guard(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    const notice = errorNotice(error, this.log);
    if (notice.kind === 'error') this.post({ type: 'error', error: notice.error });
  }

  /** Opens the transcript beside the panel, with the unit selected; the coding editor shows what each coder marked. */
  async #open(disputed: number): Promise<void> {
    const { result, study } = this.#shown ?? {};
    const unit = result?.disputed[disputed];
    const transcript = study?.transcripts.find(({ path }) => path === unit?.transcript);
    if (!unit || !transcript) return;
    const { start, end } = unit;
    const uri = vscode.Uri.joinPath(this.folder, unit.transcript);
    await openPlace({ uri, text: transcript.text, start, end, from: this.column() });
  }
}
