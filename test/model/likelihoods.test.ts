import assert from 'node:assert/strict';
import { encodeBatch, scoreLabels } from '../../src/model/likelihoods';
import { LoadedModel } from '../../src/model/loadedModel';
import { openModel } from '../../src/model/openModel';
import { PrefixCache } from '../../src/model/prefixCache';
import type { LikelihoodsParams, LikelihoodsResult } from '../../src/protocol/modelHost';
import { assertClose, bundledDir, cleanUp, fixtureNamed, fixtures, startHost, stateOf, userErrorOf } from './support';

const labels = [' sleep', ' sleep problems', ' low mood', ' anger at the family'];
const text = 'Participant: I lie there for hours.\nCode:';
const ask = (prompts: readonly string[], rest: Partial<LikelihoodsParams> = {}): LikelihoodsParams => ({
  prompts: prompts.map((prompt) => ({ text: prompt, addSpecialTokens: true })),
  labels,
  normalise: 'none',
  ...rest,
});

async function withModel<T>(dir: string, onnx: string | null, use: (model: LoadedModel) => Promise<T>): Promise<T> {
  const model = await LoadedModel.load(onnx === null ? { dir } : { dir, onnx }, () => undefined);
  try {
    return await use(model);
  } finally {
    await model.dispose();
  }
}

/** What `score` says of the same text, from the token at `from` on: log-probabilities that PyTorch's references check. */
async function scored(model: LoadedModel, whole: string, from: number): Promise<number> {
  const { tokens } = await model.score({ text: whole, addSpecialTokens: true });
  return tokens.slice(from).reduce((sum, { logprob, special }) => sum + (special ? 0 : logprob!), 0);
}

