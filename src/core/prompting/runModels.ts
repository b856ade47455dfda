import type { BatchOutcome } from '../engine/batch';
import { toErrorInfo, type ErrorInfo } from '../base/userError';
import type { RunRecord } from './records';
import type { LabEngine, LabModel } from './runItem';
import { runSheet, type PlannedRun, type RunSheetOptions } from './runSheet';
import { knownRuns } from './runsFile';

/** A model that is loaded, until it is closed. */
export interface OpenedModel {
  readonly engine: LabEngine;
  /** Runs at the same time: 1 for a model on this machine. */
  readonly concurrency: number;
  close(): void | Promise<void>;
}

export interface RunModelsOptions extends Omit<RunSheetOptions, 'engine' | 'concurrency'> {
  /** Loads a model. @throws UserError where it is not on this machine, or cannot be loaded: then its runs wait */
  readonly open: (model: LabModel, signal: AbortSignal | undefined) => Promise<OpenedModel>;
}

/**
 * Makes the runs of several models, one model after another, each loaded once, and none that has nothing left to do. What
 * cannot be loaded keeps only its own runs from being made.
 * @param runs those of each model side by side, as `planRuns` gives them
 * @returns outcomes in the order of `runs`
 * @throws what the journal throws
 */
export async function runModels(
  runs: readonly PlannedRun[],
  { open, onDone, ...options }: RunModelsOptions,
): Promise<BatchOutcome<RunRecord>[]> {
  const outcomes: BatchOutcome<RunRecord>[] = [];
  for (const own of byModel(runs)) {
    const before = outcomes.length;
    const tell = (done: number): void => onDone?.(before + done, runs.length);
    outcomes.push(...(await runOne(own, tell)));
    tell(own.length);
  }
  return outcomes;

  async function runOne(own: readonly PlannedRun[], tell: (done: number) => void): Promise<BatchOutcome<RunRecord>[]> {
    const { journal, hash } = options;
    const known = knownRuns(own, await journal.read(), hash, journal.name ?? 'The runs file');
    const failed = (error: ErrorInfo) =>
      known.map((result): BatchOutcome<RunRecord> =>
        result ? { ok: true, result, fromJournal: true } : { ok: false, error },
      );
    if (known.every((record) => record !== undefined)) return failed(cancelled);
    if (options.signal?.aborted) return failed(cancelled);
    let opened: OpenedModel;
    try {
      opened = await open(own[0]!.model, options.signal);
    } catch (error) {
      return failed(toErrorInfo(error));
    }
    try {
      const { engine, concurrency } = opened;
      return await runSheet(own, { ...options, engine, concurrency, onDone: tell });
    } finally {
      await opened.close();
    }
  }
}

const cancelled: ErrorInfo = { code: 'cancelled', message: 'The batch was cancelled.', remedy: '' };

function byModel(runs: readonly PlannedRun[]): PlannedRun[][] {
  const groups: PlannedRun[][] = [];
  for (const run of runs) {
    const last = groups.at(-1);
    if (last?.[0]!.model === run.model) last.push(run);
    else groups.push([run]);
  }
  return groups;
}
