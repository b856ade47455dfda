import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { MemorySource } from '../../../src/core/base/byteSource';
import { parseModel, type OnnxNode } from '../../../src/core/onnx/graph';
import { inOrder } from '../../../src/core/onnx/order';
import { onnxModel, type NodeSpec } from '../../support/onnxBuilder';

const nodesOf = (nodes: readonly NodeSpec[]): readonly OnnxNode[] =>
  parseModel(new MemorySource(onnxModel({ nodes }))).graph.nodes;
const outputsOf = (nodes: readonly OnnxNode[]): string[] => nodes.map(({ outputs }) => outputs.join());
const op = (inputs: string[], output: string, graphs?: NodeSpec['graphs']): NodeSpec => ({
  op: 'Add',
  inputs,
  outputs: [output],
  ...(graphs && { graphs }),
});

describe('inOrder', () => {
  const file = path.join(import.meta.dirname, '../../fixtures/models/gpt2/onnx/model.onnx');
  const { nodes } = parseModel(new MemorySource(new Uint8Array(readFileSync(file)))).graph;

  it('leaves what is in order as it is', () => {
    assert.equal(inOrder(nodes), nodes);
  });

  it('puts every node after those that it reads from, whatever the order', () => {
    const shuffled = fc.shuffledSubarray([...nodes], { minLength: nodes.length, maxLength: nodes.length });
    const property = fc.property(shuffled, (given) => {
      const sorted = inOrder(given);
      assert.deepEqual(new Set(sorted), new Set(given));
      assert.equal(sorted.length, given.length);
      const computed = new Set(nodes.flatMap(({ outputs }) => outputs));
      for (const { inputs, outputs } of sorted) {
        for (const input of inputs) assert.ok(!computed.has(input), `${outputs.join()} comes before ${input}`);
        for (const output of outputs) computed.delete(output);
      }
    });
    fc.assert(property, { numRuns: 20 });
  });

  it('counts what a subgraph reads', () => {
    const branch = { nodes: [op(['late'], 'inner')], outputs: [{ name: 'inner' }] };
    const sorted = nodesOf([op(['x'], 'choice', { then_branch: branch }), op(['x'], 'late'), op(['choice'], 'end')]);
    assert.deepEqual(outputsOf(sorted), ['late', 'choice', 'end']);
  });

  it('ends where nodes wait for one another, and keeps them all', () => {
    assert.deepEqual(outputsOf(nodesOf([op(['b'], 'a'), op(['a'], 'b')])), ['b', 'a']);
    assert.deepEqual(outputsOf(nodesOf([op(['a'], 'a')])), ['a']);
  });
});
