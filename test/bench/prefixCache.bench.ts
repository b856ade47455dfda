// 200 segments × 15 labels by likelihood, with the prefix cache and without it, on the bundled model and the sample
// study: a codebook is the shared beginning of all prompts. Prints a Markdown table.
// usage: node --import tsx test/bench/prefixCache.bench.ts
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCodebook } from '../../src/core/codebook/codebook';
import { parseTranscript, toWorkingText } from '../../src/core/transcript/transcript';
import { encodeBatch, scoreLabels } from '../../src/model/likelihoods';
import { openModel } from '../../src/model/openModel';
import { PrefixCache } from '../../src/model/prefixCache';
import type { TextPrompt } from '../../src/protocol/modelHost';

const segmentCount = 200;
const labelCount = 15;
/** Without the cache every pair costs the same; all 3,000 would take many minutes. */
const segmentsWithout = 4;

const media = fileURLToPath(new URL('../../media', import.meta.url));
const read = (...parts: string[]): string => readFileSync(path.join(media, 'sample-study', ...parts), 'utf8');
const codes = parseCodebook(read('introspect', 'codebook.json'), 'codebook.json').codes.slice(0, labelCount);
const turns = readdirSync(path.join(media, 'sample-study/transcripts')).flatMap((file) => {
  const text = toWorkingText(read('transcripts', file));
  return parseTranscript(text).turns.map(({ words }) => text.slice(words.start, words.end).slice(0, 200));
});
const instructions = codes.map(({ name, definition }) => `${name}: ${definition}`).join('\n');
const prompts = turns
  .slice(0, segmentCount)
  .map((words) => ({ text: `${instructions}\n\nText: ${words}\nCode:`, addSpecialTokens: true }));
const labels = codes.map(({ name }) => ` ${name}`);

const open = await openModel({ dir: path.join(media, 'models/instructed') }, console.error);

interface Measured {
  ms: number;
  readonly logprobs: number[];
}

async function score(prompt: TextPrompt, part: readonly string[], cache: PrefixCache, into: Measured): Promise<void> {
  const started = performance.now();
  const [labelled] = await encodeBatch({ prompts: [prompt], labels: part, normalise: 'none' }, open);
  const result = await scoreLabels(labelled!, 'none', { open, cache, signal: undefined });
  into.logprobs.push(...result.labels.map(({ logprob }) => logprob));
  into.ms += performance.now() - started;
}

const all = await encodeBatch({ prompts, labels, normalise: 'none' }, open);
const tokens = all.map(({ promptTokens }) => promptTokens);
const cache = new PrefixCache();
const cached: Measured = { ms: 0, logprobs: [] };
const without: Measured = { ms: 0, logprobs: [] };
let same = true;
for (const [i, prompt] of prompts.entries()) {
  await score(prompt, labels, cache, cached);
  if (i % Math.ceil(prompts.length / segmentsWithout) !== 0) continue;
  // In between, so that whatever else the machine does slows both alike.
  for (const label of labels) await score(prompt, [label], new PrefixCache(0), without);
  same &&= without.logprobs.slice(-labels.length).every((p, j) => p === cached.logprobs.at(j - labels.length));
}
await open.session.dispose();

const pairs = prompts.length * labels.length;
const msPerPair = ({ ms, logprobs }: Measured): number => ms / logprobs.length;
const row = (name: string, measured: Measured): string => {
  const ms = msPerPair(measured);
  const faster = msPerPair(without) / ms;
  return `| ${name} | ${ms.toFixed(1)} | ${((ms * pairs) / 1000).toFixed(1)} | ${measured.logprobs.length} | ${faster.toFixed(1)} |`;
};
console.log(
  [
    `${prompts.length} segments × ${labels.length} labels, prompts of ${Math.min(...tokens)} to ${Math.max(...tokens)} tokens, bundled model; numbers ${same ? 'identical' : 'DIFFERENT'}`,
    '',
    '| | ms a pair | s in all | pairs measured | times faster |',
    '| --- | ---: | ---: | ---: | ---: |',
    row('without cache', without),
    row('with cache', cached),
  ].join('\n'),
);
