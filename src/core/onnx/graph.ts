// What an ONNX file holds, without its weights: those stay where they are and only their places are noted.
import type { ByteSource } from '../base/byteSource';
import { describeForeignFile } from './foreignFile';
import { OnnxFormatError } from './onnxFormatError';
import { inOrder } from './order';
import {
  attributeField,
  dimensionField,
  entryField,
  externalLocation,
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
} from './schema';
import { WireReader, type Field, type Span } from './wire';

export interface OnnxAttribute {
  readonly name: string;
  readonly int: number | null;
  readonly float: number | null;
  readonly ints: readonly number[];
  /** Of the attributes that are looked at; null for any other. */
  readonly text: string | null;
  /** Subgraphs, such as the branches of an `If`. */
  readonly graphs: readonly OnnxGraph[];
  /** The attribute of the function around it whose value it takes; '' for one that has its own. */
  readonly refersTo: string;
  /** The AttributeProto in the file. */
  readonly span: Span;
}

export interface OnnxNode {
  readonly op: string;
  /** '' is the standard's own, which files also call `ai.onnx`. */
  readonly domain: string;
  /** Tells functions of one name apart. */
  readonly overload: string;
  readonly name: string;
  /** '' stands for an optional input or output that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
  /** The NodeProto in the file. */
  readonly span: Span;
}

export interface OnnxInitializer {
  readonly name: string;
  readonly dims: readonly number[];
  /** TensorProto.DataType: 1 = float32, 7 = int64, 10 = float16. */
  readonly elementType: number;
  /** Its little-endian values in this file, if they are stored so. */
  readonly raw: Span | null;
  /** Keys and values such as `location` and `offset`, if its values are in another file. */
  readonly external: ReadonlyMap<string, string> | null;
  /** The TensorProto in the file. */
  readonly span: Span;
}

export interface OnnxValue {
  readonly name: string;
  /** TensorProto.DataType; null where the file does not say or it is no tensor. */
  readonly elementType: number | null;
  /** A number, a name such as `batch_size`, or null for an unknown size; null as a whole where the rank is unknown. */
  readonly shape: readonly (number | string | null)[] | null;
}

export interface OnnxGraph {
  /** In topological order, as the standard demands. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** What the file says of values in between; often nothing. */
  readonly values: readonly OnnxValue[];
  /** The GraphProto in the file. */
  readonly span: Span;
}

export interface OnnxModel {
  readonly irVersion: number | null;
  /** Operator-set versions by domain; '' is the standard's own. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
  /** Operators that the file defines itself. */
  readonly functions: readonly OnnxFunction[];
}

export interface OnnxFunction {
  readonly op: string;
  readonly domain: string;
  readonly overload: string;
  /** Names in its body. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly OnnxNode[];
  /** Attributes with the value that they have unless a call gives another. */
  readonly defaults: readonly OnnxAttribute[];
  readonly opsets: ReadonlyMap<string, number>;
}

/** The same for a function and the nodes that call it. */
export function functionId({ domain, op, overload }: Pick<OnnxFunction, 'op' | 'domain' | 'overload'>): string {
  return JSON.stringify([domain, op, overload]);
}

/** `If` and `Loop` bodies nest; real models stay under 5. */
const maxDepth = 32;
/** Bounds the memory. Mixtures of 6,000 experts, the largest exports, come to some 300,000. */
const maxObjects = 1_000_000;

/**
 * Reads everything of an ONNX model but its weights.
 * @throws OnnxFormatError when the source is no ONNX model; its `problem` tells empty, truncated, text and foreign
 * files apart.
 */
export function parseModel(source: ByteSource): OnnxModel {
  if (source.size === 0) throw new OnnxFormatError('empty', 0, 'the file is empty');
  try {
    return new ModelParser(new WireReader(source)).model({ start: 0, end: source.size });
  } catch (error) {
    if (error instanceof OnnxFormatError) throw describeForeignFile(source) ?? error;
    throw error;
  }
}

const textAttributes: ReadonlySet<string> = new Set(['equation']);
const noAttributes: ReadonlyMap<string, OnnxAttribute> = new Map();

class ModelParser {
  readonly #reader: WireReader;
  #objectsLeft = maxObjects;

  constructor(reader: WireReader) {
    this.#reader = reader;
  }

