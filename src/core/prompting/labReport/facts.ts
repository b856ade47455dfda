import type { AgreementReport } from '../../agreement/agreementReport';
import { canonicalJson } from '../../engine/batch';
import { labResults, type LabResults } from '../labResults';
import { labelOf } from '../measure';
import type { PreparedSheet } from '../prepare';
import type { RunRecord } from '../records';
import type { TechniqueReport } from '../report';
import type { LabModel } from '../runItem';
import type { PlannedRun } from '../runSheet';
import { findTechnique } from '../techniques';
import { leakageOf, shownFacts, type Leakage, type ShownFacts } from './leakage';
import { itemText, periodOf, sentText, templateOf, type Period } from './journalRuns';
import { readRuns, type TimedRun } from '../runsFile';
import { testIntegrity, triedBefore, type TestIntegrity, type TriedPrompt } from './triedBefore';

export interface ReportSource {
  readonly prepared: PreparedSheet;
  readonly runs: readonly PlannedRun[];
  /** Text of the sheet's runs file. */
  readonly journal: string;
  /** Hash of a text, such as SHA-256 in hex. */
  readonly hash: (text: string) => string;
  /** Base names of the two files. */
  readonly sheetFile: string;
  readonly runsFile: string;
  /** Such as “Introspect 0.1.0”. */
  readonly program: string;
  /** Day of the report, YYYY-MM-DD. */
  readonly date: string;
  /** Of the bootstrap. */
  readonly samples: number;
  readonly seed: number;
  /** Why runs failed, as far as this is known: the runs file keeps no failures. */
  readonly failures?: readonly { readonly message: string; readonly count: number }[];
  /** Whether the report was made by somebody who codes blind, and so sees no one else’s codes. */
  readonly blind?: boolean;
  /** Other lab sheets of the study, with the lines of their runs files. */
  readonly otherSheets?: readonly { readonly name: string; readonly runs: number }[];
  /** What models are called for people, by the SHA-256 of their files. */
  readonly titles?: ReadonlyMap<string, string>;
  /** What models on servers are called for people, by the names that runs record. */
  readonly servers?: ReadonlyMap<string, Partial<ServerTitle>>;
}

export interface ServerTitle {
  readonly title: string;
  /** Its name on the server, and where that is: “llama-70b at models.example/v1”. */
  readonly served: string;
  /** Why its samples are none, or its answers cannot be had again: as the test of the server found. */
  readonly limits?: readonly string[];
}

export interface ReportedModel extends LabModel {
  /** For people, where its name alone tells a reader too little. */
  readonly title?: string;
  /** Of a model on a server, beside its title. */
  readonly served?: string;
  readonly limits?: readonly string[];
}

/** A question that a technique asks, over all its runs. */
export interface StepFacts {
  readonly purpose: string;
  /** Distinct texts sent, the segment's words taken out. One: nothing else varies. */
  readonly templates: number;
  readonly template: string | null;
  /** Distinct texts sent. */
  readonly prompts: number;
  readonly tokens: { readonly least: number; readonly most: number } | null;
  /** Tokens that a reply could have at most; null where nothing is written, or the runs do not say. */
  readonly maxNew: number | null;
}

/** One column of the sheet: a technique, with whatever it was asked of and how. */
export interface ColumnFacts {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly source: string;
  /** With defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly sampling: Readonly<Record<string, number>>;
  readonly models: readonly ReportedModel[];
  readonly seeds: readonly number[];
  readonly planned: number;
  readonly made: number;
  readonly period: Period;
  readonly steps: readonly StepFacts[];
  /** The first segment's first run, whole. */
  readonly example: RunRecord | null;
  /** Runs without the whole prompt, because it did not fit; and what was left out, the most frequent first. */
  readonly shortened: number;
  readonly leftOut: readonly string[];
  readonly shown: ShownFacts | null;
  /** Whether it writes nothing, and only probabilities are computed. */
  readonly scoresOnly: boolean;
  /** Segments to which all repeats gave the same answer; null for a single repeat. */
  readonly sameInAll: { readonly same: number; readonly of: number } | null;
  readonly stability: AgreementReport | null;
  /** Further runs of every segment with the codes in other orders, or the question in other words. */
  readonly variations: { readonly orders: number; readonly wordings: number };
  readonly report: TechniqueReport;
}

export interface CoderFacts {
  readonly name: string;
  readonly isReference: boolean;
  readonly isConsensus: boolean;
  /** Segments of the sheet in transcripts that the coder coded. */
  readonly segments: number;
}

