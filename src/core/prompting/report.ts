import { isComputed } from '../agreement/figure';
import type { AgreementReport } from '../agreement/agreementReport';
import type { StudyIndex } from '../retrieval/studyIndex';
import { itemsOf, labelBy } from './material';
import { agreementOf, labelOf, measure, stability, type Measure } from './measure';
import type { PlannedRun } from './runSheet';
import type { RunRecord } from './records';
import type { Sheet } from './sheet';
import { isLabelTask, type LabelTask, type Task } from './task';
import { findTechnique } from './techniques';
import type { Example, Item } from './technique';

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
  /** Agreement of the repeats; absent for a single one. */
  readonly stability?: AgreementReport;
}

export interface SheetReport {
  readonly techniques: readonly TechniqueReport[];
  /** Agreement of the study's persons on the same segments; absent where fewer than two coded them. */
  readonly people?: AgreementReport;
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
  return {
    techniques: sheet.techniques.map(({ id, kind }) => {
      const own = found.filter((_, i) => runs[i]!.technique === id);
      const records = own.filter((record) => record !== undefined);
      return {
        id,
        name: nameOf(sheet, id, kind),
        runs: own.length,
        missing: own.length - records.length,
        answers: countAnswers(records),
        shortened: records.filter(({ steps }) => steps.some(({ leftOut }) => leftOut !== undefined)).length,
        ...(isLabelTask(task) ? figures(sheet, study, coded, task, items, records, options) : {}),
      };
    }),
    ...(people ? { people } : {}),
  };
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
): Pick<TechniqueReport, 'measure' | 'stability'> {
  const own = reference === undefined ? undefined : coded.get(reference);
  const repeated = stability(task, records, options);
  if (reference === undefined || !own) return repeated ? { stability: repeated } : {};
  const itemOf = new Map(items.map((item) => [item.id, item]));
  const pairs = records.flatMap(({ item, repeat, answer }): (readonly [string, string | null])[] => {
    const given = repeat === 0 ? labelBy(study, reference, task, itemOf.get(item)!, own) : null;
    return given === null ? [] : [[given, labelOf(answer)]];
  });
  return { measure: measure(task, pairs, options), ...(repeated ? { stability: repeated } : {}) };
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
    options,
  );
  return Object.values(report).some((figure) => figure !== undefined && isComputed(figure)) ? report : undefined;
}

/** Segments of the development part with the reference coder's label: what few-shot may show. */
export function examplesOf(sheet: Sheet, study: StudyIndex, coded: CodedBy, task: Task): Example[] {
  const { reference, segments, test } = sheet;
  const own = reference === undefined ? undefined : coded.get(reference);
  if (reference === undefined || !own || !isLabelTask(task)) return [];
  return itemsOf(segments, study)
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

/** The technique's name; numbered where the sheet has several of a kind. */
function nameOf({ techniques }: Sheet, id: string, kind: string): string {
  const { name } = findTechnique(kind)!.card;
  const same = techniques.filter((one) => one.kind === kind);
  return same.length > 1 ? `${name} ${same.findIndex((one) => one.id === id) + 1}` : name;
}
