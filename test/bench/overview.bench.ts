// All heads of a model on screen: time beside a plain pass of the same host, what the page takes to draw anew, and its
// memory; beside it the page that BertViz's head view makes of the same weights.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { utf16 } from '../../src/core/base/offsets';
import { OverviewRequests } from '../../src/features/attention/overviewRequests';
import { ModelHostClient } from '../../src/platform/modelHostClient';
import type { AttentionContent } from '../../src/protocol/attention';
import { overviewCells } from '../../src/protocol/attentionOverview';
import type { HeadOverviewResult } from '../../src/protocol/headOverview';
import { closeBrowser, openPanel } from '../webview/harness';
import { benchModel, precisions } from './makeModel';
import { median, milliseconds, privateBytes, residentBytes, Table } from './measure';
import { bertvizPython, type HeadsOfText, measureBertViz } from './support/bertvizPage';
import { actsOf, headWork, openHead } from './support/headViews';

const turns = 3;
const [layers, heads] = [30, 9];
const root = path.resolve(import.meta.dirname, '../..');
const dir = benchModel();
const script = path.join(root, 'dist/modelHost.js');

interface Bench {
  message: unknown;
}
declare const window: Window & { bench: Bench };

function ids(length: number, first: number): number[] {
  return Array.from({ length }, (_, i) => (i === 0 ? first : (i * 7919) % 49152));
}

function contentOf(text: readonly number[]): AttentionContent {
  let end = 0;
  const tokens = text.map((id) => {
    const start = end;
    end += ` w${id}`.length;
    return { id, text: ` w${id}`, start: utf16(start), end: utf16(end), special: false };
  });
  const limit = { tokens: 4096, by: 'panel' } as const;
  return {
    subject: { subjectId: 1, document: 'bench.txt', line: 1, omittedTokens: 0, limit },
    model: { name: 'bench', bundled: false, layers, heads, predictsNextToken: true },
    tokens,
    text: text.map((id) => ` w${id}`).join(''),
  };
}

const openHeads = () => openPanel('attention', { width: 1000, height: 900, state: { view: 'heads' } });

function post(page: Page, message: unknown): Promise<void> {
  return page.evaluate((one) => window.postMessage(one, '*'), message);
}

/** What the page takes from the answer to every picture; not counted is how the answer comes into the page. */
async function paint(page: Page, overview: HeadOverviewResult): Promise<number> {
  const message = { type: 'overview', subjectId: 1, overview };
  await page.evaluate((one) => void (window.bench = { message: one }), message);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return page.evaluate(
    () =>
      new Promise<number>((done, fail) => {
        const grid = document
          .querySelector('introspect-attention')!
          .shadowRoot!.querySelector('introspect-attention-overview')!
          .shadowRoot!.querySelector('introspect-heads-grid')!.shadowRoot!;
        const buttons = [...grid.querySelectorAll('button')];
        /** The middle of each head's picture. */
        const middles = buttons.map((button) => {
          const canvas = button.parentElement!.querySelector('canvas')!;
          const [frame, ground] = [button.getBoundingClientRect(), canvas.getBoundingClientRect()];
          const x = ((frame.left + frame.width / 2 - ground.left) * canvas.width) / ground.width;
          return { canvas, x: Math.round(x), y: canvas.height >> 1 };
        });
        const isPainted = ({ canvas, x, y }: (typeof middles)[number]) =>
          canvas.isConnected && canvas.getContext('2d')!.getImageData(x, y, 1, 1).data[3] !== 0;
        // One of them only: to read a canvas is to prepare it.
        const last = middles.at(-1)!;
        if (isPainted(last)) fail(new Error('A head was painted before it was read.'));
        const started = performance.now();
        window.postMessage(window.bench.message, '*');
        const end = () => {
          const paintMs = performance.now() - started;
          if (middles.every(isPainted)) done(paintMs);
          else fail(new Error('Not every head was painted.'));
        };
        // Those out of view come last.
        const look = () => requestAnimationFrame(isPainted(last) ? end : look);
        requestAnimationFrame(look);
      }),
  );
}

/** From the text to all pictures, the page opened while the model reads, as in VS Code. */
async function readHeads(
  client: ModelHostClient,
  text: readonly number[],
): Promise<{ page: Page; overview: HeadOverviewResult; readMs: number; paintMs: number }> {
  const { page } = await openHeads();
  const content = contentOf(text);
  const started = performance.now();
  let readMs = 0;
  const overview = await new Promise<HeadOverviewResult>((resolve, reject) => {
    const requests = new OverviewRequests(
      {
        request: (method, params, signal) => client.request(method, params, { signal }),
        onDidProgress: (listener) => ({ dispose: client.onProgress(listener) }),
      },
      (message) => {
        if (message.type !== 'overview') return void post(page, message);
        readMs = performance.now() - started;
        resolve(message.overview);
      },
      reject,
    );
    void post(page, { type: 'content', content, source: null });
    requests.handle({ type: 'overview', subjectId: 1 }, content);
  });
  return { page, overview, readMs, paintMs: await paint(page, overview) };
}

