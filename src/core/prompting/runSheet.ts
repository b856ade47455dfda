import type { BatchJournal, BatchOutcome } from '../engine/batch';
import { canonicalJson, runBatch } from '../engine/batch';
import { asksOnce } from './memo';
import { columnsOf } from './columns';
import { runItem, type LabEngine, type LabModel } from './runItem';
import { parseRunRecord, type RunRecord } from './records';
import { textOfRun } from './runKey';
import { knownRuns } from './runsFile';
import { asPlanned } from './spelledSheet';
import type { Sheet } from './sheet';
import type { Task } from './task';
import { findTechnique } from './techniques';
import type { Item, Library } from './technique';
import { repetitionsOf, varied, type Variation } from './variations';

/** One run to be made: everything that its reply depends on, so that equal ones are known again. */
export interface PlannedRun {
  /** Of the sheet's columns, see `columnsOf`; the reply does not depend on it. */
  readonly column: string;
  readonly technique: string;
  readonly kind: string;
  readonly options: unknown;
  readonly item: Item;
  /** Which of the sheet's segments it is of those that say the same words by the same speaker in the same transcript, from 0. */
  readonly nth: number;
  readonly task: Task;
  readonly sampling: Omit<Sheet['sampling'], 'seed'>;
  readonly repeat: number;
  readonly seed: number;
  readonly variation?: Variation;
  readonly model: LabModel;
  /** Hash of all that the technique can look up; '' for one that looks nothing up. */
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
  /** Such as “Introspect 0.1.0”: kept with every run, since another version may word its prompts otherwise. */
  readonly program?: string | undefined;
  /** The time that the journal gives a run; see `BatchOptions`. */
  readonly now?: (() => string) | undefined;
}

/**
 * Model by model, so that each is loaded once; then technique by technique; segment by segment within, so that what
 * segments have in common is read once.
 * @param models in the order of the sheet's, or the one in use
 * @param library hash of all that techniques can look up
 */
export function planRuns(
  sheet: Sheet,
  task: Task,
  items: readonly Item[],
  models: LabModel | readonly LabModel[],
  library: string,
): PlannedRun[] {
  const all = 'name' in models ? [models] : models;
  const columns = columnsOf(sheet);
  const numbered = numberedAlike(items);
  return all.flatMap((model, place) =>
    columns
      .filter((column) => column.model === place)
      .flatMap(({ id: column, technique: { id, kind, options }, sampling: { sampling } }) => {
        const { temperature, topP, topK, minP, seed: given } = sampling;
        return repetitionsOf(sheet, task, given).flatMap(({ repeat, seed, variation }) => {
          const asked = variation ? varied(task, variation, given) : task;
          return numbered.map(({ item, nth }): PlannedRun => ({
            column,
            technique: id,
            kind,
            options: options ?? {},
            item,
            nth,
            task: asked,
            sampling: { temperature, topP, topK, minP },
            repeat,
            seed,
            ...(variation ? { variation } : {}),
            model,
            library: findTechnique(kind)!.looksUp ? library : '',
          }));
        });
      }),
  );
}

function numberedAlike(items: readonly Item[]): { readonly item: Item; readonly nth: number }[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const words = JSON.stringify([item.transcript, item.speaker, item.text]);
    const nth = seen.get(words) ?? 0;
    seen.set(words, nth + 1);
    return { item, nth };
  });
}

/**
 * Makes all runs of a sheet that the journal does not have yet.
 * @returns outcomes in the order of `planRuns`
 * @throws what the journal throws
 */
export async function runSheet(
  runs: readonly PlannedRun[],
  { engine, library, journal, hash, concurrency, signal, onDone, program, now }: RunSheetOptions,
): Promise<BatchOutcome<RunRecord>[]> {
  let done = 0;
  const once = asksOnce(engine);
  const room = Math.max(concurrency, engine.together ?? 1);
  const outcomes = await runBatch(runs, {
    journal,
    hash,
    textOf: textOfRun,
    concurrency: room,
    weightOf: ({ kind }) => (findTechnique(kind)!.scoresOnly ? 1 : Math.ceil(room / concurrency)),
    signal,
    now,
    parseResult: parseRunRecord,
    recall: (text) => knownRuns(runs, text, hash, journal.name ?? 'The runs file'),
    onDone: () => onDone?.(++done, runs.length),
    run: async ({ technique, kind, options, item, task, sampling, repeat, seed, variation }, aborted) => {
      const input = { task, item, library: library.for(item), seed };
      const { outcome, steps } = await runItem(findTechnique(kind)!, input, options, once, sampling, aborted);
      const about = {
        technique,
        kind,
        options,
        item: item.id,
        repeat,
        seed,
        ...(variation ? { variation } : {}),
        sampling,
        ...(program === undefined ? {} : { program }),
      };
      return plainRecord({ ...about, model: engine.model, ...outcome, steps });
    },
  });
  return outcomes.map((one, i) => (one.ok ? { ...one, result: asPlanned(one.result, runs[i]!) } : one));
}

/** As the journal will give it back, so that a run and its record are the same. */
function plainRecord(record: object): RunRecord {
  return parseRunRecord(JSON.parse(canonicalJson(record)))!;
}
