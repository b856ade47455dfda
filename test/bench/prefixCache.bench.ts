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

const segmentCount = 200;
const labelCount = 15;
/** Without the cache every pair costs the same; all 3,000 would take many minutes. */
const segmentsWithout = 3;

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

/** Milliseconds a pair of segment and label, and the log-probabilities. */
async function measure(cache: PrefixCache, segments: number, labelsAtATime: number): Promise<[number, number[]]> {
  const started = performance.now();
  const logprobs: number[] = [];
  for (const prompt of prompts.slice(0, segments)) {
    for (let from = 0; from < labels.length; from += labelsAtATime) {
      const part = labels.slice(from, from + labelsAtATime);
      const [labelled] = await encodeBatch({ prompts: [prompt], labels: part, normalise: 'none' }, open);
      const result = await scoreLabels(labelled!, 'none', { open, cache, signal: undefined });
      logprobs.push(...result.labels.map(({ logprob }) => logprob));
    }
  }
  return [(performance.now() - started) / logprobs.length, logprobs];
}

const all = await encodeBatch({ prompts, labels, normalise: 'none' }, open);
const tokens = all.map(({ promptTokens }) => promptTokens);
const [without, exact] = await measure(new PrefixCache(0), segmentsWithout, 1);
const [withCache, cached] = await measure(new PrefixCache(), prompts.length, labels.length);
const same = exact.every((logprob, i) => logprob === cached[i]);
await open.session.dispose();

const pairs = prompts.length * labels.length;
const row = (name: string, ms: number, measured: number): string =>
  `| ${name} | ${ms.toFixed(1)} | ${((ms * pairs) / 1000).toFixed(1)} | ${measured} | ${(without / ms).toFixed(1)} |`;
console.log(
  [
    `${prompts.length} segments × ${labels.length} labels, prompts of ${Math.min(...tokens)} to ${Math.max(...tokens)} tokens, bundled model; numbers ${same ? 'identical' : 'DIFFERENT'}`,
    '',
    '| | ms a pair | s in all | pairs measured | times faster |',
    '| --- | ---: | ---: | ---: | ---: |',
    row('without cache', without, exact.length),
    row('with cache', withCache, cached.length),
  ].join('\n'),
);
