import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MemorySource } from '../../../src/core/base/byteSource';
import { planAttention } from '../../../src/core/onnx/attention';
import { Dataflow } from '../../../src/core/onnx/dataflow';
import { parseModel, type OnnxModel } from '../../../src/core/onnx/graph';
import { planInside, type InsidePlan } from '../../../src/core/onnx/inside';
import { buildOverlay } from '../../../src/core/onnx/overlay';
import { findResidualStream } from '../../../src/core/onnx/residual';
import { buildTail, planTail, tailInput, type TailResult } from '../../../src/core/onnx/tail';
import { readingInputs } from '../../../src/core/onnx/tailReading';
import { floatTensor, onnxModel, type ModelSpec, type NodeSpec } from '../../support/onnxBuilder';

const models = path.join(import.meta.dirname, '../../fixtures/models');
const location = 'model.onnx';

interface Planned extends InsidePlan {
  readonly model: OnnxModel;
  readonly overlay: OnnxModel;
  readonly tail: TailResult | null;
  readonly tailModel: OnnxModel | null;
}

function planned(bytes: Uint8Array): Planned {
  const source = new MemorySource(bytes);
  const model = parseModel(source);
  const attention = planAttention(model);
  const plan = planInside(model, attention, 'logits');
  const tail = plan.residual.found ? planTail(model, plan.flow, plan.residual.stream, 'logits', attention) : null;
  const tailBytes = tail?.found ? buildTail(source, model, tail.tail, { location }, 1) : null;
  return {
    ...plan,
    model,
    overlay: parseModel(new MemorySource(buildOverlay(source, model, [plan.edit], { location }))),
    tail,
    tailModel: tailBytes && parseModel(new MemorySource(tailBytes)),
  };
}

const op = (name: string, inputs: string[], outputs: string[], domain = ''): NodeSpec => ({
  op: name,
  domain,
  inputs,
  outputs,
});
const names = ['w', 'gamma', 'beta', 'eps', 'two', 'bias'];
const initializers = names.map((name) => floatTensor(name, [1], [1]));
const linear = (input: string, output: string): NodeSpec => op('MatMul', [input, 'w'], [output]);
const norm = (input: string, output: string): NodeSpec => op('LayerNormalization', [input, 'gamma', 'beta'], [output]);
const embed = op('Gather', ['w', 'input_ids'], ['x']);
const attention = (input: string, output: string): NodeSpec[] => [
  linear(input, `${output}.queries`),
  linear(input, `${output}.keys`),
  op('MatMul', [`${output}.queries`, `${output}.keys`], [`${output}.scores`]),
  op('Softmax', [`${output}.scores`], [`${output}.weights`]),
  op('MatMul', [`${output}.weights`, input], [`${output}.mixed`]),
  linear(`${output}.mixed`, output),
];
/** With the tanh form of GELU, whose inner sum is none of the stream. */
const mlp = (input: string, output: string): NodeSpec[] => [
  linear(input, `${output}.up`),
  op('Pow', [`${output}.up`, 'two'], [`${output}.cubed`]),
  op('Add', [`${output}.up`, `${output}.cubed`], [`${output}.inner`]),
  op('Mul', [`${output}.up`, `${output}.inner`], [`${output}.gelu`]),
  linear(`${output}.gelu`, output),
];

function plannedGraph(nodes: readonly NodeSpec[], rest: Omit<ModelSpec, 'nodes'> = {}): Planned {
  const io = { inputs: [{ name: 'input_ids', type: 7 }], outputs: [{ name: 'logits' }] };
  return planned(onnxModel({ nodes, initializers, ...io, ...rest }));
}

const streamOf = ({ residual }: Planned) => (residual.found ? residual.stream : assert.fail(residual.why));
const whyOf = ({ residual }: Planned): string => (residual.found ? assert.fail('found') : residual.why);
const oneLayer = (output: string, finalNorm: object | null) => ({
  embeddings: 'x',
  layers: [{ output, attention: ['attn'], mlp: ['mlp'] }],
  finalNorm,
});
const final = { output: 'n', centred: true };

