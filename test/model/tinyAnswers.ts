// What models of the tiny shape are asked, and what they must answer.
import assert from 'node:assert/strict';
import { LoadedModel } from '../../src/model/loadedModel';
import { tiny, tinyAttention } from '../support/tinyDecoder';
import { assertClose } from './support';

export const ids = Array.from({ length: 150 }, (_, i) => (i * i + 3 * i) % tiny.vocabulary);
export const greedy = { temperature: 0, topP: 1, seed: 0 };

export function load(dir: string, onnx?: string): Promise<LoadedModel> {
  return LoadedModel.load(onnx === undefined ? { dir } : { dir, onnx }, () => undefined);
}

export async function assertAttention(
  model: LoadedModel,
  sees: (query: number, key: number) => boolean,
  tolerance: number,
): Promise<void> {
  assert.deepEqual(model.info.attention.available, true);
  for (let head = 0; head < tiny.heads; head++) {
    const expected = tinyAttention(ids, head, sees);
    const { weights, size } = await model.attention({ ids, layer: 0, head });
    for (const [q, row] of expected.entries()) {
      for (const [k, weight] of row.entries())
        assertClose(weights[q * size + k]!, weight, tolerance, `${head} ${q} ${k}`);
    }
  }
  const { measures } = await model.headOverview({ ids, most: 20 });
  for (const [head, { entropy, distance }] of measures.entries()) {
    const rows = tinyAttention(ids, head, sees).slice(1);
    const mean = (of: (weight: number, query: number, key: number) => number): number =>
      rows.reduce((sum, row, q) => sum + row.reduce((t, w, k) => t + of(w, q + 1, k), 0), 0) / rows.length;
    const bits = mean((w) => (w > 0 ? -w * Math.log2(w) : 0));
    assertClose(entropy!, bits, 1e-3 + 10 * tolerance, `entropy of ${head}`);
    assertClose(
      distance!,
      mean((w, q, k) => w * Math.abs(q - k)),
      1e-3 + 150 * tolerance,
      `distance of ${head}`,
    );
  }
}

/** The tokens that follow, chosen from logits computed anew for every token. */
async function continuation(model: LoadedModel, count: number): Promise<number[]> {
  const all = ids.slice(0, 20);
  for (let i = 0; i < count; i++) all.push((await model.next({ ids: all, top: 1 })).top[0]!.id);
  return all.slice(20);
}

export async function assertGenerates(model: LoadedModel): Promise<void> {
  const { tokens } = await model.generate({ prompt: { ids: ids.slice(0, 20) }, maxNew: 6, sampling: greedy });
  assert.deepEqual(
    tokens.map(({ id }) => id),
    await continuation(model, 6),
  );
}
