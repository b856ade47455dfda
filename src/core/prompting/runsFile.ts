// What a sheet's runs file has: lines of JSON, which people also open, edit, and carry from one version to the next.
import { counted } from '../agreement/wording';
import { UserError } from '../base/userError';
import { readJournal, type JournalEntry } from '../engine/batch';
import { transcriptOf } from './labReport/journalRuns';
import { placeTextOfRun, textOfRun } from './runKey';
import { parseRunRecord, type RunRecord } from './records';
import type { PlannedRun } from './runSheet';
import { asPlanned } from './spelledSheet';
import { isLabelTask } from './task';

export type TimedRun = JournalEntry<RunRecord>;

/** What a sheet's journal holds, by whether the sheet as it is now asks for it. */
export interface JournalRuns {
  /** In the order of the runs that the sheet plans, each of the segment where it is now; undefined for one that is not made. */
  readonly planned: readonly (TimedRun | undefined)[];
  /** Runs of the sheet as it was before: with other prompts, models, settings or segments. */
  readonly earlier: readonly TimedRun[];
  /** Lines that are no record of a run, from 1: cut short by a crash, changed by hand, or of a later version. */
  readonly unreadable: readonly number[];
}

/**
 * @param file name of the journal, for errors
 * @throws UserError `fileInvalid` for a run whose answer the sheet cannot have, or that is not the one its key stands for
 */
export function readRuns(
  runs: readonly PlannedRun[],
  journal: string,
  hash: (text: string) => string,
  file: string,
): JournalRuns {
  requireUtf8(journal, file);
  const { finished, unreadable } = readJournal(journal, parseRunRecord);
  const asked = new Set<string>();
  const wrong: { readonly line: number; readonly what: string }[] = [];
  const planned = runs.map((run): TimedRun | undefined => {
    if (finished.size === 0) return undefined;
    const key = [textOfRun, placeTextOfRun].map((textOf) => hash(textOf(run))).find((one) => finished.has(one));
    if (key === undefined) return undefined;
    asked.add(key);
    const found = finished.get(key)!;
    const what = whatIsWrong(run, found.result);
    if (what !== null) wrong.push({ line: found.line, what });
    // Where its words stood when it was made, the transcript may have others now.
    return { ...found, result: asPlanned(found.result, run) };
  });
  if (wrong.length > 0) throw wrongLine(file, wrong);
  return { planned, earlier: [...finished].filter(([key]) => !asked.has(key)).map(([, run]) => run), unreadable };
}

/** The runs that a journal has already; undefined for the others. @throws as `readRuns` */
export function knownRuns(...args: Parameters<typeof readRuns>): (RunRecord | undefined)[] {
  return readRuns(...args).planned.map((run) => run?.result);
}

/** What was found of a file that says less than it could; null where every line is read. */
export function unreadableWords(file: string, lines: readonly number[]): string | null {
  if (lines.length === 0) return null;
  const which = lines.length > 5 ? `${lines.slice(0, 5).join(', ')} and others` : lines.join(', ');
  const [verb, it] = lines.length === 1 ? ['is', 'it counts'] : ['are', 'they count'];
  return `${counted(lines.length, 'line')} of ${file} ${verb} no record that this version can read (line ${which}): ${it} as not made. A run that was cut short leaves such a line, and so does a slip when the file is edited.`;
}

/** A line of other words than its own key stands for would go into figures under a name that is not its own. */
function whatIsWrong(run: PlannedRun, record: RunRecord): string | null {
  const { answer, probabilities = {} } = record;
  const labels = isLabelTask(run.task) ? new Set(run.task.labels.map(({ id }) => id)) : null;
  if (answer.kind === 'label' && !labels?.has(answer.label)) return 'its answer is none that this sheet can have';
  if (answer.kind === 'text' && labels) return 'its answer is none that this sheet can have';
  const isShare = ([label, share]: [string, number]) => (labels?.has(label) ?? false) && share >= 0 && share <= 1;
  if (!Object.entries(probabilities).every(isShare)) return 'its probabilities are not of this sheet’s answers';
  const variationOf = ({ variation }: Pick<RunRecord, 'variation'>) => `${variation?.kind} ${variation?.number}`;
  const isOwn =
    record.technique === run.technique &&
    record.repeat === run.repeat &&
    record.seed === run.seed &&
    variationOf(record) === variationOf(run) &&
    transcriptOf(record.item) === transcriptOf(run.item.id);
  return isOwn ? null : 'its run is another than the one that its key stands for';
}

function wrongLine(file: string, wrong: readonly { readonly line: number; readonly what: string }[]): UserError {
  const [first, ...others] = [...wrong].sort((a, b) => a.line - b.line);
  const more = others.length === 0 ? '' : `, and so it is with ${counted(others.length, 'other line')}`;
  return new UserError(
    'fileInvalid',
    `${file}, line ${first!.line}: ${first!.what}${more}.`,
    'Correct the line or put back what stood there; or take it out, and Run makes that run again. All other runs stay.',
  );
}

/** Saved in two bytes a character, as some editors do: all runs would be made again, behind a text of another kind. */
function requireUtf8(journal: string, file: string): void {
  if (!/^(?:\ufffd\ufffd|\{\0|\0\{)/.test(journal)) return;
  throw new UserError(
    'fileInvalid',
    `${file}, line 1: the file is not saved as UTF-8.`,
    'Save it as UTF-8 in the editor that it was changed with, or put back an earlier copy.',
  );
}
