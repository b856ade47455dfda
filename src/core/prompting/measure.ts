import { tableReport, type AgreementReport } from '../agreement/agreementReport';
import { type Figure, notComputable } from '../agreement/figure';
import { tableFromRows } from '../agreement/reliabilityTable';
import { finish } from '../agreement/slices';
import { SeededRandom } from '../generation/random';
import type { RunRecord } from './records';
import type { LabelTask } from './task';

/** What an answer without a label counts as: an answer of its own, which agrees with no person's. */
export const noAnswer = '(no answer)';

export interface LabelMeasure {
  readonly label: string;
  readonly name: string;
  /** Segments that the person gave the label, and that the model gave it. */
  readonly given: number;
  readonly predicted: number;
  /** Of those that the model gave the label: the share to which the person gave it too. */
  readonly precision: Figure;
  /** Of those that the person gave the label: the share that the model found. */
  readonly recall: Figure;
  /** Harmonic mean of the two, 2tp / (2tp + fp + fn) (van Rijsbergen 1979). */
  readonly f1: Figure;
}

export interface Measure {
  /** Segments that both have an answer to. */
  readonly n: number;
  /** Of these, answers of the model without a label. */
  readonly withoutLabel: number;
  readonly labels: readonly LabelMeasure[];
  /** Mean of the labels' F1 over those that have one. */
  readonly macroF1: Figure;
  /** [given][predicted], in the order of `labels`; the last column is `noAnswer`. */
  readonly confusion: readonly (readonly number[])[];
  /** Of person and model, from core/agreement. */
  readonly agreement: AgreementReport;
}

interface MeasureOptions {
  /** Bootstrap samples behind the intervals. */
  readonly samples: number;
  readonly seed: number;
}

/** Holds answers against a person's labels: pairs [given, predicted] of label ids, `predicted` null for no label. */
export function measure(
  task: LabelTask,
  pairs: readonly (readonly [given: string, predicted: string | null])[],
  { samples, seed }: MeasureOptions,
): Measure {
  const ids = task.labels.map(({ id }) => id);
  const column = (predicted: string | null) => (predicted === null ? ids.length : ids.indexOf(predicted));
  const confusion = ids.map(() => new Array<number>(ids.length + 1).fill(0));
  for (const [given, predicted] of pairs) confusion[ids.indexOf(given)]![column(predicted)]!++;
  const labels = task.labels.map(({ id, name }, i): LabelMeasure => {
    const hits = confusion[i]![i]!;
    const given = sum(confusion[i]!);
    const predicted = sum(confusion.map((row) => row[i]!));
    return {
      label: id,
      name,
      given,
      predicted,
      precision: share(hits, predicted, 'The model never gave this label.'),
      recall: share(hits, given, 'The person never gave this label.'),
      f1: share(2 * hits, given + predicted, 'Neither the person nor the model gave this label.', given),
    };
  });
  const f1s = labels.flatMap(({ f1 }) => ('value' in f1 ? [f1.value] : []));
  return {
    n: pairs.length,
    withoutLabel: pairs.filter(([, predicted]) => predicted === null).length,
    labels,
    macroF1:
      f1s.length === 0
        ? notComputable('No label was given by anyone.')
        : { value: sum(f1s) / f1s.length, n: f1s.length },
    confusion,
    agreement: agreementOf(
      task,
      ['person', 'model'],
      pairs.map(([given, predicted]) => [given, predicted ?? noAnswer]),
      { samples, seed },
    ),
  };
}

/** Agreement of any raters on label ids; null where one has no answer at all. */
export function agreementOf(
  task: LabelTask,
  raters: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  { samples, seed }: MeasureOptions,
): AgreementReport {
  const random = new SeededRandom(seed);
  const values = [...task.labels.map(({ id }) => id)];
  if (rows.some((row) => row.includes(noAnswer))) values.push(noAnswer);
  const table = tableFromRows(raters, values, rows);
  // An answer that is none has no place on a scale.
  const isScale = task.kind === 'scale' && !values.includes(noAnswer);
  return finish(tableReport(table, { level: isScale ? 'ordinal' : 'nominal', samples, random: () => random.next() }));
}

/**
 * How far a technique agrees with itself: its repeats as raters of the same items, an answer without a label as an answer
 * of its own. Undefined for a single repeat.
 */
export function stability(
  task: LabelTask,
  runs: readonly Pick<RunRecord, 'item' | 'repeat' | 'answer'>[],
  options: MeasureOptions,
): AgreementReport | undefined {
  const repeats = [...new Set(runs.map(({ repeat }) => repeat))].sort((a, b) => a - b);
  if (repeats.length < 2) return undefined;
  const byItem = new Map<string, (string | null)[]>();
  for (const { item, repeat, answer } of runs) {
    const row = byItem.get(item) ?? repeats.map(() => null);
    row[repeats.indexOf(repeat)] = labelOf(answer) ?? noAnswer;
    byItem.set(item, row);
  }
  return agreementOf(
    task,
    repeats.map((repeat) => `run ${repeat + 1}`),
    [...byItem.values()],
    options,
  );
}

/** The label's id; null where the answer has none. */
export function labelOf(answer: RunRecord['answer']): string | null {
  return answer.kind === 'label' ? answer.label : null;
}

function share(part: number, whole: number, why: string, n = whole): Figure {
  return whole === 0 ? notComputable(why) : { value: part / whole, n };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
