import { tableReport, type AgreementReport } from '../agreement/agreementReport';
import { bootstrap } from '../agreement/bootstrap';
import { fewestToDraw, type Figure, isComputed, notComputable } from '../agreement/figure';
import { confusionMatrix, tableFromRows, type ReliabilityTable } from '../agreement/reliabilityTable';
import { f1Figure, shareFigure, type ClusterShare } from '../agreement/shares';
import { finish } from '../agreement/slices';
import { groupBy } from '../base/groupBy';
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
  /** Of those that the model gave the label: the share to which the person gave it too. Interval: `shareFigure`. */
  readonly precision: Figure;
  /** Of those that the person gave the label: the share that the model found. Interval: `shareFigure`. */
  readonly recall: Figure;
  /** Harmonic mean of the two, 2tp / (2tp + fp + fn) (van Rijsbergen 1979). Interval: `f1Figure`. */
  readonly f1: Figure;
}

export interface Measure {
  /** Segments that both have an answer to. */
  readonly n: number;
  /** Transcripts that these are from. */
  readonly transcripts: number;
  /** Of these, answers of the model without a label. */
  readonly withoutLabel: number;
  readonly labels: readonly LabelMeasure[];
  /** Mean of the labels' F1 over those that have one, with a bootstrap interval; `n` counts these labels. */
  readonly macroF1: Figure;
  /** [given][predicted], in the order of `labels`; the last column is `noAnswer`. */
  readonly confusion: readonly (readonly number[])[];
  /** Of person and model, from core/agreement. */
  readonly agreement: AgreementReport;
}

export interface MeasureOptions {
  /** Bootstrap samples behind the intervals of agreement and macro F1. */
  readonly samples: number;
  readonly seed: number;
}

/** A segment's label by the person and by the model, null for none; and the transcript that it is from. */
export type LabelPair = readonly [given: string, predicted: string | null, transcript: string];

/** Whole transcripts are drawn by the bootstrap from this number on; else segments. */
export const leastTranscripts = fewestToDraw;

/** Holds answers against a person's labels. */
export function measure(task: LabelTask, pairs: readonly LabelPair[], options: MeasureOptions): Measure {
  const ids = task.labels.map(({ id }) => id);
  const column = (predicted: string | null) => (predicted === null ? ids.length : ids.indexOf(predicted));
  const confusion = ids.map(() => new Array<number>(ids.length + 1).fill(0));
  for (const [given, predicted] of pairs) confusion[ids.indexOf(given)]![column(predicted)]!++;
  const transcripts = pairs.map(([, , transcript]) => transcript);
  const rows = pairs.map(([given, predicted]) => [given, predicted ?? noAnswer]);
  return {
    n: pairs.length,
    transcripts: new Set(transcripts).size,
    withoutLabel: pairs.filter(([, predicted]) => predicted === null).length,
    labels: labelMeasures(task, pairs),
    macroF1: macroF1With(ids, rows, transcripts, options),
    confusion,
    agreement: withWilson(agreementOf(task, ['person', 'model'], rows, transcripts, options), pairs, options),
  };
}

/**
 * Percent agreement is a share, which has an interval also where the bootstrap has none: all or none of the segments
 * agree, so that every sample does, or they are too few to draw. Nothing of the kind holds for what takes chance out.
 */
function withWilson(
  report: AgreementReport,
  pairs: readonly LabelPair[],
  { samples }: MeasureOptions,
): AgreementReport {
  const { percent } = report;
  if (samples < 1 || !percent || !isComputed(percent) || percent.noInterval === undefined) return report;
  const clusters = [...groupBy(pairs, ([, , transcript]) => transcript).values()].map((own) => ({
    part: own.filter(([given, predicted]) => given === predicted).length,
    whole: own.length,
  }));
  return { ...report, percent: { ...shareFigure(clusters, ''), caveat: wilsonCaveat } };
}

/** Beside a percent agreement whose interval is not the bootstrap’s. */
export const wilsonCaveat = 'Interval by Wilson’s score method, since the bootstrap gives none.';

