import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { MemorySource } from '../../../src/core/base/byteSource';
import { planAttention } from '../../../src/core/onnx/attention';
import { planCacheRows } from '../../../src/core/onnx/cacheRows';
import { parseModel } from '../../../src/core/onnx/graph';
import { OnnxFormatError, type OnnxFormatProblem } from '../../../src/core/onnx/onnxFormatError';
import { planIntegerProducts } from '../../../src/core/onnx/integerProducts';
import { planLogitRows } from '../../../src/core/onnx/logitRows';
import { buildOverlay } from '../../../src/core/onnx/overlay';
import { WireWriter } from '../../../src/core/onnx/wire';
import { floatTensor, onnxModel, type GraphSpec } from '../../support/onnxBuilder';

const models = path.join(import.meta.dirname, '../../fixtures/models');
const fixture = (file: string) => new Uint8Array(readFileSync(path.join(models, file)));
const parse = (bytes: Uint8Array) => parseModel(new MemorySource(bytes));

function problemOf(bytes: Uint8Array): OnnxFormatProblem | 'none' {
  try {
    parse(bytes);
    return 'none';
  } catch (error) {
    if (error instanceof OnnxFormatError) return error.problem;
    throw error;
  }
}

/** Everything that is done with a file before the runtime sees it. */
function readFully(bytes: Uint8Array): void {
  const source = new MemorySource(bytes);
  try {
    const model = parseModel(source);
    const shown = [
      planAttention(model).edit,
      planLogitRows(model),
      planCacheRows(model)?.edit(new Set()) ?? null,
    ].filter((edit) => edit !== null);
    const taken = new Set(shown.flatMap(({ nodes }) => [...nodes.keys()]));
    const edits = [...shown, planIntegerProducts(model, taken)].filter((edit) => edit !== null);
    const overlay = buildOverlay(source, model, edits, { location: 'model.onnx' });
    assert.ok(overlay.length < bytes.length * 2 + 10_000);
  } catch (error) {
    if (!(error instanceof OnnxFormatError)) throw error;
    assert.ok(error.offset >= 0 && error.offset <= bytes.length);
  }
}

