import assert from 'node:assert/strict';
import { dequantizeRow } from '../../src/core/attention/quantize';
import { bundledDir, cleanUp, fixtures, startHost, stateOf, userErrorOf } from './support';

const ids = (length: number) => Array.from({ length }, (_, i) => 3 + ((i * i + 5 * i) % 300));

describe('attention overview', () => {
  afterEach(cleanUp);

  for (const { name, dir, onnx } of fixtures) {
    it(`of ${name} is what each head gives, rounded to a byte a weight`, async () => {
      const client = startHost(dir, { onnx });
      const text = ids(200);
      const overview = await client.request('attentionOverview', { ids: text });
      const { layers, heads, size, cells, tokensPerCell, weights, scales } = overview;
      assert.deepEqual([layers, heads, size, cells, tokensPerCell], [2, 4, 200, 200, 1]);
      assert.deepEqual([weights.length, scales.length], [8 * 200 * 200, 8 * 200]);
      for (let matrix = 0; matrix < layers * heads; matrix++) {
        const [layer, head] = [Math.floor(matrix / heads), matrix % heads];
        const exact = await client.request('attention', { ids: text, layer, head });
        for (let q = 0; q < size; q++) {
          const scale = scales[matrix * size + q]!;
          const start = (matrix * size + q) * size;
          const row = dequantizeRow(weights.subarray(start, start + size), scale);
          const worst = row.reduce((most, w, k) => Math.max(most, Math.abs(w - exact.weights[q * size + k]!)), 0);
          assert.ok(worst <= scale / 2 + 1e-6, `layer ${layer} head ${head} query ${q}: off by ${worst}`);
        }
      }
    });
  }

  it('tells how far it is, and ends when it is cancelled', async () => {
    const client = startHost(bundledDir);
    const { info } = await stateOf(client, 'ready');
    const done: number[] = [];
    client.onProgress((message) => {
      assert.equal(message.stream, 4);
      done.push(message.done);
    });
    const text = ids(300);
    assert.ok(info.contextLength === null || info.contextLength >= 300);
    await client.request('attentionOverview', { ids: text, stream: 4 });
    assert.equal(done.at(-1), 1);
    assert.equal(done.length, 3);
    assert.deepEqual(
      done,
      done.toSorted((a, b) => a - b),
    );
    const controller = new AbortController();
    const running = userErrorOf(
      client.request('attentionOverview', { ids: text, stream: 4 }, { signal: controller.signal }),
    );
    controller.abort();
    assert.equal((await running).code, 'cancelled');
  });

  it('refuses a text longer than the model reads', async () => {
    const client = startHost(fixtures[0]!.dir, { onnx: fixtures[0]!.onnx });
    assert.equal((await userErrorOf(client.request('attentionOverview', { ids: ids(257) }))).code, 'textTooLong');
  });
});
