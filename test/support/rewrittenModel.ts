// A fixture's model in another published form, rewritten message by message: in float16, and as a merged decoder.
import { MemorySource } from '../../src/core/base/byteSource';
import type { GraphEdit, NodeEdit } from '../../src/core/onnx/attentionForms';
import { carriers, planAttention } from '../../src/core/onnx/attention';
import { encodeInt64Tensor, encodeNode } from '../../src/core/onnx/encode';
import { parseModel } from '../../src/core/onnx/graph';
import { planLogitRows } from '../../src/core/onnx/logitRows';
import { buildOverlay } from '../../src/core/onnx/overlay';
import {
  graphField,
  modelField,
  nodeField,
  attributeField,
  attributeType,
  tensorField,
} from '../../src/core/onnx/schema';
import { tensorTypeField, typeField, valueInfoField } from '../../src/core/onnx/schema';
import { WireReader, WireWriter, type Span } from '../../src/core/onnx/wire';
import { elementType, node as nodeOf, value } from './onnxBuilder';

type Rewrite = (reader: WireReader, span: Span) => WireWriter;

/** Copies a message, but for the fields that are rewritten as messages of their own. */
function rewritten(reader: WireReader, span: Span, rewrites: Readonly<Record<number, Rewrite>>): WireWriter {
  const writer = new WireWriter();
  for (const field of reader.fields(span)) {
    const rewrite = rewrites[field.number];
    if (rewrite) writer.message(field.number, rewrite(reader, reader.message(field)));
    else writer.raw(reader.bytes({ start: field.start, end: field.body.end }).slice());
  }
  return writer;
}

/** The model with all its float32 in float16: weights, constants, casts, cache and logits. */
export function inHalf(bytes: Uint8Array): Uint8Array {
  const reader = new WireReader(new MemorySource(bytes));
  return rewritten(reader, { start: 0, end: bytes.length }, { [modelField.graph]: halfGraph }).finish();
}

const halfGraph: Rewrite = (reader, span) =>
  rewritten(reader, span, {
    [graphField.node]: (r, s) => rewritten(r, s, { [nodeField.attribute]: halfAttribute }),
    [graphField.initializer]: halfTensor,
    [graphField.input]: halfValue,
    [graphField.output]: halfValue,
    [graphField.valueInfo]: halfValue,
  });

const tensorAttribute = 5;
const halfAttribute: Rewrite = (reader, span) => {
  const fields = [...reader.fields(span)];
  const name = fields.find(({ number }) => number === attributeField.name);
  if (name && reader.string(name) === 'to') {
    const to = fields.find(({ number }) => number === attributeField.int)!.value;
    return new WireWriter()
      .string(attributeField.name, 'to')
      .int(attributeField.int, to === elementType.float32 ? elementType.float16 : to)
      .int(attributeField.type, attributeType.int);
  }
  return rewritten(reader, span, { [tensorAttribute]: halfTensor, [attributeField.graph]: halfGraph });
};

const floatData = 4;
const halfTensor: Rewrite = (reader, span) => {
  const fields = [...reader.fields(span)];
  const type = fields.find(({ number }) => number === tensorField.elementType)?.value;
  if (type !== elementType.float32) return rewritten(reader, span, {});
  const writer = new WireWriter();
  let floats = new Float32Array();
  for (const { number, start, body } of fields) {
    if (number === tensorField.rawData || number === floatData) {
      floats = new Float32Array(reader.bytes(body).slice().buffer);
    } else if (number !== tensorField.elementType) writer.raw(reader.bytes({ start, end: body.end }).slice());
  }
  const half = Uint16Array.from(floats, toHalf);
  return writer
    .int(tensorField.elementType, elementType.float16)
    .bytes(tensorField.rawData, new Uint8Array(half.buffer));
};

