// What looking inside costs: time over a plain prefill, the overlay, and memory; and how soon a cancelled host answers.
import path from 'node:path';
import { LoadedModel } from '../../src/model/loadedModel';
import { loadOnnxFile } from '../../src/model/onnxFile';
import { ModelHostClient } from '../../src/platform/modelHostClient';
import { overviewCells } from '../../src/protocol/attentionOverview';
import { benchModel, precisions } from './makeModel';
import { median, milliseconds, residentBytes, Table } from './measure';

const turns = 7;
const megabyte = 1e6;
const greedy = { temperature: 0, topP: 1, seed: 0 };
const dir = benchModel();
const table = new Table("Looking inside, SmolLM2-135M's shape, random weights", ['what', 'measured', 'goal at most']);

function ids(length: number, first: number): number[] {
  return Array.from({ length }, (_, i) => (i === 0 ? first : (i * 7919) % 49152));
}

for (const file of Object.values(precisions)) {
  const model = await LoadedModel.load({ dir, onnx: file }, console.error);
  const asked = {
    'every weight of one head, exactly, as when it is opened': (text: number[]) =>
      model.attention({ ids: text, layer: 14, head: 4 }),
    'every head in small with its measures, as the panel asks': (text: number[]) =>
      model.headOverview({ ids: text, most: overviewCells }),
    'every weight of every head, a byte each': (text: number[]) => model.attentionOverview({ ids: text }),
  };
  const ratios = Object.keys(asked).map((): number[] => []);
  for (let turn = 0; turn <= turns; turn++) {
    for (const [i, ask] of Object.values(asked).entries()) {
      const text = ids(512, 3 * turn + i);
      // The first after a heavy one finds the caches cold, which would flatter us.
      await model.next({ ids: ids(512, 9000 + turn), top: 0 });
      const plain = await milliseconds(() => model.next({ ids: text, top: 0 }));
      const capture = await milliseconds(() => ask(text));
      if (turn > 0) ratios[i]!.push(capture / plain);
    }
  }
  for (const [i, what] of Object.keys(asked).entries()) {
    table.row([`${what}, over a plain prefill, 512 tokens, ${file}`, `${median(ratios[i]!).toFixed(2)} times`, '1.15']);
  }
  await model.dispose();
}

const onnx = path.join(dir, 'onnx', precisions.fp32);
const { bytes } = loadOnnxFile(onnx);
const overlayMs: number[] = [];
for (let turn = 0; turn < turns; turn++) overlayMs.push(await milliseconds(() => loadOnnxFile(onnx)));
table.row([
  `reading the graph of a file of ${(bytes / megabyte).toFixed(0)} MB and writing its overlay`,
  `${median(overlayMs).toFixed(0)} ms`,
  '200 ms',
]);

const script = path.join(import.meta.dirname, '../../dist/modelHost.js');
const client = new ModelHostClient({ script, model: { dir, onnx: precisions.fp32 }, log: console.error });
await client.ready();
const loaded = residentBytes(client.pid!, 'VmRSS');
table.row(["the host's memory after load, weights", `${(loaded / bytes).toFixed(2)} times`, '1.10 times']);

const waits: number[] = [];
for (let turn = 0; turn < turns; turn++) {
  const controller = new AbortController();
  const request = { prompt: { ids: ids(64, turn + 1) }, maxNew: 400, sampling: greedy, stream: 1 };
  const old = client.request('generate', request, { signal: controller.signal });
  await firstToken(client, 1);
  const started = performance.now();
  controller.abort();
  const next = client.request('generate', { ...request, prompt: { ids: ids(32, 99) }, maxNew: 1, stream: 2 });
  await firstToken(client, 2);
  waits.push(performance.now() - started);
  await Promise.all([old, next]);
}
table.row(['first token of a new request after cancelling one', `${median(waits).toFixed(0)} ms`, '300 ms']);

const long = ids(4096, 7);
const overviewMs = await milliseconds(() => client.request('attentionOverview', { ids: long }));
table.row([
  `overview of 4,096 tokens (${(overviewMs / 1000).toFixed(0)} s), peak memory of the host`,
  `${(residentBytes(client.pid!, 'VmHWM') / 1e9).toFixed(2)} GB`,
  '4 GB',
]);
client.dispose();
table.end();

function firstToken(host: ModelHostClient, stream: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = host.onGenerated((message) => {
      if (message.stream !== stream) return;
      stop();
      resolve();
    });
  });
}
