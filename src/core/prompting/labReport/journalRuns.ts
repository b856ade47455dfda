import { spellingKey } from '../../base/spelling';
import { finishedIn, type JournalEntry } from '../../engine/batch';
import type { StudyIndex } from '../../retrieval/studyIndex';
import { parseRunRecord, type RunRecord } from '../records';
import { textOfRun, type PlannedRun } from '../runSheet';
import { asPlanned } from '../spelledSheet';

export type TimedRun = JournalEntry<RunRecord>;

/** What a sheet's journal holds, by whether the sheet as it is now asks for it. */
export interface JournalRuns {
  /** In the order of the runs that the sheet plans; undefined for one that is not made. */
  readonly planned: readonly (TimedRun | undefined)[];
  /** Runs of the sheet as it was before: with other prompts, models, settings or segments. */
  readonly earlier: readonly TimedRun[];
}

export function journalRuns(runs: readonly PlannedRun[], journal: string, hash: (text: string) => string): JournalRuns {
  const finished = finishedIn(journal, parseRunRecord);
  const keys = runs.map((run) => hash(textOfRun(run)));
  const asked = new Set(keys);
  return {
    planned: keys.map((key, i) => {
      const run = finished.get(key);
      return run && { ...run, result: asPlanned(run.result, runs[i]!) };
    }),
    earlier: [...finished].filter(([key]) => !asked.has(key)).map(([, run]) => run),
  };
}

/** First and last time of some runs, ISO 8601; null where none has a time. */
export interface Period {
  readonly first: string | null;
  readonly last: string | null;
  /** Runs without a time: made before Introspect kept it. */
  readonly undated: number;
}

export function periodOf(runs: readonly TimedRun[]): Period {
  const times = runs.flatMap(({ at }) => (at === null ? [] : [at])).sort();
  return { first: times[0] ?? null, last: times.at(-1) ?? null, undated: runs.length - times.length };
}

/** Where in a template the words of the segment stood. */
export const segmentMark = '⟦the segment⟧';

/** Finds the words of an item again by its id, `path#start-end`; undefined where the transcript is not there. */
export function itemText({ transcripts }: StudyIndex): (id: string) => string | undefined {
  const textOf = new Map(transcripts.map(({ path, text }) => [spellingKey(path), text]));
  return (id) => {
    const match = /^(.*)#(\d+)-(\d+)$/.exec(id);
    return match ? textOf.get(spellingKey(match[1]!))?.slice(Number(match[2]), Number(match[3])) : undefined;
  };
}

/** The transcript of an item by its id, spelled as `spellingKey` does. */
export function transcriptOf(item: string): string {
  return spellingKey(item.replace(/#\d+-\d+$/, ''));
}

/** A step's prompt as it was sent, or what was sent in its place where the server keeps the prompt to itself. */
export function sentText({ prompt, messages }: RunRecord['steps'][number]): string | null {
  if (prompt !== null) return prompt;
  return messages ? messages.map(({ role, content }) => `[${role}]\n${content}`).join('\n') : null;
}

/** The prompt with a mark for the segment's words, where they stand last: examples before them may say the same. */
export function templateOf(prompt: string, words: string | undefined): string {
  const at = words === undefined || words === '' ? -1 : prompt.lastIndexOf(words);
  return at < 0 ? prompt : prompt.slice(0, at) + segmentMark + prompt.slice(at + words!.length);
}
