// Softmaxes that leave something over: a query's weights sum to less than 1.
import assert from 'node:assert/strict';
import { tiny, tinyAttention, tinyDecoder, type TinyForm } from '../support/tinyDecoder';
import { assertClose, cleanUp } from './support';
import { loadTiny } from './tinyFolder';

const ids = Array.from({ length: 150 }, (_, i) => (i * i + 3 * i) % tiny.vocabulary);
const window = 9;
/** Scores so small that what is left over counts. */
const floats = { scale: 0.02 };

describe('attention that leaves something over', () => {
  afterEach(cleanUp);

  for (const [what, sink, form] of [
    ['a sink', 3, { sink: 3 }],
    ['a sink, in a sliding window', 3, { sink: 3, window }],
    ['one more in the denominator', 0, { ints: { smooth_softmax: 1 } }],
  ] as const satisfies readonly (readonly [string, number, Partial<TinyForm>])[]) {
    const sees = (query: number, key: number): boolean =>
      key <= query && (!('window' in form) || key > query - form.window);

    it(`${what}: distance, entropy and first are of the weights as they are`, async () => {
      const model = await loadTiny(tinyDecoder({ form: 'gqa', floats, ...form }));
      for (const length of [40, 150]) {
        const text = ids.slice(0, length);
        const { measures } = await model.headOverview({ ids: text, most: 20 });
        for (const [head, { distance, entropy, first }] of measures.entries()) {
          const rows = tinyAttention(text, head, sees, { sink, ...floats }).slice(1);
          const mass = rows.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0), 0) / rows.length;
          assert.ok(mass < 0.998, `${mass}`);
          const mean = (of: (weight: number, query: number, key: number) => number): number =>
            rows.reduce((sum, row, q) => sum + row.reduce((t, w, k) => t + of(w, q + 1, k), 0), 0) / rows.length;
          assertClose(
            distance!,
            mean((w, q, k) => w * (q - k)),
            1e-3,
            `distance of ${head}`,
          );
          assertClose(
            entropy!,
            mean((w) => (w > 0 ? -w * Math.log2(w) : 0)),
            1e-3,
            `entropy of ${head}`,
          );
          assertClose(
            first!,
            mean((w, _, k) => (k === 0 ? w : 0)),
            1e-5,
            `first of ${head}`,
          );
        }
      }
    });

    it(`${what}: rollout keeps rows that sum to 1`, async () => {
      const model = await loadTiny(tinyDecoder({ form: 'gqa', floats, ...form }));
      const text = ids.slice(0, 40);
      const { weights, size } = await model.rollout({ ids: text, layer: 0 });
      const heads = Array.from({ length: tiny.heads }, (_, head) =>
        tinyAttention(text, head, sees, { sink, ...floats }),
      );
      for (let q = 0; q < size; q++) {
        const own = Array.from({ length: size }, (_, k) => {
          const mean = heads.reduce((sum, rows) => sum + rows[q]![k]!, 0) / tiny.heads;
          return mean / 2 + (k === q ? 0.5 : 0);
        });
        const total = own.reduce((a, b) => a + b, 0);
        for (const [k, weight] of own.entries()) assertClose(weights[q * size + k]!, weight / total, 1e-5, `${q} ${k}`);
      }
    });
  }
});