export interface LabFacts {
  readonly source: ReportSource;
  readonly results: LabResults;
  readonly columns: readonly ColumnFacts[];
  readonly models: readonly ReportedModel[];
  readonly period: Period;
  /** The versions of the program that made the runs. */
  readonly programs: readonly string[];
  readonly leakage: Leakage;
  /** In the order of the source's runs; undefined for one that is not made. */
  readonly records: readonly (TimedRun | undefined)[];
  readonly tried: readonly TriedPrompt[];
  /** Lines of the runs file that could not be read, from 1. */
  readonly unreadable: readonly number[];
  readonly integrity: TestIntegrity;
  readonly texts: readonly {
    readonly path: string;
    readonly sha256: string;
    readonly isTest: boolean;
    readonly segments: number;
  }[];
  readonly people: readonly CoderFacts[];
  readonly reference: string | null;
  /** Segments of the sheet in transcripts that two or more people coded, a consensus aside. */
  readonly codedTwice: number;
  /** What the model read and wrote in all runs made, as far as engines told. */
  readonly compute: { readonly questions: number; readonly promptTokens: number };
  /** Segments with a label of the reference coder. */
  readonly withPerson: number;
}

/** The column that a run belongs to. */
export function columnOf({ column }: Pick<PlannedRun, 'column'>): string {
  return column;
}

/** The settings of a run's sampling, by name: those that its replies were drawn with. */
export function samplingOf(run: Pick<PlannedRun, 'kind' | 'options' | 'sampling'>): Readonly<Record<string, number>> {
  const { temperature } = run.sampling;
  const drawn = Math.max(Number(temperature), findTechnique(run.kind)?.leastTemperature?.(run.options ?? {}) ?? 0);
  const sampling: Readonly<Record<string, unknown>> = { ...run.sampling, temperature: drawn };
  const numbers = Object.entries(sampling).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return Object.fromEntries(numbers);
}

/** All that a report tells, and nothing of how it looks. */
export function labFacts(source: ReportSource): LabFacts {
  const { prepared, runs, journal, hash, samples, seed } = source;
  const { sheet, study, items, coded } = prepared;
  const found = readRuns(runs, journal, hash, source.runsFile);
  const records = found.planned.map((run) => run?.result);
  const results = labResults(prepared, runs, records, { samples, seed });
  const tried = triedBefore(found, sheet, study);
  const made = found.planned.filter((run) => run !== undefined);
  const columns = results.report.techniques.map((report) => columnFacts(report, source, runs, found.planned));
  const people = study.coders.filter(({ id, kind }) => kind === 'person' && coded.has(id));
  return {
    source,
    results,
    columns,
    models: distinct(made.length > 0 ? made.map(({ result }) => result.model) : runs.map(({ model }) => model)).map(
      (model) => titled(model, source),
    ),
    period: periodOf(made),
    programs: programsOf(made, source.program),
    leakage: leakageOf(prepared, results.accepted),
    records: found.planned,
    tried,
    unreadable: found.unreadable,
    integrity: testIntegrity(found, tried, sheet),
    texts: study.transcripts
      .map(({ path, sha256 }) => ({
        path,
        sha256,
        isTest: sheet.test.transcripts.includes(path),
        segments: items.filter(({ transcript }) => transcript === path).length,
      }))
      .filter(({ segments, isTest }) => segments > 0 || isTest),
    people: people.map(({ id, name, role }) => ({
      name,
      isReference: id === sheet.reference,
      isConsensus: role === 'consensus',
      segments: items.filter(({ transcript }) => coded.get(id)!.has(transcript)).length,
    })),
    codedTwice: items.filter(
      ({ transcript }) =>
        people.filter(({ id, role }) => role !== 'consensus' && coded.get(id)!.has(transcript)).length > 1,
    ).length,
    compute: {
      questions: sum(made.map(({ result }) => result.steps.length)),
      promptTokens: sum(made.flatMap(({ result }) => result.steps.map(({ promptTokens }) => promptTokens ?? 0))),
    },
    reference: study.coders.find(({ id }) => id === sheet.reference)?.name ?? null,
    withPerson: results.rows.filter(({ person }) => person !== null).length,
  };
}

