// A lab sheet with 5,000 runs as the person meets it: from its messages to the painted table in the built page in
// Chromium, and from choosing a filter to the painted rows. Prints a Markdown table.
// usage: node --import tsx test/bench/labPage.bench.ts
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { loadStudy } from '../../src/core/coding/loadStudy';
import { labResults } from '../../src/core/prompting/labResults';
import { prepareSheet } from '../../src/core/prompting/prepare';
import type { RunRecord } from '../../src/core/prompting/records';
import { textOfRun } from '../../src/core/prompting/runKey';
import { planRuns } from '../../src/core/prompting/runSheet';
import { knownRuns } from '../../src/core/prompting/runsFile';
import { parseSheet } from '../../src/core/prompting/sheet';
import { offerOf } from '../../src/features/lab/labOffer';
import type { LabViewState } from '../../src/protocol/lab';
import { memoryFolder, sampleStudyTexts } from '../support/memoryStudy';
import { closeBrowser, openPanel } from '../webview/harness';
import { median, Table } from './measure';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const model = { name: 'practice', file: 'onnx/model.onnx', sha256: 'ab'.repeat(32) };
const texts = sampleStudyTexts();

/** The sample study with its first transcript many times over, so that it has many segments, coded as the first is. */
function studyOf(copies: number) {
  const first = 'transcripts/P01.transcript.txt';
  const codings = Object.keys(texts).filter((file) => file.startsWith(`introspect/coding/${first}/`));
  const more = Array.from({ length: copies }, (_, i) => `transcripts/C${String(i).padStart(3, '0')}.transcript.txt`);
  return loadStudy(
    memoryFolder({
      ...texts,
      ...Object.fromEntries(
        more.flatMap((file): [string, string][] => [
          [file, texts[first]!],
          ...codings.map((one): [string, string] => [one.replaceAll(first, file), texts[one]!.replaceAll(first, file)]),
        ]),
      ),
    }),
  );
}

const techniques = ['zeroShot', 'role', 'labelLikelihood'];

async function messagesOf(copies: number, repeats: number, task: object) {
  const sheet = parseSheet(
    JSON.stringify({
      formatVersion: 1,
      title: 'Bench',
      segments: { kind: 'turns' },
      task,
      techniques: (copies > 0 ? techniques : techniques.slice(0, 2)).map((kind) => ({ id: kind, kind })),
      sampling: { temperature: 0, seed: 1 },
      repeats,
      reference: 'ana',
    }),
    'bench.lab.json',
  );
  const study = await studyOf(copies);
  const prepared = prepareSheet(sheet, study, null, hash);
  const planned = planRuns(sheet, prepared.task, prepared.items, model, prepared.libraryHash).slice(0, 5000);
  const labels = 'labels' in prepared.task ? prepared.task.labels : [];
  const lines = planned.map((run, i) => {
    const label = labels[i % labels.length]!.id;
    const result: RunRecord = {
      technique: run.technique,
      item: run.item.id,
      repeat: run.repeat,
      seed: run.seed,
      model,
      answer: i % 5 === 0 ? { kind: 'noLabel', why: 'unclear' } : { kind: 'label', label },
      ...(run.technique === 'labelLikelihood'
        ? { probabilities: Object.fromEntries(labels.map(({ id }) => [id, 1 / labels.length])) }
        : {}),
      steps: [
        {
          purpose: 'answer',
          prompt: run.item.text.repeat(3),
          promptTokens: 200,
          reply: 'Code',
          isComplete: true,
          logprob: -3,
        },
      ],
    };
    return JSON.stringify({ key: hash(textOfRun(run)), result });
  });
  const started = performance.now();
  const records = knownRuns(planned, `${lines.join('\n')}\n`, hash, 'try.runs.jsonl');
  const results = labResults(prepared, planned, records, { samples: 200, seed: 0 });
  const computeMs = performance.now() - started;
  const models = { name: 'Introspect practice model', endpoint: undefined, choice: { bundled: true } };
  const offer = offerOf(study, { models } as unknown as Parameters<typeof offerOf>[1], null, []);
  return {
    computeMs,
    runs: planned.length,
    segments: results.rows.length,
    messages: [
      { type: 'sheet', sheet, offer, edit: 0 },
      { type: 'results', results, problem: null, smallPrint: 'bench' },
    ],
  };
}

