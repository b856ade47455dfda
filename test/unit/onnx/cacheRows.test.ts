import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MemorySource } from '../../../src/core/base/byteSource';
import { cacheRowsInput, cacheRowsOutput, planCacheRows, presentOf } from '../../../src/core/onnx/cacheRows';
import { parseModel, type OnnxModel } from '../../../src/core/onnx/graph';
import { buildOverlay } from '../../../src/core/onnx/overlay';
import { onnxModel, type ModelSpec, type NodeSpec } from '../../support/onnxBuilder';

const fixture = (file: string) =>
  new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../fixtures/models', file)));

function edited(bytes: Uint8Array): OnnxModel | null {
  const source = new MemorySource(bytes);
  const model = parseModel(source);
  const edit = planCacheRows(model)?.edit(new Set());
  return edit ? parseModel(new MemorySource(buildOverlay(source, model, [edit], { location: 'model.onnx' }))) : null;
}

const names = (values: readonly { readonly name: string }[]): string[] => values.map(({ name }) => name);
const op = (name: string, inputs: string[], outputs: string[], domain = ''): NodeSpec => ({
  op: name,
  domain,
  inputs,
  outputs,
});
const gqa = op('GroupQueryAttention', ['q', 'k', 'v', 'past.k', 'past.v'], ['o', 'nk', 'nv'], 'com.microsoft');
const model = (nodes: readonly NodeSpec[], rest: Partial<ModelSpec> = {}) =>
  edited(
    onnxModel({
      nodes,
      inputs: ['q', 'k', 'v', 'past.k', 'past.v'].map((name) => ({ name })),
      outputs: ['o', 'nk', 'nv'].map((name) => ({ name })),
      ...rest,
    }),
  );

describe('planCacheRows', () => {
  it('puts what a run adds in the place of the whole cache, in the fixture for every slot', () => {
    const { graph } = edited(fixture('llama-gqa/onnx/model_gqa.onnx'))!;
    const presents = [0, 1].flatMap((layer) => [`present.${layer}.key`, `present.${layer}.value`]);
    assert.deepEqual(names(graph.outputs), ['logits', ...presents.map(cacheRowsOutput)]);
    assert.deepEqual(names(graph.outputs).slice(1).map(presentOf), presents);
    assert.ok(names(graph.inputs).includes(cacheRowsInput));
    const gathers = graph.nodes.filter(({ inputs }) => inputs[1] === cacheRowsInput);
    assert.deepEqual(
      gathers.map(({ op: name, inputs, attributes }) => [name, inputs[0], attributes.get('axis')?.int]),
      presents.map((present) => ['Gather', present, 2]),
    );
  });

  it('leaves a cache alone that something else depends on, that is no output, or that is eager', () => {
    assert.ok(model([gqa]));
    assert.equal(model([gqa, op('Shape', ['past.k'], ['s'])]), null, 'its length is looked at');
    assert.equal(model([gqa], { outputs: [{ name: 'o' }, { name: 'nk' }] }), null, 'part of it is not given');
    const inputs = ['q', 'k', 'v', 'past.k', 'past.v', 'past.other'].map((name) => ({ name }));
    assert.equal(model([gqa], { inputs }), null, 'another cache beside it');
    assert.equal(edited(fixture('llama-gqa/onnx/model.onnx')), null, 'eager');
  });
});
