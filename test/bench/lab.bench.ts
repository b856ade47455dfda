// The lab: 1,000 segments × 15 codes by label likelihood with the bundled model, through the model host as the extension
// asks it; how much faster that is than one full prompt per label on a model of SmolLM2-135M's shape; and what opening and
// filtering a sheet with 5,000 runs takes. Prints a Markdown table.
// usage: node --import tsx test/bench/lab.bench.ts
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { utf16 } from '../../src/core/base/offsets';
import { parseCodebook } from '../../src/core/codebook/codebook';
import { loadStudy } from '../../src/core/coding/loadStudy';
import { labResults } from '../../src/core/prompting/labResults';
import { prepareSheet } from '../../src/core/prompting/prepare';
import type { RunRecord } from '../../src/core/prompting/records';
import { textOfRun } from '../../src/core/prompting/runKey';
import { planRuns, runSheet } from '../../src/core/prompting/runSheet';
import { knownRuns } from '../../src/core/prompting/runsFile';
import { parseSheet } from '../../src/core/prompting/sheet';
import { taskOf } from '../../src/core/prompting/task';
import type { Item, Library } from '../../src/core/prompting/technique';
import { parseTranscript, toWorkingText } from '../../src/core/transcript/transcript';
import { scoreLabels } from '../../src/model/likelihoods';
import { openModel } from '../../src/model/openModel';
import { PrefixCache } from '../../src/model/prefixCache';
import { LocalLabEngine, type LabHost } from '../../src/platform/lab/labEngines';
import { ModelHostClient } from '../../src/platform/modelHostClient';
import { filtered } from '../../webview/lab/rows';
import { memoryFolder, sampleStudyTexts } from '../support/memoryStudy';
import { benchModel, precisions } from './makeModel';
import { cpuSeconds, milliseconds, Table } from './measure';

const root = path.resolve(import.meta.dirname, '../..');
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const study = path.join(root, 'media/sample-study');
const codes = parseCodebook(readFileSync(path.join(study, 'introspect/codebook.json'), 'utf8'), 'codebook').codes;
const words = readdirSync(path.join(study, 'transcripts')).flatMap((file) => {
  const text = toWorkingText(readFileSync(path.join(study, 'transcripts', file), 'utf8'));
  return parseTranscript(text).turns.map((turn) => text.slice(turn.words.start, turn.words.end).slice(0, 200));
});
/** A thousand different segments: the study's turns, each with its number before it. */
const items = Array.from({ length: 1000 }, (_, i): Item => {
  const text = `${i}. ${words[i % words.length]}`;
  return { id: `t#${i}-${i + 1}`, transcript: 't', start: utf16(i), end: utf16(i + 1), speaker: null, text };
});
const nothing: Library = { balanced: () => [], similar: () => [], picked: () => [], passages: () => [] };
const sheetOf = (change: object) =>
  parseSheet(
    JSON.stringify({
      formatVersion: 1,
      title: 'Bench',
      segments: { kind: 'turns' },
      task: { kind: 'codes', codes: codes.slice(0, 15).map(({ id }) => id) },
      techniques: [{ id: 'chance', kind: 'labelLikelihood' }],
      sampling: { temperature: 0, seed: 1 },
      ...change,
    }),
    'bench.lab.json',
  );

const table = new Table('The lab', ['figure', 'measured', 'limit']);

const sheet = sheetOf({});
const client = new ModelHostClient({
  script: path.join(root, 'dist/modelHost.js'),
  model: { dir: path.join(root, 'media/models/instructed') },
  log: () => undefined,
});
const info = await client.ready();
const host: LabHost = {
  generate: (params) => client.request('generate', params),
  samples: (params) => client.request('samples', params),
  likelihoods: (params) => client.request('likelihoods', params),
};
const engine = new LocalLabEngine({ name: info.name, file: info.onnxFile, sha256: null }, info, host);
let written = '';
const journal = {
  read: () => Promise.resolve(written),
  append: (text: string) => Promise.resolve(void (written += text)),
};
const runs = planRuns(sheet, taskOf(sheet.task, codes), items, engine.model, '');
const started = performance.now();
const secondsBefore = cpuSeconds(client.pid!);
const outcomes = await runSheet(runs, { engine, library: { for: () => nothing }, journal, hash, concurrency: 1 });
const tookMs = performance.now() - started;
const hostSeconds = cpuSeconds(client.pid!) - secondsBefore;
client.dispose();
if (!outcomes.every(({ ok }) => ok)) throw new Error('A run failed.');
table.row([
  `1,000 segments × 15 codes by calibrated label likelihood, bundled model (${(hostSeconds / (tookMs / 1000)).toFixed(1)} cores busy)`,
  `${(tookMs / 1000).toFixed(1)} s`,
  '60 s',
]);

