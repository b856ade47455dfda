// A sheet on a study of two short interviews, with runs as a scripted model would have made them.
import { createHash } from 'node:crypto';
import { labFacts, type LabFacts, type ReportSource } from '../../../src/core/prompting/labReport/facts';
import { materialOf } from '../../../src/core/prompting/material';
import type { PreparedSheet } from '../../../src/core/prompting/prepare';
import type { RunRecord } from '../../../src/core/prompting/records';
import { textOfRun } from '../../../src/core/prompting/runKey';
import { planRuns, type PlannedRun } from '../../../src/core/prompting/runSheet';
import { parseSheet } from '../../../src/core/prompting/sheet';
import type { Task } from '../../../src/core/prompting/task';
import { StudyLibrary } from '../../../src/core/prompting/library';
import type { StudyIndex } from '../../../src/core/retrieval/studyIndex';
import { indexOf } from '../retrieval/scene';

export const model = { name: 'tiny <model>', file: 'onnx/model.onnx', sha256: 'ab'.repeat(32) };
export const hash = (text: string) => createHash('sha256').update(text).digest('hex');
export const openedAt = '2026-11-20T10:00:00.000Z';

const said = ['I wake <b>at</b> three.', 'I worry all day.', '=1+1 is "hard", isn’t it?', 'My mood is low.'];
const text = said.map((words) => `P: ${words}`).join('\n');
const codes = ['sleep', 'worry', 'mood'];

function study(): StudyIndex {
  const mark = (words: string, code: string, coder: string) => {
    const start = text.indexOf(words);
    return { start, end: start + words.length, code, coder };
  };
  const segments = [
    mark(said[0]!, 'sleep', 'ana'),
    mark(said[1]!, 'worry', 'ana'),
    mark(said[3]!, 'mood', 'ana'),
    mark(said[0]!, 'sleep', 'ben'),
    mark(said[1]!, 'mood', 'ben'),
    mark(said[3]!, 'mood', 'ben'),
  ];
  return indexOf([
    { text, segments },
    { text, segments },
  ]);
}

const task: Task = {
  kind: 'codes',
  question: 'Which code fits the text?',
  labels: [...codes, 'none'].map((id) => ({
    id,
    name: `the ${id}`,
    definition: `What ${id} is.`,
    whenToUse: '',
    whenNotToUse: '',
  })),
};

export function prepared(change: object = {}): PreparedSheet {
  const sheet = parseSheet(
    JSON.stringify({
      formatVersion: 1,
      title: 'Prompts </title><script>alert(1)</script>',
      segments: { kind: 'turns' },
      task: { kind: 'codes', none: 'the none' },
      techniques: [
        { id: 'zero', kind: 'zeroShot' },
        { id: 'few', kind: 'fewShot', options: { count: 3 } },
        { id: 'chance', kind: 'labelLikelihood' },
      ],
      sampling: { temperature: 0.7, topP: 0.9, topK: 40, minP: 0.05, seed: 4242 },
      repeats: 2,
      test: { transcripts: ['transcripts/T2.transcript.txt'] },
      reference: 'ana',
      ...change,
    }),
    'try.lab.json',
  );
  const index = study();
  const coded = new Map(['ana', 'ben'].map((coder) => [coder, new Set(index.transcripts.map(({ path }) => path))]));
  return {
    ...materialOf(sheet, index),
    sheet,
    study: index,
    task,
    coded,
    library: new StudyLibrary({ examples: [], passages: [] }),
    examples: [],
    libraryHash: 'cd'.repeat(32),
    accepted: new Map(),
  };
}

/** What the model answers: zero-shot in words with markup, the others the codes in turn. */
export function recordOf(
  { technique, kind, options, item, repeat, seed, task: asked }: PlannedRun,
  i: number,
): RunRecord {
  const label = codes[(i + repeat) % codes.length]!;
  const isUnclear = technique === 'zero' && i % 4 === 3;
  const step = {
    purpose: 'answer',
    prompt: `<|user|>Which? ${technique === 'few' ? `Example ${i}. ` : ''}Text: ${item.text}`,
    promptTokens: 9 + i,
  };
  return {
    technique,
    kind,
    options,
    item: item.id,
    repeat,
    seed,
    model,
    answer: isUnclear
      ? { kind: 'noLabel', why: 'unclear' }
      : 'labels' in asked
        ? { kind: 'label', label }
        : { kind: 'text', text: label },
    ...(technique === 'chance' ? { probabilities: { sleep: 0.25, worry: 0.25, mood: 0.25, none: 0.25 } } : {}),
    steps: [
      technique === 'chance'
        ? { ...step, labels: [{ label: 'the sleep', logprob: -1.5, tokens: 1 }] }
        : { ...step, reply: `=cmd|' <script>"${label}"`, isComplete: true, logprob: -2 },
    ],
  };
}

export function line(run: PlannedRun, record: RunRecord, at: string | null): string {
  return `${JSON.stringify({ key: hash(textOfRun(run)), ...(at === null ? {} : { at }), result: record })}\n`;
}

export function runsOf(sheet: PreparedSheet): PlannedRun[] {
  return planRuns(sheet.sheet, sheet.task, sheet.items, model, sheet.libraryHash);
}

export function journalOf(sheet: PreparedSheet, at = '2026-11-19T08:00:00.000Z'): string {
  return runsOf(sheet)
    .map((run, i) => line(run, recordOf(run, i), at))
    .join('');
}

export function factsOf(sheet: PreparedSheet, change: Partial<ReportSource> = {}): LabFacts {
  return labFacts({
    prepared: sheet,
    runs: runsOf(sheet),
    journal: journalOf(sheet),
    hash,
    sheetFile: 'try.lab.json',
    runsFile: 'try.runs.jsonl',
    program: 'Introspect 9.9.9',
    date: '2026-11-29',
    samples: 0,
    seed: 7,
    ...change,
  });
}
