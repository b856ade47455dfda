import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { MemorySource } from '../../src/core/base/byteSource';
import { planAttention, type AttentionPlan } from '../../src/core/onnx/attention';
import { parseModel, type OnnxModel } from '../../src/core/onnx/graph';
import { buildOverlay } from '../../src/core/onnx/overlay';
import {
  elementType,
  floatTensor,
  onnxModel,
  type GraphSpec,
  type ModelSpec,
  type NodeSpec,
} from '../support/onnxBuilder';

const models = path.join(import.meta.dirname, '../fixtures/models');
const logSeverityLevel = 3;

type Feeds = Record<string, Tensor>;
/** Attention weights [layer][head][query][key]. */
type Weights = number[][][][];

interface Opened {
  readonly model: OnnxModel;
  readonly plan: AttentionPlan;
  readonly plain: InferenceSession;
  readonly overlaid: InferenceSession;
}

async function open(file: string): Promise<Opened> {
  const bytes = new Uint8Array(readFileSync(file));
  const source = new MemorySource(bytes);
  const model = parseModel(source);
  const plan = planAttention(model);
  const overlay = buildOverlay(source, model, [plan.edit], { location: path.basename(file) });
  const folder = path.dirname(file);
  return {
    model,
    plan,
    plain: await InferenceSession.create(file, { logSeverityLevel }),
    overlaid: await InferenceSession.create(overlay, {
      logSeverityLevel,
      extra: { session: { model_external_initializers_file_folder_path: folder } },
    }),
  };
}

function softmaxRow(scores: readonly number[]): number[] {
  const max = Math.max(...scores);
  const exp = scores.map((score) => Math.exp(score - max));
  const sum = exp.reduce((a, b) => a + b, 0);
  return exp.map((value) => value / sum);
}

/** The sites' tensors of a batch of one, post-processed as the plan says. */
function weightsOf(results: InferenceSession.OnnxValueMapType, { sites }: AttentionPlan): Weights {
  return sites.map(({ output, post }) => {
    const tensor = results[output] as Tensor;
    const [batch, heads = 0, queries = 0, keys = 0] = tensor.dims;
    assert.equal(tensor.dims.length, 4);
    assert.equal(batch, 1);
    const data = [...(tensor.data as Float32Array)];
    return Array.from({ length: heads }, (_, head) =>
      Array.from({ length: queries }, (_, query) => {
        const row = data.slice((head * queries + query) * keys, (head * queries + query + 1) * keys);
        return post === 'softmax' ? softmaxRow(row) : row;
      }),
    );
  });
}

