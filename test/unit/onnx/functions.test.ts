import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { MemorySource } from '../../../src/core/base/byteSource';
import { planAttention } from '../../../src/core/onnx/attention';
import { inlineFunctions, type InlineResult } from '../../../src/core/onnx/functions';
import { functionId, parseModel, type OnnxModel } from '../../../src/core/onnx/graph';
import { OnnxFormatError } from '../../../src/core/onnx/onnxFormatError';
import { buildOverlay } from '../../../src/core/onnx/overlay';
import { onnxModel, type FunctionSpec, type ModelSpec, type NodeSpec } from '../../support/onnxBuilder';

const fixture = new Uint8Array(
  readFileSync(path.join(import.meta.dirname, '../../fixtures/models/gpt2-functions/onnx/model.onnx')),
);
const location = 'model.onnx';
const own = 'test.local';
const op = (name: string, inputs: string[], outputs: string[], rest: Partial<NodeSpec> = {}): NodeSpec => ({
  op: name,
  inputs,
  outputs,
  ...rest,
});
const call = (name: string, inputs: string[], outputs: string[], rest: Partial<NodeSpec> = {}): NodeSpec =>
  op(name, inputs, outputs, { domain: own, ...rest });
const local = (name: string, nodes: NodeSpec[], rest: Partial<FunctionSpec> = {}): FunctionSpec => ({
  domain: own,
  op: name,
  inputs: ['x'],
  outputs: ['y'],
  nodes,
  ...rest,
});

function inline(bytes: Uint8Array): InlineResult | null {
  const source = new MemorySource(bytes);
  return inlineFunctions(source, parseModel(source), { location });
}

function inlined(bytes: Uint8Array): OnnxModel {
  const result = inline(bytes);
  return result?.inlined ? parseModel(new MemorySource(result.bytes)) : assert.fail('not inlined');
}

const modelOf = (nodes: NodeSpec[], functions: FunctionSpec[], rest: Partial<ModelSpec> = {}): Uint8Array =>
  onnxModel({
    nodes,
    functions,
    inputs: [{ name: 'a' }],
    outputs: [{ name: 'b' }],
    opsets: { [own]: 1 },
    ...rest,
  });

describe('inlineFunctions', () => {
  it('puts what an exporter wrote as nested functions into the graph, and leaves its weights where they are', () => {
    const model = inlined(fixture);
    const { graph, functions } = model;
    assert.deepEqual(functions, []);
    assert.deepEqual(new Set(graph.nodes.map(({ domain }) => domain)), new Set(['']));
    const outputs = graph.nodes.flatMap((node) => node.outputs).filter(Boolean);
    assert.equal(new Set(outputs).size, outputs.length, 'each value has a name of its own');
    const known = new Set([...outputs, ...[...graph.inputs, ...graph.initializers].map(({ name }) => name)]);
    for (const { inputs } of graph.nodes) for (const input of inputs) assert.ok(known.has(input), input);
    const softmaxes = graph.nodes.filter(({ op: name }) => name === 'Softmax');
    // The function's default; then what Block hands on to LayerNormalization.
    assert.deepEqual(
      softmaxes.map(({ attributes }) => attributes.get('axis')?.int),
      [-1, -1],
    );
    const norms = graph.nodes.filter(({ op: name }) => name === 'LayerNormalization');
    assert.deepEqual(
      norms.map(({ attributes }) => attributes.get('epsilon')?.float),
      Array.from({ length: 5 }, () => Math.fround(1e-5)),
    );
    assert.equal(graph.initializers.filter(({ raw }) => raw && raw.end - raw.start >= 1024).length, 0);
    const before = parseModel(new MemorySource(fixture)).graph;
    assert.deepEqual(graph.outputs, before.outputs);
    assert.equal(planAttention(parseModel(new MemorySource(fixture))).sites.length, 0);
    assert.equal(planAttention(model).sites.length, 2);
  });

  it('is not for models without functions', () => {
    assert.equal(inline(onnxModel({ nodes: [] })), null);
  });

  it('tells overloads apart, and leaves calls alone of functions that are not there', () => {
    const { graph } = inlined(
      modelOf(
        [
          call('F', ['a'], ['m']),
          call('F', ['m'], ['n'], { overload: '2' }),
          call('F', ['n'], ['b'], { overload: '3' }),
        ],
        [local('F', [op('Neg', ['x'], ['y'])]), local('F', [op('Abs', ['x'], ['y'])], { overload: '2' })],
      ),
    );
    assert.deepEqual(
      graph.nodes.map((node) => [node.op, node.overload, node.inputs, node.outputs]),
      [
        ['Neg', '', ['a'], ['m']],
        ['Abs', '', ['m'], ['n']],
        ['F', '3', ['n'], ['b']],
      ],
    );
  });

  it('uses no name that the model has', () => {
    const twice = local('F', [op('Neg', ['x'], ['inner']), op('Neg', ['inner'], ['y'])]);
    const { graph } = inlined(
      modelOf(
        [op('Neg', ['a'], ['introspect/call0/0/inner']), call('F', ['introspect/call0/0/inner'], ['b'])],
        [twice],
      ),
    );
    const outputs = graph.nodes.flatMap((node) => node.outputs);
    assert.equal(new Set(outputs).size, 3);
  });

  it('leaves functions alone that have the name of an operator of the runtime’s', () => {
    const named = { domain: 'com.microsoft', op: 'Gelu', inputs: ['x'], outputs: ['y'] };
    const functions = [{ ...named, nodes: [op('Neg', ['x'], ['y'])] }, local('F', [op('Abs', ['x'], ['y'])])];
    const nodes = [op('Gelu', ['a'], ['m'], { domain: 'com.microsoft' }), call('F', ['m'], ['b'])];
    const { graph, functions: left } = inlined(modelOf(nodes, functions));
    assert.deepEqual(
      graph.nodes.map((node) => node.op),
      ['Gelu', 'Abs'],
    );
    assert.equal(left.length, 2);
  });

  it('adds the operator sets that only functions use, and says which do not agree', () => {
    const gelu = op('Gelu', ['x'], ['y'], { domain: 'other' });
    const uses = (version: number) => local('F', [gelu], { opsets: { other: version } });
    const nodes = [call('F', ['a'], ['b'])];
    assert.equal(inlined(modelOf(nodes, [uses(3)])).opsets.get('other'), 3);
    const other = inline(modelOf(nodes, [uses(3)], { opsets: { [own]: 1, other: 2 } }));
    assert.ok(other && !other.inlined);
    assert.equal(other.why, 'they use version 3 of other, and the model itself version 2');
    const standard = inline(modelOf(nodes, [local('F', [op('Neg', ['x'], ['y'])], { opsets: { '': 18 } })]));
    assert.ok(standard && !standard.inlined);
    assert.match(standard.why, /version 18 of the standard operators, and the model itself version 17/);
    // What nothing is taken from need not agree.
    assert.ok(
      inline(modelOf(nodes, [local('F', [op('Neg', ['x'], ['y'])], { opsets: { 'com.microsoft': 9 } })]))?.inlined,
    );
  });
});

