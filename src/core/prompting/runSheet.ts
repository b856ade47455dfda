import type { BatchJournal, BatchOutcome } from '../engine/batch';
import { canonicalJson, finishedIn, runBatch } from '../engine/batch';
import { sampleSeed } from '../generation/random';
import { asksOnce } from './memo';
import { runItem, type LabEngine } from './runItem';
import { parseRunRecord, type RunRecord } from './records';
import type { Sheet } from './sheet';
import type { Task } from './task';
import { findTechnique } from './techniques';
import type { Item, Library } from './technique';

/** One run to be made: everything that its reply depends on, so that equal ones are known again. */
export interface PlannedRun {
  readonly technique: string;
  readonly kind: string;
  readonly options: unknown;
  readonly item: Item;
  readonly task: Task;
  readonly sampling: Omit<Sheet['sampling'], 'seed'>;
  readonly repeat: number;
  readonly seed: number;
  readonly model: LabEngine['model'];
  /** Hash of all that the technique can look up. */
  readonly library: string;
}

export interface RunSheetOptions {
  readonly engine: LabEngine;
  readonly library: { for(item: Item): Library };
  readonly journal: BatchJournal;
  readonly hash: (text: string) => string;
  /** Runs at the same time: 1 for a model on this machine. */
  readonly concurrency: number;
  readonly signal?: AbortSignal | undefined;
  readonly onDone?: ((done: number, total: number) => void) | undefined;
  /** The time that the journal gives a run; see `BatchOptions`. */
  readonly now?: (() => string) | undefined;
}

/** Segment by segment, so that what segments have in common is read once; within it technique by technique. */
export function planRuns(
  { techniques, sampling, repeats }: Sheet,
  task: Task,
  items: readonly Item[],
  model: LabEngine['model'],
  library: string,
): PlannedRun[] {
  const { temperature, topP, topK, minP, seed } = sampling;
  return techniques.flatMap(({ id, kind, options = {} }) =>
    Array.from({ length: repeats }, (_, repeat) =>
      items.map((item): PlannedRun => ({
        technique: id,
        kind,
        options,
        item,
        task,
        sampling: { temperature, topP, topK, minP },
        repeat,
        seed: sampleSeed(seed, repeat),
        model,
        library,
      })),
    ).flat(),
  );
}

/**
 * Makes all runs of a sheet that the journal does not have yet.
 * @returns outcomes in the order of `planRuns`
 * @throws what the journal throws
 */
export async function runSheet(
  runs: readonly PlannedRun[],
  { engine, library, journal, hash, concurrency, signal, onDone, now }: RunSheetOptions,
): Promise<BatchOutcome<RunRecord>[]> {
  let done = 0;
  const once = asksOnce(engine);
  const room = Math.max(concurrency, engine.together ?? 1);
  return runBatch(runs, {
    journal,
    hash,
    concurrency: room,
    weightOf: ({ kind }) => (findTechnique(kind)!.scoresOnly ? 1 : Math.ceil(room / concurrency)),
    signal,
    now,
    parseResult: parseRunRecord,
    onDone: () => onDone?.(++done, runs.length),
    run: async ({ technique, kind, options, item, task, sampling, repeat, seed }, aborted) => {
      const input = { task, item, library: library.for(item), seed };
      const { outcome, steps } = await runItem(findTechnique(kind)!, input, options, once, sampling, aborted);
      return plainRecord({
        technique,
        kind,
        options,
        item: item.id,
        repeat,
        seed,
        model: engine.model,
        ...outcome,
        steps,
      });
    },
  });
}

/** The runs that a journal has already; undefined for the others. */
export function knownRuns(
  runs: readonly PlannedRun[],
  journal: string,
  hash: (text: string) => string,
): (RunRecord | undefined)[] {
  const finished = finishedIn(journal, parseRunRecord);
  return runs.map((run) => finished.get(hash(canonicalJson(run)))?.result);
}

/** As the journal will give it back, so that a run and its record are the same. */
function plainRecord(record: object): RunRecord {
  return parseRunRecord(JSON.parse(canonicalJson(record)))!;
}
