import assert from 'node:assert/strict';
import { UserError } from '../../src/core/base/userError';
import { LikelihoodGatherer } from '../../src/platform/lab/likelihoodGatherer';
import type { LikelihoodsParams, LikelihoodsResult } from '../../src/protocol/likelihoods';
import { bundledDir, cleanUp, startHost, userErrorOf } from './support';

const labels = ['sleep', 'low mood'];
const promptOf = (text: string) => ({ text, addSpecialTokens: true });

describe('likelihood gatherer', () => {
  after(cleanUp);

  it('gives in few requests what the host gives to each prompt alone', async () => {
    const client = startHost(bundledDir);
    const sizes: number[] = [];
    const host = (params: LikelihoodsParams): Promise<LikelihoodsResult> => {
      sizes.push(params.prompts.length);
      return client.request('likelihoods', params);
    };
    const gatherer = new LikelihoodGatherer(host);
    const prompts = Array.from({ length: 12 }, (_, i) => promptOf(`${i}. I lie awake.\nCode: `));
    const gathered = await Promise.all(prompts.map((prompt) => gatherer.ask(prompt, [...labels], undefined)));
    assert.ok(sizes.length < prompts.length, sizes.join());
    const other = await gatherer.ask(prompts[0]!, ['anger'], undefined);
    assert.equal(other.labels.length, 1);
    for (const i of [0, 5, 11]) {
      const alone = await client.request('likelihoods', { prompts: [prompts[i]!], labels, normalise: 'none' });
      assert.deepEqual(gathered[i], alone.prompts[0]);
    }
  });

  it('lets a prompt that does not fit fail alone, and a cancelled one all of its request', async () => {
    const client = startHost(bundledDir);
    const gatherer = new LikelihoodGatherer((params, signal) =>
      client.request('likelihoods', params, signal ? { signal } : {}),
    );
    const texts = ['a', 'b', 'too long '.repeat(2000), 'c'].map((text) => `${text}\nCode: `);
    const settled = await Promise.allSettled(texts.map((text) => gatherer.ask(promptOf(text), labels, undefined)));
    assert.deepEqual(
      settled.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason instanceof UserError && one.reason.code)),
      ['done', 'done', 'textTooLong', 'done'],
    );
    const controller = new AbortController();
    const many = Array.from({ length: 40 }, (_, i) => promptOf(`${i}. I lie awake.\nCode: `));
    const errors = many.map((prompt) => userErrorOf(gatherer.ask(prompt, labels, controller.signal)));
    controller.abort();
    assert.deepEqual([...new Set((await Promise.all(errors)).map(({ code }) => code))], ['cancelled']);
  });
});