function columnFacts(
  report: TechniqueReport,
  source: ReportSource,
  runs: readonly PlannedRun[],
  found: readonly (TimedRun | undefined)[],
): ColumnFacts {
  const { study, items } = source.prepared;
  const own = runs.flatMap((run, i) => (columnOf(run) === report.id ? [{ run, found: found[i] }] : []));
  const first = own[0]!.run;
  const made = own.flatMap(({ found: timed }) => (timed ? [timed] : []));
  const records = made.map(({ result }) => result);
  // What varies a question on purpose says nothing of how it is usually put, nor of chance.
  const asAsked = records.filter(({ variation }) => variation === undefined);
  const variationsOf = (kind: 'order' | 'paraphrase') =>
    new Set(own.flatMap(({ run: { variation } }) => (variation?.kind === kind ? [variation.number] : []))).size;
  const technique = findTechnique(first.kind)!;
  const order = new Map(items.map(({ id }, i) => [id, i]));
  const example = [...asAsked].sort(
    (a, b) => a.repeat - b.repeat || (order.get(a.item) ?? 0) - (order.get(b.item) ?? 0),
  )[0];
  return {
    id: report.id,
    name: report.name,
    kind: first.kind,
    source: technique.card.source,
    options: technique.options.safeParse(first.options ?? {}).data as Readonly<Record<string, unknown>>,
    sampling: samplingOf(first),
    models: distinct(records.length > 0 ? records.map(({ model }) => model) : own.map(({ run }) => run.model)).map(
      (model) => titled(model, source),
    ),
    seeds: [...new Set(own.map(({ run }) => run.seed))],
    planned: own.length,
    made: made.length,
    period: periodOf(made),
    steps: stepFacts(asAsked, itemText(study)),
    example: example ?? null,
    shortened: report.shortened,
    leftOut: leftOutOf(records),
    shown: shownFacts(records),
    scoresOnly: technique.scoresOnly === true,
    sameInAll: sameInAll(asAsked),
    stability: report.stability ?? null,
    variations: { orders: variationsOf('order'), wordings: variationsOf('paraphrase') },
    report,
  };
}

/** Older files do not say; then it was this one, as far as anybody knows. */
function programsOf(made: readonly TimedRun[], now: string): string[] {
  const programs = made.map(({ result }) => result.program ?? now);
  return programs.length === 0 ? [now] : [...new Set(programs)].sort();
}

function leftOutOf(records: readonly RunRecord[]): string[] {
  const counts = new Map<string, number>();
  for (const { steps } of records)
    for (const { leftOut } of steps) if (leftOut !== undefined) counts.set(leftOut, (counts.get(leftOut) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([what]) => what);
}

/** Steps by their place: a technique asks all segments in the same order, though some more than others. */
function stepFacts(records: readonly RunRecord[], wordsOf: (item: string) => string | undefined): StepFacts[] {
  const places = Math.max(0, ...records.map(({ steps }) => steps.length));
  return Array.from({ length: places }, (_, place): StepFacts => {
    const steps = records.flatMap(({ item, steps: all }) => (all[place] ? [{ item, step: all[place] }] : []));
    const sent = steps.flatMap(({ item, step }) => {
      const text = sentText(step);
      return text === null ? [] : [{ text, template: templateOf(text, wordsOf(item)) }];
    });
    const templates = new Set(sent.map(({ template }) => template));
    const tokens = steps.flatMap(({ step }) => (step.promptTokens === null ? [] : [step.promptTokens]));
    return {
      purpose: steps[0]!.step.purpose,
      templates: templates.size,
      template: templates.size === 1 ? [...templates][0]! : null,
      prompts: new Set(sent.map(({ text }) => text)).size,
      tokens: tokens.length > 0 ? { least: least(tokens), most: -least(tokens.map((n) => -n)) } : null,
      maxNew: steps.find(({ step }) => step.maxNew !== undefined)?.step.maxNew ?? null,
    };
  });
}

function sameInAll(records: readonly RunRecord[]): ColumnFacts['sameInAll'] {
  if (new Set(records.map(({ repeat }) => repeat)).size < 2) return null;
  const byItem = new Map<string, Set<string>>();
  for (const { item, answer } of records) {
    const said = labelOf(answer) ?? (answer.kind === 'text' ? `"${answer.text}` : '(none)');
    byItem.set(item, (byItem.get(item) ?? new Set()).add(said));
  }
  return { same: [...byItem.values()].filter((said) => said.size === 1).length, of: byItem.size };
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

/** The model, with what people call it. */
export function titled(model: LabModel, { titles, servers }: Pick<ReportSource, 'titles' | 'servers'>): ReportedModel {
  if (model.file === null) return { ...servers?.get(model.served ?? model.name), ...model };
  const title = model.sha256 === null ? undefined : titles?.get(model.sha256);
  return title === undefined ? model : { ...model, title };
}

function distinct(models: readonly LabModel[]): LabModel[] {
  return [...new Map(models.map((model) => [canonicalJson(model), model])).values()];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
