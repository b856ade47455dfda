import { isComputed } from '../agreement/figure';
import type { AgreementReport } from '../agreement/agreementReport';
import type { StudyIndex } from '../retrieval/studyIndex';
import { columnsOf } from './columns';
import { itemsOf, labelBy } from './material';
import { comparePairs, type WayPair } from './pairs';
import { agreementOf, labelOf, measure, stability, type LabelPair, type Measure } from './measure';
import type { PlannedRun } from './runSheet';
import type { RunRecord } from './records';
import type { Sheet } from './sheet';
import { isLabelTask, noneId, type LabelTask, type Task } from './task';
import type { Example, Item } from './technique';
import type { Variation } from './variations';

export interface TechniqueReport {
  readonly id: string;
  readonly name: string;
  readonly runs: number;
  /** Of these, without a reply: not made, or failed. */
  readonly missing: number;
  /** Answers of the runs by kind: `label`, `text`, or why there is no label. */
  readonly answers: Readonly<Record<string, number>>;
  /** Runs whose prompt did not fit as a whole. */
  readonly shortened: number;
  /** The first repeat against the reference coder; absent without one. */
  readonly measure?: Measure;
  /** Agreement of the repeats, which differ in their seeds; absent for a single one. */
  readonly stability?: AgreementReport;
  /** Agreement of the first repeat with the runs that had the options in other orders. */
  readonly stabilityOfOrders?: AgreementReport;
  /** Agreement of the first repeat with the runs that asked in other words. */
  readonly stabilityOfWordings?: AgreementReport;
}

export interface SheetReport {
  readonly techniques: readonly TechniqueReport[];
  /** Agreement of the study's persons on the same segments; absent where fewer than two coded them. */
  readonly people?: AgreementReport;
  /** Every two techniques, first repeat, against the reference coder; absent where there is nothing to compare. */
  readonly pairs?: readonly WayPair[];
}

interface ReportOptions {
  readonly samples: number;
  readonly seed: number;
}

/** What came of a sheet's runs; figures of agreement from core/agreement alone. */
export function reportOf(
  sheet: Sheet,
  study: StudyIndex,
  coded: CodedBy,
  task: Task,
  items: readonly Item[],
  runs: readonly PlannedRun[],
  found: readonly (RunRecord | undefined)[],
  options: ReportOptions,
): SheetReport {
  const people = isLabelTask(task) ? agreementOfPeople(study, coded, task, items, options) : undefined;
  const pairs = isLabelTask(task) ? pairsOf(sheet, study, coded, task, items, runs, found, options) : [];
  return {
    techniques: columnsOf(sheet).map(({ id, name }) => {
      const own = found.filter((_, i) => runs[i]!.column === id);
      const records = own.filter((record) => record !== undefined);
      return {
        id,
        name,
        runs: own.length,
        missing: own.length - records.length,
        answers: countAnswers(records),
        shortened: records.filter(({ steps }) => steps.some(({ leftOut }) => leftOut !== undefined)).length,
        ...(isLabelTask(task) ? figures(sheet, study, coded, task, items, records, options) : {}),
      };
    }),
    ...(people ? { people } : {}),
    ...(pairs.length > 0 ? { pairs } : {}),
  };
}

function pairsOf(
  sheet: Sheet,
  study: StudyIndex,
  coded: CodedBy,
  task: LabelTask,
  items: readonly Item[],
  runs: readonly PlannedRun[],
  found: readonly (RunRecord | undefined)[],
  options: ReportOptions,
): WayPair[] {
  const { reference } = sheet;
  const own = reference === undefined ? undefined : coded.get(reference);
  if (reference === undefined || !own) return [];
  const given = items.flatMap((item): [string, string][] => {
    const label = labelBy(study, reference, task, item, own);
    return label === null ? [] : [[item.id, label]];
  });
  const answers = new Map(columnsOf(sheet).map(({ id }) => [id, new Map<string, string | null>()]));
  runs.forEach(({ column, item, repeat }, i) => {
    const record = found[i];
    if (record && repeat === 0) answers.get(column)?.set(item.id, labelOf(record.answer));
  });
  const ways = [...answers].filter(([, own]) => own.size > 0).map(([id, own]) => ({ id, answers: own }));
  const transcripts = new Map(items.map(({ id, transcript }) => [id, transcript]));
  return comparePairs(task, new Map(given), ways, (item) => transcripts.get(item)!, options).filter(({ n }) => n > 0);
}