/** The nearest float16's bits; what is too large becomes the largest, as exporters have it. */
function toHalf(float: number): number {
  const sign = float < 0 || Object.is(float, -0) ? 0x8000 : 0;
  const size = Math.min(65504, Math.abs(float));
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  // A fraction that rounds up to 2048 carries into the exponent by itself.
  const fraction = Math.round(size / 2 ** (exponent - 10));
  return sign | (fraction < 1024 ? fraction : ((exponent + 14) << 10) + fraction);
}

const halfValue: Rewrite = (reader, span) =>
  rewritten(reader, span, {
    [valueInfoField.type]: (r, s) =>
      rewritten(r, s, {
        [typeField.tensor]: (tensor, of) => {
          const writer = new WireWriter();
          for (const { number, start, body, value: type } of tensor.fields(of)) {
            if (number === tensorTypeField.elementType && type === elementType.float32) {
              writer.int(number, elementType.float16);
            } else writer.raw(tensor.bytes({ start, end: body.end }).slice());
          }
          return writer;
        },
      }),
  });

/** The model with an input for how many of the last logits are wanted, in front of its head. @param location of the model */
export function askingHowMany(bytes: Uint8Array, location: string): Uint8Array {
  const source = new MemorySource(bytes);
  const model = parseModel(source);
  const [input, int64] = ['num_logits_to_keep', 7];
  const names = ['from0', 'from', 'axis', 'far', 'one', 'kept'].map((name) => `test/${name}`);
  const [from0, from, axis, far, one, kept] = names as [string, string, string, string, string, string];
  const rows = planLogitRows(model)!;
  const [[start, head]] = [...rows.nodes] as [[number, NodeEdit & { kind: 'patch' }]];
  const product = model.graph.nodes.find(({ span }) => span.start === start)!;
  const node = (op: string, inputs: string[], output: string) =>
    encodeNode({ op, name: output, inputs, outputs: [output] });
  const before = [
    node('Neg', [input], from0),
    node('Unsqueeze', [from0, axis], from),
    node('Slice', [product.inputs[0]!, from, far, one], kept),
  ];
  const edit: GraphEdit = {
    nodes: new Map([[start, { ...head, before, inputs: [kept, ...product.inputs.slice(1)] }]]),
    inputs: [value({ name: input, type: int64, dims: [] })],
    initializers: [encodeInt64Tensor(axis, [0]), encodeInt64Tensor(far, [2 ** 31]), encodeInt64Tensor(one, [1])],
    outputs: [],
  };
  return buildOverlay(source, model, [edit], { location });
}

/**
 * The model with each product of attention weights and values by Einsum; the values lie as [batch, key, head, width].
 * @param location of the model
 */
export function weighedByEinsum(bytes: Uint8Array, location: string): Uint8Array {
  const source = new MemorySource(bytes);
  const model = parseModel(source);
  const nodes = planAttention(model).nodes.map((softmax, layer): [number, NodeEdit] => {
    const product = model.graph.nodes.find(({ op, inputs }) => op === 'MatMul' && inputs[0] === softmax!.outputs[0])!;
    const turned = `test/values/${layer}`;
    const perm = { intLists: { perm: [0, 2, 1, 3] } };
    const made = [
      nodeOf({ op: 'Transpose', inputs: [product.inputs[1]!], outputs: [turned], ...perm }),
      nodeOf({
        op: 'Einsum',
        inputs: [product.inputs[0]!, turned],
        outputs: product.outputs,
        texts: { equation: 'bhqk,bkhd->bhqd' },
      }),
    ];
    return [product.span.start, { kind: 'replace', nodes: made }];
  });
  return buildOverlay(source, model, [{ nodes: new Map(nodes), outputs: [] }], { location });
}

