// Model files that somebody has tampered with: whatever is in them, reading and planning end, with an OnnxFormatError or
// with a plan.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { MemorySource } from '../../../src/core/base/byteSource';
import { planAttention } from '../../../src/core/onnx/attention';
import { planCacheRows } from '../../../src/core/onnx/cacheRows';
import { planDecodeSteps } from '../../../src/core/onnx/decodeStep';
import { parseModel, type OnnxModel } from '../../../src/core/onnx/graph';
import { planInside } from '../../../src/core/onnx/inside';
import { planIntegerProducts } from '../../../src/core/onnx/integerProducts';
import { planLogitRows } from '../../../src/core/onnx/logitRows';
import { OnnxFormatError } from '../../../src/core/onnx/onnxFormatError';
import { buildFirstCall, buildOverlay } from '../../../src/core/onnx/overlay';
import { buildTail, planTail } from '../../../src/core/onnx/tail';
import { merged } from '../../support/rewrittenModel';
import { tinyDecoder } from '../../support/tinyDecoder';

const options = { location: 'weights' };
const fixture = (file: string): Uint8Array =>
  new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../fixtures/models', file)));
const gqa = fixture('llama-gqa/onnx/model_gqa.onnx');
/** Their weights lie elsewhere, so that every change hits the graph. */
const graphs = [
  fixture('gpt2/onnx/model.onnx'),
  gqa,
  fixture('llama-gqa/onnx/model_quantized.onnx'),
  merged(gqa),
  tinyDecoder({ form: 'merged' }),
  tinyDecoder({ form: 'mha' }),
].map((bytes) => {
  const source = new MemorySource(bytes);
  return buildOverlay(source, parseModel(source), [], options).slice();
});

/** Everything that is planned for a model before and after onnxruntime has seen it. */
function planAll(bytes: Uint8Array): void {
  const source = new MemorySource(bytes);
  const model = orRefused(() => parseModel(source));
  if (!model) return;
  const attention = planAttention(model);
  planLogitRows(model);
  planIntegerProducts(model, new Set());
  const overlaid = (edit: Parameters<typeof buildOverlay>[2][number]): OnnxModel | undefined =>
    orRefused(() => parseModel(new MemorySource(buildOverlay(source, model, [edit], options))));
  overlaid(attention.edit);
  const rows = planCacheRows(model);
  const steps = rows && planDecodeSteps(model, attention.nodes, rows.slots);
  if (rows) overlaid(rows.edit(steps?.presents ?? new Set()));
  if (steps) overlaid(steps.edit);
  orRefused(() => buildFirstCall(source, model, options));
  const inside = planInside(model, attention, 'logits');
  overlaid(inside.edit);
  if (!inside.residual.found) return;
  const result = planTail(model, inside.flow, inside.residual.stream, 'logits', attention);
  if (result.found) orRefused(() => buildTail(source, model, result.tail, options, 1));
}

function orRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof OnnxFormatError) return undefined;
    throw error;
  }
}

type Change = (bytes: Uint8Array) => Uint8Array;
const place = fc.nat(2 ** 20);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, fc.nat(255)).map(([at, value]): Change => (b) => {
    const changed = b.slice();
    changed[at % b.length] = value;
    return changed;
  }),
  // A name or a whole message in another's place.
  fc.tuple(place, place, fc.integer({ min: 1, max: 60 })).map(
    ([to, from, count]): Change =>
      (b) =>
        b.slice().copyWithin(to % b.length, from % b.length, (from % b.length) + count),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 60 })).map(
    ([at, count]): Change =>
      (b) =>
        Uint8Array.from([...b.subarray(0, at % b.length), ...b.subarray((at % b.length) + count)]),
  ),
);

describe('model files that were tampered with', () => {
  it('are refused as such or planned for, and nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...graphs), fc.array(change, { minLength: 1, maxLength: 4 }), (graph, changes) => {
        planAll(changes.reduce<Uint8Array>((bytes, one) => (bytes.length > 0 ? one(bytes) : bytes), graph));
      }),
      { numRuns: 300 },
    );
  });
});
