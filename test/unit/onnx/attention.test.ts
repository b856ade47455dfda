import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MemorySource } from '../../../src/core/base/byteSource';
import { planAttention, type AttentionPlan } from '../../../src/core/onnx/attention';
import { parseModel, type OnnxModel } from '../../../src/core/onnx/graph';
import { buildOverlay } from '../../../src/core/onnx/overlay';
import { tensorField } from '../../../src/core/onnx/schema';
import { WireWriter } from '../../../src/core/onnx/wire';
import { floatTensor, onnxModel, type ModelSpec, type NodeSpec } from '../../support/onnxBuilder';

const models = path.join(import.meta.dirname, '../../fixtures/models');

function planned(bytes: Uint8Array): { plan: AttentionPlan; overlay: OnnxModel; overlayBytes: number } {
  const source = new MemorySource(bytes);
  const model = parseModel(source);
  const plan = planAttention(model);
  const overlayBytes = buildOverlay(source, model, [plan.edit], { location: 'model.onnx' });
  return { plan, overlay: parseModel(new MemorySource(overlayBytes)), overlayBytes: overlayBytes.length };
}

/** The outputs that a plan of the graph fetches. */
function sitesOf(nodes: readonly NodeSpec[], rest: Omit<ModelSpec, 'nodes'> = {}): string[] {
  return planned(onnxModel({ nodes, ...rest })).plan.sites.map((site) => site.output);
}

const softmax = (input: string, output: string): NodeSpec => ({
  op: 'Softmax',
  inputs: [input],
  outputs: [output],
  ints: { axis: -1 },
});
const op = (name: string, inputs: string[], outputs: string[], domain = ''): NodeSpec => ({
  op: name,
  domain,
  inputs,
  outputs,
});
const eager = (layer: string): NodeSpec[] => [
  softmax(`${layer}.scores`, `${layer}.weights`),
  op('MatMul', [`${layer}.weights`, `${layer}.values`], [`${layer}.out`]),
];