function labelMeasures(task: LabelTask, pairs: readonly LabelPair[]): LabelMeasure[] {
  const transcripts = [...new Set(pairs.map(([, , transcript]) => transcript))];
  const clusterOf = new Map(transcripts.map((transcript, i) => [transcript, i]));
  const counts = new Map(
    task.labels.map(({ id }) => [id, transcripts.map(() => ({ given: 0, predicted: 0, hits: 0 }))]),
  );
  for (const [given, predicted, transcript] of pairs) {
    const cluster = clusterOf.get(transcript)!;
    counts.get(given)![cluster]!.given++;
    if (predicted === null) continue;
    counts.get(predicted)![cluster]!.predicted++;
    if (given === predicted) counts.get(given)![cluster]!.hits++;
  }
  return task.labels.map(({ id, name }): LabelMeasure => {
    const clusters = counts.get(id)!;
    const of = (whole: (counts: (typeof clusters)[number]) => number): ClusterShare[] =>
      clusters.map((cluster) => ({ part: cluster.hits, whole: whole(cluster) }));
    return {
      label: id,
      name,
      given: sum(clusters.map(({ given }) => given)),
      predicted: sum(clusters.map(({ predicted }) => predicted)),
      precision: shareFigure(
        of(({ predicted }) => predicted),
        'The model never gave this label.',
      ),
      recall: shareFigure(
        of(({ given }) => given),
        'The person never gave this label.',
      ),
      f1: f1Figure(
        of(({ given, predicted, hits }) => given + predicted - hits),
        'Neither the person nor the model gave this label.',
      ),
    };
  });
}

/** A label that was in no bootstrap sample has no F1 in it, and is left out of that sample's mean. */
function macroF1With(
  ids: readonly string[],
  rows: readonly (readonly string[])[],
  transcripts: readonly string[],
  { samples, seed }: MeasureOptions,
): Figure {
  const table = tableFromRows(['person', 'model'], [...ids, noAnswer], rows);
  const random = new SeededRandom(seed);
  const groups = groupsOf(transcripts);
  return finish(bootstrap(table, { macroF1 }, { samples, random: () => random.next(), groups })).macroF1;
}

function macroF1(table: ReliabilityTable): Figure {
  const size = table.categories.length;
  const matrix = confusionMatrix(table);
  let total = 0;
  let labels = 0;
  // The last category is no label.
  for (let i = 0; i < size - 1; i++) {
    let either = 0;
    for (let j = 0; j < size; j++) either += matrix[i * size + j]! + matrix[j * size + i]!;
    if (either === 0) continue;
    total += (2 * matrix[i * size + i]!) / either;
    labels++;
  }
  return labels === 0 ? notComputable('No label was given by anyone.') : { value: total / labels, n: labels };
}

/** The bootstrap's groups, one number a row: its transcript; undefined where there are too few, and rows are drawn. */
export function groupsOf(transcripts: readonly string[]): number[] | undefined {
  const numbers = new Map([...new Set(transcripts)].map((transcript, i) => [transcript, i]));
  return numbers.size < leastTranscripts ? undefined : transcripts.map((transcript) => numbers.get(transcript)!);
}

/**
 * Agreement of any raters on label ids; null where one has no answer at all. Of a scale, alpha says which level it has.
 * @param transcripts Of each row: what is drawn whole for the intervals, where there are `leastTranscripts`.
 */
export function agreementOf(
  task: LabelTask,
  raters: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  transcripts: readonly string[],
  { samples, seed }: MeasureOptions,
): AgreementReport {
  const random = new SeededRandom(seed);
  const values = [...task.labels.map(({ id }) => id)];
  if (rows.some((row) => row.includes(noAnswer))) values.push(noAnswer);
  const table = tableFromRows(raters, values, rows);
  // An answer that is none has no place on a scale.
  const isScale = task.kind === 'scale' && !values.includes(noAnswer);
  const groups = groupsOf(transcripts);
  const report = finish(
    tableReport(table, { level: isScale ? 'ordinal' : 'nominal', samples, random: () => random.next(), groups }),
  );
  if (task.kind !== 'scale' || !report.alpha || !isComputed(report.alpha)) return report;
  const caveat = isScale ? 'Ordinal.' : 'Nominal, since some answers are no step of the scale.';
  return { ...report, alpha: { ...report.alpha, caveat } };
}

/**
 * How far a technique agrees with itself: its repeats as raters of the same items, an answer without a label as an answer
 * of its own. Undefined for a single repeat.
 */
export function stability(
  task: LabelTask,
  runs: readonly Pick<RunRecord, 'item' | 'repeat' | 'answer'>[],
  transcriptOf: (item: string) => string,
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
    [...byItem.keys()].map(transcriptOf),
    options,
  );
}

/** The label's id; null where the answer has none. */
export function labelOf(answer: RunRecord['answer']): string | null {
  return answer.kind === 'label' ? answer.label : null;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
