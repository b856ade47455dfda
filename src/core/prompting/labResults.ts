import type { AgreementReport } from '../agreement/agreementReport';
import type { Figure } from '../agreement/figure';
import { isComputed } from '../agreement/figure';
import { formatCsv } from '../exchange/csv';
import { entropyBits } from '../generation/probabilities';
import { columnsOf, suggestersOf, type Suggester } from './columns';
import { acceptedCodes, type Leakage } from './labReport/leakage';
import { codesBy, labelBy } from './material';
import { labelOf, type Measure } from './measure';
import type { PreparedSheet } from './prepare';
import type { RunRecord } from './records';
import { checkQuote, quotesIn, type QuoteCheck } from './quoteCheck';
import type { WayPair } from './pairs';
import { reportOf, type SheetReport } from './report';
import type { PlannedRun } from './runSheet';
import { isLabelTask, type LabelTask } from './task';
import type { NoLabel } from './technique';

/** A label by id and name. */
export interface LabLabel {
  readonly id: string;
  readonly name: string;
}

/** One technique's answer on one segment. */
export interface LabCell {
  /** Label id; null where there is none. */
  readonly label: string | null;
  readonly why: NoLabel | null;
  /** Of an answer in words. */
  readonly text: string | null;
  /** Of what it quotes, where quotes are asked for: each held to the segment's words. Null for every other task. */
  readonly quotes: readonly QuoteCheck['kind'][] | null;
  /** What the model wrote as its reasons or notes; null where there is nothing. */
  readonly rationale: string | null;
  /** Of the label, among the labels; null where the technique gives none. */
  readonly probability: number | null;
  /** Of the probabilities, in bits; null as above. */
  readonly entropyBits: number | null;
}

export interface LabRow {
  readonly item: string;
  readonly transcript: string;
  readonly speaker: string | null;
  readonly text: string;
  /** The reference coder's label id; null where there is none. */
  readonly person: string | null;
  /** The first repeat, in the order of the sheet's columns; null where it was not made or failed. */
  readonly cells: readonly (LabCell | null)[];
}

/** Segments by what the reference coder put on them. */
export interface LabelChoice {
  /** With a label of the coder, “none of these” among them. */
  readonly labelled: number;
  /** Of these, with none of the codes, and with more than one. */
  readonly none: number;
  readonly several: number;
  /** The label that the coder gave most often, in a tie the earlier one: what answering it always would reach. */
  readonly mostGiven: { readonly name: string; readonly count: number } | null;
}

export interface LabResults {
  readonly part: 'development' | 'test';
  readonly asked: number;
  readonly heldBack: number;
  readonly notDrawn: number;
  readonly planned: number;
  readonly made: number;
  readonly labels: readonly LabLabel[];
  readonly rows: readonly LabRow[];
  /** Name of the reference coder; null where there is none. */
  readonly coder: string | null;
  /** How many segments the reference coder's label was chosen for, and from what; null without a coder or labels. */
  readonly chosen: LabelChoice | null;
  /** Compared segments whose code the coder took over from a model, and these models. */
  readonly accepted: Leakage['accepted'];
  readonly report: SheetReport;
  /** Techniques that can suggest codes. */
  readonly suggesters: readonly Suggester[];
}

/** Answers and figures of the runs that are known: `records` in the order of `runs`, undefined where there is none. */
export function labResults(
  prepared: PreparedSheet,
  runs: readonly PlannedRun[],
  records: readonly (RunRecord | undefined)[],
  options: { readonly samples: number; readonly seed: number },
): LabResults {
  const { sheet, study, task, coded, items, heldBack, notDrawn } = prepared;
  const cells = new Map<string, LabCell>();
  runs.forEach(({ column, item, repeat }, i) => {
    const record = records[i];
    if (record && repeat === 0)
      cells.set(`${column}\n${item.id}`, cellOf(record, task.kind === 'quotes' ? item.text : null));
  });
  const columns = columnsOf(sheet);
  const { reference } = sheet;
  const own = reference === undefined ? undefined : coded.get(reference);
  const made = records.filter((record) => record !== undefined).length;
  const byPerson = isLabelTask(task) && reference !== undefined && own ? { task, reference, own } : null;
  const rows = items.map((item) => ({
    item: item.id,
    transcript: item.transcript,
    speaker: item.speaker,
    text: item.text,
    person: byPerson && labelBy(study, byPerson.reference, byPerson.task, item, byPerson.own),
    cells: columns.map(({ id }) => cells.get(`${id}\n${item.id}`) ?? null),
  }));
  const given = new Map(rows.map(({ item, person }) => [item, person]));
  return {
    part: sheet.test.openedAt === null ? 'development' : 'test',
    asked: items.length,
    heldBack,
    notDrawn,
    planned: runs.length,
    made,
    labels: isLabelTask(task) ? task.labels.map(({ id, name }) => ({ id, name })) : [],
    rows,
    coder: study.coders.find(({ id }) => id === reference)?.name ?? null,
    chosen: byPerson && choiceOf(prepared, byPerson.reference, byPerson.task, byPerson.own),
    accepted: acceptedCodes(prepared, (item) => given.get(item) ?? null),
    report: reportOf(sheet, study, coded, task, items, runs, records, options),
    suggesters: suggestersOf(sheet, columns),
  };
}