describe('planAttention', () => {
  for (const [file, layers, kind] of [
    ['llama-gqa/onnx/model.onnx', 2, 'Softmax'],
    ['llama-gqa/onnx/model_quantized.onnx', 2, 'Softmax'],
    ['llama-gqa/onnx/model_q4.onnx', 2, 'Softmax'],
    ['llama-gqa/onnx/model_gqa.onnx', 2, 'com.microsoft.GroupQueryAttention'],
    ['gpt2/onnx/model.onnx', 2, 'Softmax'],
    ['bert/onnx/model.onnx', 2, 'Softmax'],
  ] as const) {
    it(`finds ${layers} layers of ${kind} in ${file}, and shares its weights`, () => {
      const bytes = new Uint8Array(readFileSync(path.join(models, file)));
      const { plan, overlay, overlayBytes } = planned(bytes);
      assert.deepEqual(
        plan.sites.map(({ layer, op, post }) => ({ layer, op, post })),
        Array.from({ length: layers }, (_, layer) => ({ layer, op: kind, post: 'none' })),
      );
      const outputs = overlay.graph.outputs.slice(-layers);
      assert.deepEqual(
        outputs,
        plan.sites.map((site) => ({ name: site.output, elementType: null, shape: null })),
      );
      assert.equal(overlay.graph.initializers.filter(({ raw }) => raw && raw.end - raw.start >= 1024).length, 0);
      const shared = overlay.graph.initializers.reduce(
        (sum, { external }) => sum + Number(external?.get('length') ?? 0),
        0,
      );
      assert.ok(overlayBytes + shared < bytes.length + 120 * overlay.graph.initializers.length);
    });
  }

  it('follows the weights through casts, NaN cleaning, dropout and quantisation to the product with the values', () => {
    const nodes = [
      softmax('s', 'p'),
      op('Cast', ['p'], ['p1']),
      op('IsNaN', ['p1'], ['n']),
      op('Where', ['n', 'zero', 'p1'], ['p2']),
      op('Dropout', ['p2'], ['p3', 'mask']),
      op('Identity', ['p3'], ['p4']),
      op('DynamicQuantizeLinear', ['p4'], ['p5', 'scale', 'zeroPoint']),
      op('MatMulInteger', ['p5', 'v'], ['o']),
    ];
    assert.deepEqual(sitesOf(nodes), ['p']);
  });

  it('knows the products that onnxruntime’s optimiser fuses with quantisation', () => {
    for (const product of ['MatMulIntegerToFloat', 'DynamicQuantizeMatMul']) {
      const direct = [softmax('s', 'p'), op(product, ['p', 'v', 'vScale', 'vZero'], ['o'], 'com.microsoft')];
      assert.deepEqual(sitesOf(direct), ['p'], product);
      const quantized = [
        softmax('s', 'p'),
        op('DynamicQuantizeLinear', ['p'], ['q', 'scale', 'zero']),
        op(product, ['q', 'v', 'scale', 'vScale'], ['o'], 'com.microsoft'),
      ];
      assert.deepEqual(sitesOf(quantized), ['p'], product);
      const weight = { initializers: [floatTensor('v', [1], [1])] };
      assert.deepEqual(sitesOf(direct, weight), [], 'times weights');
    }
  });

  it('takes what a subgraph computes for values, although it has no inputs', () => {
    const body = { nodes: [op('Identity', ['x'], ['y'])], outputs: [{ name: 'y' }] };
    const branch: NodeSpec = { ...op('If', ['w'], ['v']), graphs: { then_branch: body, else_branch: body } };
    const weight = { initializers: [floatTensor('w', [1], [1])] };
    assert.deepEqual(sitesOf([softmax('s', 'p'), branch, op('MatMul', ['p', 'v'], ['o'])], weight), ['p']);
  });

  it('numbers eager sites in graph order and knows their type where the file says it', () => {
    const { plan } = planned(
      onnxModel({ nodes: [...eager('a'), ...eager('b')], values: [{ name: 'b.weights', type: 10 }] }),
    );
    assert.deepEqual(plan.sites, [
      { layer: 0, output: 'a.weights', post: 'none', op: 'Softmax', elementType: null },
      { layer: 1, output: 'b.weights', post: 'none', op: 'Softmax', elementType: 10 },
    ]);
  });

  it('takes no softmax for attention that does not weigh values', () => {
    const weight = { initializers: [floatTensor('w', [1], [1])] };
    assert.deepEqual(sitesOf([softmax('logits', 'p')]), [], 'a classifier head');
    assert.deepEqual(sitesOf([softmax('r', 'p'), op('TopK', ['p', 'k'], ['top', 'which'])]), [], 'a router');
    assert.deepEqual(sitesOf([softmax('r', 'p'), op('Mul', ['p', 'x'], ['y']), op('MatMul', ['y', 'z'], ['o'])]), []);
    assert.deepEqual(sitesOf([softmax('s', 'p'), op('MatMul', ['v', 'p'], ['o'])]), [], 'as the right factor');
    assert.deepEqual(sitesOf([softmax('s', 'p'), op('MatMul', ['p', 'w'], ['o'])], weight), [], 'times weights');
    const transposed = [softmax('s', 'p'), op('Transpose', ['w'], ['wT']), op('MatMul', ['p', 'wT'], ['o'])];
    assert.deepEqual(sitesOf(transposed, weight), [], 'times transposed weights');
    assert.deepEqual(
      sitesOf([softmax('s', 'p'), op('Dropout', ['p'], ['q', 'm']), op('MatMul', ['m', 'v'], ['o'])]),
      [],
      'the mask of a dropout',
    );
    const reshaped = [softmax('s', 'p'), op('Reshape', ['p', 'shape'], ['q']), op('MatMul', ['q', 'v'], ['o'])];
    const scores = [op('MatMul', ['queries', 'keys'], ['dots']), op('Add', ['dots', 'mask'], ['s'])];
    assert.equal(sitesOf([...scores, ...reshaped]).length, 1, 'heads and batch on one axis');
    const routed = [op('MatMul', ['x', 'w'], ['s']), ...reshaped];
    assert.deepEqual(sitesOf(routed, weight), [], 'a router whose choices take another shape');
    assert.deepEqual(sitesOf(reshaped), [], 'scores of which nothing is known');
    const experts = [softmax('s', 'p'), op('MatMul', ['p', 'experts'], ['o'])];
    for (const scoring of [
      [op('MatMul', ['x', 'w'], ['s'])],
      [op('Gemm', ['x', 'w', 'b'], ['t']), op('Unsqueeze', ['t', 'axis'], ['s'])],
      [op('MatMul', ['x', 'w'], ['t']), op('Add', ['t', 'w'], ['u']), op('Reshape', ['u', 'shape'], ['s'])],
    ])
      assert.deepEqual(sitesOf([...scoring, ...experts], weight), [], 'a router over what all experts have computed');
    assert.equal(sitesOf(experts, weight).length, 1, 'scores of which nothing is known, times values');
    const latent = [op('MatMul', ['w', 'keys'], ['s']), ...experts];
    assert.equal(sitesOf(latent, weight).length, 1, 'queries that were learned');
    const relative = [op('MatMul', ['x', 'w'], ['t']), op('MatMul', ['q', 'k'], ['u']), op('Add', ['t', 'u'], ['s'])];
    assert.equal(sitesOf([...relative, ...experts], weight).length, 1, 'a score of places beside that of contents');
  });

  describe('reads the equation of an Einsum', () => {
    const einsum = (equation: string, inputs: readonly string[]): NodeSpec => ({
      ...op('Einsum', [...inputs], ['o']),
      texts: { equation },
    });
    const plannedEinsum = (
      equation: string,
      {
        axis = -1,
        version = 17,
        inputs = ['p', 'v'],
      }: { readonly axis?: number; readonly version?: number; readonly inputs?: readonly string[] } = {},
    ) =>
      planned(
        onnxModel({
          nodes: [{ ...softmax('s', 'p'), ints: { axis } }, einsum(equation, inputs)],
          opsets: { '': version },
          initializers: [floatTensor('w', [1], [1])],
        }),
      );

    it('and takes the weights as they are where they lie as [batch, head, query, key]', () => {
      for (const equation of [
        'bhij,bhjd->bhid',
        'b h q k, b k h d -> b q h d',
        'acbe,aecd->abcd',
        'BHij,BHjd->BiHd',
        'bhij,bjd->bhid',
        '...hqk,...khd->...qhd',
        '...qk,...kd->...qd',
        'hij,hjd->hid',
        '...ij,...jd',
      ]) {
        const { plan, overlay } = plannedEinsum(equation);
        assert.deepEqual([plan.sites.map(({ output }) => output), plan.axesAfterHeads], [['p'], [2]], equation);
        assert.equal(overlay.graph.nodes.length, 2, equation);
      }
      assert.equal(plannedEinsum('bhjd,bhij->bhid', { inputs: ['v', 'p'] }).plan.sites.length, 1, 'in the other order');
    });

    it('and turns the weights that lie otherwise', () => {
      for (const [equation, axis, perm, axesAfterHeads] of [
        ['bihj,bhjd->bihd', -1, [0, 2, 1, 3], 1],
        ['bihj,bhjd->bihd', 3, [0, 2, 1, 3], 1],
        // Transformer-XL
        ['ijbn,jbnd->ibnd', 1, [2, 3, 0, 1], 0],
        ['bjhi,bjhd->bihd', -3, [0, 2, 3, 1], 1],
      ] as const) {
        const { plan, overlay } = plannedEinsum(equation, { axis });
        assert.equal(plan.sites.length, 1, equation);
        const turned = overlay.graph.nodes.find(({ outputs }) => outputs[0] === plan.sites[0]!.output);
        assert.deepEqual(
          [turned?.op, turned?.inputs, turned?.attributes.get('perm')?.ints, plan.axesAfterHeads],
          ['Transpose', ['p'], perm, [axesAfterHeads]],
          equation,
        );
      }
    });

    it('and makes one axis of groups of heads that have an axis of their own', () => {
      for (const [equation, axis, perm] of [
        ['bgrij,bgjd->bgrid', -1, [0, 3, 4, 1, 2]],
        ['birgj,bgjd->bgrid', -1, [0, 1, 4, 3, 2]],
        ['ijbgr,bgjd->bgrid', 1, [2, 0, 1, 3, 4]],
      ] as const) {
        const { plan, overlay } = plannedEinsum(equation, { axis });
        const byOutput = new Map(overlay.graph.nodes.map((node) => [node.outputs[0], node]));
        const last = byOutput.get(plan.sites[0]!.output);
        const merged = byOutput.get(last?.inputs[0]);
        const first = byOutput.get(merged?.inputs[0]);
        assert.deepEqual([last?.op, merged?.op, first?.op], ['Transpose', 'Reshape', 'Transpose'], equation);
        assert.deepEqual(
          [last, first].map((node) => node?.attributes.get('perm')?.ints),
          [[0, 3, 1, 2], perm],
        );
        assert.deepEqual([first?.inputs, plan.groupedTo], [['p'], [perm]]);
        assert.ok(overlay.graph.initializers.some(({ name }) => name === merged?.inputs[1]));
      }
    });

    it('and finds no attention in routers, poolings, products with weights, and what is no equation', () => {
      for (const [what, equation, options] of [
        ['a router of experts', 'bse,bsed->bsd', {}],
        ['a router of experts, which come first', 'te,etd->td', {}],
        ['a pooling', 'bs,bsd->bd', {}],
        ['a pooling by heads', 'bhs,bhsd->bhd', {}],
        ['times weights', 'bhij,bhjd->bhid', { inputs: ['p', 'w'] }],
        ['a softmax over another axis', 'bhij,bhjd->bhid', { axis: 1 }],
        ['one over several axes, as before version 13', 'bhij,bhjd->bhid', { axis: 1, version: 12 }],
        ['heads summed, as no result is given', 'hij,hjd', {}],
        ['nothing summed', 'bhij,bhjd->bhijd', {}],
        ['no vectors', 'bhij,bhj->bhi', {}],
        ['groups of heads among which the queries may be', 'brgij,bgjd->brgid', {}],
        ['groups of heads on both sides of theirs', 'bigrj,bgjd->bigrd', {}],
        ['groups without an axis for the batch, or with any', '...grij,...gjd->...grid', {}],
        ['three axes that values lack', 'birsj,bjd->birsd', {}],
        ['heads in an unknown place', '...ihj,...hjd->...ihd', {}],
        ['weights alone', 'bhij->bhi', { inputs: ['p'] }],
        ['three factors', 'bhij,bhjd,bhjd->bhid', { inputs: ['p', 'v', 'u'] }],
        ['a diagonal', 'bhii,bhid->bhid', {}],
        ['no equation', 'bhij;bhjd', {}],
        ['an empty one', '', {}],
      ] as const) {
        assert.deepEqual(plannedEinsum(equation, options).plan.sites, [], what);
      }
      const given = { ...op('Einsum', ['p', 'v'], ['o']), ints: { equation: 3 } };
      assert.deepEqual(sitesOf([softmax('s', 'p'), given]), []);
    });

    it('and not of an operator that only has its name', () => {
      const foreign = { ...einsum('bhij,bhjd->bhid', ['p', 'v']), domain: 'other' };
      assert.deepEqual(sitesOf([softmax('s', 'p'), foreign]), []);
    });
  });

  it('does not add an output that the model gives already', () => {
    const { plan, overlay } = planned(onnxModel({ nodes: eager('a'), outputs: [{ name: 'a.weights' }] }));
    assert.equal(plan.sites.length, 1);
    assert.deepEqual(
      overlay.graph.outputs.map((output) => output.name),
      ['a.weights'],
    );
  });

  for (const [domain, name, post, attribute] of [
    ['com.microsoft', 'GroupQueryAttention', 'none', ['qk_output', 2]],
    ['com.microsoft', 'MultiHeadAttention', 'softmax', null],
    ['', 'Attention', 'none', ['qk_matmul_output_mode', 3]],
    ['ai.onnx', 'Attention', 'none', ['qk_matmul_output_mode', 3]],
  ] as const) {
    it(`asks ${domain || 'the standard'} ${name} for its output 3`, () => {
      const node: NodeSpec = { ...op(name, ['q', 'k', 'v'], ['o'], domain), ints: { num_heads: 2, qk_output: 0 } };
      const { plan, overlay } = planned(onnxModel({ nodes: [node], values: [{ name: 'o', type: 1 }] }));
      assert.deepEqual(
        plan.sites.map((site) => [site.post, site.elementType]),
        [[post, 1]],
      );
      // The runtime infers all types but that of MultiHeadAttention's scores.
      assert.equal(overlay.graph.outputs[0]!.elementType, post === 'softmax' ? 1 : null);
      const rewritten = overlay.graph.nodes[0]!;
      assert.deepEqual(rewritten.outputs, ['o', '', '', plan.sites[0]!.output]);
      assert.deepEqual(rewritten.inputs, ['q', 'k', 'v']);
      assert.equal(rewritten.attributes.get('num_heads')?.int, 2);
      if (attribute) assert.equal(rewritten.attributes.get(attribute[0])?.int, attribute[1]);
    });
  }

  it('reads an output 3 that is in use, but does not change its meaning', () => {
    const gqa = (qk: number): NodeSpec => ({
      ...op('GroupQueryAttention', ['q'], ['o', 'k', 'v', 'qk'], 'com.microsoft'),
      ints: { qk_output: qk },
    });
    assert.deepEqual(sitesOf([gqa(2)]), ['qk']);
    assert.deepEqual(sitesOf([gqa(1)]), []);
  });

  it('splits com.microsoft.Attention, in the way of the file’s operator set', () => {
    const node: NodeSpec = {
      ...op('Attention', ['x', 'w', 'b', 'mask'], ['o'], 'com.microsoft'),
      ints: { num_heads: 2, unidirectional: 1 },
      floats: { scale: 0.5 },
    };
    for (const version of [17, 18]) {
      const { plan, overlay } = planned(onnxModel({ nodes: [node], opsets: { '': version } }));
      assert.deepEqual(
        overlay.graph.nodes.map((n) => n.op),
        ['MatMul', 'Add', 'Split', 'MultiHeadAttention'],
      );
      const [, , split, mha] = overlay.graph.nodes;
      assert.equal(split!.attributes.get('num_outputs')?.int, version < 18 ? undefined : 3);
      assert.deepEqual(mha!.inputs.slice(3), ['', 'mask', '']);
      assert.deepEqual(mha!.outputs, ['o', '', '', plan.sites[0]!.output]);
      assert.equal(mha!.attributes.get('scale')?.float, 0.5);
      assert.equal(plan.sites[0]!.post, 'softmax');
    }
    const has = (change: Partial<NodeSpec>) => sitesOf([{ ...node, ...change }]);
    assert.deepEqual(has({ ints: { num_heads: 2, past_present_share_buffer: 1 } }), [], 'with a cache in place');
    assert.deepEqual(has({ ints: { num_heads: 2, do_rotary: 1 } }), [], 'with rotary positions');
    assert.deepEqual(has({ intLists: { qkv_hidden_sizes: [8, 8, 4] } }), [], 'with unequal sizes');
    assert.equal(has({ intLists: { qkv_hidden_sizes: [8, 8, 8] } }).length, 1);
    assert.equal(has({ inputs: ['x', 'w'] }).length, 1, 'without a bias');
  });

  it('takes the cache of com.microsoft.Attention apart and puts it together, in the way of the file’s operator set', () => {
    const node: NodeSpec = {
      ...op('Attention', ['x', 'w', '', '', 'past'], ['o', 'present'], 'com.microsoft'),
      ints: { num_heads: 2 },
    };
    for (const version of [11, 13]) {
      const { overlay } = planned(onnxModel({ nodes: [node], opsets: { '': version } }));
      const { nodes } = overlay.graph;
      const apart = ['Split', 'Squeeze', 'Squeeze', 'MultiHeadAttention', 'Unsqueeze', 'Unsqueeze', 'Concat'];
      assert.deepEqual(
        nodes.map((n) => n.op),
        ['MatMul', 'Split', ...(version < 13 ? [] : ['Constant']), ...apart],
      );
      const [split, key, value, mha, ...rest] = nodes.slice(-apart.length);
      assert.deepEqual([split!.inputs, key!.inputs[0], value!.inputs[0]], [['past'], ...split!.outputs]);
      assert.deepEqual(mha!.inputs.slice(6), [key!.outputs[0], value!.outputs[0]]);
      assert.deepEqual(
        mha!.outputs.slice(1, 3),
        rest.slice(0, 2).map(({ inputs }) => inputs[0]),
      );
      assert.deepEqual(rest.at(-1)!.outputs, ['present']);
      assert.deepEqual(key!.attributes.get('axes')?.ints, version < 13 ? [0] : undefined);
      assert.equal(key!.inputs.length, version < 13 ? 1 : 2);
    }
  });

  it('edits both branches of an If alike, or neither', () => {
    const merged = (then: NodeSpec[], otherwise: NodeSpec[], thenOutputs = ['a.out']): NodeSpec => ({
      ...op('If', ['cached'], ['logits']),
      graphs: {
        then_branch: { nodes: then, outputs: thenOutputs.map((name) => ({ name })) },
        else_branch: { nodes: otherwise, outputs: [{ name: 'b.out' }] },
      },
    });
    const { plan, overlay } = planned(onnxModel({ nodes: [merged(eager('a'), eager('b'))] }));
    const rewritten = overlay.graph.nodes[0]!;
    assert.deepEqual(rewritten.outputs, ['logits', plan.sites[0]!.output]);
    const branchOutputs = ['then_branch', 'else_branch'].map((name) =>
      rewritten.attributes.get(name)!.graphs[0]!.outputs.map((output) => output.name),
    );
    assert.deepEqual(branchOutputs, [
      ['a.out', 'a.weights'],
      ['b.out', 'b.weights'],
    ]);
    assert.deepEqual(sitesOf([merged(eager('a'), [...eager('b'), ...eager('c')])]), []);
    assert.deepEqual(sitesOf([merged(eager('a'), [])]), []);
    const fused = op('MultiHeadAttention', ['q', 'k', 'v'], ['b.out'], 'com.microsoft');
    assert.deepEqual(sitesOf([merged(eager('a'), [fused])]), [], 'weights here, scores there');
    assert.deepEqual(sitesOf([merged(eager('a'), eager('b'), ['a.weights'])]), [], 'one branch gives them already');
  });

  it('uses no name that the model has', () => {
    const taken = op('Relu', ['q'], ['introspect/attention/0']);
    const [output] = sitesOf([taken, op('MultiHeadAttention', ['q', 'k', 'v'], ['o'], 'com.microsoft')]);
    assert.notEqual(output, 'introspect/attention/0');
  });

  it('says what it looked for', () => {
    const { plan } = planned(onnxModel({ nodes: [] }));
    assert.deepEqual(plan.sites, []);
    assert.match(plan.lookedFor.join(), /GroupQueryAttention/);
  });
});

