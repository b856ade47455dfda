import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Tensor } from '../../../src/model/onnxruntime';
import {
  elementType,
  floatTensor,
  onnxModel,
  type GraphSpec,
  type ModelSpec,
  type NodeSpec,
} from '../../support/onnxBuilder';
import { cleanUp, temporaryFolder } from '../support';
import {
  type Feeds,
  assertClose,
  at,
  attend,
  capture,
  causal,
  feeds,
  float,
  headDim,
  heads,
  k,
  open,
  q,
  qkv,
  size,
  v,
  values,
  width,
} from './support';

describe('the overlay of other forms of attention', () => {
  after(cleanUp);

  for (const version of [23, 24]) {
    const node = (inputs: string[], outputs: string[], keyHeads: number): NodeSpec => ({
      op: 'Attention',
      inputs,
      outputs,
      ints: { is_causal: 1, q_num_heads: heads, kv_num_heads: keyHeads },
    });
    const opsets = { '': version };

    it(`ai.onnx Attention of operator set ${version} gives a decoder’s softmax(QKᵀ/√d)`, async () => {
      const spec = { nodes: [node(['q', 'k', 'v'], ['o'], heads)], inputs: qkv, outputs: [{ name: 'o' }], opsets };
      assertClose(await capture(spec, feeds), attend(q, k, causal), 1e-5);
    });

    it(`ai.onnx Attention of operator set ${version} gives them after a cache, for queries that share a key`, async () => {
      const [past, fresh] = [2, size - 2];
      /** One head for keys and values; the heads of the queries share it. */
      const [sharedK, sharedV] = [values(size * headDim, 4), values(size * headDim, 5)];
      const kv = (name: string, data: Float32Array): Feeds => ({
        [`past_${name}`]: float(data.slice(0, past * headDim), [1, 1, past, headDim]),
        [name]: float(data.slice(past * headDim), [1, fresh, headDim]),
      });
      const cached = { q: float(q.slice(past * width), [1, fresh, width]), ...kv('k', sharedK), ...kv('v', sharedV) };
      const spec = {
        nodes: [node(['q', 'k', 'v', '', 'past_k', 'past_v'], ['o', 'present_k', 'present_v'], 1)],
        inputs: Object.entries(cached).map(([name, { dims }]) => ({ name, dims })),
        outputs: ['o', 'present_k', 'present_v'].map((name) => ({ name })),
        opsets,
      };
      const forEveryHead = Float32Array.from({ length: size * width }, (_, i) => {
        return sharedK[Math.floor(i / width) * headDim + (i % headDim)]!;
      });
      const all = attend(q, forEveryHead, causal);
      const expected = all.map((layer) => layer.map((rows) => rows.slice(past)));
      assertClose(await capture(spec, cached), expected, 1e-5);
    });
  }

  it('MultiHeadAttention in both branches of a merged decoder gives softmax(QKᵀ/√d)', async () => {
    const branch = (out: string): GraphSpec => ({
      nodes: [
        {
          op: 'MultiHeadAttention',
          domain: 'com.microsoft',
          inputs: ['q', 'k', 'v'],
          outputs: [out],
          ints: { num_heads: heads },
        },
      ],
      outputs: [{ name: out }],
    });
    const graphs = { then_branch: branch('a'), else_branch: branch('b') };
    const flag = { name: 'flag', type: elementType.bool, dims: [1] };
    const spec: ModelSpec = {
      nodes: [{ op: 'If', inputs: ['flag'], outputs: ['o'], graphs }],
      inputs: [flag, ...qkv],
      outputs: [{ name: 'o' }],
    };
    const weights = await capture(spec, { ...feeds, flag: new Tensor('bool', Uint8Array.of(1), [1]) });
    assertClose(weights, attend(q, k), 1e-5);
  });

  for (const [form, domain, site] of [
    ['Softmax', '', 'float16'],
    ['MultiHeadAttention', 'com.microsoft', 'float32'],
  ] as const) {
    it(`loads a float16 file with ${form}, whose output is ${site}`, async () => {
      const half = (name: string): NodeSpec => ({
        op: 'Cast',
        inputs: [name],
        outputs: [`${name}16`],
        ints: { to: elementType.float16 },
      });
      const attention: NodeSpec[] =
        form === 'Softmax'
          ? [
              { op: 'Softmax', inputs: ['q16'], outputs: ['p16'], ints: { axis: -1 } },
              { op: 'MatMul', inputs: ['p16', 'v16'], outputs: ['o'] },
            ]
          : [{ op: form, domain, inputs: ['q16', 'k16', 'v16'], outputs: ['o'], ints: { num_heads: heads } }];
      const square = [1, 1, width, width];
      const inputs = form === 'Softmax' ? ['q', 'v'].map((name) => ({ name, dims: square })) : qkv;
      const file = path.join(temporaryFolder(), 'model.onnx');
      const nodes = [...inputs.map(({ name }) => half(name)), ...attention];
      writeFileSync(file, onnxModel({ nodes, inputs, outputs: [{ name: 'o', type: elementType.float16 }] }));
      const { plan, overlaid } = await open(file);
      const output = plan.sites[0]!.output;
      const squares = { q: float(values(64, 1), square), v: float(values(64, 2), square) };
      const results = await overlaid.run(form === 'Softmax' ? squares : feeds, [output]);
      assert.equal((results[output] as Tensor).type, site);
    });
  }

  describe('a merged decoder', () => {
    // [head][row][i] and [head][i][row], as eager exports multiply them.
    const byHead = (packed: Float32Array) =>
      Float32Array.from({ length: packed.length }, (_, i) =>
        at(packed, Math.floor(i / headDim) % size, Math.floor(i / headDim / size), i % headDim),
      );
    const transposed = (packed: Float32Array) =>
      Float32Array.from({ length: packed.length }, (_, i) =>
        at(packed, i % size, Math.floor(i / size / headDim), Math.floor(i / size) % headDim),
      );
    const inputs = [
      { name: 'flag', type: elementType.bool, dims: [1] },
      { name: 'q', dims: [1, heads, size, headDim] },
      { name: 'kT', dims: [1, heads, headDim, size] },
      { name: 'v', dims: [1, heads, size, headDim] },
    ];
    /** Attention scaled by a weight of the branch's own, large enough to be shared. */
    const branch = (prefix: string, scale: number): GraphSpec => ({
      nodes: [
        { op: 'MatMul', inputs: ['q', 'kT'], outputs: [`${prefix}.products`] },
        { op: 'ReduceMax', inputs: [`${prefix}.scales`], outputs: [`${prefix}.scale`], ints: { keepdims: 0 } },
        { op: 'Mul', inputs: [`${prefix}.products`, `${prefix}.scale`], outputs: [`${prefix}.scores`] },
        { op: 'Softmax', inputs: [`${prefix}.scores`], outputs: [`${prefix}.weights`], ints: { axis: -1 } },
        { op: 'MatMul', inputs: [`${prefix}.weights`, 'v'], outputs: [`${prefix}.out`] },
      ],
      outputs: [{ name: `${prefix}.out` }],
      initializers: [floatTensor(`${prefix}.scales`, [300], new Float32Array(300).fill(scale))],
    });
    const spec: ModelSpec = {
      nodes: [
        {
          op: 'If',
          inputs: ['flag'],
          outputs: ['o'],
          graphs: { then_branch: branch('cached', 0.5), else_branch: branch('first', 0.25) },
        },
      ],
      inputs,
      outputs: [{ name: 'o' }],
    };

    for (const [flag, scale] of [
      [1, 0.5],
      [0, 0.25],
    ] as const) {
      it(`gives the weights of its ${flag ? 'then' : 'else'} branch`, async () => {
        const weights = await capture(spec, {
          flag: new Tensor('bool', Uint8Array.of(flag), [1]),
          q: float(byHead(q), [1, heads, size, headDim]),
          kT: float(transposed(k), [1, heads, headDim, size]),
          v: float(byHead(v), [1, heads, size, headDim]),
        });
        assertClose(weights, attend(q, k, undefined, scale), 1e-5);
      });
    }
  });
});
