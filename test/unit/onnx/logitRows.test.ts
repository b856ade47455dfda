import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MemorySource } from '../../../src/core/base/byteSource';
import { parseModel, type OnnxModel } from '../../../src/core/onnx/graph';
import { logitRowsInput, planLogitRows } from '../../../src/core/onnx/logitRows';
import { buildOverlay } from '../../../src/core/onnx/overlay';
import { floatTensor, onnxModel, type ModelSpec, type NodeSpec } from '../../support/onnxBuilder';

const fixture = (file: string) =>
  new Uint8Array(readFileSync(path.join(import.meta.dirname, '../../fixtures/models', file)));
const op = (name: string, inputs: string[], outputs: string[], domain = ''): NodeSpec => ({
  op: name,
  domain,
  inputs,
  outputs,
});

/** The model with its edit, or null when there is none. */
function edited(bytes: Uint8Array): OnnxModel | null {
  const source = new MemorySource(bytes);
  const model = parseModel(source);
  const edit = planLogitRows(model);
  return edit && parseModel(new MemorySource(buildOverlay(source, model, [edit], { location: 'model.onnx' })));
}

function head(nodes: readonly NodeSpec[], rest: Partial<ModelSpec> = {}): OnnxModel | null {
  return edited(
    onnxModel({
      nodes,
      inputs: [{ name: 'hidden', dims: [1, 's', 4] }],
      outputs: [{ name: 'logits', dims: [1, 's', 8] }],
      initializers: ['w', 'b'].map((name) => floatTensor(name, [4, 8], new Float32Array(32))),
      ...rest,
    }),
  );
}

describe('planLogitRows', () => {
  for (const [file, product] of [
    ['llama-gqa/onnx/model.onnx', 'MatMul'],
    ['llama-gqa/onnx/model_gqa.onnx', 'MatMul'],
    ['llama-gqa/onnx/model_quantized.onnx', 'MatMul'],
    ['llama-gqa/onnx/model_q4.onnx', 'MatMul'],
    ['gpt2/onnx/model.onnx', 'MatMul'],
    ['gpt2-einsum/onnx/model.onnx', 'Einsum'],
    ['bert/onnx/model.onnx', 'MatMul'],
  ] as const) {
    it(`puts the choice of rows in front of the head of ${file}`, () => {
      const { graph } = edited(fixture(file))!;
      assert.ok(graph.inputs.some(({ name, elementType }) => name === logitRowsInput && elementType === 7));
      const gather = graph.nodes.findIndex(({ inputs }) => inputs[1] === logitRowsInput);
      assert.equal(graph.nodes[gather]!.attributes.get('axis')?.int, 1);
      const next = graph.nodes[gather + 1]!;
      assert.match(next.op, new RegExp(`^${product}`));
      assert.equal(next.inputs[0], graph.nodes[gather]!.outputs[0]);
    });
  }

  it('reads the equation of a head by Einsum', () => {
    const by = (equation: string, inputs = ['hidden', 'w']): boolean =>
      head([{ ...op('Einsum', inputs, ['logits']), texts: { equation } }]) !== null;
    assert.ok(by('bsd,dv->bsv'));
    for (const equation of ['sbd,dv->bsv', 'bsd,sd->bsd', 'bsd,dv->bvs', '...sd,dv->...sv', 'bsd,dv,v->bsv']) {
      assert.ok(!by(equation), equation);
    }
    assert.ok(!by('dv,bsd->bsv', ['w', 'hidden']));
  });

  it('goes past bias, soft cap and the scale of a dynamic quantisation', () => {
    const capped = [
      op('MatMul', ['hidden', 'w'], ['a']),
      op('Add', ['b', 'a'], ['c']),
      op('Tanh', ['c'], ['d']),
      op('Mul', ['d', 'b'], ['logits']),
    ];
    assert.notEqual(head(capped), null);
    const quantised = [
      op('DynamicQuantizeLinear', ['hidden'], ['q', 'scale', 'zero']),
      op('MatMulInteger', ['q', 'w', 'zero'], ['i']),
      op('Cast', ['i'], ['f']),
      op('Mul', ['scale', 'b'], ['scales']),
      op('Mul', ['f', 'scales'], ['logits']),
    ];
    // The rows are taken after quantisation: their numbers do not depend on which are asked for.
    assert.deepEqual(head(quantised)!.graph.nodes[1]!.inputs, ['q', logitRowsInput]);
  });

  it('leaves alone a head that reads some tokens only, but not one that is asked how many', () => {
    const numbers = {
      initializers: ['w', 'table', 'i'].map((name) => floatTensor(name, [4, 8], new Float32Array(32))),
    };
    const count = { name: 'logits_to_keep', type: 7, dims: [1] };
    const asking = { ...numbers, inputs: [{ name: 'hidden', dims: [1, 's', 4] }, count] };
    const product = op('MatMul', ['kept', 'w'], ['logits']);
    const from = op('Neg', ['logits_to_keep'], ['from']);
    const norm = [op('Mul', ['row', 'i'], ['scaled']), op('Add', ['scaled', 'i'], ['kept'])];
    const length = [op('Shape', ['hidden'], ['dims']), op('Sub', ['dims', 'i'], ['last'])];
    for (const [what, nodes] of Object.entries({
      'a place that the file states': [op('Gather', ['hidden', 'i'], ['kept'])],
      'from a place on': [op('Slice', ['hidden', 'i', 'i'], ['kept'])],
      'a place told by the length': [...length, op('Gather', ['hidden', 'last'], ['kept'])],
      'before the norm': [op('Gather', ['hidden', 'i'], ['row']), ...norm],
    })) {
      assert.equal(head([...nodes, product], numbers), null, what);
    }
    assert.notEqual(head([from, op('Slice', ['hidden', 'from', 'i'], ['kept']), product], asking), null);
    // A lookup in a table of weights chooses no tokens, nor does what goes into the stream through a product.
    const embedded = [op('Gather', ['table', 'hidden'], ['kept']), product];
    assert.notEqual(head(embedded, numbers), null);
    const inside = [
      op('Slice', ['hidden', 'i', 'i'], ['part']),
      op('MatMul', ['part', 'w'], ['added']),
      op('Add', ['hidden', 'added'], ['kept']),
      product,
    ];
    assert.notEqual(head(inside, numbers), null);
    const last = { ...numbers, outputs: [{ name: 'logits', dims: [1, 1, 8] }] };
    assert.equal(head([op('MatMul', ['hidden', 'w'], ['logits'])], last), null, 'as the file says');
  });

  it('leaves alone what is no plain head', () => {
    assert.equal(head([op('Relu', ['hidden'], ['logits'])]), null, 'no product');
    assert.equal(head([op('MatMul', ['hidden', 'hidden'], ['logits'])]), null, 'no weights');
    const two = [op('MatMul', ['hidden', 'w'], ['a']), op('Mul', ['a', 'hidden'], ['logits'])];
    assert.equal(head(two), null, 'something else goes in');
    assert.equal(head([op('Identity', ['b'], ['a']), op('Identity', ['a'], ['logits'])]), null, 'a constant');
    assert.equal(head([op('Identity', ['logits'], ['logits'])]), null, 'a circle');
    const unknown = { outputs: [{ name: 'logits' }] };
    assert.equal(head([op('MatMul', ['hidden', 'w'], ['logits'])], unknown), null, 'of unknown shape');
  });
});
