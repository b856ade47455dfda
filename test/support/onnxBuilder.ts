// Builds small ONNX files for tests, with the product's own protobuf writer.
import { encodeFloatAttribute, encodeIntAttribute, encodeNode } from '../../src/core/onnx/encode';
import {
  attributeField,
  attributeType,
  dimensionField,
  functionField,
  graphField,
  modelField,
  nodeField,
  opsetField,
  shapeField,
  tensorField,
  tensorTypeField,
  typeField,
  valueInfoField,
} from '../../src/core/onnx/schema';
import { WireWriter } from '../../src/core/onnx/wire';

export const elementType = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 } as const;

export interface ValueSpec {
  readonly name: string;
  readonly type?: number;
  readonly dims?: readonly (number | string | null)[];
}

export interface NodeSpec {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly ints?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
  readonly intLists?: Readonly<Record<string, readonly number[]>>;
  readonly texts?: Readonly<Record<string, string>>;
  readonly overload?: string;
  /** Attributes that take the value of one of the function around, and of which type that is. */
  readonly refs?: Readonly<Record<string, { readonly to: string; readonly type: number }>>;
  readonly graphs?: Readonly<Record<string, GraphSpec>>;
}

export interface GraphSpec {
  readonly nodes: readonly NodeSpec[];
  readonly inputs?: readonly ValueSpec[];
  readonly outputs?: readonly ValueSpec[];
  readonly values?: readonly ValueSpec[];
  readonly initializers?: readonly WireWriter[];
}

export interface FunctionSpec {
  readonly domain: string;
  readonly op: string;
  readonly overload?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly NodeSpec[];
  /** Attributes without a default. */
  readonly attributes?: readonly string[];
  readonly defaults?: Pick<NodeSpec, 'ints' | 'floats' | 'graphs'>;
  /** The standard's own in version 17 unless given. */
  readonly opsets?: Readonly<Record<string, number>>;
}

export interface ModelSpec extends GraphSpec {
  readonly functions?: readonly FunctionSpec[];
  readonly irVersion?: number;

  /** By domain; the standard's own in version 17 unless given. */
  readonly opsets?: Readonly<Record<string, number>>;
}

export function onnxModel(spec: ModelSpec): Uint8Array {
  const model = new WireWriter().int(modelField.irVersion, spec.irVersion ?? 8).message(modelField.graph, graph(spec));
  for (const [domain, version] of Object.entries({ '': 17, 'com.microsoft': 1, ...spec.opsets })) {
    model.message(modelField.opsetImport, opset(domain, version));
  }
  for (const one of spec.functions ?? []) model.message(modelField.functions, localFunction(one));
  return model.finish();
}

function opset(domain: string, version: number): WireWriter {
  return new WireWriter().string(opsetField.domain, domain).int(opsetField.version, version);
}

function localFunction(spec: FunctionSpec): WireWriter {
  const attribute = 6;
  const writer = new WireWriter().string(functionField.name, spec.op).string(functionField.domain, spec.domain);
  if (spec.overload) writer.string(functionField.overload, spec.overload);
  for (const name of spec.inputs) writer.string(functionField.input, name);
  for (const name of spec.outputs) writer.string(functionField.output, name);
  for (const name of spec.attributes ?? []) writer.string(attribute, name);
  for (const one of spec.nodes) writer.message(functionField.node, node(one));
  for (const one of attributesOf(spec.defaults ?? {})) writer.message(functionField.defaults, one);
  for (const [domain, version] of Object.entries({ '': 17, ...spec.opsets })) {
    writer.message(functionField.opsetImport, opset(domain, version));
  }
  return writer;
}

function graph(spec: GraphSpec): WireWriter {
  const graphName = 2;
  const writer = new WireWriter();
  for (const one of spec.nodes) writer.message(graphField.node, node(one));
  writer.string(graphName, 'test');
  for (const one of spec.initializers ?? []) writer.message(graphField.initializer, one);
  for (const one of spec.inputs ?? []) writer.message(graphField.input, value(one));
  for (const one of spec.outputs ?? []) writer.message(graphField.output, value(one));
  for (const one of spec.values ?? []) writer.message(graphField.valueInfo, value(one));
  return writer;
}

