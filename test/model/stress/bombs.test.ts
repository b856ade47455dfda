import assert from 'node:assert/strict';
import { MemorySource } from '../../../src/core/base/byteSource';
import { inlineFunctions } from '../../../src/core/onnx/functions';
import { parseModel } from '../../../src/core/onnx/graph';
import { WireWriter } from '../../../src/core/onnx/wire';
import { onnxModel, type FunctionSpec, type NodeSpec } from '../../support/onnxBuilder';

describe('parseModel, on a bomb', () => {
  it('refuses a small file that would fill the memory with empty objects', () => {
    // Two bytes each: the tag of GraphProto.value_info and a length of 0.
    const values = new Uint8Array(new Uint16Array(1_100_000).fill(0x006a).buffer);
    const bytes = new WireWriter().int(1, 8).bytes(7, values).finish();
    assert.throws(() => parseModel(new MemorySource(bytes)), { name: 'OnnxFormatError', problem: 'limit' });
  });
});

describe('inlineFunctions, on a bomb', () => {
  const own = 'test.local';
  const op = (name: string, inputs: string[], outputs: string[], rest: Partial<NodeSpec> = {}): NodeSpec => ({
    op: name,
    inputs,
    outputs,
    ...rest,
  });
  const call = (name: string, inputs: string[], outputs: string[], rest: Partial<NodeSpec> = {}): NodeSpec =>
    op(name, inputs, outputs, { domain: own, ...rest });
  const local = (name: string, nodes: NodeSpec[]): FunctionSpec => ({
    domain: own,
    op: name,
    inputs: ['x'],
    outputs: ['y'],
    nodes,
  });
  /** F0 calls F1 twice, that F2 twice, and so on. */
  const doubling = (levels: number, last: NodeSpec[]): FunctionSpec[] => [
    ...Array.from({ length: levels }, (_, i) =>
      local(`F${i}`, [call(`F${i + 1}`, ['x'], ['m']), call(`F${i + 1}`, ['m'], ['y'])]),
    ),
    local(`F${levels}`, last),
  ];

  function assertRefused(nodes: NodeSpec[], functions: FunctionSpec[]): void {
    const source = new MemorySource(onnxModel({ nodes, functions, opsets: { [own]: 1 } }));
    const model = parseModel(source);
    const refused = { name: 'OnnxFormatError', problem: 'limit' };
    assert.throws(() => inlineFunctions(source, model, { location: 'model.onnx' }), refused);
  }

  it('refuses functions that stand for endless nodes, or for endless calls of nothing', () => {
    for (const last of [[op('Neg', ['x'], ['y'])], []]) {
      assertRefused([call('F0', ['a'], ['b'])], doubling(30, last));
    }
  });

  it('refuses functions whose attributes grow from call to call', () => {
    const graph = (of: string): NodeSpec => op('If', ['x'], [of], { refs: { then_branch: { to: 'g', type: 5 } } });
    const growing = Array.from({ length: 31 }, (_, i) =>
      local(`F${i}`, [
        call(`F${i + 1}`, ['x'], ['y'], {
          graphs: { g: { nodes: Array.from({ length: 8 }, (__, k) => graph(`g${k}`)) } },
        }),
      ]),
    );
    const last = local('F31', [graph('y')]);
    const nodes = [call('F0', ['a'], ['b'], { graphs: { g: { nodes: [op('Neg', ['a'], ['n'])] } } })];
    assertRefused(nodes, [...growing, last]);
  });
});