describe('functions of hostile model files', () => {
  const problemOf = (bytes: Uint8Array): string => {
    try {
      return inline(bytes)?.inlined === true ? 'none' : 'conflict';
    } catch (error) {
      if (error instanceof OnnxFormatError) return error.problem;
      throw error;
    }
  };
  it('that call themselves, directly or through others, are refused', () => {
    const nodes = [call('F', ['a'], ['b'])];
    assert.equal(problemOf(modelOf(nodes, [local('F', [call('F', ['x'], ['y'])])])), 'limit');
    const pair = [local('F', [call('G', ['x'], ['y'])]), local('G', [call('F', ['x'], ['y'])])];
    assert.equal(problemOf(modelOf(nodes, pair)), 'limit');
    const branch = { nodes: [call('F', ['x'], ['z'])], outputs: [{ name: 'z' }] };
    const inside = op('If', ['x'], ['y'], { graphs: { then_branch: branch, else_branch: branch } });
    assert.equal(problemOf(modelOf(nodes, [local('F', [inside])])), 'limit');
  });

  it('end in a result or an OnnxFormatError when the bytes are mutated or cut', () => {
    const body = { nodes: [op('Neg', ['x'], ['z'])], outputs: [{ name: 'z' }], inputs: [{ name: 'w' }] };
    const small = modelOf(
      [call('F', ['a'], ['m'], { ints: { axis: 2 } }), call('F', ['m'], ['b'])],
      [
        local('F', [call('G', ['x'], ['m'], { refs: { axis: { to: 'axis', type: 2 } } }), op('Neg', ['m'], ['y'])], {
          defaults: { ints: { axis: 1 }, graphs: { body } },
        }),
        local('G', [
          op('Softmax', ['x'], ['p'], { refs: { axis: { to: 'axis', type: 2 } } }),
          op('If', ['x'], ['y'], { graphs: { then_branch: body }, refs: { else_branch: { to: 'body', type: 5 } } }),
        ]),
      ],
    );
    const functions = fixture.length - 16_000;
    for (const [bytes, runs] of [
      [small, 400],
      [fixture, 40],
    ] as const) {
      const position = fc.oneof(
        fc.nat(bytes.length - 1),
        fc.nat(bytes.length - 1).map((at) => Math.max(at, functions % bytes.length)),
      );
      const mutations = fc.array(fc.tuple(position, fc.nat(255)), { minLength: 1, maxLength: 8 });
      fc.assert(
        fc.property(mutations, fc.option(position), (changes, cut) => {
          const mutated = bytes.slice();
          for (const [at, value] of changes) mutated[at] = value;
          const whole = cut === null ? mutated : mutated.subarray(0, cut);
          try {
            const source = new MemorySource(whole);
            const result = inlineFunctions(source, parseModel(source), { location });
            if (!result?.inlined) return;
            const again = new MemorySource(result.bytes);
            const model = parseModel(again);
            assert.ok(result.bytes.length < whole.length * 50 + 10_000);
            buildOverlay(again, model, [planAttention(model).edit], { location });
          } catch (error) {
            if (!(error instanceof OnnxFormatError)) throw error;
            assert.ok(error.offset >= 0);
          }
        }),
        { numRuns: runs },
      );
    }
  });

  it('with ids that only look alike are different ones', () => {
    const ids = [
      { domain: 'a', op: 'b', overload: 'c' },
      { domain: 'a', op: 'b:c', overload: '' },
      { domain: 'a:b', op: 'c', overload: '' },
    ].map(functionId);
    assert.equal(new Set(ids).size, 3);
  });
});
