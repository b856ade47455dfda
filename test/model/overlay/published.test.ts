import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Tensor } from '../../../src/model/onnxruntime';
import type { OnnxModel } from '../../../src/core/onnx/graph';
import { elementType } from '../../support/onnxBuilder';
import { type Feeds, assertClose, assertRowsSumTo1, open, weightsOf } from './support';

const models = path.join(import.meta.dirname, '../../fixtures/models');

describe('the overlay of a published model', () => {
  function feedsFor(model: OnnxModel, ids: readonly number[]): Feeds {
    const integers = (values: readonly number[], type: number | null) =>
      type === elementType.int32
        ? new Tensor('int32', Int32Array.from(values), [1, values.length])
        : new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
    const known: Record<string, readonly number[]> = {
      input_ids: ids,
      attention_mask: ids.map(() => 1),
      position_ids: ids.map((_, i) => i),
      token_type_ids: ids.map(() => 0),
    };
    return Object.fromEntries(
      model.graph.inputs.map(({ name, shape, elementType: type }): [string, Tensor] => {
        const values = known[name];
        if (values) return [name, integers(values, type)];
        const [heads, , width] = shape!.slice(-3).map(Number);
        const dims = [...shape!.slice(0, -4).map(Number), 1, heads!, 0, width!];
        return [name, new Tensor('float32', new Float32Array(0), dims)];
      }),
    );
  }

  // Tolerances of test/fixtures' README: int8 kernels differ between CPUs.
  for (const [file, reference, tolerance] of [
    ['llama-gqa/onnx/model.onnx', 'llama-gqa/ref.json', 1e-4],
    ['llama-gqa/onnx/model_gqa.onnx', 'llama-gqa/ref.json', 1e-4],
    ['llama-gqa/onnx/model_quantized.onnx', 'llama-gqa/ref.model_quantized.json', 0.05],
    ['llama-gqa/onnx/model_q4.onnx', 'llama-gqa/ref.model_q4.json', 1e-3],
    ['gpt2/onnx/model.onnx', 'gpt2/ref.json', 1e-4],
    ['gpt2-fused/onnx/model.onnx', 'gpt2/ref.json', 1e-4],
    ['bert/onnx/model.onnx', 'bert/ref.json', 1e-4],
  ] as const) {
    it(`gives the attention of ${file}, and its logits as before`, async () => {
      const json = (name: string) =>
        JSON.parse(readFileSync(path.join(models, name), 'utf8')) as Record<string, unknown>;
      const ids = json(path.join(path.dirname(reference), 'ref.json'))['input_ids'] as number[];
      const { model, plan, plain, overlaid } = await open(path.join(models, file));
      const feeds = feedsFor(model, ids);
      const results = await overlaid.run(feeds);
      const weights = weightsOf(results, plan);
      assertClose(weights, json(reference)['attentions'], tolerance);
      assertRowsSumTo1(weights);
      const before = await plain.run(feeds, ['logits']);
      const [logits, logitsBefore] = [results, before].map((r) => [...(r['logits']!.data as Float32Array)]);
      // Asked for its weights, GroupQueryAttention leaves its flash kernel, which adds up in another order.
      assertClose(logits, logitsBefore, file.endsWith('_gqa.onnx') ? 1e-5 : 0);
    });
  }
});