/** The page's own work, layout included, for one act of the person, repeated; in ms. */
function work(page: Page, act: 'hover' | 'order' | 'hide' | 'open'): Promise<number[]> {
  return page.evaluate(async (what) => {
    type Element_ = HTMLElement & { updateComplete: Promise<unknown> };
    const panel = document.querySelector<Element_>('introspect-attention')!;
    const overview = panel.shadowRoot!.querySelector<Element_>('introspect-attention-overview')!;
    const inside = overview.shadowRoot!;
    const settle = async () => {
      for (let i = 0; i < 3; i++) {
        for (const element of [panel, overview, inside.querySelector<Element_>('introspect-heads-grid')]) {
          await element?.updateComplete;
        }
      }
      void document.body.offsetHeight;
    };
    const times: number[] = [];
    for (let i = 0; i < 24; i++) {
      const tiles = inside.querySelector('introspect-heads-grid')!.shadowRoot!.querySelectorAll('button');
      const order = inside.querySelector<HTMLSelectElement>('select.order')!;
      const hide = panel.shadowRoot!.querySelector<HTMLInputElement>('.hideFirst')!;
      const started = performance.now();
      if (what === 'hover')
        tiles[(i * 7) % tiles.length]!.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
      else if (what === 'order') {
        order.selectedIndex = 1 + (i % 5);
        order.dispatchEvent(new Event('change'));
      } else if (what === 'hide') hide.click();
      else tiles[(i * 7) % tiles.length]!.click();
      await settle();
      times.push(performance.now() - started);
      if (what === 'open') panel.shadowRoot!.querySelector<HTMLElement>('.back')!.click();
      await settle();
      await new Promise((done) => setTimeout(done, 60));
    }
    return times.slice(4);
  }, act);
}

interface Memory {
  readonly heap: number;
  readonly resident: number;
  readonly own: number;
}

