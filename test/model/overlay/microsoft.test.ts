import { Tensor } from '../../../src/model/onnxruntime';
import { elementType, floatTensor, type ModelSpec, type NodeSpec } from '../../support/onnxBuilder';
import { cleanUp } from '../support';
import {
  type Feeds,
  type Weights,
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
  q,
  qkv,
  size,
  values,
  width,
} from './support';

/** The first tokens' keys and values, shape [2, 1, head, token, headDim]. */
const cacheOf = (keys: Float32Array, vals: Float32Array, tokens: number) =>
  Float32Array.from(
    [keys, vals].flatMap((part) =>
      Array.from({ length: heads * tokens * headDim }, (_, i) =>
        at(part, Math.floor(i / headDim) % tokens, Math.floor(i / headDim / tokens), i % headDim),
      ),
    ),
  );
const cache = (name: string) => ({ name, dims: [2, 1, heads, null, headDim] });

describe('the overlay of com.microsoft’s attention', () => {
  after(cleanUp);

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

  describe('com.microsoft.Attention with a cache', () => {
    const [hidden, before, all] = [16, 3, 3 + size];
    // Small, so that every token is looked at.
    const x = values(all * hidden, 4).map((value) => value / 8);
    const weight = values(hidden * 3 * width, 5);
    const bias = values(3 * width, 6);
    const projected = (from: number) =>
      Float32Array.from({ length: all * width }, (_, i) => {
        const row = Math.floor(i / width);
        const column = from + (i % width);
        let sum = bias[column]!;
        for (let j = 0; j < hidden; j++) sum += x[row * hidden + j]! * weight[j * 3 * width + column]!;
        return sum;
      });
    const [queries, keys, vals] = [projected(0), projected(width), projected(2 * width)];
    const past = cacheOf(keys, vals, before);

    interface Form {
      readonly mask?: Tensor;
      readonly version?: number;
      readonly unidirectional?: boolean;
      /** Without: all tokens at once, of which the cache is made. */
      readonly past?: boolean;
    }
    function captured({ mask, version = 17, unidirectional = true, past: goesOn = true }: Form): Promise<Weights> {
      const node: NodeSpec = {
        op: 'Attention',
        domain: 'com.microsoft',
        inputs: ['x', 'w', 'b', mask ? 'mask' : '', goesOn ? 'past' : ''],
        outputs: ['o', 'present'],
        ints: { num_heads: heads, unidirectional: unidirectional ? 1 : 0 },
      };
      const spec: ModelSpec = {
        nodes: [node],
        inputs: [
          { name: 'x', dims: [1, null, hidden] },
          ...(mask ? [{ name: 'mask', type: elementType.int32, dims: mask.dims }] : []),
          ...(goesOn ? [cache('past')] : []),
        ],
        outputs: [{ name: 'o' }, cache('present')],
        initializers: [floatTensor('w', [hidden, 3 * width], weight), floatTensor('b', [3 * width], bias)],
        opsets: { '': version },
      };
      const from = goesOn ? before : 0;
      return capture(spec, {
        x: float(x.slice(from * hidden), [1, all - from, hidden]),
        ...(mask && { mask }),
        ...(goesOn && { past: float(past, [2, 1, heads, before, headDim]) }),
      });
    }
    const expected = (sees: (query: number, key: number) => boolean, from = before) =>
      attend(queries.slice(from * width), keys, (query, key) => sees(from + query, key));

    for (const version of [11, 12, 13, 17, 18, 21]) {
      it(`gives softmax(QKᵀ/√d) over the cache and up to each token, in operator set ${version}`, async () => {
        assertClose(await captured({ version }), expected(causal), 1e-4);
      });
    }

    it('gives the weights of all tokens where it only begins a cache', async () => {
      assertClose(await captured({ past: false }), expected(causal, 0), 1e-4);
    });

    it('sees every token where it is not told to look back only', async () => {
      assertClose(
        await captured({ unidirectional: false }),
        expected(() => true),
        1e-4,
      );
    });

    it('leaves out masked keys of the cache and of the tokens', async () => {
      const seen = Int32Array.from({ length: all }, (_, key) => (key === 1 || key === 4 ? 0 : 1));
      assertClose(
        await captured({ mask: new Tensor('int32', seen, [1, all]) }),
        expected((query, key) => causal(query, key) && seen[key] === 1, 0).map((layer) =>
          layer.map((head) => head.slice(before)),
        ),
        1e-4,
      );
    });
  });

  for (const [perColumn, before] of [
    [false, 0],
    [true, 0],
    [true, 2],
  ] as const) {
    it(`com.microsoft.QAttention gives softmax(QKᵀ/√d) of its integers, scaled ${perColumn ? 'by column' : 'as one'}${before ? ', after a cache' : ''}`, async () => {
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
        inputs: ['x', 'w', 'b', 'xScale', 'wScale', 'mask', 'xZero', 'wZero', ...(before ? ['past'] : [])],
        outputs: ['o', ...(before ? ['present'] : [])],
        ints: { num_heads: heads },
      };
      const given: Feeds = {
        x: new Tensor('uint8', x.slice(before * hidden), [1, size - before, hidden]),
        w: new Tensor('int8', w, [hidden, columns]),
        xScale: float(Float32Array.of(xScale), []),
        wScale: float(scales, perColumn ? [columns] : []),
        xZero: new Tensor('uint8', Uint8Array.of(xZero), []),
        wZero: new Tensor('int8', new Int8Array(scales.length), perColumn ? [columns] : []),
        mask: new Tensor('int32', Int32Array.of(1, 1, 1, 0, 1), [1, size]),
        ...(before && {
          past: float(cacheOf(project(width), project(2 * width), before), [2, 1, heads, before, headDim]),
        }),
      };
      const types = { float32: 1, uint8: 2, int8: 3, int32: 6 } as const;
      const spec: ModelSpec = {
        nodes: [node],
        inputs: Object.entries(given).map(([name, { type, dims }]) => ({
          name,
          type: types[type as keyof typeof types],
          dims,
        })),
        outputs: [{ name: 'o' }, ...(before ? [cache('present')] : [])],
        initializers: [floatTensor('b', [columns], bias)],
      };
      assertClose(
        await capture(spec, given),
        attend(project(0).slice(before * width), project(width), (_, key) => key !== 3),
        1e-4,
      );
    });
  }
});