describe('parseModel', () => {
  it('finds what the exporter wrote: operators, types and shapes of GPT-2', () => {
    const { opsets, irVersion, graph } = parse(fixture('gpt2/onnx/model.onnx'));
    assert.deepEqual([...opsets], [['', 17]]);
    assert.equal(irVersion, 8);
    assert.deepEqual(graph.inputs[0], {
      name: 'input_ids',
      elementType: 7,
      shape: ['batch_size', 'sequence_length'],
    });
    assert.deepEqual(graph.inputs.at(-1), {
      name: 'past_key_values.1.value',
      elementType: 1,
      shape: ['batch_size', 4, 'past_sequence_length', 16],
    });
    assert.deepEqual(graph.outputs[0], {
      name: 'logits',
      elementType: 1,
      shape: ['batch_size', 'sequence_length', 384],
    });
    const softmax = graph.nodes.filter((node) => node.op === 'Softmax');
    assert.equal(softmax.length, 2);
    assert.equal(softmax[0]!.attributes.get('axis')?.int, -1);
  });

  it('reads the attributes of fused operators and where weights lie', () => {
    const bytes = fixture('llama-gqa/onnx/model_gqa.onnx');
    const { graph } = parse(bytes);
    const gqa = graph.nodes.find((node) => node.op === 'GroupQueryAttention');
    assert.equal(gqa?.domain, 'com.microsoft');
    assert.equal(gqa.attributes.get('num_heads')?.int, 4);
    assert.equal(gqa.attributes.get('scale')?.float, 0.25);
    for (const { name, dims, raw, elementType } of graph.initializers) {
      const bytesPerElement = { 1: 4, 6: 4, 7: 8 }[elementType]!;
      assert.equal(
        raw!.end - raw!.start,
        dims.reduce((a, b) => a * b, bytesPerElement),
        name,
      );
    }
  });

  it('reads subgraphs, unknown sizes and external data', () => {
    const external = new WireWriter()
      .string(8, 'far')
      .int(2, 1)
      .message(13, new WireWriter().string(1, 'location').string(2, 'model.onnx_data'))
      .int(14, 1);
    const branch: GraphSpec = { nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }] };
    const bytes = onnxModel({
      nodes: [{ op: 'If', inputs: ['flag'], outputs: ['z'], graphs: { then_branch: branch, else_branch: branch } }],
      inputs: [{ name: 'x', dims: [null, 3] }, { name: 'flag' }],
      initializers: [external],
    });
    const { graph } = parse(bytes);
    assert.deepEqual(graph.inputs[0]!.shape, [null, 3]);
    assert.equal(graph.inputs[1]!.shape, null);
    assert.equal(graph.nodes[0]!.attributes.get('else_branch')!.graphs[0]!.nodes[0]!.op, 'Identity');
    assert.equal(graph.initializers[0]!.external?.get('location'), 'model.onnx_data');
  });

  it('tells the files apart that are no ONNX model', () => {
    const text = (content: string) => new TextEncoder().encode(content);
    const cases: [Uint8Array, OnnxFormatProblem, RegExp][] = [
      [new Uint8Array(0), 'empty', /empty/],
      [
        text('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 123\n'),
        'gitLfsPointer',
        /Git LFS.*not downloaded/,
      ],
      [text('Entry not found'), 'text', /text file/],
      [text('<!DOCTYPE html><html>…</html>'), 'text', /web page/],
      [text('GGUF\x03\0\0\0'), 'notOnnx', /GGUF/],
      [text('PK\x03\x04\0\0'), 'notOnnx', /zip/],
      [text('\x40\0\0\0\0\0\0\0{"__metadata__":{}}'), 'notOnnx', /safetensors/],
      [new Uint8Array(5000), 'notOnnx', /does not start/],
      [fixture('bert/onnx/model.onnx').subarray(100), 'notOnnx', /does not start/],
    ];
    for (const [bytes, problem, reason] of cases) {
      assert.throws(
        () => parse(bytes),
        (error) => error instanceof OnnxFormatError && error.problem === problem && reason.test(error.reason),
        `${problem} ${reason}`,
      );
    }
  });

  it('calls every beginning of a model truncated', () => {
    const bytes = fixture('llama-gqa/onnx/model_gqa.onnx');
    const { span } = parse(bytes).graph;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: span.end }), (length) => {
        assert.equal(problemOf(bytes.subarray(0, length)), 'truncated');
      }),
      { numRuns: 200, examples: [[1], [2], [span.start], [span.end]] },
    );
  });

  it('refuses two graphs', () => {
    const bytes = onnxModel({ nodes: [] });
    assert.equal(problemOf(bytes), 'none');
    assert.equal(problemOf(Uint8Array.of(...bytes, ...bytes)), 'damaged');
  });

  it('refuses graphs nested without end', () => {
    let graph: GraphSpec = { nodes: [] };
    for (let i = 0; i < 40; i++) graph = { nodes: [{ op: 'If', inputs: [], outputs: [], graphs: { body: graph } }] };
    assert.equal(problemOf(onnxModel(graph)), 'limit');
  });
});

describe('hostile model files', () => {
  const small = onnxModel({
    nodes: [
      { op: 'Softmax', inputs: ['s'], outputs: ['p'], ints: { axis: -1 } },
      { op: 'MatMul', inputs: ['p', 'v'], outputs: ['o'] },
    ],
    inputs: [
      { name: 's', dims: ['b', 4, 'q', 'k'] },
      { name: 'v', dims: ['b', 4, 'k', 8] },
    ],
    outputs: [{ name: 'o' }],
    initializers: [floatTensor('w', [16, 16], new Float32Array(256))],
  });

  it('end in a result or an OnnxFormatError when the bytes are random', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (tail) => {
        readFully(tail);
        readFully(Uint8Array.of(0x08, 0x08, 0x3a, ...tail));
      }),
      { numRuns: 200 },
    );
  });

  for (const [name, bytes, runs] of [
    ['a tiny model', small, 300],
    ['a model with fused attention', fixture('llama-gqa/onnx/model_gqa.onnx'), 60],
  ] as const) {
    it(`end in a result or an OnnxFormatError when ${name} is mutated or cut`, () => {
      // The graph of the fixture comes first and fills its first kilobytes: there mutations tell most.
      const position = fc.oneof(fc.nat(bytes.length - 1), fc.nat(Math.min(bytes.length - 1, 8000)));
      const mutations = fc.array(fc.tuple(position, fc.nat(255)), { minLength: 1, maxLength: 8 });
      fc.assert(
        fc.property(mutations, fc.option(position), (changes, cut) => {
          const mutated = bytes.slice();
          for (const [at, value] of changes) mutated[at] = value;
          readFully(cut === null ? mutated : mutated.subarray(0, cut));
        }),
        { numRuns: runs },
      );
    });
  }
});
