import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MemorySource } from '../../../src/core/base/byteSource';
import { planAttention } from '../../../src/core/onnx/attention';
import { cacheRowsOutput, planCacheRows } from '../../../src/core/onnx/cacheRows';
import { decodeStepInputs, planDecodeSteps } from '../../../src/core/onnx/decodeStep';
import { parseModel, type OnnxModel } from '../../../src/core/onnx/graph';
import { buildOverlay } from '../../../src/core/onnx/overlay';
import { elementType, onnxModel, type NodeSpec } from '../../support/onnxBuilder';

const fixture = (file: string) =>
  new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../fixtures/models', file)));

function edited(bytes: Uint8Array): OnnxModel | null {
  const source = new MemorySource(bytes);
  const model = parseModel(source);
  const attention = planAttention(model);
  const rows = planCacheRows(model);
  const steps = rows && planDecodeSteps(model, attention.nodes, rows.slots);
  if (!steps) return null;
  const edits = [attention.edit, steps.edit, rows.edit(steps.presents)];
  return parseModel(new MemorySource(buildOverlay(source, model, edits, { location: 'model.onnx' })));
}

const cache = ['past.k', 'past.v'];
const gqa = (ints: Record<string, number> = {}): NodeSpec => ({
  op: 'GroupQueryAttention',
  domain: 'com.microsoft',
  inputs: ['q', 'k', 'v', ...cache, 'lengths', 'total'],
  outputs: ['o', 'nk', 'nv'],
  ints: { num_heads: 4, kv_num_heads: 2, ...ints },
});
const model = (...nodes: readonly NodeSpec[]) =>
  edited(
    onnxModel({
      nodes,
      inputs: [
        ...['q', 'k', 'v', 'lengths', 'total'].map((name) => ({ name })),
        ...cache.map((name) => ({ name, type: elementType.float32, dims: ['batch', 2, 'past', 8] })),
      ],
      outputs: ['o', 'nk', 'nv'].map((name) => ({ name })),
    }),
  );

describe('planDecodeSteps', () => {
  it('puts each attention of the fixture into an If that gives the same values', () => {
    const { graph } = edited(fixture('llama-gqa/onnx/model_gqa.onnx'))!;
    const names = new Set(graph.inputs.map(({ name }) => name));
    for (const input of Object.values(decodeStepInputs)) assert.ok(names.has(input), input);
    const choices = graph.nodes.filter(({ op, inputs }) => op === 'If' && inputs[0] === decodeStepInputs.wanted);
    assert.equal(choices.length, 2);
    assert.ok(graph.nodes.every(({ op }) => op !== 'GroupQueryAttention'));
    for (const [layer, { outputs, attributes }] of choices.entries()) {
      assert.deepEqual(outputs.slice(1, 4), [
        ...['key', 'value'].map((part) => cacheRowsOutput(`present.${layer}.${part}`)),
        `present.${layer}.key`,
      ]);
      const [step] = attributes.get('then_branch')!.graphs;
      const [whole] = attributes.get('else_branch')!.graphs;
      assert.deepEqual([step!.outputs.length, whole!.outputs.length], [outputs.length, outputs.length]);
      assert.deepEqual(whole!.nodes.map(({ op }) => op).toSorted(), ['Gather', 'Gather', 'GroupQueryAttention']);
      assert.ok(step!.nodes.every(({ op }) => op !== 'GroupQueryAttention'));
    }
  });

  it('leaves alone what sees only a window, and what another node reads too', () => {
    assert.ok(model(gqa()));
    assert.equal(model(gqa({ local_window_size: 16 })), null, 'a window');
    assert.equal(model(gqa(), { op: 'Shape', inputs: ['nk'], outputs: ['s'] }), null, 'the keys after the run');
    assert.equal(model(gqa({ smooth_softmax: 1 })), null, 'another softmax');
  });
});
