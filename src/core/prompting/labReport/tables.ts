// The tables of a report, for its page and for the CSV set: every number unrounded.
import { coefficientNotes } from '../../agreement/coefficients';
import { entropyBits } from '../../generation/probabilities';
import type { TakenTable } from '../../figures/takeAway';
import { codeBy } from '../labResults';
import { labelOf, noAnswer } from '../measure';
import type { RunRecord } from '../records';
import { isLabelTask } from '../task';
import { checklists } from './checklist';
import { guidelines, statusOf, statusWords } from './checklistItem';
import { columnOf, samplingOf, type LabFacts } from './facts';
import { sentText } from './journalRuns';
import { samplingWords } from './words';

type Cell = string | number | null;
type Table = TakenTable & { readonly rows: readonly (readonly Cell[])[] };

/** One row a run that was planned, made or not. */
export function answersTable(facts: LabFacts): Table {
  const { source, records, results } = facts;
  const { items } = source.prepared;
  const itemOf = new Map(items.map((item) => [item.id, item]));
  const personOf = new Map(results.rows.map(({ item, person }) => [item, person]));
  const named = labelNames(facts);
  const prompts = promptIds(facts);
  return {
    name: 'answers',
    title: 'Answers: one row a run',
    columns: [
      ...['segment', 'transcript', 'speaker', 'start (UTF-16)', 'end (UTF-16)', 'text', codeBy(facts.reference)],
      ...['column', 'technique', 'model', 'model file', 'SHA-256 of the model file'],
      ...['temperature', 'top-p', 'top-k', 'min-p', 'seed', 'repeat', 'variation', 'finished (UTC)', 'state'],
      ...[
        'answer',
        'code',
        'no answer because',
        'probability',
        'entropy (bits)',
        'votes',
        'reasons',
        'prompts',
        'left out',
      ],
    ],
    rows: source.runs.map((run, i): Cell[] => {
      const item = itemOf.get(run.item.id) ?? run.item;
      const person = personOf.get(item.id) ?? null;
      const found = records[i];
      const record = found?.result;
      const model = record?.model ?? run.model;
      const { temperature = null, topP = null, topK = null, minP = null } = samplingOf(run);
      const head = [
        item.id,
        item.transcript,
        item.speaker,
        item.start,
        item.end,
        item.text,
        person === null ? null : named(person),
      ];
      const how = [
        columnOf(run),
        run.kind,
        model.name,
        model.file,
        model.sha256,
        temperature,
        topP,
        topK,
        minP,
        run.seed,
        run.repeat + 1,
        run.variation ? `${run.variation.kind} ${run.variation.number}` : null,
      ];
      if (!record) return [...head, ...how, null, 'not made, or failed', ...Array<null>(9).fill(null)];
      const label = labelOf(record.answer);
      const { probabilities, votes, rationale, steps, answer } = record;
      return [
        ...head,
        ...how,
        found.at,
        'made',
        answer.kind === 'text' ? answer.text : label === null ? noAnswer : named(label),
        label,
        answer.kind === 'noLabel' ? answer.why : null,
        label === null ? null : (probabilities?.[label] ?? null),
        probabilities ? entropyBits(Float64Array.from(Object.values(probabilities))) : null,
        votes
          ? Object.entries(votes)
              .map(([id, n]) => `${named(id)} ${n}`)
              .join('; ')
          : null,
        rationale ?? null,
        steps.map((step) => prompts.get(sentText(step) ?? '') ?? '').join(' '),
        steps.flatMap(({ leftOut }) => (leftOut === undefined ? [] : [leftOut])).join('; ') || null,
      ];
    }),
  };
}

/** One row a question of a run: what was asked, what came back. */
export function repliesTable(facts: LabFacts): Table {
  const prompts = promptIds(facts);
  return {
    name: 'replies',
    title: 'Replies: one row a question',
    columns: [
      ...['segment', 'column', 'repeat', 'question', 'purpose', 'prompt', 'tokens of the prompt'],
      ...['reply', 'complete', 'log-probability (nats)', 'log-probabilities of labels (nats)'],
    ],
    rows: madeRuns(facts).flatMap(({ column, record: { item, repeat, steps } }) =>
      steps.map((step, i): Cell[] => [
        item,
        column,
        repeat + 1,
        i + 1,
        step.purpose,
        prompts.get(sentText(step) ?? '') ?? null,
        step.promptTokens,
        step.reply ?? null,
        step.isComplete === undefined ? null : step.isComplete ? 'yes' : 'no',
        step.logprob ?? null,
        step.labels ? step.labels.map(({ label, logprob }) => `${label} ${logprob}`).join('; ') : null,
      ]),
    ),
  };
}

/** Every distinct prompt, word for word, in the order in which they come in the sheet. */
export function promptsTable(facts: LabFacts): Table {
  const ids = promptIds(facts);
  const uses = new Map<string, { readonly first: readonly string[]; times: number }>();
  for (const { column, record } of madeRuns(facts)) {
    for (const step of record.steps) {
      const text = sentText(step);
      const known = text === null ? undefined : uses.get(text);
      if (known) known.times++;
      else if (text !== null) uses.set(text, { first: [column, step.purpose, record.item], times: 1 });
    }
  }
  return {
    name: 'prompts',
    title: 'Prompts, word for word',
    columns: ['prompt', 'first column', 'purpose', 'first segment', 'times sent', 'text'],
    rows: [...uses].map(([text, { first, times }]) => [ids.get(text)!, ...first, times, text]),
  };
}

