import { spellingKey } from '../../base/spelling';
import type { StudyIndex } from '../../retrieval/studyIndex';
import type { RunRecord } from '../records';
import type { TimedRun } from '../runsFile';

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
