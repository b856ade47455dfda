// Prefill and decode of the model host beside its peers, in the same run, in turns, each in a process of its own:
// transformers.js on the same file; llama.cpp at equal bits; PyTorch at float32, where Python has it. And what the model
// host and transformers.js take in memory.
// usage: speed.bench.ts [fp32] [int8] [q4]      none named: all of them
import { statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { precisionNames, type Precision } from './benchShape';
import { benchGguf, ggufBytesReadForToken } from './makeGguf';
import { benchModel, bytesReadForToken, precisions } from './makeModel';
import { lowerQuartile, median, memoryBandwidth, residentBytes, Table } from './measure';
import { OurHost } from './ourHost';
import { Peer } from './peers/peer';
import { TorchPeer, torchPython } from './peers/torchPeer';
import type { Contender, Turn } from './turn';

const contexts = [128, 1024];
const newTokens = 33;
/** For each file, context and contender: as many turns as fit, but a few at least. */
const budgetMs = 15_000;
const leastTurns = 6;
/** Before each, so that the threads of the one before have stopped spinning. */
const restMs = 200;

interface Entry {
  readonly contender: Contender;
  /** Of the next token after so many. */
  readonly bytesRead: (context: number) => number;
  /** Whether its weights are ours, number by number: then its tokens must be ours too. */
  readonly sameWeights: boolean;
}

/** The model host first. */
async function load(precision: Precision): Promise<[Entry, ...Entry[]]> {
  const onnxBytes = statSync(path.join(dir, 'onnx', precisions[precision])).size;
  const gguf = benchGguf(precision);
  const ofOnnx = (context: number): number => bytesReadForToken(precision, onnxBytes, context);
  const host = await OurHost.load(dir, precisions[precision]);
  const transformers = await Peer.load('transformers.js', dir, precision);
  const times = ({ pid }: Contender): string => `${(residentBytes(pid, 'VmRSS') / onnxBytes).toFixed(2)} times`;
  memory.push([precision, (onnxBytes / 1e6).toFixed(0), times(host), times(transformers)]);
  const llamaCpp = await Peer.load('llama.cpp', gguf.file, precision);
  const entries: [Entry, ...Entry[]] = [
    { contender: host, bytesRead: ofOnnx, sameWeights: true },
    { contender: transformers, bytesRead: ofOnnx, sameWeights: true },
    {
      contender: llamaCpp,
      bytesRead: (context) => ggufBytesReadForToken(gguf, context),
      sameWeights: precision === 'fp32',
    },
  ];
  if (precision === 'fp32' && 'python' in torch) {
    const contender = await TorchPeer.load(torch.python, gguf, Math.max(...contexts) + newTokens);
    const bytesRead = (context: number): number => bytesReadForToken('fp32', gguf.bytes, context);
    entries.push({ contender, bytesRead, sameWeights: true });
  }
  return entries;
}

/** For each turn, what each contender did. */
async function turns(contenders: readonly Contender[], context: number): Promise<Turn[][]> {
  const orders = permutations(contenders.map((_, who) => who));
  const results: Turn[][] = [];
  const end = performance.now() + budgetMs * contenders.length;
  for (let turn = 0; turn <= leastTurns || performance.now() < end; turn++) {
    // Another first token every time: nothing of the turn before can be used again.
    const ids = Array.from({ length: context }, (_, i) => (i === 0 ? turn + 1 : (i * 7919) % 49152));
    const result: Turn[] = [];
    for (const who of orders[turn % orders.length]!) {
      await setTimeout(restMs);
      result[who] = await contenders[who]!.generate(ids, newTokens);
    }
    // The first turn warms all up.
    if (turn > 0) results.push(result);
  }
  return results;
}

/** Whoever follows the same one each time would inherit its caches and its threads that still spin. */
function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first) => permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]));
}

function commonStart(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((token, i) => token !== b[i]);
  return differs < 0 ? a.length : differs;
}

function printRows(precision: Precision, context: number, entries: readonly Entry[], results: readonly Turn[][]): void {
  for (const [who, { contender, bytesRead, sameWeights }] of entries.entries()) {
    const of = (field: Exclude<keyof Turn, 'tokens'>, whose = who): number =>
      lowerQuartile(results.map((turn) => turn[whose]![field]));
    const ratio = (field: Exclude<keyof Turn, 'tokens'>): string =>
      who === 0 ? '' : (of(field) / of(field, 0)).toFixed(2);
    const bytesPerSecond = bytesRead(context) / (of('decodeMs') / 1000);
    table.row([
      precision,
      context,
      contender.name,
      results.length,
      ((context / of('prefillMs')) * 1000).toFixed(0),
      ratio('prefillMs'),
      ratio('prefillCpuSeconds'),
      (1000 / of('decodeMs')).toFixed(1),
      ratio('decodeMs'),
      ratio('decodeCpuSeconds'),
      `${((100 * bytesPerSecond) / bandwidth).toFixed(0)} %`,
      who > 0 && sameWeights ? median(results.map((turn) => commonStart(turn[0]!.tokens, turn[who]!.tokens))) : '',
    ]);
  }
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !precisionNames.some((known) => known === name));
if (unknown.length > 0) throw new Error(`No such precision: ${unknown.join(', ')}.`);
const dir = benchModel();
for (const precision of precisionNames) benchGguf(precision);
const torch = torchPython();
const bandwidth = memoryBandwidth();
const memory: [string, string, string, string][] = [];
const table = new Table(
  `Tokens a second beside the peers (goal: 1.2 times transformers.js), SmolLM2-135M's shape, random weights; one thread reads or copies memory at ${(bandwidth / 1e9).toFixed(1)} GB/s; lower quartiles of the turns; ratios: how much longer, and how much more processor time (CPU), than the model host; same: of ${newTokens} greedy tokens, how many before the first that differs, where the weights are the same numbers`,
  [
    ...['weights', 'context', 'by', 'turns'],
    ...['prefill', 'ratio', 'CPU', 'decode', 'ratio', 'CPU', 'of bandwidth', 'same'],
  ],
);
for (const precision of precisionNames.filter((name) => chosen.length === 0 || chosen.includes(name))) {
  const entries = await load(precision);
  const contenders = entries.map(({ contender }) => contender);
  for (const context of contexts) printRows(precision, context, entries, await turns(contenders, context));
  for (const contender of contenders) contender.dispose();
}
if ('missing' in torch) console.log(`\nPyTorch is not at hand: ${torch.missing}.`);
const memoryTable = new Table('Resident memory after loading (goal: 1.10 times)', [
  ...['file', 'MB', 'model host', 'transformers.js'],
]);
for (const row of memory) memoryTable.row(row);
memoryTable.end();
