import assert from 'node:assert/strict';
import { MemorySource } from '../../../src/core/base/byteSource';
import { planAttention } from '../../../src/core/onnx/attention';
import { planAttentionValues } from '../../../src/core/onnx/attentionValues';
import { parseModel } from '../../../src/core/onnx/graph';
import { buildOverlay } from '../../../src/core/onnx/overlay';
import { floatTensor, onnxModel, type ModelSpec, type NodeSpec } from '../../support/onnxBuilder';

const op = (name: string, inputs: string[], outputs: string[], domain = ''): NodeSpec => ({
  op: name,
  domain,
  inputs,
  outputs,
});
const softmax: NodeSpec = { ...op('Softmax', ['scores'], ['p']), ints: { axis: -1 } };

/** Of the only layer: the output with its values, the outputs that the overlay has for that, and its nodes. */
function valuesOf(nodes: readonly NodeSpec[], rest: Omit<ModelSpec, 'nodes'> = {}) {
  const source = new MemorySource(onnxModel({ nodes, ...rest }));
  const model = parseModel(source);
  const attention = planAttention(model);
  assert.equal(attention.sites.length, 1);
  const { outputs, edit } = planAttentionValues(model, attention);
  assert.equal(outputs.length, 1);
  const overlay = buildOverlay(source, model, [attention.edit, edit], { location: 'model.onnx' });
  const { graph } = parseModel(new MemorySource(overlay));
  const added = graph.outputs.map(({ name }) => name).filter((name) => name !== attention.sites[0]!.output);
  return { output: outputs[0], added, graph };
}

describe('planAttentionValues', () => {
  it('takes the right factor of the product that the weights go into, through what carries them', () => {
    for (const nodes of [
      [softmax, op('MatMul', ['p', 'v'], ['o'])],
      [softmax, op('Cast', ['p'], ['q']), op('Dropout', ['q'], ['r', 'mask']), op('FusedMatMul', ['r', 'v'], ['o'])],
    ]) {
      const { output, added } = valuesOf(nodes);
      assert.deepEqual([output, added], ['v', ['v']]);
    }
    const { added } = valuesOf([softmax, op('MatMul', ['p', 'v'], ['o'])], { outputs: [{ name: 'v' }] });
    assert.deepEqual(added, ['v'], 'once, where the model gives them');
  });

  it('takes the values of an Einsum, turned where their axes lie in another order', () => {
    const by = (equation: string) => valuesOf([softmax, { ...op('Einsum', ['p', 'v'], ['o']), texts: { equation } }]);
    assert.equal(by('bhij,bhjd->bhid').output, 'v');
    const { output, graph, added } = by('bhij,bjhd->bihd');
    const turned = graph.nodes.find(({ outputs }) => outputs[0] === output);
    assert.deepEqual(
      [turned?.op, turned?.inputs, turned?.attributes.get('perm')?.ints],
      ['Transpose', ['v'], [0, 2, 1, 3]],
    );
    assert.deepEqual(added, [output]);
    // Shared by heads, or of an unknown number of axes.
    for (const equation of ['bhij,bjd->bhid', 'hij,hjd->hid', '...hqk,...khd->...qhd']) {
      assert.equal(by(equation).output, null, equation);
    }
  });

  it('takes what was quantised into an integer factor', () => {
    const quantized = op('DynamicQuantizeLinear', ['v'], ['v8', 'scale', 'zero']);
    const weights = op('DynamicQuantizeLinear', ['p'], ['p8', 'pScale', 'pZero']);
    const product = op('MatMulInteger', ['p8', 'v8', 'pZero', 'zero'], ['o']);
    assert.equal(valuesOf([softmax, quantized, weights, product]).output, 'v');
    const linear = op('QLinearMatMul', ['p8', 's', 'z', 'v8', 's', 'z', 's', 'z'], ['o']);
    assert.equal(valuesOf([softmax, quantized, weights, linear]).output, 'v');
  });

  it('takes the values of a fused operator, with their part of its bias', () => {
    const node = (bias: string) => op('MultiHeadAttention', ['q', 'k', 'v', bias], ['o'], 'com.microsoft');
    assert.equal(valuesOf([node('')]).output, 'v');
    assert.equal(valuesOf([op('Attention', ['q', 'k', 'v'], ['o'])]).output, 'v');
    const bias = { initializers: [floatTensor('b', [12], Array(12).fill(1))] };
    const { output, added, graph } = valuesOf([node('b')], bias);
    const [slice, add] = graph.nodes.slice(-2);
    assert.deepEqual([add?.op, add?.inputs, add?.outputs], ['Add', ['v', slice!.outputs[0]], [output]]);
    assert.deepEqual([slice?.op, slice?.inputs[0], added], ['Slice', 'b', [output]]);
    const odd = { initializers: [floatTensor('b', [8], Array(8).fill(1))] };
    assert.deepEqual(valuesOf([node('b')], odd).output, null, 'values of another width');
    assert.deepEqual(valuesOf([node('computed')]).output, null);
  });

  it('takes the values that com.microsoft.Attention is split into', () => {
    const node = { ...op('Attention', ['x', 'w', 'b'], ['o'], 'com.microsoft'), ints: { num_heads: 2 } };
    const { output, added, graph } = valuesOf([node]);
    const split = graph.nodes.find(({ op: name }) => name === 'Split')!;
    assert.deepEqual([output, added], [split.outputs[2], [output]]);
  });

  it('finds none where they are turned, or quantised elsewhere', () => {
    const turned = { ...op('FusedMatMul', ['p', 'v'], ['o']), ints: { transB: 1 } };
    assert.deepEqual(valuesOf([softmax, turned]).output, null);
    const product = op('MatMulInteger', ['p8', 'v8'], ['o']);
    const weights = op('DynamicQuantizeLinear', ['p'], ['p8', 's', 'z']);
    const { output, added } = valuesOf([softmax, weights, product]);
    assert.deepEqual([output, added], [null, []]);
  });
});