/** The model with batch and heads as one axis where weights meet values, as BLOOM's are. @param location of the weights */
export function weighedInThreeAxes(bytes: Uint8Array, location: string): Uint8Array {
  const source = new MemorySource(bytes);
  const model = parseModel(source);
  const bound = (n: number) => `test/bound/${n}`;
  const rest = 'test/rest';
  const nodes = planAttention(model).nodes.map((softmax, layer): [number, NodeEdit] => {
    const carried = new Set([softmax!.outputs[0]!]);
    for (const { op, inputs, outputs } of model.graph.nodes)
      if (carriers.has(op) && inputs.some((input) => carried.has(input))) carried.add(outputs[0]!);
    const product = model.graph.nodes.find(({ op, inputs }) => op === 'MatMul' && carried.has(inputs[0]!))!;
    const [weights = '', values = ''] = product.inputs;
    const name = (part: string) => `test/${layer}/${part}`;
    const axesOf = (of: string, from: number, to: number, at: string) => [
      nodeOf({ op: 'Shape', inputs: [of], outputs: [name(`${at}/all`)] }),
      nodeOf({ op: 'Slice', inputs: [name(`${at}/all`), bound(from), bound(to)], outputs: [name(at)] }),
    ];
    const shaped = (of: string, parts: readonly string[], to: string) => [
      nodeOf({ op: 'Concat', inputs: [...parts], outputs: [`${to}/shape`], ints: { axis: 0 } }),
      nodeOf({ op: 'Reshape', inputs: [of, `${to}/shape`], outputs: [to] }),
    ];
    const made = [
      ...axesOf(weights, 2, 4, 'weightAxes'),
      ...shaped(weights, [rest, name('weightAxes')], name('weights')),
      ...axesOf(values, 2, 4, 'valueAxes'),
      ...shaped(values, [rest, name('valueAxes')], name('values')),
      nodeOf({ op: 'MatMul', inputs: [name('weights'), name('values')], outputs: [name('mixed')] }),
      ...axesOf(weights, 0, 3, 'heads'),
      ...shaped(name('mixed'), [name('heads'), rest], product.outputs[0]!),
    ];
    return [product.span.start, { kind: 'replace', nodes: made }];
  });
  const initializers = [...[0, 2, 3, 4].map((n) => encodeInt64Tensor(bound(n), [n])), encodeInt64Tensor(rest, [-1])];
  return buildOverlay(source, model, [{ nodes: new Map(nodes), outputs: [], initializers }], { location });
}

/** The model as an exporter merges it: one `If`, both of whose branches hold its nodes; the weights are around it. */
export function merged(bytes: Uint8Array): Uint8Array {
  const reader = new WireReader(new MemorySource(bytes));
  return rewritten(reader, { start: 0, end: bytes.length }, { [modelField.graph]: mergedGraph }).finish();
}

const mergedGraph: Rewrite = (reader, span) => {
  const [branch, outside, choice] = [new WireWriter(), new WireWriter(), new WireWriter()];
  const graphName = 2;
  for (const { number, start, body } of reader.fields(span)) {
    const whole = reader.bytes({ start, end: body.end }).slice();
    if (number === graphField.node || number === graphField.output || number === graphField.valueInfo)
      branch.raw(whole);
    if (number !== graphField.node && number !== graphField.valueInfo) outside.raw(whole);
    if (number === graphField.output) {
      for (const field of reader.fields(body)) {
        if (field.number === valueInfoField.name) choice.string(nodeField.output, reader.string(field));
      }
    }
  }
  choice.string(nodeField.input, 'use_cache_branch').string(nodeField.opType, 'If');
  for (const name of ['then_branch', 'else_branch']) {
    const attribute = new WireWriter().string(attributeField.name, name);
    attribute.message(attributeField.graph, new WireWriter().string(graphName, name).raw(branch.finish()));
    choice.message(nodeField.attribute, attribute.int(attributeField.type, attributeType.graph));
  }
  outside.message(graphField.input, value({ name: 'use_cache_branch', type: elementType.bool, dims: [1] }));
  return outside.message(graphField.node, choice);
};