function choiceOf(
  { study, items }: PreparedSheet,
  reference: string,
  task: LabelTask,
  own: ReadonlySet<string>,
): LabelChoice {
  const given = new Map(items.map((item) => [item, labelBy(study, reference, task, item, own)]));
  const labelled = items.filter((item) => given.get(item) !== null);
  const often = task.labels.map(({ id, name }) => ({
    name,
    count: labelled.filter((item) => given.get(item) === id).length,
  }));
  const most = Math.max(0, ...often.map(({ count }) => count));
  const counts = labelled.map((item) => codesBy(study, reference, task, item).length);
  return {
    labelled: labelled.length,
    none: counts.filter((count) => count === 0).length,
    several: counts.filter((count) => count > 1).length,
    mostGiven: most === 0 ? null : often.find(({ count }) => count === most)!,
  };
}

/** @param quoted the text that quotes are held to, null where none are asked for */
function cellOf({ answer, probabilities, rationale }: RunRecord, quoted: string | null): LabCell {
  const label = labelOf(answer);
  return {
    label,
    why: answer.kind === 'noLabel' ? answer.why : null,
    text: answer.kind === 'text' ? answer.text : null,
    quotes: answer.kind === 'text' && quoted !== null ? checkedQuotes(answer.text, quoted) : null,
    rationale: rationale ?? null,
    probability: label === null ? null : (probabilities?.[label] ?? null),
    entropyBits: probabilities ? entropyBits(Float64Array.from(Object.values(probabilities))) : null,
  };
}

/** A reply without quotation marks is taken for one quote. */
function checkedQuotes(reply: string, text: string): QuoteCheck['kind'][] {
  const quotes = quotesIn(reply);
  return (quotes.length > 0 ? quotes : [reply.trim()]).map((quote) => checkQuote(quote, text).kind);
}

/** Head of the column with the reference coder's codes. */
export function codeBy(coder: string | null): string {
  return `code by ${coder ?? 'the coder'}`;
}

/** One row a segment: text, the person's label, every technique's answer and its probability. */
export function answersCsv({ rows, labels, report, coder }: LabResults): string {
  const nameOf = new Map(labels.map(({ id, name }) => [id, name]));
  const named = (label: string | null) => (label === null ? null : (nameOf.get(label) ?? label));
  const names = report.techniques.map(({ id }) => id);
  return formatCsv([
    ['transcript', 'speaker', 'text', codeBy(coder), ...names.flatMap((name) => [name, `${name}: probability`])],
    ...rows.map(({ transcript, speaker, text, person, cells }) => [
      transcript,
      speaker,
      text,
      named(person),
      ...cells.flatMap((cell) =>
        cell === null ? [null, null] : [named(cell.label) ?? cell.text ?? `(no answer: ${cell.why})`, cell.probability],
      ),
    ]),
  ]);
}

/** One row a technique and label: counts, precision, recall, F1; then the figures over all labels. */
export function figuresCsv({ report }: LabResults): string {
  const rows = report.techniques.flatMap(({ id, measure, stability, stabilityOfOrders, stabilityOfWordings }) => [
    ...(measure ? measureRows(id, measure) : []),
    ...stabilityRows(id, 'stability', stability),
    ...stabilityRows(id, 'stability over orders of the codes', stabilityOfOrders),
    ...stabilityRows(id, 'stability over wordings', stabilityOfWordings),
  ]);
  const people = Object.entries<Figure>({ ...report.people }).map(([name, figure]) => [
    'people',
    'all',
    name,
    ...bounds(figure),
  ]);
  return formatCsv([
    ['technique', 'label', 'figure', 'value', 'low', 'high', 'n', 'not computable', 'no interval', 'caveat'],
    ...rows,
    ...(report.pairs ?? []).flatMap(pairRows),
    ...people,
  ]);
}

function pairRows({ first, second, n, onlyFirst, onlySecond, difference, p, adjustedP }: WayPair) {
  const head = [`${first} and ${second}`, 'all'];
  const row = (figure: string, value: number | null, what: string) => [
    ...[...head, figure, value, null, null, n, null],
    ...[`${what} has none.`, null],
  ];
  return [
    [...head, 'percent agreement, first minus second', ...bounds(difference)],
    row('as the coder by the first alone', onlyFirst, 'A count'),
    row('as the coder by the second alone', onlySecond, 'A count'),
    row('p (McNemar, mid-P)', p, 'A test'),
    row('p adjusted for all pairs (Holm)', adjustedP, 'A test'),
  ];
}

function stabilityRows(id: string, what: string, report: AgreementReport | undefined) {
  return Object.entries<Figure>({ ...report }).map(([name, figure]) => [
    id,
    'all',
    `${what}: ${name}`,
    ...bounds(figure),
  ]);
}

function measureRows(id: string, { labels, macroF1, agreement }: Measure) {
  return [
    ...labels.flatMap(({ name, precision, recall, f1 }) =>
      Object.entries({ precision, recall, f1 }).map(([figure, value]) => [id, name, figure, ...bounds(value)]),
    ),
    [id, 'all', 'macro F1', ...bounds(macroF1)],
    ...Object.entries<Figure>({ ...agreement }).map(([name, figure]) => [id, 'all', name, ...bounds(figure)]),
  ];
}

function bounds(figure: Figure): (string | number | null)[] {
  if (!isComputed(figure)) return [null, null, null, null, figure.notComputable, null, null];
  const { value, low = null, high = null, n, noInterval = null, caveat = null } = figure;
  return [value, low, high, n, null, noInterval, caveat];
}
