import { countMessages } from '../../core/base/countMessages';
import { toErrorInfo } from '../../core/base/userError';
import type { BatchOutcome } from '../../core/engine/batch';
import type { RunRecord } from '../../core/prompting/records';
import { runModels, type RunModelsOptions } from '../../core/prompting/runModels';
import type { PlannedRun } from '../../core/prompting/runSheet';
import type { LabToPanel } from '../../protocol/lab';

type Progress = Extract<LabToPanel, { type: 'progress' }>;
type Stopped = Extract<LabToPanel, { type: 'stopped' }>;

/** Between two messages about progress, in milliseconds. */
const tellMs = 200;

/** The runs of one sheet as they are made, one batch at a time; how far they are is kept for a page that was away. */
export class SheetRuns {
  #running: AbortController | undefined;
  #told: Progress | Stopped | null = null;

  constructor(
    private readonly post: (message: Progress | Stopped) => void,
    private readonly log: { error(message: string): void },
  ) {}

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Why runs were not made when they were last tried, for the report; none while they are made, or of another sheet. */
  get failures(): Stopped['errors'] {
    return this.#told?.type === 'stopped' ? this.#told.errors : [];
  }

  /**
   * @param made how many of the runs were made before
   * @returns null where the batch itself failed, which the panel is told
   */
  async make(
    runs: readonly PlannedRun[],
    made: number,
    options: Omit<RunModelsOptions, 'signal' | 'onDone'>,
  ): Promise<readonly BatchOutcome<RunRecord>[] | null> {
    const running = new AbortController();
    this.#running = running;
    const { signal } = running;
    const total = runs.length;
    const startedMs = Date.now();
    let shownMs = 0;
    this.#tell({ type: 'progress', done: made, total, secondsLeft: null });
    const onDone = (done: number): void => {
      if (done <= made || Date.now() - shownMs < tellMs) return;
      shownMs = Date.now();
      const secondsLeft = ((shownMs - startedMs) / 1000 / (done - made)) * (total - done);
      this.#tell({ type: 'progress', done, total, secondsLeft });
    };
    try {
      const outcomes = await runModels(runs, { ...options, signal, onDone });
      const failed = outcomes.flatMap((outcome) =>
        outcome.ok || outcome.error.code === 'cancelled' ? [] : [outcome.error],
      );
      this.#tell({ type: 'stopped', cancelled: signal.aborted, errors: countMessages(failed, 5), failure: null });
      return outcomes;
    } catch (error) {
      const info = toErrorInfo(error);
      const cancelled = info.code === 'cancelled';
      if (!cancelled) this.log.error(`${info.code}: the runs of a lab sheet stopped.`);
      this.#tell({ type: 'stopped', cancelled, errors: [], failure: cancelled ? null : info });
      return null;
    } finally {
      this.#running = undefined;
    }
  }

  stop(): void {
    this.#running?.abort();
  }

  /** For a page that was loaded anew: a hidden one hears nothing. */
  repeat(): void {
    if (this.#told) this.post(this.#told);
  }

  /** The sheet is another by now: how the runs of the one before it ended says nothing of it. */
  sheetChanged(): void {
    if (!this.isRunning) this.#told = null;
  }

  #tell(message: Progress | Stopped): void {
    this.#told = message;
    this.post(message);
  }
}