/** Probabilities of all labels, where a technique gives them. */
export function probabilitiesTable(facts: LabFacts): Table {
  const named = labelNames(facts);
  return {
    name: 'probabilities',
    title: 'Probabilities of all codes',
    columns: ['segment', 'column', 'repeat', 'code', 'name', 'probability'],
    rows: madeRuns(facts).flatMap(({ column, record: { item, repeat, probabilities = {} } }) =>
      Object.entries(probabilities).map(([id, p]): Cell[] => [item, column, repeat + 1, id, named(id), p]),
    ),
  };
}

export function triedTable({ tried }: LabFacts): Table {
  return {
    name: 'tried',
    title: 'Prompts tried before',
    columns: [
      ...['technique', 'kind', 'options', 'model', 'SHA-256 of the model file', 'sampling'],
      ...['runs', 'segments', 'on the test part'],
      ...['first (UTC)', 'last (UTC)', 'still in the sheet', 'distinct first prompts', 'most frequent first prompt'],
    ],
    rows: tried.map((one): Cell[] => [
      one.technique,
      one.kind,
      one.options,
      one.model,
      one.sha256,
      one.sampling === null ? null : samplingWords(one.sampling),
      one.runs,
      one.segments,
      one.onTest,
      one.period.first,
      one.period.last,
      one.isStillAsked ? 'yes' : 'no',
      one.templates.length,
      one.templates[0]?.text ?? null,
    ]),
  };
}

export function checklistTable(facts: LabFacts): Table {
  return {
    name: 'checklist',
    title: 'Checklists',
    columns: ['checklist', 'number', 'section', 'item', 'state', 'recorded', 'not recorded'],
    rows: checklists(facts).flatMap(({ guideline, items }) =>
      items.map((item): Cell[] => [
        guidelines[guideline].name,
        item.number,
        item.section,
        item.subject,
        statusWords[statusOf(item)],
        [...item.told, ...(item.notApplicable === undefined ? [] : [item.notApplicable])].join(' ') || null,
        item.missing.join('; ') || null,
      ]),
    ),
  };
}

/** Everything that is set, by its path in the sheet; then what the report rests on. */
export function settingsTable({ source, models, texts, programs }: LabFacts): Table {
  const { prepared, program, date, samples, seed, sheetFile, runsFile, hash } = source;
  const { task } = prepared;
  return {
    name: 'settings',
    title: 'Settings',
    columns: ['setting', 'value'],
    rows: [
      ...leaves(prepared.sheet, 'sheet'),
      ...(isLabelTask(task)
        ? task.labels.flatMap(({ id, name, definition, whenToUse, whenNotToUse }): Cell[][] => [
            [`label ${id}`, name],
            ...[
              ['definition', definition],
              ['use when', whenToUse],
              ['not when', whenNotToUse],
            ]
              .filter(([, text]) => text !== '')
              .map(([what, text]): Cell[] => [`label ${id}: ${what}`, text!]),
          ])
        : [['question', task.question]]),
      ...models.flatMap(({ name, file, sha256 }, i): Cell[][] => [
        [`model ${i + 1}`, name],
        [`model ${i + 1}: file`, file ?? '(on a server)'],
        [`model ${i + 1}: SHA-256 of the file`, sha256 ?? '(not known)'],
      ]),
      ...texts.map(({ path, sha256, isTest }): Cell[] => [`SHA-256 of ${path}${isTest ? ' (test part)' : ''}`, sha256]),
      ['SHA-256 of what techniques look things up in', prepared.libraryHash],
      ['SHA-256 of the runs file', hash(source.journal)],
      ['sheet file', sheetFile],
      ['runs file', runsFile],
      ['bootstrap samples', samples],
      ['bootstrap seed', seed],
      [
        'coefficients',
        Object.values(coefficientNotes)
          .map(({ name }) => name)
          .join('; '),
      ],
      ['text that begins with = + - @ in these files', 'has an apostrophe before it, so that no spreadsheet runs it'],
      ['made with', program],
      ['runs made with', programs.join(', ')],
      ['date of this report', date],
    ],
  };
}

/** “sheet.sampling.temperature” → 0.7, for every value in an object. */
function leaves(value: unknown, path: string): Cell[][] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null)
    return [[path, typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)]];
  const entries = Object.entries(value);
  if (entries.length === 0) return [[path, Array.isArray(value) ? '(none)' : '(defaults)']];
  return entries.flatMap(([key, inner]) => leaves(inner, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`));
}

/** The runs that were made, each with its column. */
function madeRuns({ source, records }: LabFacts): { readonly column: string; readonly record: RunRecord }[] {
  return source.runs.flatMap((run, i) => {
    const found = records[i];
    return found ? [{ column: columnOf(run), record: found.result }] : [];
  });
}

/** p1, p2, … by text, in the order of the runs. */
function promptIds({ records }: Pick<LabFacts, 'records'>): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const found of records) {
    for (const step of found?.result.steps ?? []) {
      const text = sentText(step);
      if (text !== null && !ids.has(text)) ids.set(text, `p${ids.size + 1}`);
    }
  }
  return ids;
}

function labelNames({ results }: LabFacts): (id: string) => string {
  const names = new Map(results.labels.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}
