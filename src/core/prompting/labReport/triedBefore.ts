import { spellingKey } from '../../base/spelling';
import { canonicalJson } from '../../engine/batch';
import { itemText, periodOf, sentText, templateOf, transcriptOf, type Period } from './journalRuns';
import type { JournalRuns, TimedRun } from '../runsFile';
import type { RunRecord } from '../records';
import type { Sheet } from '../sheet';
import type { StudyIndex } from '../../retrieval/studyIndex';

/** A way of asking that the journal has runs of, but that is not what the sheet asks now. */
export interface TriedPrompt {
  readonly technique: string;
  /** Kind and options of the technique; null where the journal is of an older Introspect. */
  readonly kind: string | null;
  readonly options: string | null;
  readonly model: string;
  readonly sha256: string | null;
  /** Absent in older journals. */
  readonly sampling: Readonly<Record<string, number>> | null;
  readonly runs: number;
  readonly segments: number;
  /** Runs on transcripts of the test part. */
  readonly onTest: number;
  readonly period: Period;
  /** Distinct first prompts, the segment's words taken out, each with its runs; the most frequent first. */
  readonly templates: readonly { readonly text: string; readonly runs: number }[];
  /** Whether the sheet has the same first prompt still: then only segments, seeds or settings are others. */
  readonly isStillAsked: boolean;
}

export interface TestIntegrity {
  /** Runs on transcripts of the test part that were finished before it was opened. */
  readonly before: number;
  /** Runs on them that have no time, so that nobody can tell. */
  readonly undated: number;
  /** Ways of asking, other than the sheet's, that were tried on them. */
  readonly otherPrompts: number;
}

/** Ways of asking of earlier runs, the earliest first. */
export function triedBefore({ planned, earlier }: JournalRuns, sheet: Sheet, study: StudyIndex): TriedPrompt[] {
  const wordsOf = itemText(study);
  const firstTemplate = ({ result }: TimedRun): string => {
    const sent = result.steps[0] ? sentText(result.steps[0]) : null;
    return sent === null ? '' : templateOf(sent, wordsOf(result.item));
  };
  const wayOf = ({ result: { technique, kind, options, model } }: TimedRun) =>
    canonicalJson([kind ?? technique, options ?? {}, model]);
  const asked = new Set(planned.flatMap((run) => (run ? [wayOf(run) + firstTemplate(run)] : [])));
  const groups = new Map<string, TimedRun[]>();
  for (const run of earlier) {
    const { technique, kind, options, model, sampling } = run.result;
    const key = canonicalJson([technique, kind ?? null, options ?? null, model, sampling ?? null]);
    const group = groups.get(key);
    if (group) group.push(run);
    else groups.set(key, [run]);
  }
  const tried = [...groups.values()].map((runs): TriedPrompt => {
    const { technique, kind, options, model, sampling } = runs[0]!.result;
    const counts = new Map<string, number>();
    for (const run of runs) counts.set(firstTemplate(run), (counts.get(firstTemplate(run)) ?? 0) + 1);
    const templates = [...counts].map(([text, count]) => ({ text, runs: count })).sort((a, b) => b.runs - a.runs);
    return {
      technique,
      kind: kind ?? null,
      options: options === undefined ? null : canonicalJson(options),
      model: model.name,
      sha256: model.sha256,
      sampling: sampling ?? null,
      runs: runs.length,
      segments: new Set(runs.map(({ result }) => result.item)).size,
      onTest: runs.filter(({ result }) => isTest(sheet, result)).length,
      period: periodOf(runs),
      templates,
      isStillAsked: runs.every((run) => asked.has(wayOf(run) + firstTemplate(run))),
    };
  });
  return tried.sort((a, b) => ((a.period.first ?? '') < (b.period.first ?? '') ? -1 : 1));
}

function isTest({ test }: Pick<Sheet, 'test'>, { item }: RunRecord): boolean {
  return test.transcripts.some((path) => spellingKey(path) === transcriptOf(item));
}

/** Said of figures of a test part that was looked at before its time, or with prompts that the sheet asks no more. */
export const noCleanTest = 'The test part was looked at before, or with other prompts: its figures are no clean test.';

/** What stands against the figures of the part that the sheet is on. */
export function testLimits(runs: JournalRuns, sheet: Sheet, study: StudyIndex): string[] {
  if (sheet.test.openedAt === null) return [];
  const { before, otherPrompts } = testIntegrity(runs, triedBefore(runs, sheet, study), sheet);
  return before + otherPrompts > 0 ? [noCleanTest] : [];
}

/** Whether the test part was looked at before its time. */
export function testIntegrity(
  { planned, earlier }: JournalRuns,
  tried: readonly TriedPrompt[],
  { test }: Sheet,
): TestIntegrity {
  const on = [...planned.filter((run) => run !== undefined), ...earlier].filter(({ result }) =>
    isTest({ test }, result),
  );
  return {
    before: on.filter(({ at }) => at !== null && (test.openedAt === null || at < test.openedAt)).length,
    undated: on.filter(({ at }) => at === null).length,
    otherPrompts: tried.filter(({ onTest, isStillAsked }) => onTest > 0 && !isStillAsked).length,
  };
}