// Prompts and labels as long as those above, in tokens of the random model.
const idsFrom = (first: number, count: number) => Array.from({ length: count }, (_, i) => (first + i * 7919) % 49152);
const segments = 4;
for (const [precision, file] of Object.entries(precisions)) {
  const smol = await openModel({ dir: benchModel(), onnx: file }, console.error);
  const cache = new PrefixCache();
  const scoreMs = (prompt: readonly number[], labels: readonly (readonly number[])[], from: PrefixCache) => {
    const wholes = labels.map((label) => [...prompt, ...label]);
    const labelled = { prompt: '', promptTokens: prompt.length, wholes, shared: prompt.length };
    return milliseconds(() => scoreLabels(labelled, 'none', { open: smol, cache: from, signal: undefined }));
  };
  let [sharedMs, fullMs] = [0, 0];
  // The first warms up.
  for (let segment = 0; segment <= segments; segment++) {
    const prompt = [...idsFrom(1, 80), ...idsFrom(1000 + segment, 56)];
    const ids = Array.from({ length: 15 }, (_, i) => idsFrom(2000 + i, 5));
    const together = await scoreMs(prompt, ids, cache);
    let apart = 0;
    for (const one of ids) apart += await scoreMs(prompt, [one], new PrefixCache(0));
    if (segment > 0) [sharedMs, fullMs] = [sharedMs + together, fullMs + apart];
  }
  await smol.session.dispose();
  table.row([
    `a segment × 15 codes with SmolLM2-135M’s shape in ${precision}, against one full prompt per label`,
    `${(sharedMs / segments / 1000).toFixed(2)} s, ${(fullMs / sharedMs).toFixed(1)} times as fast`,
    '5 times as fast',
  ]);
}

const big = sheetOf({
  repeats: 12,
  techniques: ['zeroShot', 'role', 'fewShot'].map((kind) => ({ id: kind, kind })),
  reference: 'ana',
});
const prepared = prepareSheet(big, await loadStudy(memoryFolder(sampleStudyTexts())), null, hash);
const planned = planRuns(big, prepared.task, prepared.items, engine.model, prepared.libraryHash).slice(0, 5000);
const labels = 'labels' in prepared.task ? prepared.task.labels : [];
const lines = planned.map((run, i) => {
  const result: RunRecord = {
    technique: run.technique,
    item: run.item.id,
    repeat: run.repeat,
    seed: run.seed,
    model: engine.model,
    answer: i % 5 === 0 ? { kind: 'noLabel', why: 'unclear' } : { kind: 'label', label: labels[i % labels.length]!.id },
    steps: [
      {
        purpose: 'answer',
        prompt: run.item.text.repeat(3),
        promptTokens: 200,
        reply: 'Code: sleep',
        isComplete: true,
        logprob: -3,
      },
    ],
  };
  return JSON.stringify({ key: hash(textOfRun(run)), result });
});
const opened = performance.now();
const records = knownRuns(planned, `${lines.join('\n')}\n`, hash, 'try.runs.jsonl');
const results = labResults(prepared, planned, records, { samples: 200, seed: 0 });
table.row([
  `a sheet with ${planned.length.toLocaleString('en')} runs: from its text to answers and figures`,
  `${Math.round(performance.now() - opened)} ms`,
  '1 s',
]);
const before = performance.now();
for (const filter of ['all', 'differ', 'notPerson', 'noLabel'] as const) filtered(results.rows, filter);
table.row(['its four filters, together', `${(performance.now() - before).toFixed(1)} ms`, '100 ms each']);
table.end();