describe('buildOverlay', () => {
  it('changes nothing but the place of weights when there is nothing to add, in subgraphs too', () => {
    const values = Float32Array.from({ length: 300 }, (_, i) => i);
    const branch = {
      nodes: [op('Add', ['x', 'inner'], ['y'])],
      outputs: [{ name: 'y' }],
      initializers: [floatTensor('inner', [300], values)],
    };
    const bytes = onnxModel({
      nodes: [{ ...op('If', ['c'], ['z']), graphs: { then_branch: branch, else_branch: branch } }],
      initializers: [
        floatTensor('large', [256], values.subarray(0, 256)),
        floatTensor('small', [255], values.subarray(0, 255)),
      ],
    });
    const { overlay } = planned(bytes);
    const [large, small] = overlay.graph.initializers;
    assert.equal(small!.external, null);
    assert.deepEqual(small!.dims, [255]);
    const inner = overlay.graph.nodes[0]!.attributes.get('else_branch')!.graphs[0]!.initializers[0]!;
    for (const [tensor, length] of [
      [large!, 256],
      [inner, 300],
    ] as const) {
      assert.equal(tensor.external?.get('location'), 'model.onnx');
      const offset = Number(tensor.external.get('offset'));
      const stored = new Float32Array(bytes.slice(offset, offset + Number(tensor.external.get('length'))).buffer);
      assert.deepEqual(stored, values.subarray(0, length));
    }
  });

  it('leaves weights alone that are in another file', () => {
    const entry = new WireWriter().string(1, 'location').string(2, 'model.onnx_data');
    const external = floatTensor('far', [300], new Float32Array(300)).message(tensorField.externalData, entry);
    const { overlay } = planned(onnxModel({ nodes: [], initializers: [external] }));
    assert.deepEqual([...overlay.graph.initializers[0]!.external!], [['location', 'model.onnx_data']]);
  });
});