declare const window: Window & { bench: { messages: unknown[] } };

/** From both messages to the second frame after the tab shows a table; in ms. */
async function openMs(page: Page, messages: readonly unknown[]): Promise<number> {
  await page.evaluate((all) => (window.bench = { messages: all as unknown[] }), messages);
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        const started = performance.now();
        for (const message of window.bench.messages) window.postMessage(message, '*');
        const look = () => {
          const root = document.querySelector('introspect-lab')!.shadowRoot!;
          if (root.querySelector('.tabpanel table tbody tr')) {
            void document.body.offsetHeight;
            requestAnimationFrame(() => done(performance.now() - started));
          } else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
}

/** From choosing each filter to the frame after its rows; all of them several times. */
function filterMs(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const panel = document.querySelector<HTMLElement & { updateComplete: Promise<unknown> }>('introspect-lab')!;
    const times: number[] = [];
    for (let i = 1; i <= 16; i++) {
      const select = panel.shadowRoot!.querySelector<HTMLSelectElement>('.tabpanel select')!;
      const started = performance.now();
      select.selectedIndex = i % select.options.length;
      select.dispatchEvent(new Event('change'));
      await panel.updateComplete;
      void document.body.offsetHeight;
      await new Promise((frame) => requestAnimationFrame(frame));
      times.push(performance.now() - started);
      await new Promise((pause) => setTimeout(pause, 60));
    }
    return times;
  });
}

/** From pressing a tab to the frame after it is there. */
function tabMs(page: Page, tab: string): Promise<number> {
  return page.evaluate(async (id) => {
    const panel = document.querySelector<HTMLElement & { updateComplete: Promise<unknown> }>('introspect-lab')!;
    const started = performance.now();
    panel.shadowRoot!.querySelector<HTMLElement>(`#tab-${id}`)!.click();
    await panel.updateComplete;
    void document.body.offsetHeight;
    await new Promise((frame) => requestAnimationFrame(frame));
    return performance.now() - started;
  }, tab);
}

const ms = (value: number) => `${value.toFixed(0)} ms`;
const table = new Table('A lab sheet on screen', ['what', 'measured', 'limit']);
const codes = { kind: 'codes', none: 'none of these' };
for (const [copies, repeats] of [
  [0, 25],
  [40, 1],
] as const) {
  const { computeMs, runs, segments, messages } = await messagesOf(copies, repeats, codes);
  const state = { tab: 'answers', filter: 'all', of: null, compare: null } satisfies LabViewState;
  const opened: number[] = [];
  let filters: number[] = [];
  let figures = 0;
  for (let turn = 0; turn < 4; turn++) {
    const { page } = await openPanel('lab', { width: 1200, height: 900, state });
    opened.push(await openMs(page, messages));
    if (turn === 3) {
      filters = await filterMs(page);
      figures = await tabMs(page, 'figures');
    }
  }
  const what = `${runs.toLocaleString('en-US')} runs on ${segments.toLocaleString('en-US')} segments`;
  const shown = median(opened);
  table.row([
    `${what}: from the text of its runs to the painted answers`,
    `${ms(computeMs + shown)}, of which ${ms(shown)} in the page (${opened.map((one) => one.toFixed(0)).join(', ')})`,
    '1 s',
  ]);
  table.row([
    `${what}: a filter, until its rows are painted`,
    `${ms(median(filters))}, at worst ${ms(Math.max(...filters))}`,
    '100 ms',
  ]);
  table.row([`${what}: to the tab of the figures`, ms(figures), '']);
}
table.end();
await closeBrowser();