describe('label likelihoods', () => {
  after(cleanUp);

  for (const { name, dir, onnx, predicts } of fixtures) {
    if (!predicts) continue;
    it(`are those of all tokens of the label (${name})`, async () => {
      await withModel(dir, onnx, async (model) => {
        const [result] = (await model.likelihoods(ask([text]))).prompts;
        assert.equal(result!.rescoredTokens, 0);
        for (const [i, { logprob, tokens }] of result!.labels.entries()) {
          const expected = await scored(model, text + labels[i]!, result!.promptTokens);
          // int8 gives each chunk its own scale.
          assertClose(logprob, expected, onnx.includes('quantized') ? 0.5 * tokens : 1e-3 * tokens, labels[i]!);
        }
      });
    });
  }

  it('become probabilities among the labels, by whole labels or by token', async () => {
    await withModel(bundledDir, null, async (model) => {
      const [whole] = (await model.likelihoods(ask([text]))).prompts;
      const [mean] = (await model.likelihoods(ask([text], { normalise: 'token' }))).prompts;
      for (const [result, score] of [
        [whole!, (l: { logprob: number }) => l.logprob],
        [mean!, (l: { logprob: number; tokens: number }) => l.logprob / l.tokens],
      ] as const) {
        const weights = result.labels.map((label) => Math.exp(score(label)));
        const total = weights.reduce((a, b) => a + b);
        result.labels.forEach(({ probability }, i) => assertClose(probability, weights[i]! / total, 1e-9, labels[i]!));
      }
      assert.deepEqual(
        mean!.labels.map(({ logprob }) => logprob),
        whole!.labels.map(({ logprob }) => logprob),
      );
    });
  });

  it('compare the same stretch of text when a label joins the end of the prompt', async () => {
    const { dir, onnx } = fixtures[0]!;
    await withModel(dir, onnx, async (model) => {
      // The space belongs to the label's first token.
      const joined = (await model.likelihoods(ask([`${text} `], { labels: ['sleep', 'low mood'] }))).prompts[0]!;
      const apart = (await model.likelihoods(ask([text], { labels: [' sleep', ' low mood'] }))).prompts[0]!;
      assert.equal(joined.rescoredTokens, 1);
      assert.deepEqual(joined.labels, apart.labels);
    });
  });

  const alone = async (dir: string, onnx: string | null, prompt: string, some: readonly string[]) => {
    const open = await openModel(onnx === null ? { dir } : { dir, onnx }, () => undefined);
    const [labelled] = await encodeBatch(ask([prompt], { labels: some }), open);
    const result = await scoreLabels(labelled!, 'none', { open, cache: new PrefixCache(0), signal: undefined });
    await open.session.dispose();
    return result;
  };
  const segments = ['I lie awake.', 'I feel low, and nothing helps.', 'I lie awake at night.'];

  for (const { name, dir, onnx, repeats } of [
    { name: 'bundled', dir: bundledDir, onnx: null, repeats: 45 },
    // Whose numbers depend on what else is in a run.
    { ...fixtureNamed('llama-gqa/model_quantized'), name: 'int8', onnx: 'model_quantized.onnx', repeats: 11 },
  ]) {
    it(`of a batch are exactly those of each prompt alone, without a cache (${name})`, async () => {
      const codebook = 'Code each answer. '.repeat(repeats);
      const prompts = segments.map((segment) => `${codebook}\nParticipant: ${segment}\nCode:`);
      const batch = await withModel(dir, onnx, (model) => model.likelihoods(ask(prompts)));
      assert.ok(batch.prompts[0]!.promptTokens > 140);
      for (const [i, prompt] of prompts.entries()) {
        assert.deepEqual(batch.prompts[i], await alone(dir, onnx, prompt, labels), `prompt ${i}`);
      }
    });
  }

  const bundled = { name: 'bundled', dir: bundledDir, onnx: null, predicts: true };
  for (const { name, dir, onnx, predicts } of [bundled, ...fixtures]) {
    if (!predicts) continue;
    const branches = name === 'bundled' || name.endsWith('model_gqa');
    const how = branches ? 'but for rounding' : 'exactly';
    it(`do not depend on the labels beside them, ${how} (${name})`, async () => {
      const prompt = `${segments[1]}\nCode:`;
      const { session } = await openModel(onnx === null ? { dir } : { dir, onnx }, () => undefined);
      assert.equal(session.branches, branches);
      await session.dispose();
      const { labels: together } = await alone(dir, onnx, prompt, labels);
      for (const [i, label] of labels.entries()) {
        const [one] = (await alone(dir, onnx, prompt, [label])).labels;
        assert.equal(together[i]!.tokens, one!.tokens);
        if (branches) assertClose(together[i]!.logprob, one!.logprob, 2e-5 * one!.tokens, label);
        else assert.equal(together[i]!.logprob, one!.logprob, label);
      }
    });
  }

  it('of more labels than fit one run, and of one longer than a run, are those of each alone', async () => {
    const { dir, onnx } = fixtures.find(({ name }) => name.endsWith('model_gqa'))!;
    const many = [...Array.from({ length: 60 }, (_, i) => ` code ${i}`), ' sleep'.repeat(36), ' low mood'];
    const { labels: together } = await alone(dir, onnx, text, many);
    assert.ok(together[60]!.tokens > 129 && together.reduce((sum, { tokens }) => sum + tokens, 0) > 300);
    for (const i of [0, 31, 59, 60, 61]) {
      const [one] = (await alone(dir, onnx, text, [many[i]!])).labels;
      assertClose(together[i]!.logprob, one!.logprob, 2e-5 * one!.tokens, many[i]!);
    }
  });

  it('take a conversation, and nothing in a label for a special token', async () => {
    await withModel(bundledDir, null, async (model) => {
      const prompts = [{ messages: [{ role: 'user', content: 'Which code?' }] }] as const;
      const request = { prompts, labels: ['sleep', '<|end|>'], normalise: 'none' } as const;
      const [result] = (await model.likelihoods(request)).prompts;
      assert.equal(result!.prompt, '<|user|>Which code?<|end|><|assistant|>');
      assert.ok(result!.labels[1]!.tokens > 1);
    });
  });

  it('tell how far they are, and can be cancelled', async () => {
    const client = startHost(bundledDir);
    await stateOf(client, 'ready');
    const progress: [number, number][] = [];
    client.onProgress(({ stream, done, total }) => {
      if (stream === 4) progress.push([done, total]);
    });
    const result: LikelihoodsResult = await client.request('likelihoods', ask([text, `${text} `], { stream: 4 }));
    assert.equal(result.prompts.length, 2);
    assert.deepEqual(progress, [
      [1, 2],
      [2, 2],
    ]);
    const controller = new AbortController();
    client.onProgress(({ stream }) => stream === 5 && controller.abort());
    const many = Array.from({ length: 300 }, (_, i) => `${i}. ${text}`);
    const { signal } = controller;
    const cancelled = userErrorOf(client.request('likelihoods', ask(many, { stream: 5 }), { signal }));
    assert.equal((await cancelled).code, 'cancelled');
  });

  it('refuse what cannot be scored, naming the prompt by its number', async () => {
    await withModel(bundledDir, null, async (model) => {
      const long = await userErrorOf(model.likelihoods(ask([text, text.repeat(200)])));
      assert.equal(long.code, 'textTooLong');
      assert.match(long.message, /Prompt 2 of 2 has \d+ tokens.* at most 1024/);
      assert.equal((await userErrorOf(model.likelihoods(ask([text], { labels: [] })))).code, 'badRequest');
      assert.equal((await userErrorOf(model.likelihoods(ask([text], { labels: ['a', ''] })))).code, 'badRequest');
      assert.match((await userErrorOf(model.likelihoods(ask(['T'], { labels: ['he'] })))).message, /Prompt 1 of 1/);
    });
  });
});
