// Prefill and decode against transformers.js, on the same file in the same run, in turns.
import { statSync } from 'node:fs';
import path from 'node:path';
import { LoadedModel } from '../../src/model/loadedModel';
import { benchModel, precisions, type Precision } from './makeModel';
import { copyBandwidth, median, Table } from './measure';
import { Peer } from './peer';

const contexts = [128, 1024];
const newTokens = 33;
const turns = 5;
const greedy = { temperature: 0, topP: 1, seed: 0 };

interface Turn {
  readonly prefillMs: number;
  /** For one token, the median of the turn. */
  readonly decodeMs: number;
}

async function timed(generate: (onToken: () => void) => Promise<unknown>): Promise<Turn> {
  const times = [performance.now()];
  await generate(() => times.push(performance.now()));
  const steps = times.slice(1).map((time, i) => time - times[i]!);
  return { prefillMs: steps[0]!, decodeMs: median(steps.slice(1)) };
}

const dir = benchModel();
const bandwidth = copyBandwidth();
const table = new Table(
  `Tokens a second against transformers.js ${Peer.version} (goal: 1.2 times), SmolLM2-135M's shape, random weights; memory copies ${(bandwidth / 1e9).toFixed(1)} GB/s`,
  ['file', 'context', 'prefill', 'peer', 'ratio', 'decode', 'peer', 'ratio', 'file bytes a token, of copy bandwidth'],
);
for (const [precision, file] of Object.entries(precisions) as [Precision, string][]) {
  const ours = await LoadedModel.load({ dir, onnx: file }, console.error);
  const peer = await Peer.load(dir, precision);
  for (const context of contexts) {
    const results: { ours: Turn; peer: Turn }[] = [];
    for (let turn = 0; turn <= turns; turn++) {
      // Another first token every time: nothing of the turn before can be used again.
      const ids = Array.from({ length: context }, (_, i) => (i === 0 ? turn + 1 : (i * 7919) % 49152));
      const run = {
        ours: () =>
          timed((onToken) => ours.generate({ prompt: { ids }, maxNew: newTokens, sampling: greedy }, { onToken })),
        peer: () => timed((onToken) => peer.generate(ids, newTokens, onToken)),
      };
      // Who goes first changes, so that a burst of the machine hits both alike.
      const first = turn % 2 === 0 ? await run.ours() : null;
      const second = await run.peer();
      const result = { ours: first ?? (await run.ours()), peer: second };
      if (turn > 0) results.push(result);
    }
    const of = (pick: (result: (typeof results)[number]) => number): number => median(results.map(pick));
    const decodeMs = of(({ ours: turn }) => turn.decodeMs);
    const bytesPerSecond = statSync(path.join(dir, 'onnx', file)).size / (decodeMs / 1000);
    table.row([
      precision,
      context,
      ((context / of(({ ours: turn }) => turn.prefillMs)) * 1000).toFixed(0),
      ((context / of(({ peer: turn }) => turn.prefillMs)) * 1000).toFixed(0),
      of((turn) => turn.peer.prefillMs / turn.ours.prefillMs).toFixed(2),
      (1000 / decodeMs).toFixed(1),
      (1000 / of(({ peer: turn }) => turn.decodeMs)).toFixed(1),
      of((turn) => turn.peer.decodeMs / turn.ours.decodeMs).toFixed(2),
      `${((100 * bytesPerSecond) / bandwidth).toFixed(0)} %`,
    ]);
  }
  await ours.dispose();
  await peer.dispose();
}
table.end();
