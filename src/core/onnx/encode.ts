// Writes single ONNX messages.
import {
  attributeField,
  attributeType,
  graphField,
  nodeField,
  tensorField,
  tensorTypeField,
  typeField,
  valueInfoField,
} from './schema';
import { WireWriter } from './wire';

export interface NewNode {
  readonly op: string;
  readonly domain?: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** AttributeProtos. */
  readonly attributes?: readonly WireWriter[];
}

/** A NodeProto. */
export function encodeNode(node: NewNode): WireWriter {
  const writer = new WireWriter();
  for (const input of node.inputs) writer.string(nodeField.input, input);
  for (const output of node.outputs) writer.string(nodeField.output, output);
  writer.string(nodeField.name, node.name).string(nodeField.opType, node.op);
  for (const attribute of node.attributes ?? []) writer.message(nodeField.attribute, attribute);
  if (node.domain) writer.string(nodeField.domain, node.domain);
  return writer;
}

/** An AttributeProto that holds an integer. */
export function encodeIntAttribute(name: string, value: number): WireWriter {
  return new WireWriter()
    .string(attributeField.name, name)
    .int(attributeField.int, value)
    .int(attributeField.type, attributeType.int);
}

/** An AttributeProto that holds a list of integers. */
export function encodeIntsAttribute(name: string, values: readonly number[]): WireWriter {
  const writer = new WireWriter().string(attributeField.name, name);
  for (const value of values) writer.int(attributeField.ints, value);
  return writer.int(attributeField.type, attributeType.ints);
}

/** An AttributeProto that holds a float32. */
export function encodeFloatAttribute(name: string, value: number): WireWriter {
  return new WireWriter()
    .string(attributeField.name, name)
    .float(attributeField.float, value)
    .int(attributeField.type, attributeType.float);
}

/** An AttributeProto that holds a graph. */
export function encodeGraphAttribute(name: string, graph: WireWriter): WireWriter {
  return new WireWriter()
    .string(attributeField.name, name)
    .message(attributeField.graph, graph)
    .int(attributeField.type, attributeType.graph);
}

export interface NewGraph {
  readonly name: string;
  /** NodeProtos. */
  readonly nodes: readonly WireWriter[];
  /** TensorProtos. */
  readonly initializers?: readonly WireWriter[];
  readonly outputs: readonly string[];
}

/** A GraphProto without inputs, as a branch of an `If` is. */
export function encodeGraph({ name, nodes, initializers = [], outputs }: NewGraph): WireWriter {
  const writer = new WireWriter();
  for (const node of nodes) writer.message(graphField.node, node);
  writer.string(graphField.name, name);
  for (const initializer of initializers) writer.message(graphField.initializer, initializer);
  for (const output of outputs) writer.message(graphField.output, encodeValue(output, null));
  return writer;
}

/** A ValueInfoProto of any shape. @param elementType TensorProto.DataType; null leaves the type to the runtime. */
export function encodeValue(name: string, elementType: number | null): WireWriter {
  const writer = new WireWriter().string(valueInfoField.name, name);
  if (elementType === null) return writer;
  const tensor = new WireWriter().int(tensorTypeField.elementType, elementType);
  return writer.message(valueInfoField.type, new WireWriter().message(typeField.tensor, tensor));
}

/** A TensorProto of float32. */
export function encodeFloatTensor(name: string, dims: readonly number[], values: readonly number[]): WireWriter {
  const float = 1;
  const writer = new WireWriter();
  for (const dim of dims) writer.int(tensorField.dims, dim);
  return writer
    .int(tensorField.elementType, float)
    .string(tensorField.name, name)
    .bytes(tensorField.rawData, new Uint8Array(Float32Array.from(values).buffer));
}

/** A TensorProto of int64, shape [values.length]. */
export function encodeInt64Tensor(name: string, values: readonly number[]): WireWriter {
  const int64 = 7;
  return new WireWriter()
    .int(tensorField.dims, values.length)
    .int(tensorField.elementType, int64)
    .string(tensorField.name, name)
    .bytes(tensorField.rawData, new Uint8Array(BigInt64Array.from(values, BigInt).buffer));
}