/** Which transcripts each coder has coded, by coder. */
export type CodedBy = ReadonlyMap<string, ReadonlySet<string>>;

function figures(
  { reference }: Sheet,
  study: StudyIndex,
  coded: CodedBy,
  task: LabelTask,
  items: readonly Item[],
  records: readonly RunRecord[],
  options: ReportOptions,
): Pick<TechniqueReport, 'measure' | 'stability' | 'stabilityOfOrders' | 'stabilityOfWordings'> {
  const own = reference === undefined ? undefined : coded.get(reference);
  const itemOf = new Map(items.map((item) => [item.id, item]));
  const repeated = stabilities(task, records, (item) => itemOf.get(item)!.transcript, options);
  if (reference === undefined || !own) return repeated;
  const pairs = records.flatMap(({ item: id, repeat, answer }): LabelPair[] => {
    const item = itemOf.get(id)!;
    const given = repeat === 0 ? labelBy(study, reference, task, item, own) : null;
    return given === null ? [] : [[given, labelOf(answer), item.transcript]];
  });
  return { measure: measure(task, pairs, options), ...repeated };
}

/** Each by itself: what seeds, orders and wordings change says different things. */
function stabilities(
  task: LabelTask,
  records: readonly RunRecord[],
  transcriptOf: (item: string) => string,
  options: ReportOptions,
) {
  const asAsked = records.filter(({ variation }) => variation === undefined);
  const varied = (kind: Variation['kind']) => {
    const others = records.filter(({ variation }) => variation?.kind === kind);
    if (others.length === 0) return undefined;
    return stability(task, [...asAsked.filter(({ repeat }) => repeat === 0), ...others], transcriptOf, options);
  };
  const seeds = stability(task, asAsked, transcriptOf, options);
  const [orders, wordings] = [varied('order'), varied('paraphrase')];
  return {
    ...(seeds ? { stability: seeds } : {}),
    ...(orders ? { stabilityOfOrders: orders } : {}),
    ...(wordings ? { stabilityOfWordings: wordings } : {}),
  };
}

function agreementOfPeople(
  study: StudyIndex,
  coded: CodedBy,
  task: LabelTask,
  items: readonly Item[],
  options: ReportOptions,
): AgreementReport | undefined {
  const people = study.coders.filter(({ id, kind, role }) => kind === 'person' && role === undefined && coded.has(id));
  if (people.length < 2) return undefined;
  const rows = items.map((item) => people.map(({ id }) => labelBy(study, id, task, item, coded.get(id)!)));
  const report = agreementOf(
    task,
    people.map(({ id }) => id),
    rows,
    items.map(({ transcript }) => transcript),
    options,
  );
  return Object.values(report).some((figure) => figure !== undefined && isComputed(figure)) ? report : undefined;
}

/**
 * Segments of the development part with the reference coder's label: what few-shot may show. Where the sheet asks about
 * turns, they are turns; else the words that the coder gave the task's codes, wherever they are.
 */
export function examplesOf(sheet: Sheet, study: StudyIndex, coded: CodedBy, task: Task): Example[] {
  const { reference, segments, test } = sheet;
  const own = reference === undefined ? undefined : coded.get(reference);
  if (reference === undefined || !own || !isLabelTask(task)) return [];
  const candidates =
    segments.kind === 'turns'
      ? itemsOf(segments, study)
      : task.kind === 'codes'
        ? task.labels.flatMap(({ id }) =>
            id === noneId ? [] : itemsOf({ kind: 'coded', code: id, coder: reference }, study),
          )
        : itemsOf({ kind: 'turns' }, study);
  return [...new Map(candidates.map((item) => [item.id, item])).values()]
    .filter(({ transcript }) => !test.transcripts.includes(transcript))
    .flatMap((item) => {
      const label = labelBy(study, reference, task, item, own);
      return label === null ? [] : [{ item, label: task.labels.find(({ id }) => id === label)! }];
    });
}

/** Turns of the development part: what retrieval may show. */
export function passagesOf({ test }: Sheet, study: StudyIndex) {
  return itemsOf({ kind: 'turns' }, study)
    .filter(({ transcript }) => !test.transcripts.includes(transcript))
    .map(({ id, transcript, speaker, text }) => ({ id, transcript, speaker, text }));
}

function countAnswers(records: readonly RunRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { answer } of records) {
    const kind = answer.kind === 'noLabel' ? answer.why : answer.kind;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