describe('findResidualStream', () => {
  it('follows blocks one after the other, and is not misled by the sum inside a GELU', () => {
    const plan = plannedGraph([
      embed,
      norm('x', 'a'),
      ...attention('a', 'attn'),
      op('Add', ['x', 'attn'], ['mid']),
      norm('mid', 'b'),
      ...mlp('b', 'mlp'),
      op('Add', ['mlp', 'mid'], ['out']),
      norm('out', 'n'),
      linear('n', 'logits'),
    ]);
    assert.deepEqual(streamOf(plan), oneLayer('out', final));
  });

  it('tells the embeddings from the norm of the first layer, where one operator gives both', () => {
    const embedAndNorm = op(
      'EmbedLayerNormalization',
      ['input_ids', '', 'w', 'w', '', 'gamma', 'beta'],
      ['a', '', 'x'],
      'com.microsoft',
    );
    const plan = plannedGraph([
      embedAndNorm,
      ...attention('a', 'attn'),
      op('Add', ['x', 'attn'], ['mid']),
      norm('mid', 'b'),
      ...mlp('b', 'mlp'),
      op('Add', ['mlp', 'mid'], ['out']),
      norm('out', 'n'),
      linear('n', 'logits'),
    ]);
    assert.deepEqual(streamOf(plan), oneLayer('out', final));
  });

  for (const [form, sums] of [
    ['added to one another first', [op('Add', ['attn', 'mlp'], ['both']), op('Add', ['both', 'x'], ['out'])]],
    ['added in turn', [op('Add', ['attn', 'x'], ['one']), op('Add', ['mlp', 'one'], ['out'])]],
  ] as const) {
    it(`tells attention and MLP apart that stand side by side, ${form}`, () => {
      const plan = plannedGraph([
        embed,
        norm('x', 'a'),
        ...attention('a', 'attn'),
        ...mlp('a', 'mlp'),
        ...sums,
        norm('out', 'n'),
        linear('n', 'logits'),
      ]);
      assert.deepEqual(streamOf(plan), oneLayer('out', final));
    });
  }

  it('follows norms in their parts, through casts', () => {
    const rms = (input: string, output: string): NodeSpec[] => [
      op('Cast', [input], [`${output}.x`]),
      op('Pow', [`${output}.x`, 'two'], [`${output}.square`]),
      op('ReduceMean', [`${output}.square`], [`${output}.mean`]),
      op('Add', [`${output}.mean`, 'eps'], [`${output}.safe`]),
      op('Sqrt', [`${output}.safe`], [`${output}.root`]),
      op('Reciprocal', [`${output}.root`], [`${output}.scale`]),
      op('Mul', [`${output}.x`, `${output}.scale`], [`${output}.normed`]),
      op('Mul', ['gamma', `${output}.normed`], [output]),
    ];
    const plan = plannedGraph([
      embed,
      ...rms('x', 'a'),
      ...attention('a', 'attn'),
      op('Add', ['a.x', 'attn'], ['mid']),
      ...rms('mid', 'b'),
      ...mlp('b', 'mlp'),
      op('Add', ['b.x', 'mlp'], ['out']),
      ...rms('out', 'n'),
      linear('n', 'logits'),
    ]);
    assert.deepEqual(streamOf(plan), oneLayer('out', { output: 'n', centred: false }));
  });

  it('takes the stream after the norm where each addition is followed by one, before a head of several steps', () => {
    const plan = plannedGraph([
      embed,
      ...attention('x', 'attn'),
      op('Add', ['attn', 'x'], ['s1']),
      norm('s1', 'mid'),
      ...mlp('mid', 'mlp'),
      op('Add', ['mlp', 'mid'], ['s2']),
      norm('s2', 'out'),
      ...mlp('out', 'h'),
      norm('h', 'n'),
      linear('n', 'logits'),
    ]);
    assert.deepEqual(streamOf(plan), oneLayer('out', null));
    assert.match(
      plan.tail?.found ? (plan.tail.tail.notAffine ?? '') : '',
      /each of its additions is followed by a norm/,
    );
  });

  for (const [order, sum] of [
    ['before', ['x', 'attn']],
    ['after', ['attn', 'x']],
  ] as const) {
    it(`reads sums inside fused norms, with their bias, the stream ${order} what is added, and gives them names`, () => {
      const skip = (inputs: string[], outputs: string[]): NodeSpec =>
        op('SkipLayerNormalization', inputs, outputs, 'com.microsoft');
      const plan = plannedGraph([
        embed,
        norm('x', 'a'),
        ...attention('a', 'attn'),
        skip([...sum, 'gamma', 'beta', 'bias'], ['b', '', '', 'mid']),
        ...mlp('b', 'mlp'),
        skip(['mid', 'mlp', 'gamma', 'beta'], ['n']),
        linear('n', 'logits'),
      ]);
      const [layer] = streamOf(plan).layers;
      const produced = new Map(plan.overlay.graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
      const added = layer!.attention.map((name) => produced.get(name)!);
      assert.deepEqual(
        added.map((node) => [node.op, node.inputs]),
        [['Add', ['attn', 'bias']]],
      );
      assert.equal(produced.get(layer!.output)?.op, 'SkipLayerNormalization');
      assert.equal(produced.get(layer!.output)?.outputs[3], layer!.output);
      assert.deepEqual(layer!.mlp, ['mlp']);
      assert.deepEqual(
        plan.tailModel!.graph.nodes.slice(0, 3).map((node) => [node.op, node.inputs]),
        [
          ['Cast', [tailInput]],
          ['LayerNormalization', [layer!.output, 'gamma', 'beta']],
          ['MatMul', ['n', 'w']],
        ],
      );
    });
  }

  it('is found where the MLP has batch and tokens on one axis, as OPT’s, and has its own axes at every layer', () => {
    const layer = (n: number, from: string) => [
      norm(from, `a${n}`),
      ...attention(`a${n}`, `attn${n}`),
      op('Add', [from, `attn${n}`], [`mid${n}`]),
      op('Reshape', [`mid${n}`, 'two'], [`flat${n}`]),
      norm(`flat${n}`, `b${n}`),
      ...mlp(`b${n}`, `mlp${n}`),
      op('Add', [`flat${n}`, `mlp${n}`], [`sum${n}`]),
      op('Reshape', [`sum${n}`, 'two'], [`out${n}`]),
    ];
    const nodes = [embed, ...layer(1, 'x'), ...layer(2, 'out1'), norm('out2', 'n'), linear('n', 'logits')];
    const plan = plannedGraph(nodes);
    assert.deepEqual(streamOf(plan), {
      embeddings: 'x',
      layers: [1, 2].map((n) => ({ output: `out${n}`, attention: [`attn${n}`], mlp: [`mlp${n}`] })),
      finalNorm: { output: 'n', centred: true },
    });
    assert.deepEqual(
      plan.tailModel!.graph.nodes.slice(0, 3).map((node) => [node.op, node.inputs]),
      [
        ['Cast', [tailInput]],
        ['LayerNormalization', ['out2', 'gamma', 'beta']],
        ['MatMul', ['n', 'w']],
      ],
    );
  });

  it('says why there is none', () => {
    const block = [norm('x', 'a'), ...attention('a', 'attn')];
    const end = [norm('out', 'n'), linear('n', 'logits')];
    const added = op('Add', ['x', 'attn'], ['out']);
    assert.match(whyOf(plannedGraph([embed, linear('x', 'logits')])), /attention was found in none/);
    assert.match(
      whyOf(plannedGraph([embed, ...block, added, norm('out', 'n'), linear('n', 'hidden')])),
      /named logits/,
    );
    const straight = [embed, ...block, norm('attn', 'n'), linear('n', 'logits')];
    assert.match(whyOf(plannedGraph(straight)), /no sum of a value/);
    assert.match(whyOf(plannedGraph([embed, ...block, added, linear('out', 'logits')])), /no norm stands between/);
    const shared = [embed, ...block, ...attention('a', 'beside'), op('Add', ['attn', 'beside'], ['both'])];
    const joined = [...shared, op('Add', ['x', 'both'], ['out']), ...end];
    assert.match(whyOf(plannedGraph(joined)), /could not be matched with its 2 layers/);
  });

  it('ends in graphs that run in a circle, of which no exporter makes any', () => {
    const circle = (...ops: string[]): NodeSpec[] =>
      ops.map((name, i) => ({
        op: name,
        inputs: [`v${(i + ops.length - 1) % ops.length}`, 'w'],
        outputs: [`v${i}`],
      }));
    for (const ops of [['Cast'], ['Mul'], ['Add', 'Mul'], ['Cast', 'Identity', 'Dropout'], ['Add', 'Add', 'Mul']]) {
      const nodes = [...circle(...ops), { op: 'Add', inputs: ['v0', 'x'], outputs: ['logits'] }];
      const { graph } = parseModel(
        new MemorySource(onnxModel({ nodes, initializers: [floatTensor('w', [1], [1])], inputs: [{ name: 'x' }] })),
      );
      const flow = new Dataflow(graph);
      assert.equal(flow.norm('logits'), null);
      assert.equal(typeof flow.origin('v0'), 'string');
      assert.equal(findResidualStream(flow, 'logits', { nodes: [graph.nodes[0]!] }).found, false);
    }
  });

  it('does not look into merged decoders', () => {
    const body = {
      nodes: [op('Softmax', ['x'], ['p']), op('MatMul', ['p', 'x'], ['y'])],
      outputs: [{ name: 'y' }],
    };
    const branch: NodeSpec = { ...op('If', ['c'], ['logits']), graphs: { then_branch: body, else_branch: body } };
    const plan = plannedGraph([embed, branch]);
    assert.match(whyOf(plan), /two graphs in one/);
    assert.equal(plan.masks, null);
  });
});

describe('planTail', () => {
  const layer = [
    embed,
    norm('x', 'a'),
    ...attention('a', 'attn'),
    op('Add', ['x', 'attn'], ['mid']),
    norm('mid', 'b'),
    ...mlp('b', 'mlp'),
    op('Add', ['mid', 'mlp'], ['out']),
    norm('out', 'n'),
  ];
  const tailOf = (nodes: NodeSpec[]): TailResult => plannedGraph([...layer, ...nodes]).tail!;
  const notAffine = (nodes: NodeSpec[]): string | null => {
    const tail = tailOf(nodes);
    return tail.found ? tail.tail.notAffine : assert.fail(tail.why);
  };

  it('tells heads that are linear from those that are not', () => {
    assert.equal(notAffine([linear('n', 'h'), op('Add', ['h', 'bias'], ['logits'])]), null);
    assert.match(notAffine([linear('n', 'h'), op('Tanh', ['h'], ['logits'])]) ?? '', /not linear .*Tanh/);
    assert.match(notAffine([linear('n', 'h'), op('Mul', ['h', 'h'], ['logits'])]) ?? '', /not linear .*Mul/);
    assert.match(notAffine([linear('n', 'h'), linear('out', 'g'), op('Add', ['h', 'g'], ['logits'])]) ?? '', /linear/);
  });

  it('reads heads whose weights are small integers, shared with the embedding', () => {
    const rest = layer.slice(1);
    const microsoft = 'com.microsoft';
    for (const [embedding, head] of [
      [
        [
          op('Reshape', ['w', 'two'], ['rows']),
          op('GatherBlockQuantized', ['rows', 'input_ids', 'eps'], ['x'], microsoft),
        ],
        [op('MatMulNBits', ['n', 'w', 'eps'], ['logits'], microsoft)],
      ],
      // As the bundled models have it: floats are made of the integers once, when the file is loaded.
      [
        [
          op('Cast', ['w'], ['values']),
          op('Mul', ['values', 'eps'], ['table']),
          op('Gather', ['table', 'input_ids'], ['x']),
        ],
        [op('Transpose', ['table'], ['turned']), op('MatMul', ['n', 'turned'], ['logits'])],
      ],
    ] as const) {
      const { tail, tailModel, residual } = plannedGraph([...embedding, ...rest, ...head]);
      assert.ok(residual.found && residual.stream.embeddings === 'x');
      assert.ok(tail?.found && tail.tail.notAffine === null);
      const ops = tailModel!.graph.nodes.map(({ op: name }) => name);
      assert.ok(!ops.includes('Gather') && !ops.includes('GatherBlockQuantized'), ops.join());
      assert.ok(ops.includes(head.at(-1)!.op));
    }
  });

  it('takes the shape of an earlier layer from the stream it is given', () => {
    const { tailModel } = plannedGraph([
      ...layer,
      op('Shape', ['x'], ['shape']),
      linear('n', 'h'),
      op('Reshape', ['h', 'shape'], ['logits']),
    ]);
    const nodes = tailModel!.graph.nodes.map(({ op: name, inputs, outputs }) => [name, inputs[0], outputs[0]]);
    assert.deepEqual(nodes.slice(0, 2), [
      ['Cast', tailInput, 'out'],
      ['Identity', 'out', 'x'],
    ]);
    assert.deepEqual(
      tailModel!.graph.inputs.map(({ name }) => name),
      [tailInput, ...Object.values(readingInputs)],
    );
  });

  it('cuts out no head that reads inside a layer', () => {
    const tail = tailOf([linear('n', 'h'), op('Shape', ['attn'], ['s']), op('Reshape', ['h', 's'], ['logits'])]);
    assert.ok(!tail.found);
    assert.match(tail.why, /more than the last layer/);
  });

  for (const file of ['llama-gqa/onnx/model.onnx', 'llama-gqa/onnx/model_gqa.onnx', 'gpt2/onnx/model.onnx']) {
    it(`shares the weights of ${file}`, () => {
      const bytes = new Uint8Array(readFileSync(path.join(models, file)));
      const { tailModel, tail, model } = planned(bytes);
      assert.ok(tail?.found && tail.tail.notAffine === null);
      const head = tailModel!.graph.initializers.find(({ dims }) => dims.length === 2);
      const original = model.graph.initializers.find(({ name }) => name === head?.name);
      assert.equal(head?.raw, null);
      assert.equal(Number(head?.external?.get('offset')), original!.raw!.start);
      assert.ok(tailModel!.graph.initializers.length <= 4);
    });
  }
});

describe('planAblation', () => {
  it('puts one required mask a layer after the softmax, and after fused operators head by head', () => {
    const eager = planned(new Uint8Array(readFileSync(path.join(models, 'gpt2/onnx/model.onnx'))));
    const fused = planned(new Uint8Array(readFileSync(path.join(models, 'llama-gqa/onnx/model_gqa.onnx'))));
    for (const [{ masks, overlay, model }, axesAfterHeads, before] of [
      [eager, 2, 'Softmax'],
      [fused, 1, 'GroupQueryAttention'],
    ] as const) {
      assert.deepEqual(
        masks?.map((mask) => mask.axesAfterHeads),
        [axesAfterHeads, axesAfterHeads],
      );
      const boolean = 9;
      const added = overlay.graph.inputs.slice(model.graph.inputs.length);
      assert.deepEqual(
        added.map(({ name, elementType }) => [name, elementType]),
        masks.map(({ name }) => [name, boolean]),
      );
      const initializers = new Set(overlay.graph.initializers.map(({ name }) => name));
      for (const { name } of masks) {
        assert.ok(!initializers.has(name));
        const laid = overlay.graph.nodes.find(({ op: kind, inputs }) => kind === 'Reshape' && inputs[0] === name);
        const mask = laid?.outputs[0] ?? name;
        const chooser = overlay.graph.nodes.find(({ op: kind, inputs }) => kind === 'Where' && inputs[0] === mask);
        assert.ok(chooser);
      }
      assert.equal(overlay.graph.nodes.filter((node) => node.op === before).length, 2);
    }
  });
});
