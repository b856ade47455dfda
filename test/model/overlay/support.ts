// Runs models with and without the overlay that shows their attention.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession, Tensor } from '../../../src/model/onnxruntime';
import { MemorySource } from '../../../src/core/base/byteSource';
import { planAttention, type AttentionPlan } from '../../../src/core/onnx/attention';
import { parseModel, type OnnxModel } from '../../../src/core/onnx/graph';
import { buildOverlay } from '../../../src/core/onnx/overlay';
import { onnxModel, type ModelSpec } from '../../support/onnxBuilder';
import { temporaryFolder } from '../support';

const logSeverityLevel = 3;

export type Feeds = Record<string, Tensor>;
/** Attention weights [layer][head][query][key]. */
export type Weights = number[][][][];

interface Opened {
  readonly model: OnnxModel;
  readonly plan: AttentionPlan;
  readonly plain: InferenceSession;
  readonly overlaid: InferenceSession;
}

export async function open(file: string): Promise<Opened> {
  const bytes = new Uint8Array(readFileSync(file));
  const source = new MemorySource(bytes);
  const model = parseModel(source);
  const plan = planAttention(model);
  const overlay = buildOverlay(source, model, [plan.edit], { location: path.basename(file) });
  const folder = path.dirname(file);
  return {
    model,
    plan,
    plain: await InferenceSession.create(file, { logSeverityLevel }),
    overlaid: await InferenceSession.create(overlay, {
      logSeverityLevel,
      extra: { session: { model_external_initializers_file_folder_path: folder } },
    }),
  };
}

function softmaxRow(scores: readonly number[]): number[] {
  const max = Math.max(...scores);
  const exp = scores.map((score) => Math.exp(score - max));
  const sum = exp.reduce((a, b) => a + b, 0);
  return exp.map((value) => value / sum);
}

/** The sites' tensors of a batch of one, post-processed as the plan says. */
export function weightsOf(results: InferenceSession.OnnxValueMapType, { sites }: AttentionPlan): Weights {
  return sites.map(({ output, post }) => {
    const tensor = results[output] as Tensor;
    const [batch, heads = 0, queries = 0, keys = 0] = tensor.dims;
    assert.equal(tensor.dims.length, 4);
    assert.equal(batch, 1);
    const data = [...(tensor.data as Float32Array)];
    return Array.from({ length: heads }, (_, head) =>
      Array.from({ length: queries }, (_, query) => {
        const row = data.slice((head * queries + query) * keys, (head * queries + query + 1) * keys);
        return post === 'softmax' ? softmaxRow(row) : row;
      }),
    );
  });
}

export function assertClose(actual: unknown, expected: unknown, tolerance: number): void {
  const a = [actual].flat(5) as number[];
  const b = [expected].flat(5) as number[];
  assert.equal(a.length, b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  assert.ok(worst <= tolerance, `differs by ${worst}, more than ${tolerance}`);
}

export function assertRowsSumTo1(weights: Weights): void {
  for (const row of weights.flat(2))
    assertClose(
      row.reduce((a, b) => a + b, 0),
      1,
      1e-4,
    );
}

export const heads = 2;
export const size = 5;
export const headDim = 4;
export const width = heads * headDim;

/** Deterministic values in [−2, 2], different for every seed. */
export const values = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => 2 * Math.sin(7.3 * (i + 1) + 31.7 * seed));
/** Element i of row `row` of head `head`, in [row][head][i] order. */
export const at = (packed: ArrayLike<number>, row: number, head: number, i: number) =>
  packed[(row * heads + head) * headDim + i]!;
export const float = (data: Float32Array, dims: number[]) => new Tensor('float32', data, dims);

/** softmax(QKᵀ/√d) of any queries and keys packed as [row][head][i]; a key is seen where `sees` says so. */
export function attend(
  q: ArrayLike<number>,
  k: ArrayLike<number>,
  sees: (query: number, key: number) => boolean = () => true,
  scale = 1 / Math.sqrt(headDim),
): Weights {
  const rows = (packed: ArrayLike<number>) => Array.from({ length: packed.length / width }, (_, i) => i);
  const score = (head: number, query: number, key: number) => {
    if (!sees(query, key)) return -Infinity;
    let dot = 0;
    for (let i = 0; i < headDim; i++) dot += at(q, query, head, i) * at(k, key, head, i);
    return dot * scale;
  };
  const headRows = Array.from({ length: heads }, (_, head) =>
    rows(q).map((query) => softmaxRow(rows(k).map((key) => score(head, query, key)))),
  );
  return [headRows];
}
export const causal = (query: number, key: number) => key <= query;

/** Runs with and without overlay (call `cleanUp` in the end), checks that the first output did not change, and returns the weights. */
export async function capture(spec: ModelSpec, feeds: Feeds): Promise<Weights> {
  const file = path.join(temporaryFolder(), 'model.onnx');
  writeFileSync(file, onnxModel(spec));
  const { plan, plain, overlaid } = await open(file);
  const results = await overlaid.run(feeds);
  const before = await plain.run(feeds);
  for (const name of plain.outputNames) {
    assertClose([...(results[name]!.data as Float32Array)], [...(before[name]!.data as Float32Array)], 1e-5);
  }
  const weights = weightsOf(results, plan);
  assertRowsSumTo1(weights);
  return weights;
}

export const q = values(size * width, 1);
export const k = values(size * width, 2);
export const v = values(size * width, 3);
const packedDims = [1, size, width];
export const qkv = ['q', 'k', 'v'].map((name) => ({ name, dims: packedDims }));
export const feeds: Feeds = { q: float(q, packedDims), k: float(k, packedDims), v: float(v, packedDims) };
