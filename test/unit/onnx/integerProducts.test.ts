import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MemorySource } from '../../../src/core/base/byteSource';
import { parseModel, type OnnxModel, type OnnxNode } from '../../../src/core/onnx/graph';
import { planIntegerProducts } from '../../../src/core/onnx/integerProducts';
import { buildOverlay } from '../../../src/core/onnx/overlay';
import { elementType, floatTensor, onnxModel, type NodeSpec } from '../../support/onnxBuilder';

/** The model with its edit, or null when there is none. */
function edited(bytes: Uint8Array, taken: (model: OnnxModel) => readonly OnnxNode[] = () => []): OnnxModel | null {
  const source = new MemorySource(bytes);
  const model = parseModel(source);
  const edit = planIntegerProducts(model, new Set(taken(model).map(({ span }) => span.start)));
  return edit && parseModel(new MemorySource(buildOverlay(source, model, [edit], { location: 'model.onnx' })));
}

const quantize: NodeSpec = { op: 'DynamicQuantizeLinear', inputs: ['x'], outputs: ['x8', 'xScale', 'xZero'] };
const product: NodeSpec = { op: 'MatMulInteger', inputs: ['x8', 'w', 'xZero', 'wZero'], outputs: ['sum'] };
const cast: NodeSpec = { op: 'Cast', inputs: ['sum'], outputs: ['plain'], ints: { to: elementType.float32 } };
const scales: NodeSpec = { op: 'Mul', inputs: ['xScale', 'wScale'], outputs: ['scales'] };
const scaled: NodeSpec = { op: 'Mul', inputs: ['plain', 'scales'], outputs: ['y'] };

function model(nodes: readonly NodeSpec[], scaleDims: readonly number[] = []): Uint8Array {
  const tensor = (name: string, dims: readonly number[]) =>
    floatTensor(name, [...dims], new Float32Array(dims.reduce((a, b) => a * b, 1)));
  return onnxModel({
    nodes,
    inputs: [{ name: 'x', dims: [1, 's', 4] }],
    outputs: [{ name: 'y', dims: [1, 's', 8] }],
    initializers: [tensor('w', [4, 8]), tensor('wZero', []), tensor('wScale', scaleDims)],
  });
}

describe('planIntegerProducts', () => {
  it('makes one step of product, cast and scale, for one scale and for one a column', () => {
    for (const dims of [[], [1], [8]]) {
      const { graph } = edited(model([quantize, product, cast, scales, scaled], dims))!;
      assert.deepEqual(
        graph.nodes.map(({ op }) => op),
        ['DynamicQuantizeLinear', 'MatMulIntegerToFloat'],
      );
      const [, fused] = graph.nodes;
      assert.deepEqual(fused!.inputs, ['x8', 'w', 'xScale', 'wScale', 'xZero', 'wZero']);
      assert.deepEqual(fused!.outputs, ['y']);
      assert.equal(fused!.domain, 'com.microsoft');
    }
  });

  it('finds the products of a published model, all but the one that another edit changes', () => {
    const file = path.join(import.meta.dirname, '../../fixtures/models/llama-gqa/onnx/model_quantized.onnx');
    const bytes = new Uint8Array(readFileSync(file));
    const products = (graph: OnnxModel['graph']): OnnxNode[] => graph.nodes.filter(({ op }) => op === 'MatMulInteger');
    const fused = (graph: OnnxModel['graph']): number =>
      graph.nodes.filter(({ op }) => op === 'MatMulIntegerToFloat').length;
    const before = parseModel(new MemorySource(bytes)).graph;
    assert.ok(products(before).length > 0);
    assert.equal(fused(edited(bytes)!.graph), products(before).length);
    const { graph } = edited(bytes, (one) => products(one.graph).slice(0, 1))!;
    assert.deepEqual([products(graph).length, fused(graph)], [1, products(before).length - 1]);
  });

  it('leaves alone what something else reads, or what has another scale', () => {
    const also = (...inputs: string[]): NodeSpec => ({ op: 'Identity', inputs, outputs: ['other'] });
    const all = [quantize, product, cast, scales, scaled];
    for (const name of ['sum', 'plain', 'scales']) assert.equal(edited(model([...all, also(name)])), null, name);
    assert.equal(edited(model(all, [4])), null);
    assert.equal(
      edited(model([quantize, product, { ...cast, ints: { to: elementType.float16 } }, scales, scaled])),
      null,
    );
    assert.equal(edited(model([quantize, { ...product, inputs: ['x8', 'x8'] }, cast, scales, scaled])), null);
    assert.equal(edited(model([quantize, product, cast, { ...scales, inputs: ['wScale', 'wScale'] }, scaled])), null);
  });
});
