// Prefill and decode of the model host against transformers.js, on the same file in the same run, in turns, each in a
// process of its own; and what both take in memory.
import { statSync } from 'node:fs';
import path from 'node:path';
import { ModelHostClient } from '../../src/platform/modelHostClient';
import { benchModel, bytesReadForToken, precisions, type Precision } from './makeModel';
import { median, memoryBandwidth, residentBytes, Table } from './measure';
import { Peer } from './peer';
import { timed, type Turn } from './turn';

const contexts = [128, 1024];
const newTokens = 33;
/** For each file and context: as many turns as fit, but a few at least. */
const budgetMs = 25_000;
const leastTurns = 3;
const greedy = { temperature: 0, topP: 1, seed: 0 };
const script = path.join(import.meta.dirname, '../../dist/modelHost.js');

interface Both {
  readonly ours: Turn;
  readonly peer: Turn;
}

async function generate(client: ModelHostClient, ids: readonly number[], stream: number): Promise<Turn> {
  return timed(client.pid!, async (onToken) => {
    const stop = client.onGenerated((message) => {
      if (message.stream === stream) onToken();
    });
    await client.request('generate', { prompt: { ids }, maxNew: newTokens, sampling: greedy, stream });
    stop();
  });
}

async function turns(client: ModelHostClient, peer: Peer, context: number): Promise<Both[]> {
  const results: Both[] = [];
  const end = performance.now() + budgetMs;
  for (let turn = 0; turn <= leastTurns || performance.now() < end; turn++) {
    // Another first token every time: nothing of the turn before can be used again.
    const ids = Array.from({ length: context }, (_, i) => (i === 0 ? turn + 1 : (i * 7919) % 49152));
    // Who goes first changes, so that a burst of the machine hits both alike.
    const first = turn % 2 === 0 ? await generate(client, ids, turn) : null;
    const second = await peer.generate(ids, newTokens);
    const result = { ours: first ?? (await generate(client, ids, turn)), peer: second };
    // The first turn warms both up.
    if (turn > 0) results.push(result);
  }
  return results;
}

const dir = benchModel();
const bandwidth = memoryBandwidth();
const table = new Table(
  `Tokens a second against transformers.js (goal: 1.2 times), SmolLM2-135M's shape, random weights; one thread reads or copies memory at ${(bandwidth / 1e9).toFixed(1)} GB/s; medians, CPU: ratio of processor time`,
  ['file', 'context', 'turns', 'prefill', 'peer', 'ratio', 'CPU', 'decode', 'peer', 'ratio', 'CPU', 'of bandwidth'],
);
const memory: [string, string, string, string][] = [];
let version = '';
for (const [precision, onnx] of Object.entries(precisions) as [Precision, string][]) {
  const client = new ModelHostClient({ script, model: { dir, onnx }, log: console.error });
  await client.ready();
  const peer = await Peer.load(dir, precision);
  version = peer.version;
  const { size } = statSync(path.join(dir, 'onnx', onnx));
  const times = (pid: number): string => `${(residentBytes(pid, 'VmRSS') / size).toFixed(2)} times`;
  memory.push([precision, (size / 1e6).toFixed(0), times(client.pid!), times(peer.pid)]);
  for (const context of contexts) {
    const results = await turns(client, peer, context);
    const of = (pick: (result: Both) => number): number => median(results.map(pick));
    const ratio = (field: keyof Turn): string => of(({ ours, peer: theirs }) => theirs[field] / ours[field]).toFixed(2);
    const decodeMs = of(({ ours }) => ours.decodeMs);
    const bytesPerSecond = bytesReadForToken(precision, size, context) / (decodeMs / 1000);
    table.row([
      precision,
      context,
      results.length,
      ((context / of(({ ours }) => ours.prefillMs)) * 1000).toFixed(0),
      ((context / of(({ peer: theirs }) => theirs.prefillMs)) * 1000).toFixed(0),
      ratio('prefillMs'),
      ratio('prefillCpuSeconds'),
      (1000 / decodeMs).toFixed(1),
      (1000 / of(({ peer: theirs }) => theirs.decodeMs)).toFixed(1),
      ratio('decodeMs'),
      ratio('decodeCpuSeconds'),
      `${((100 * bytesPerSecond) / bandwidth).toFixed(0)} %`,
    ]);
  }
  client.dispose();
  peer.dispose();
}
const memoryTable = new Table(
  `Resident memory after loading, transformers.js ${version} beside it (goal: 1.10 times)`,
  ['file', 'MB', 'model host', 'peer'],
);
for (const row of memory) memoryTable.row(row);
memoryTable.end();