async function memory(page: Page): Promise<Memory> {
  const client = await page.context().newCDPSession(page);
  await client.send('HeapProfiler.collectGarbage');
  const usage = (await client.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
  const browser = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  return {
    heap: usage.usedSize + (usage.backingStorageSize ?? 0),
    resident: Math.max(...renderers.map((id) => residentBytes(id, 'VmRSS'))),
    own: Math.max(...renderers.map(privateBytes)),
  };
}

const ms = (value: number) => `${value.toFixed(0)} ms`;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const table = new Table(`All heads on screen, ${layers} layers of ${heads}, random weights`, [
  'what',
  'measured',
  'goal',
]);

async function withHost<T>(onnx: string, act: (client: ModelHostClient) => Promise<T>): Promise<T> {
  const client = new ModelHostClient({ script, model: { dir, onnx }, log: console.error });
  await client.ready();
  try {
    return await act(client);
  } finally {
    client.dispose();
  }
}

async function compare(client: ModelHostClient, tokens: number, times: number, name: string): Promise<void> {
  const [plain, ratios, alone]: [number[], number[], number[]] = [[], [], []];
  for (let turn = 0; turn <= times; turn++) {
    const text = ids(tokens, turn + 1);
    const plainMs = await milliseconds(() => client.request('next', { ids: text, top: 0 }));
    const { readMs, paintMs } = await readHeads(client, text);
    if (turn > 0 || times === 0) {
      plain.push(plainMs);
      ratios.push((readMs + paintMs) / plainMs);
      alone.push(readMs / plainMs);
    }
  }
  const at = `${tokens.toLocaleString('en-US')} tokens, ${name}`;
  table.row([
    `all heads read, measured and painted, over a plain pass of the same host (${ms(median(plain))}), ${at}`,
    `${median(ratios).toFixed(2)} times; without the page ${median(alone).toFixed(2)}`,
    'at most 1.5',
  ]);
}

// First, while the browser is fresh: its memory counts.
const empty = await memory((await openHeads()).page);
const { page, paintMs } = await withHost(precisions.int8, (client) => readHeads(client, ids(1024, 1)));
table.row(['the page: from the answer to all 270 pictures, 1,024 tokens', ms(paintMs), '']);
for (const [act, what, goal] of [
  ['hover', 'pointing at a head', 'under 16 ms'],
  ['open', 'opening a head, until its view asks for it', 'under 16 ms'],
  ['order', 'ordering all heads anew', ''],
  ['hide', 'hiding the first token: every picture in view anew', ''],
] as const) {
  const times = await work(page, act);
  const worst = Math.max(...times);
  table.row([`the page’s work: ${what}`, `${median(times).toFixed(1)} ms, at worst ${worst.toFixed(1)} ms`, goal]);
}
const full = await memory(page);
for (const [what, key, goal] of [
  ['the page’s memory: JS heap with its buffers', 'heap', 'under 300 MB'],
  ['the whole process of the page, the browser’s own program included', 'resident', 'under 300 MB'],
  ['of it what no other process shares', 'own', ''],
] as const) {
  table.row([what, `${megabytes(full[key])}, of which ${megabytes(empty[key])} before anything is shown`, goal]);
}

const actNames = { hover: 'pointing', head: 'switching head', choose: 'choosing a word', zoom: 'zooming' } as const;
for (const tokens of [1024, 4096]) {
  for (const view of ['matrix', 'lines', 'text'] as const) {
    const at = `${view}, ${tokens.toLocaleString('en-US')} tokens`;
    const { page: shown, firstMs } = await openHead(view, contentOf(ids(tokens, 1)));
    table.row([`one head, ${at}: from the weights to the picture`, ms(firstMs), tokens > 1024 ? 'under 500 ms' : '']);
    for (const act of actsOf[view]) {
      const times = await headWork(shown, view, act, tokens);
      const [best, worst] = [Math.min(...times), Math.max(...times)].map((time) => time.toFixed(1));
      table.row([
        `one head, ${at}: ${actNames[act]}`,
        `${median(times).toFixed(1)} ms (${best} to ${worst})`,
        tokens > 1024 ? '' : 'under 16 ms',
      ]);
    }
  }
}

for (const precision of ['fp32', 'int8'] as const) {
  await withHost(precisions[precision], (client) => compare(client, 1024, turns, precision));
}
await withHost(precisions.int8, (client) => compare(client, 4096, 0, 'int8'));

const peer = bertvizPython();
if ('missing' in peer) table.row(['BertViz’s page of the head view', `not at hand: ${peer.missing}`, '']);
else {
  let bytesPerWeight = 0;
  for (const tokens of [64, 128]) {
    const text = ids(tokens, 1);
    const { weights, ours } = await withHost(precisions.fp32, async (client) => ({
      weights: await exactWeights(client, text),
      ours: await client.request('headOverview', { ids: text, most: overviewCells }),
    }));
    const opened = await milliseconds(async () => {
      const { page: fresh } = await openHeads();
      await post(fresh, { type: 'content', content: contentOf(text), source: null });
      await paint(fresh, ours);
    });
    const code = readdirSync(path.join(root, 'dist/webview'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(^attention|chunks.*)\.js$/.test(file))
      .reduce((sum, file) => sum + statSync(path.join(root, 'dist/webview', file)).size, 0);
    const data = ours.weights.byteLength + ours.scales.byteLength + ours.firsts.byteLength;
    const other = await page.context().newPage();
    const { bytes, loadMs } = await measureBertViz(peer.python, weights, other);
    await other.close();
    bytesPerWeight = bytes / weights.weights.length;
    table.row([
      `BertViz’s page of ${tokens} tokens: size, and from opening to its first picture`,
      `${megabytes(bytes)}, ${ms(loadMs)}`,
      '',
    ]);
    table.row([
      `ours of the same: all code and the data sent, and from opening to all pictures`,
      `${megabytes(code + data)}, ${ms(opened)}`,
      '',
    ]);
  }
  const whole = layers * heads * 1024 ** 2 * bytesPerWeight;
  table.row([
    'BertViz’s page of 1,024 tokens, not made: by the same bytes a weight',
    `${(whole / 1e9).toFixed(1)} GB`,
    '',
  ]);
}
table.end();
await closeBrowser();

async function exactWeights(client: ModelHostClient, text: readonly number[]): Promise<HeadsOfText> {
  const weights = new Float32Array(layers * heads * text.length ** 2);
  for (let matrix = 0; matrix < layers * heads; matrix++) {
    const place = { layer: Math.floor(matrix / heads), head: matrix % heads };
    const answer = await client.request('attention', { ids: text, ...place });
    weights.set(answer.weights, matrix * text.length ** 2);
  }
  return { layers, heads, tokens: text.map((id) => `w${id}`), weights };
}