  model(span: Span): OnnxModel {
    const reader = this.#reader;
    let irVersion: number | null = null;
    const opsets = new Map<string, number>();
    let graph: OnnxGraph | null = null;
    const functions: OnnxFunction[] = [];
    for (const field of reader.fields(span)) {
      if (field.number === modelField.irVersion) irVersion = reader.int(field);
      else if (field.number === modelField.opsetImport) this.#opset(reader.message(field), opsets);
      else if (field.number === modelField.graph) {
        if (graph) throw new OnnxFormatError('damaged', field.start, 'it has two graphs');
        graph = this.#graph(reader.message(field), 0);
      } else if (field.number === modelField.functions) functions.push(this.#function(this.#object(field)));
    }
    if (!graph) throw new OnnxFormatError('truncated', span.end, 'it ends before its graph');
    if (opsets.size === 0) throw new OnnxFormatError('truncated', span.end, 'it ends before its operator-set versions');
    return { irVersion, opsets, graph, functions };
  }

  #function(span: Span): OnnxFunction {
    const reader = this.#reader;
    let [op, domain, overload] = ['', '', ''];
    const inputs: string[] = [];
    const outputs: string[] = [];
    const nodes: OnnxNode[] = [];
    const defaults: OnnxAttribute[] = [];
    const opsets = new Map<string, number>();
    for (const field of reader.fields(span)) {
      if (field.number === functionField.name) op = reader.string(field);
      else if (field.number === functionField.domain) domain = reader.string(field);
      else if (field.number === functionField.overload) overload = reader.string(field);
      else if (field.number === functionField.input) inputs.push(reader.string(field));
      else if (field.number === functionField.output) outputs.push(reader.string(field));
      else if (field.number === functionField.node) nodes.push(this.#node(this.#object(field), 0));
      else if (field.number === functionField.defaults) defaults.push(this.#attribute(this.#object(field), 0));
      else if (field.number === functionField.opsetImport) this.#opset(reader.message(field), opsets);
    }
    return { op, domain: plainDomain(domain), overload, inputs, outputs, nodes, defaults, opsets };
  }

  #opset(span: Span, opsets: Map<string, number>): void {
    let domain = '';
    let version = 0;
    for (const field of this.#reader.fields(span)) {
      if (field.number === opsetField.domain) domain = this.#reader.string(field);
      else if (field.number === opsetField.version) version = this.#reader.int(field);
    }
    opsets.set(plainDomain(domain), version);
  }

  #graph(span: Span, depth: number): OnnxGraph {
    if (depth > maxDepth) {
      throw new OnnxFormatError('limit', span.start, `its graphs are nested more than ${maxDepth} deep`);
    }
    const nodes: OnnxNode[] = [];
    const initializers: OnnxInitializer[] = [];
    const inputs: OnnxValue[] = [];
    const outputs: OnnxValue[] = [];
    const values: OnnxValue[] = [];
    for (const field of this.#reader.fields(span)) {
      if (field.number === graphField.node) nodes.push(this.#node(this.#object(field), depth));
      else if (field.number === graphField.initializer) initializers.push(this.#initializer(this.#object(field)));
      else if (field.number === graphField.input) inputs.push(this.#value(this.#object(field)));
      else if (field.number === graphField.output) outputs.push(this.#value(this.#object(field)));
      else if (field.number === graphField.valueInfo) values.push(this.#value(this.#object(field)));
    }
    return { nodes: inOrder(nodes), initializers, inputs, outputs, values, span };
  }

  #node(span: Span, depth: number): OnnxNode {
    const reader = this.#reader;
    const inputs: string[] = [];
    const outputs: string[] = [];
    let attributes: Map<string, OnnxAttribute> | null = null;
    let name = '';
    let op = '';
    let domain = '';
    let overload = '';
    for (const field of reader.fields(span)) {
      if (field.number === nodeField.input) inputs.push(reader.string(field));
      else if (field.number === nodeField.output) outputs.push(reader.string(field));
      else if (field.number === nodeField.name) name = reader.string(field);
      else if (field.number === nodeField.opType) op = reader.string(field);
      else if (field.number === nodeField.domain) domain = reader.string(field);
      else if (field.number === nodeField.overload) overload = reader.string(field);
      else if (field.number === nodeField.attribute) {
        const attribute = this.#attribute(this.#object(field), depth);
        (attributes ??= new Map<string, OnnxAttribute>()).set(attribute.name, attribute);
      }
    }
    return {
      op,
      domain: plainDomain(domain),
      overload,
      name,
      inputs,
      outputs,
      attributes: attributes ?? noAttributes,
      span,
    };
  }

  #attribute(span: Span, depth: number): OnnxAttribute {
    const reader = this.#reader;
    let name = '';
    let int: number | null = null;
    let float: number | null = null;
    const ints: number[] = [];
    const graphs: OnnxGraph[] = [];
    let bytes: Field | null = null;
    let refersTo = '';
    for (const field of reader.fields(span)) {
      if (field.number === attributeField.name) name = reader.string(field);
      else if (field.number === attributeField.int) int = reader.int(field);
      else if (field.number === attributeField.float) float = reader.float(field);
      else if (field.number === attributeField.ints) reader.appendInts(field, ints);
      else if (field.number === attributeField.string) bytes = field;
      else if (field.number === attributeField.refersTo) refersTo = reader.string(field);
      else if (field.number === attributeField.graph || field.number === attributeField.graphs) {
        graphs.push(this.#graph(this.#object(field), depth + 1));
      }
    }
    // Others may hold any bytes, such as a compiled model.
    const text = bytes && textAttributes.has(name) ? reader.string(bytes) : null;
    return { name, int, float, ints, text, graphs, refersTo, span };
  }

  #initializer(span: Span): OnnxInitializer {
    const reader = this.#reader;
    let name = '';
    const dims: number[] = [];
    let elementType = 0;
    let raw: Span | null = null;
    let external: Map<string, string> | null = null;
    for (const field of reader.fields(span)) {
      if (field.number === tensorField.name) name = reader.string(field);
      else if (field.number === tensorField.dims) reader.appendInts(field, dims);
      else if (field.number === tensorField.elementType) elementType = reader.int(field);
      else if (field.number === tensorField.rawData) raw = reader.message(field);
      else if (field.number === tensorField.externalData)
        this.#entry(reader.message(field), (external ??= new Map<string, string>()));
      else if (field.number === tensorField.dataLocation && reader.int(field) === externalLocation) {
        external ??= new Map<string, string>();
      }
    }
    return { name, dims, elementType, raw, external, span };
  }

  #entry(span: Span, entries: Map<string, string>): void {
    let key = '';
    let value = '';
    for (const field of this.#reader.fields(span)) {
      if (field.number === entryField.key) key = this.#reader.string(field);
      else if (field.number === entryField.value) value = this.#reader.string(field);
    }
    entries.set(key, value);
  }

  #value(span: Span): OnnxValue {
    const reader = this.#reader;
    let name = '';
    let elementType: number | null = null;
    let shape: (number | string | null)[] | null = null;
    for (const field of reader.fields(span)) {
      if (field.number === valueInfoField.name) name = reader.string(field);
      else if (field.number === valueInfoField.type) {
        for (const type of reader.fields(reader.message(field))) {
          if (type.number !== typeField.tensor) continue;
          for (const part of reader.fields(reader.message(type))) {
            if (part.number === tensorTypeField.elementType) elementType = reader.int(part);
            else if (part.number === tensorTypeField.shape) shape = this.#shape(reader.message(part));
          }
        }
      }
    }
    return { name, elementType, shape };
  }

  #shape(span: Span): (number | string | null)[] {
    const shape: (number | string | null)[] = [];
    for (const dimension of this.#reader.fields(span)) {
      if (dimension.number !== shapeField.dimension) continue;
      let size: number | string | null = null;
      for (const field of this.#reader.fields(this.#reader.message(dimension))) {
        if (field.number === dimensionField.value) size = this.#reader.int(field);
        else if (field.number === dimensionField.name) size = this.#reader.string(field);
      }
      shape.push(size);
    }
    return shape;
  }

  /** The stretch of a message that becomes an object in memory. */
  #object(field: Field): Span {
    if (this.#objectsLeft-- <= 0) {
      throw new OnnxFormatError('limit', field.start, `it has more than ${maxObjects} nodes, attributes and tensors`);
    }
    return this.#reader.message(field);
  }
}

function plainDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}