function assertClose(actual: unknown, expected: unknown, tolerance: number): void {
  const a = [actual].flat(5) as number[];
  const b = [expected].flat(5) as number[];
  assert.equal(a.length, b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  assert.ok(worst <= tolerance, `differs by ${worst}, more than ${tolerance}`);
}

function assertRowsSumTo1(weights: Weights): void {
  for (const row of weights.flat(2))
    assertClose(
      row.reduce((a, b) => a + b, 0),
      1,
      1e-4,
    );
}

describe('overlay', () => {
  describe('of a published model', () => {
    function feedsFor(model: OnnxModel, ids: readonly number[]): Feeds {
      const int64 = (values: readonly number[]) =>
        new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
      const known: Record<string, () => Tensor> = {
        input_ids: () => int64(ids),
        attention_mask: () => int64(ids.map(() => 1)),
        position_ids: () => int64(ids.map((_, i) => i)),
        token_type_ids: () => int64(ids.map(() => 0)),
      };
      return Object.fromEntries(
        model.graph.inputs.map(({ name, shape }) => {
          const emptyCache = () =>
            new Tensor('float32', new Float32Array(0), [1, Number(shape?.[1]), 0, Number(shape?.[3])]);
          return [name, (known[name] ?? emptyCache)()];
        }),
      );
    }

    // Tolerances of test/fixtures' README: int8 kernels differ between CPUs.
    for (const [file, reference, tolerance] of [
      ['llama-gqa/onnx/model.onnx', 'llama-gqa/ref.json', 1e-4],
      ['llama-gqa/onnx/model_gqa.onnx', 'llama-gqa/ref.json', 1e-4],
      ['llama-gqa/onnx/model_quantized.onnx', 'llama-gqa/ref.model_quantized.json', 0.05],
      ['llama-gqa/onnx/model_q4.onnx', 'llama-gqa/ref.model_q4.json', 1e-3],
      ['gpt2/onnx/model.onnx', 'gpt2/ref.json', 1e-4],
      ['bert/onnx/model.onnx', 'bert/ref.json', 1e-4],
    ] as const) {
      it(`gives the attention of ${file}, and its logits as before`, async () => {
        const json = (name: string) =>
          JSON.parse(readFileSync(path.join(models, name), 'utf8')) as Record<string, unknown>;
        const ids = json(path.join(path.dirname(reference), 'ref.json'))['input_ids'] as number[];
        const { model, plan, plain, overlaid } = await open(path.join(models, file));
        const feeds = feedsFor(model, ids);
        const results = await overlaid.run(feeds);
        const weights = weightsOf(results, plan);
        assertClose(weights, json(reference)['attentions'], tolerance);
        assertRowsSumTo1(weights);
        const before = await plain.run(feeds, ['logits']);
        const [logits, logitsBefore] = [results, before].map((r) => [...(r['logits']!.data as Float32Array)]);
        // Asked for its weights, GroupQueryAttention leaves its flash kernel, which adds up in another order.
        assertClose(logits, logitsBefore, file.endsWith('_gqa.onnx') ? 1e-5 : 0);
      });
    }
  });

  describe('of a form without a published fixture', () => {
    let folder: string;
    before(() => (folder = mkdtempSync(path.join(tmpdir(), 'introspect-overlay-'))));
    after(() => rmSync(folder, { recursive: true, force: true }));

    const heads = 2;
    const size = 5;
    const headDim = 4;
    const width = heads * headDim;

    /** Deterministic values in [−2, 2], different for every seed. */
    const values = (count: number, seed: number) =>
      Float32Array.from({ length: count }, (_, i) => 2 * Math.sin(7.3 * (i + 1) + 31.7 * seed));
    /** Element i of row `row` of head `head`, in [row][head][i] order. */
    const at = (packed: ArrayLike<number>, row: number, head: number, i: number) =>
      packed[(row * heads + head) * headDim + i]!;
    const float = (data: Float32Array, dims: number[]) => new Tensor('float32', data, dims);

    /** softmax(QKᵀ/√d) of queries and keys packed as [row][head][i]; a key is seen where `sees` says so. */
    function attend(
      q: ArrayLike<number>,
      k: ArrayLike<number>,
      sees: (query: number, key: number) => boolean = () => true,
      scale = 1 / Math.sqrt(headDim),
    ): Weights {
      const rows = Array.from({ length: size }, (_, i) => i);
      const score = (head: number, query: number, key: number) => {
        if (!sees(query, key)) return -Infinity;
        let dot = 0;
        for (let i = 0; i < headDim; i++) dot += at(q, query, head, i) * at(k, key, head, i);
        return dot * scale;
      };
      const headRows = Array.from({ length: heads }, (_, head) =>
        rows.map((query) => softmaxRow(rows.map((key) => score(head, query, key)))),
      );
      return [headRows];
    }
    const causal = (query: number, key: number) => key <= query;

    /** Runs with and without overlay, checks that the first output did not change, and returns the weights. */
    async function capture(spec: ModelSpec, feeds: Feeds): Promise<Weights> {
      const file = path.join(folder, 'model.onnx');
      writeFileSync(file, onnxModel(spec));
      const { plan, plain, overlaid } = await open(file);
      const results = await overlaid.run(feeds);
      const before = await plain.run(feeds);
      for (const name of plain.outputNames) {
        assertClose([...(results[name]!.data as Float32Array)], [...(before[name]!.data as Float32Array)], 1e-5);
      }
      const weights = weightsOf(results, plan);
      assertRowsSumTo1(weights);
      return weights;
    }

    const q = values(size * width, 1);
    const k = values(size * width, 2);
    const v = values(size * width, 3);
    const packedDims = [1, size, width];
    const qkv = ['q', 'k', 'v'].map((name) => ({ name, dims: packedDims }));
    const feeds: Feeds = { q: float(q, packedDims), k: float(k, packedDims), v: float(v, packedDims) };

    describe('com.microsoft.MultiHeadAttention', () => {
      const node: NodeSpec = {
        op: 'MultiHeadAttention',
        domain: 'com.microsoft',
        inputs: ['q', 'k', 'v'],
        outputs: ['o'],
        ints: { num_heads: heads },
      };
      const spec: ModelSpec = { nodes: [node], inputs: qkv, outputs: [{ name: 'o' }] };

      it('gives softmax(QKᵀ/√d)', async () => {
        assertClose(await capture(spec, feeds), attend(q, k), 1e-5);
      });

      it('gives a decoder’s lower triangle', async () => {
        const nodes = [{ ...node, ints: { num_heads: heads, unidirectional: 1 } }];
        assertClose(await capture({ ...spec, nodes }, feeds), attend(q, k, causal), 1e-5);
      });

      it('leaves out masked keys', async () => {
        const mask = { name: 'mask', type: elementType.int32, dims: [1, size] };
        const nodes = [{ ...node, inputs: ['q', 'k', 'v', '', 'mask'] }];
        const masked = { ...feeds, mask: new Tensor('int32', Int32Array.of(1, 1, 1, 0, 0), [1, size]) };
        const weights = await capture({ ...spec, nodes, inputs: [...qkv, mask] }, masked);
        assertClose(
          weights,
          attend(q, k, (_, key) => key < 3),
          1e-5,
        );
      });
    });

    describe('com.microsoft.Attention', () => {
      const hidden = 16;
      const x = values(size * hidden, 4);
      const weight = values(hidden * 3 * width, 5);
      const bias = values(3 * width, 6);

      /** Columns [from, from + width) of x·W + b. */
      const project = (from: number) =>
        Float32Array.from({ length: size * width }, (_, i) => {
          const row = Math.floor(i / width);
          const column = from + (i % width);
          let sum = bias[column]!;
          for (let j = 0; j < hidden; j++) sum += x[row * hidden + j]! * weight[j * 3 * width + column]!;
          return sum;
        });

      for (const version of [17, 18]) {
        it(`gives softmax(QKᵀ·scale) below the diagonal, in operator set ${version}`, async () => {
          const scale = 0.1;
          const node: NodeSpec = {
            op: 'Attention',
            domain: 'com.microsoft',
            inputs: ['x', 'w', 'b'],
            outputs: ['o'],
            ints: { num_heads: heads, unidirectional: 1 },
            floats: { scale },
          };
          const spec: ModelSpec = {
            nodes: [node],
            inputs: [{ name: 'x', dims: [1, size, hidden] }],
            outputs: [{ name: 'o' }],
            initializers: [floatTensor('w', [hidden, 3 * width], weight), floatTensor('b', [3 * width], bias)],
            opsets: { '': version },
          };
          const weights = await capture(spec, { x: float(x, [1, size, hidden]) });
          assertClose(weights, attend(project(0), project(width), causal, scale), 1e-4);
        });
      }

      for (const [form, mask] of [
        ['one by one', new Tensor('int32', Int32Array.of(1, 1, 1, 1, 0), [1, size])],
        ['by their number', new Tensor('int32', Int32Array.of(4), [1])],
      ] as const) {
        it(`leaves out masked keys, told ${form}`, async () => {
          const node: NodeSpec = {
            op: 'Attention',
            domain: 'com.microsoft',
            inputs: ['x', 'w', 'b', 'mask'],
            outputs: ['o'],
            ints: { num_heads: heads },
          };
          const spec: ModelSpec = {
            nodes: [node],
            inputs: [
              { name: 'x', dims: [1, size, hidden] },
              { name: 'mask', type: elementType.int32, dims: mask.dims },
            ],
            outputs: [{ name: 'o' }],
            initializers: [floatTensor('w', [hidden, 3 * width], weight), floatTensor('b', [3 * width], bias)],
          };
          const weights = await capture(spec, { x: float(x, [1, size, hidden]), mask });
          assertClose(
            weights,
            attend(project(0), project(width), (_, key) => key < 4),
            1e-4,
          );
        });
      }
    });

    for (const perColumn of [false, true]) {
      it(`com.microsoft.QAttention gives softmax(QKᵀ/√d) of its integers, scaled ${perColumn ? 'by column' : 'as one'}`, async () => {
        const [hidden, columns] = [16, 3 * width];
        const scales = Float32Array.from({ length: perColumn ? columns : 1 }, (_, i) => 0.01 + 0.001 * (i % 5));
        const [xScale, xZero] = [0.02, 120];
        const x = Uint8Array.from({ length: size * hidden }, (_, i) => 128 + Math.round(90 * Math.sin(2.3 * (i + 1))));
        const w = Int8Array.from({ length: hidden * columns }, (_, i) => Math.round(100 * Math.sin(5.1 * (i + 1))));
        const bias = values(columns, 6);
        const project = (from: number) =>
          Float32Array.from({ length: size * width }, (_, i) => {
            const [row, column] = [Math.floor(i / width), from + (i % width)];
            let sum = 0;
            for (let j = 0; j < hidden; j++) sum += (x[row * hidden + j]! - xZero) * w[j * columns + column]!;
            return sum * xScale * scales[perColumn ? column : 0]! + bias[column]!;
          });
        const node: NodeSpec = {
          op: 'QAttention',
          domain: 'com.microsoft',
          inputs: ['x', 'w', 'b', 'xScale', 'wScale', 'mask', 'xZero', 'wZero'],
          outputs: ['o'],
          ints: { num_heads: heads },
        };
        const given: Feeds = {
          x: new Tensor('uint8', x, [1, size, hidden]),
          w: new Tensor('int8', w, [hidden, columns]),
          xScale: float(Float32Array.of(xScale), []),
          wScale: float(scales, perColumn ? [columns] : []),
          xZero: new Tensor('uint8', Uint8Array.of(xZero), []),
          wZero: new Tensor('int8', new Int8Array(scales.length), perColumn ? [columns] : []),
          mask: new Tensor('int32', Int32Array.of(1, 1, 1, 0, 1), [1, size]),
        };
        const types = { float32: 1, uint8: 2, int8: 3, int32: 6 } as const;
        const spec: ModelSpec = {
          nodes: [node],
          inputs: Object.entries(given).map(([name, { type, dims }]) => ({
            name,
            type: types[type as keyof typeof types],
            dims,
          })),
          outputs: [{ name: 'o' }],
          initializers: [floatTensor('b', [columns], bias)],
        };
        assertClose(
          await capture(spec, given),
          attend(project(0), project(width), (_, key) => key !== 3),
          1e-4,
        );
      });
    }

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
        const file = path.join(folder, 'model.onnx');
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
});
