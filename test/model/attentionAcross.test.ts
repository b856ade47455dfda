import assert from 'node:assert/strict';
import { LoadedModel } from '../../src/model/loadedModel';
import { bundledDir, cleanUp, fixtures, startHost, stateOf, userErrorOf } from './support';

const ids = (length: number) => Array.from({ length }, (_, i) => 3 + ((i * i + 5 * i) % 300));

describe('attention across heads', () => {
  after(cleanUp);

  for (const { name, dir, onnx } of fixtures) {
    it(`of ${name} is the mean and the largest of single heads, in one layer and in all`, async () => {
      const model = await LoadedModel.load({ dir, onnx }, () => undefined);
      const text = ids(150);
      const { layers, heads } = model.info;
      const single: Float32Array[][] = [];
      for (let layer = 0; layer < layers; layer++) {
        single.push([]);
        for (let head = 0; head < heads; head++) {
          single[layer]!.push((await model.attention({ ids: text, layer, head })).weights);
        }
      }
      for (const layer of [0, 1, null]) {
        const parts = layer === null ? single.flat() : single[layer]!;
        const mean = await model.attentionAcross({ ids: text, layer, how: 'mean' });
        const max = await model.attentionAcross({ ids: text, layer, how: 'max' });
        assert.deepEqual([mean.size, mean.weights.length, max.weights.length], [150, 150 * 150, 150 * 150]);
        let [worstMean, worstMax] = [0, 0];
        for (let i = 0; i < mean.weights.length; i++) {
          let [sum, largest] = [0, 0];
          for (const part of parts) {
            sum += part[i]!;
            largest = Math.max(largest, part[i]!);
          }
          worstMean = Math.max(worstMean, Math.abs(mean.weights[i]! - sum / parts.length));
          worstMax = Math.max(worstMax, Math.abs(max.weights[i]! - largest));
        }
        assert.ok(worstMean < 1e-6 && worstMax < 1e-6, `layer ${layer}: off by ${worstMean} and ${worstMax}`);
        for (let q = 0; q < 150; q++) {
          const sum = mean.weights.subarray(q * 150, (q + 1) * 150).reduce((a, b) => a + b, 0);
          assert.ok(Math.abs(sum - 1) < 1e-4, `row ${q} of the mean sums to ${sum}`);
        }
      }
      await model.dispose();
    });
  }

  it('ends when it is cancelled, and when its host is killed in mid-run', async () => {
    const client = startHost(bundledDir);
    await stateOf(client, 'ready');
    const request = { ids: ids(400), layer: null, how: 'mean' } as const;
    const controller = new AbortController();
    const running = userErrorOf(client.request('attentionAcross', request, { signal: controller.signal }));
    controller.abort();
    assert.equal((await running).code, 'cancelled');
    const killed = userErrorOf(client.request('attentionAcross', request));
    process.kill(client.pid!, 'SIGKILL');
    assert.equal((await killed).code, 'hostDied');
    assert.equal((await client.request('attentionAcross', request)).size, 400, 'the next host answers');
  });

  it('refuses a layer that there is not, and a text longer than the model reads', async () => {
    const client = startHost(fixtures[0]!.dir, { onnx: fixtures[0]!.onnx });
    const ask = (length: number, layer: number) =>
      userErrorOf(client.request('attentionAcross', { ids: ids(length), layer, how: 'max' }));
    assert.equal((await ask(3, 2)).code, 'badRequest');
    assert.equal((await ask(257, 0)).code, 'textTooLong');
  });
});