export function node(spec: NodeSpec): WireWriter {
  return encodeNode({
    op: spec.op,
    ...(spec.domain && { domain: spec.domain }),
    name: `node of ${spec.outputs.join()}`,
    inputs: spec.inputs,
    outputs: spec.outputs,
    attributes: attributesOf(spec),
  }).raw(spec.overload ? new WireWriter().string(nodeField.overload, spec.overload).finish() : new Uint8Array());
}

function attributesOf(spec: Omit<NodeSpec, 'op' | 'inputs' | 'outputs'>): WireWriter[] {
  return [
    ...Object.entries(spec.ints ?? {}).map(([name, int]) => encodeIntAttribute(name, int)),
    ...Object.entries(spec.floats ?? {}).map(([name, float]) => encodeFloatAttribute(name, float)),
    ...Object.entries(spec.intLists ?? {}).map(([name, ints]) => intsAttribute(name, ints)),
    ...Object.entries(spec.texts ?? {}).map(([name, text]) => textAttribute(name, text)),
    ...Object.entries(spec.graphs ?? {}).map(([name, body]) => graphAttribute(name, body)),
    ...Object.entries(spec.refs ?? {}).map(([name, ref]) => refAttribute(name, ref)),
  ];
}

function intsAttribute(name: string, ints: readonly number[]): WireWriter {
  const typeInts = 7;
  const writer = new WireWriter().string(attributeField.name, name);
  for (const int of ints) writer.int(attributeField.ints, int);
  return writer.int(attributeField.type, typeInts);
}

function textAttribute(name: string, text: string): WireWriter {
  return new WireWriter()
    .string(attributeField.name, name)
    .string(attributeField.string, text)
    .int(attributeField.type, attributeType.string);
}

function refAttribute(name: string, { to, type }: { readonly to: string; readonly type: number }): WireWriter {
  return new WireWriter()
    .string(attributeField.name, name)
    .string(attributeField.refersTo, to)
    .int(attributeField.type, type);
}

function graphAttribute(name: string, body: GraphSpec): WireWriter {
  return new WireWriter()
    .string(attributeField.name, name)
    .message(attributeField.graph, graph(body))
    .int(attributeField.type, attributeType.graph);
}

export function value({ name, type = elementType.float32, dims }: ValueSpec): WireWriter {
  const tensor = new WireWriter().int(tensorTypeField.elementType, type);
  if (dims) {
    const shape = new WireWriter();
    for (const dim of dims) {
      const dimension = new WireWriter();
      if (typeof dim === 'number') dimension.int(dimensionField.value, dim);
      else if (dim !== null) dimension.string(dimensionField.name, dim);
      shape.message(shapeField.dimension, dimension);
    }
    tensor.message(tensorTypeField.shape, shape);
  }
  return new WireWriter()
    .string(valueInfoField.name, name)
    .message(valueInfoField.type, new WireWriter().message(typeField.tensor, tensor));
}

/** A TensorProto of float32 in `raw_data`. */
export function floatTensor(name: string, dims: readonly number[], values: ArrayLike<number>): WireWriter {
  const writer = new WireWriter();
  for (const dim of dims) writer.int(tensorField.dims, dim);
  const raw = new Uint8Array(Float32Array.from(values).buffer);
  return writer
    .int(tensorField.elementType, elementType.float32)
    .string(tensorField.name, name)
    .bytes(tensorField.rawData, raw);
}

/** A TensorProto of int64 in `raw_data`. */
export function intTensor(name: string, dims: readonly number[], values: readonly number[]): WireWriter {
  const writer = new WireWriter();
  for (const dim of dims) writer.int(tensorField.dims, dim);
  return writer
    .int(tensorField.elementType, elementType.int64)
    .string(tensorField.name, name)
    .bytes(tensorField.rawData, new Uint8Array(BigInt64Array.from(values, BigInt).buffer));
}
