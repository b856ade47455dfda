import assert from 'node:assert/strict';
import { inductionChance, repeatsOf } from '../../src/core/attention/repeats';
import type { HeadMeasures } from '../../src/core/attention/headMeasures';
import { assertClose, bundledDir, cleanUp, fixtures, startHost, stateOf, userErrorOf } from './support';

const ids = (length: number, words = 60) => Array.from({ length }, (_, i) => 3 + ((i * i + 5 * i) % words));

/** From one head's exact weights, as the definitions read. */
function measuresOf(weights: Float32Array, text: readonly number[], causal: boolean): HeadMeasures {
  const size = text.length;
  const weight = (q: number, k: number) => weights[q * size + k]!;
  const tokens = text.map((_, i) => i);
  const mean = (over: readonly number[], of: (q: number) => number) =>
    over.length === 0 ? null : over.reduce((sum, q) => sum + of(q), 0) / over.length;
  const sum = (of: (k: number) => number) => tokens.reduce((total, k) => total + of(k), 0);
  const choosing = causal ? tokens.slice(1) : size > 1 ? tokens : [];
  const after = (q: number) => tokens.filter((k) => k > 0 && k < q && text[k - 1] === text[q]);
  return {
    entropy: mean(choosing, (q) => sum((k) => (weight(q, k) > 0 ? -weight(q, k) * Math.log2(weight(q, k)) : 0))),
    distance: mean(choosing, (q) => sum((k) => weight(q, k) * Math.abs(q - k))),
    first: mean(tokens.slice(1), (q) => weight(q, 0)),
    previous: mean(tokens.slice(1), (q) => weight(q, q - 1)),
    induction: mean(
      tokens.filter((q) => after(q).length > 0),
      (q) => after(q).reduce((total, k) => total + weight(q, k), 0),
    ),
  };
}

describe('overview of heads', () => {
  afterEach(cleanUp);

  const all = fixtures.map((fixture) => ({ ...fixture, words: 60 }));
  // Of three words that come again and again the runtime is not asked for single weights.
  for (const { name, dir, onnx, predicts, words } of [...all, { ...all[1]!, words: 3 }]) {
    it(`of ${name} measures what the exact weights give, and pools them, in a text of ${words} words`, async () => {
      const client = startHost(dir, { onnx });
      const text = ids(150, words);
      const size = text.length;
      const overview = await client.request('headOverview', { ids: text, most: 40 });
      const { layers, heads, cells, tokensPerCell: span, weights, scales, firsts, measures } = overview;
      assert.deepEqual([layers, heads, cells, span, measures.length], [2, 4, 38, 4, 8]);
      assert.equal(overview.inductionChance, inductionChance(repeatsOf(text), predicts));
      const [from, to] = [
        [20, 90, 140],
        [100, 19, 55],
      ];
      const between = await client.request('headsBetween', { ids: text, from, to });
      for (const [matrix, measured] of measures.entries()) {
        const [layer, head] = [Math.floor(matrix / heads), matrix % heads];
        const exact = await client.request('attention', { ids: text, layer, head });
        const expected = measuresOf(exact.weights, text, predicts);
        // int8 kernels scale by chunk, and a capture cuts the text in the same places: nothing but rounding differs.
        for (const [measure, value] of Object.entries(expected) as [keyof HeadMeasures, number][]) {
          const tolerance = measure === 'entropy' ? 3e-4 : measure === 'distance' ? 1e-3 : 1e-5;
          assertClose(measured[measure]!, value, tolerance, `${measure} of layer ${layer}, head ${head}`);
        }
        for (let row = 0; row < cells; row++) {
          const queries = Array.from({ length: Math.min(span, size - row * span) }, (_, i) => row * span + i);
          const mean = (of: (q: number) => number) => queries.reduce((sum, q) => sum + of(q), 0) / queries.length;
          assertClose(
            firsts[matrix * cells + row]!,
            mean((q) => exact.weights[q * size]!),
            1e-5,
            `first of row ${row}`,
          );
          for (let column = 0; column < cells; column++) {
            const keys = Array.from({ length: Math.min(span, size - column * span) }, (_, i) => column * span + i);
            const cell = mean((q) => keys.reduce((t, k) => t + (k > 0 ? exact.weights[q * size + k]! : 0), 0));
            const scale = scales[matrix * cells + row]!;
            const byte = weights[(matrix * cells + row) * cells + column]!;
            assertClose(byte * scale, cell, scale / 2 + 1e-5, `cell ${row} ${column} of matrix ${matrix}`);
          }
        }
        const sees = (q: number) => to.filter((k) => k !== q && (k < q || !predicts));
        const looking = from.filter((q) => sees(q).length > 0);
        const all = looking.map((q) => sees(q).reduce((sum, k) => sum + exact.weights[q * size + k]!, 0));
        const pair = between.heads[matrix]!;
        assert.deepEqual([pair.looking, pair.pairs], predicts ? [3, 6] : [3, 9]);
        assertClose(pair.mean!, all.reduce((a, b) => a + b, 0) / 3, 1e-5, `pairs of matrix ${matrix}`);
        const { query, key, weight } = pair.strongest!;
        assertClose(weight, exact.weights[query * size + key]!, 1e-5, 'the strongest pair');
        for (const q of from) for (const k of sees(q)) assert.ok(exact.weights[q * size + k]! <= weight + 1e-5);
      }
    });
  }

  it('of the bundled model takes one token and another script, and refuses no text', async () => {
    const client = startHost(bundledDir);
    await stateOf(client, 'ready');
    const { tokens } = await client.request('tokenize', { text: '我睡不着。我累了。', addSpecialTokens: true });
    const text = tokens.map(({ id }) => id);
    const chinese = await client.request('headOverview', { ids: text, most: 96 });
    assert.deepEqual([chinese.size, chinese.cells, chinese.measures.length], [text.length, text.length, 36]);
    for (const { entropy, previous } of chinese.measures) {
      assert.ok(entropy! >= 0 && entropy! <= Math.log2(text.length) && previous! >= 0 && previous! <= 1);
    }
    const one = await client.request('headOverview', { ids: text.slice(0, 1), most: 96 });
    assert.deepEqual([...one.firsts], new Array(36).fill(1));
    assert.deepEqual(Object.values(one.measures[0]!), [null, null, null, null, null]);
    assert.equal((await userErrorOf(client.request('headOverview', { ids: [], most: 96 }))).code, 'textEmpty');
    const outside = client.request('headsBetween', { ids: text, from: [0], to: [text.length] });
    assert.equal((await userErrorOf(outside)).code, 'badRequest');
  });

  it('gives the loss without a head whether or not another head was asked for before', async () => {
    const client = startHost(bundledDir);
    const text = ids(40);
    const alone = (head: number, of = text) => client.request('ablate', { ids: of, heads: [[1, head]], top: 0 });
    const first = await alone(0);
    await alone(1);
    await alone(0, ids(30));
    assert.deepEqual((await alone(0)).lossChange, first.lossChange);
  });

  it('ends when it is cancelled, and tells how far it is', async () => {
    const client = startHost(bundledDir);
    const done: number[] = [];
    client.onProgress((message) => done.push(message.done));
    await client.request('headOverview', { ids: ids(300), most: 96, stream: 1 });
    assert.deepEqual(done.length, 3);
    const controller = new AbortController();
    const running = userErrorOf(
      client.request('headOverview', { ids: ids(300), most: 96 }, { signal: controller.signal }),
    );
    controller.abort();
    assert.equal((await running).code, 'cancelled');
  });
});
