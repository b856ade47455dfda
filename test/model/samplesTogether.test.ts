import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { LoadedModel } from '../../src/model/loadedModel';
import { ModelSession } from '../../src/model/session';
import type { SamplesParams } from '../../src/protocol/modelHost';
import { bundledDir, cleanUp, fixtureNamed } from './support';

const said = 'Participant: I wake up at three in the morning and I lie there for hours.\nInterviewer:';
const prompt = { text: said, addSpecialTokens: true };
const sampling = { temperature: 1.2, topP: 0.95, seed: 11 };

describe('samples written together', () => {
  const loaded: LoadedModel[] = [];
  const load = async (dir: string, onnx?: string): Promise<LoadedModel> => {
    const model = await LoadedModel.load(onnx === undefined ? { dir } : { dir, onnx }, () => undefined);
    loaded.push(model);
    return model;
  };
  let bundled: LoadedModel;
  before(async () => (bundled = await load(bundledDir)));
  after(async () => {
    for (const model of loaded) await model.dispose();
    cleanUp();
  });

  /** As `samples`, with the number of runs of the model. */
  async function counted(model: LoadedModel, params: SamplesParams, stopAfter = Infinity) {
    const { mock: running } = mock.method(ModelSession.prototype, 'run');
    const cancelling = new AbortController();
    let tokens = 0;
    const onToken = () => {
      if (++tokens === stopAfter) cancelling.abort();
    };
    try {
      const { samples } = await model.samples(params, { signal: cancelling.signal, onToken });
      return { samples, runs: running.callCount() };
    } finally {
      running.restore();
    }
  }

  /** Each sample is what its seed gives alone: the same tokens, and the same log-probabilities but for rounding. */
  async function assertAsAlone(model: LoadedModel, params: SamplesParams, within = 1e-4) {
    const { count: _count, ...one } = params;
    const { samples, runs } = await counted(model, params);
    assert.equal(samples.length, params.count);
    for (const { tokens, ...sample } of samples) {
      const alone = await model.generate({ ...one, sampling: { ...params.sampling, seed: sample.seed } });
      assert.deepEqual({ ...alone, ...sample }, alone);
      assert.deepEqual(
        tokens.map(({ id, text }) => ({ id, text })),
        alone.tokens.map(({ id, text }) => ({ id, text })),
      );
      for (const [i, { logprob }] of tokens.entries())
        assert.ok(Math.abs(logprob - alone.tokens[i]!.logprob) <= within, `${logprob} ${alone.tokens[i]!.logprob}`);
    }
    return { samples, runs };
  }

  it('are each what its seed gives alone, in as many runs as the longest has tokens', async () => {
    const { samples, runs } = await assertAsAlone(bundled, { prompt, maxNew: 24, sampling, count: 6 });
    assert.equal(new Set(samples.map(({ text }) => text)).size, 6);
    // The prompt is one run and gives all first tokens.
    assert.equal(runs, 24);
  });

  it('have the same words however many others there are', async () => {
    const params = { prompt, maxNew: 24, sampling, stop: ['.'] };
    const { samples: many } = await counted(bundled, { ...params, count: 9 });
    const { samples: few } = await counted(bundled, { ...params, count: 2 });
    const words = (all: typeof many) =>
      all.map(({ tokens, ...sample }) => ({ ...sample, ids: tokens.map((t) => t.id) }));
    assert.deepEqual(words(many.slice(0, 2)), words(few));
    const last = { ...sampling, seed: many[8]!.seed };
    const { samples: others } = await counted(bundled, { ...params, sampling: last, count: 2 });
    assert.deepEqual(words(others.slice(0, 1)), words(many.slice(8)));
  });

  it('may end one after the other, and be more than are written at the same time', async () => {
    const labels = [' sleep', ' sleep problems that began', ' low mood', ' worry in the early morning hours', ' none'];
    const constraint = { kind: 'choice', labels } as const;
    const { samples } = await assertAsAlone(bundled, { prompt, maxNew: 20, sampling, constraint, count: 10 });
    assert.ok(new Set(samples.map(({ tokens }) => tokens.length)).size > 1);
    await assertAsAlone(bundled, { prompt, maxNew: 24, sampling, stop: ['.', '?', ' the'], count: 4 });
  });

  it('have room in the context window: as many at a time as fit it', async () => {
    const { contextLength } = bundled.info;
    assert.ok(contextLength);
    const { tokens } = bundled.tokenize({ text: said.repeat(60), addSpecialTokens: true });
    const long = { ids: tokens.slice(0, contextLength - 26).map(({ id }) => id) };
    // Two at a time, then one; then each to the very end of the window.
    const fitting = await assertAsAlone(bundled, { prompt: long, maxNew: 12, sampling, count: 3 });
    assert.ok(fitting.samples.every(({ stopReason }) => ['length', 'endOfText'].includes(stopReason)));
    // Eight for the prompt; eleven more would do for all three together.
    assert.ok(fitting.runs > 19, `${fitting.runs} runs`);
    const nearer = { ids: tokens.slice(0, contextLength - 3).map(({ id }) => id) };
    const full = await assertAsAlone(bundled, { prompt: nearer, maxNew: 100, sampling, count: 2 });
    assert.ok(full.samples.some(({ stopReason }) => stopReason === 'contextFull'));
  });

  it('go on as PyTorch does, all of them alike, where nothing is left to chance', async () => {
    const { dir, reference } = fixtureNamed('llama-gqa/model_gqa');
    const llama = await load(dir, 'model_gqa.onnx');
    const greedy = { temperature: 0, topP: 1, seed: 0 };
    const ids = { ids: reference.input_ids };
    const { samples, runs } = await counted(llama, { prompt: ids, maxNew: 16, sampling: greedy, count: 4 });
    assert.equal(runs, 16);
    for (const { tokens } of samples)
      assert.deepEqual(
        tokens.map(({ id }) => id),
        reference.greedy,
      );
  });

  it('are written one by one where a token’s numbers hang on the others of a run, and then bit for bit the same', async () => {
    const { dir, reference } = fixtureNamed('llama-gqa/model_quantized');
    const int8 = await load(dir, 'model_quantized.onnx');
    const ids = { ids: reference.input_ids };
    const { runs } = await assertAsAlone(int8, { prompt: ids, maxNew: 8, sampling, count: 3 }, 0);
    assert.ok(runs > 8, `${runs} runs`);
  });

  it('end where they are when they are cancelled, and no more are begun', async () => {
    const { samples } = await counted(bundled, { prompt, maxNew: 24, sampling, count: 12 }, 20);
    assert.equal(samples.length, 8);
    const cut = samples.filter(({ stopReason }) => stopReason === 'cancelled');
    assert.ok(cut.length >= 4, `${cut.length} cut off`);
    for (const { tokens } of cut) assert.ok([3, 4].includes(tokens.length), `${tokens.length} tokens`);
  });
});
