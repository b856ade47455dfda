// Model-local functions put in place, against onnxruntime, which puts them in place itself.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MemorySource } from '../../../src/core/base/byteSource';
import { inlineFunctions } from '../../../src/core/onnx/functions';
import { parseModel } from '../../../src/core/onnx/graph';
import { LoadedModel } from '../../../src/model/loadedModel';
import { InferenceSession, Tensor } from '../../../src/model/onnxruntime';
import {
  elementType,
  floatTensor,
  onnxModel,
  type FunctionSpec,
  type GraphSpec,
  type ModelSpec,
  type NodeSpec,
} from '../../support/onnxBuilder';
import { assertClose, cleanUp, copyOf, fixtureNamed } from '../support';

const own = 'test.local';
const typeInt = 2;
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

const x = new Tensor('float32', Float32Array.of(1, -2, 3, 0.5, -0.25, 4), [2, 3]);
const logSeverityLevel = 3;

async function assertSame(spec: Omit<ModelSpec, 'inputs'>): Promise<void> {
  const bytes = onnxModel({ opsets: { [own]: 1 }, inputs: [{ name: 'a', dims: [2, 3] }], ...spec });
  const source = new MemorySource(bytes);
  const result = inlineFunctions(source, parseModel(source), { location: 'model.onnx' });
  assert.ok(result?.inlined);
  const { graph, functions } = parseModel(new MemorySource(result.bytes));
  assert.deepEqual([functions.length, graph.nodes.filter(({ domain }) => domain === own).length], [0, 0]);
  const [expected, actual] = await Promise.all(
    [bytes, result.bytes].map(async (of) => {
      const session = await InferenceSession.create(of, { logSeverityLevel });
      const outputs = await session.run({ a: x });
      await session.release();
      return Object.entries(outputs).map(([name, tensor]) => [name, tensor.dims, [...(tensor.data as Float32Array)]]);
    }),
  );
  assert.deepEqual(actual, expected);
  const [[, , first]] = expected as [[string, number[], number[]]];
  assert.ok(first.some((value) => value !== 0));
}

const out = { outputs: [{ name: 'b' }] };

describe('functions put in place', () => {
  it('of several inputs and outputs, some of them left out', async () => {
    const functions = [
      local('F', [op('Add', ['x', 'x'], ['y']), op('Mul', ['y', 'x'], ['z']), op('Neg', ['z'], ['w'])], {
        outputs: ['y', 'z', 'w'],
      }),
      local('Clipped', [op('Clip', ['x', 'low', 'high'], ['y'])], { inputs: ['x', 'low', 'high'] }),
    ];
    await assertSame({
      nodes: [
        call('F', ['a'], ['', 'm', '']),
        call('F', ['m'], ['n', '', '']),
        op('Add', ['m', 'n'], ['o']),
        call('Clipped', ['o', '', 'h'], ['p']),
        call('Clipped', ['p', 'l'], ['b']),
      ],
      functions,
      initializers: [floatTensor('h', [], [5]), floatTensor('l', [], [-3])],
      ...out,
    });
  });

  it('nested, with attributes handed on, given and by default', async () => {
    const axis = { refs: { axis: { to: 'axis', type: typeInt } } };
    const functions = [
      local('Inner', [op('Softmax', ['x'], ['y'], { refs: { axis: { to: 'over', type: typeInt } } })], {
        defaults: { ints: { over: 1 } },
      }),
      local(
        'Outer',
        [
          call('Inner', ['x'], ['m'], { refs: { over: { to: 'axis', type: typeInt } } }),
          call('Inner', ['m'], ['n']),
          op('LogSoftmax', ['n'], ['y'], axis),
        ],
        { attributes: ['axis'], opsets: { [own]: 1 } },
      ),
    ];
    for (const value of [0, 1]) {
      await assertSame({ nodes: [call('Outer', ['a'], ['b'], { ints: { axis: value } })], functions, ...out });
    }
  });

  it('with branches inside, and inside branches, that use values around them', async () => {
    const branch = (nodes: NodeSpec[], output: string): GraphSpec => ({ nodes, outputs: [{ name: output }] });
    const test = [
      op('ReduceSum', ['x'], ['sum'], { ints: { keepdims: 0 } }),
      op('Greater', ['sum', 'zero'], ['isMore']),
    ];
    const zero = op('Sub', ['first', 'first'], ['zero']);
    const first = op('ReduceMax', ['x'], ['first'], { ints: { keepdims: 0 } });
    const functions = [
      local(
        'F',
        [
          op('Neg', ['x'], ['negative']),
          first,
          zero,
          ...test,
          op('If', ['isMore'], ['y'], {
            graphs: {
              then_branch: branch([op('Add', ['x', 'negative'], ['t']), op('Sub', ['t', 'negative'], ['t2'])], 't2'),
              else_branch: branch([call('G', ['negative'], ['e'])], 'e'),
            },
          }),
        ],
        { opsets: { [own]: 1 } },
      ),
      local('G', [op('Exp', ['x'], ['y'])]),
    ];
    const isMore = [
      op('ReduceSum', ['a'], ['s'], { ints: { keepdims: 0 } }),
      op('Cast', ['s'], ['c'], { ints: { to: elementType.bool } }),
    ];
    await assertSame({
      nodes: [
        ...isMore,
        op('If', ['c'], ['m'], {
          graphs: {
            then_branch: branch([call('F', ['a'], ['f'])], 'f'),
            else_branch: branch([call('G', ['a'], ['g'])], 'g'),
          },
        }),
        op('Neg', ['m'], ['n']),
        call('F', ['n'], ['b']),
      ],
      functions,
      ...out,
    });
  });

  it('with operators of a set that the model itself does not name', async () => {
    await assertSame({
      nodes: [call('F', ['a'], ['b'])],
      functions: [
        local('F', [op('Gelu', ['x'], ['y'], { domain: 'com.microsoft' })], { opsets: { 'com.microsoft': 1 } }),
      ],
      ...out,
    });
  });

  it('or not, where operator sets do not agree: the model still answers, and says why it shows no attention', async () => {
    const { onnx, reference } = fixtureNamed('gpt2-functions/model');
    const dir = copyOf('gpt2-functions');
    const file = path.join(dir, 'onnx', onnx);
    const bytes = readFileSync(file);
    // A function's import of the standard operators, version 17.
    const imported = Buffer.from([0x4a, 4, 0x0a, 0, 0x10, 17]);
    let count = 0;
    for (let at = bytes.indexOf(imported); at >= 0; at = bytes.indexOf(imported, at + 1), count++) bytes[at + 5] = 18;
    assert.equal(count, 6);
    writeFileSync(file, bytes);
    const model = await LoadedModel.load({ dir }, () => undefined);
    const { attention } = model.info;
    assert.ok(!attention.available);
    assert.match(
      attention.why,
      /functions of its own that were not looked into, because they use version 18 of the standard operators, and the model itself version 17\. .*onnx\.inliner/,
    );
    const { logits } = await model.next({ ids: reference.input_ids, top: 1 });
    for (const [id, logit] of reference.logits_last.entries()) assertClose(logits[id]!, logit, 1e-3, `logit ${id}`);
    await model.dispose();
    cleanUp();
  });
});
