// Writes a small model that shares the weights of a large one and gives more outputs.
import type { ByteSource } from '../base/byteSource';
import type { AddedOutput, GraphEdit, NodeEdit } from './attentionForms';
import { encodeIntAttribute, encodeNode, encodeValue } from './encode';
import type { OnnxGraph, OnnxInitializer, OnnxModel, OnnxNode } from './graph';
import { OnnxFormatError } from './onnxFormatError';
import {
  attributeField,
  entryField,
  externalLocation,
  graphField,
  modelField,
  nodeField,
  tensorField,
  valueInfoField,
} from './schema';
import { WireReader, WireWriter, type Field, type Span } from './wire';

/** Smaller weights are copied: shape inference needs the values of some. */
const minSharedBytes = 1024;
/** What is copied is the graph; past this, the file keeps its weights where they cannot be shared. */
const maxOverlayBytes = 2 ** 30;

export interface OverlayOptions {
  /**
   * Name of the original file, relative to the folder that the runtime is told to look in
   * (`session.model_external_initializers_file_folder_path`).
   */
  readonly location: string;
  /** The name, likewise, of another file with weights that the original refers to; the same unless told. */
  relocate?(location: string): string;
}

/**
 * The model with the edits made, without its weights: each larger initializer refers to its place in the
 * original file (TensorProto.external_data). Weights that are in another file already stay there.
 * @param source The file that `model` was parsed from and `edits` were made for; two edits of one node may not change the same of it.
 * @returns A ModelProto; its size is that of the graph.
 * @throws OnnxFormatError when the source changed meanwhile, or cannot be made small.
 */
export function buildOverlay(
  source: ByteSource,
  model: OnnxModel,
  edits: readonly GraphEdit[],
  options: OverlayOptions,
): Uint8Array {
  return rewrite(source, options, (writer) => writer.graph(model.graph, combined(edits)));
}

/** Some nodes of a graph as a graph of their own. */
export interface GraphPart {
  /** The nodes, by the byte offset at which their messages start. */
  readonly nodes: ReadonlySet<number>;
  /** NodeProtos to put before and after them. */
  readonly before: readonly WireWriter[];
  readonly after: readonly WireWriter[];
  /** Names of the initializers that they use. */
  readonly initializers: ReadonlySet<string>;
  /** TensorProtos to add. */
  readonly added: readonly WireWriter[];
  /** What becomes its inputs and its outputs. */
  readonly inputs: readonly AddedOutput[];
  readonly outputs: readonly AddedOutput[];
}

/** A part of the model as a model of its own, which shares its weights as {@link buildOverlay} does. */
export function buildPart(source: ByteSource, model: OnnxModel, part: GraphPart, options: OverlayOptions): Uint8Array {
  return rewrite(source, options, (writer) => writer.part(model.graph, part));
}

/**
 * A merged decoder as it is at its first call, without a cache: the nodes of that branch in place of the `If` that chooses
 * it. Its inputs and outputs stay, so that a session treats it as the whole; weights are shared as in {@link buildOverlay}.
 * @returns null for a model that is no merged decoder
 */
export function buildFirstCall(source: ByteSource, model: OnnxModel, options: OverlayOptions): Uint8Array | null {
  const choice = model.graph.nodes.find(
    ({ op, domain, inputs }) => op === 'If' && domain === '' && inputs[0] === cacheFlag,
  );
  const branch = choice?.attributes.get('else_branch')?.graphs[0];
  if (!choice || !branch) return null;
  return rewrite(source, options, (writer) => writer.inlined(model.graph, choice, branch));
}

/** Exporters' name of the input that is true once there is a cache. */
const cacheFlag = 'use_cache_branch';

function rewrite(
  source: ByteSource,
  options: OverlayOptions,
  graph: (writer: OverlayWriter) => WireWriter,
): Uint8Array {
  const reader = new WireReader(source);
  const writer = new OverlayWriter(reader, options);
  const overlay = new WireWriter();
  for (const field of reader.fields({ start: 0, end: source.size })) {
    if (field.number === modelField.graph) overlay.message(modelField.graph, graph(writer));
    else writer.copy(field, overlay);
  }
  return overlay.finish();
}

const noEdit: GraphEdit = { nodes: new Map(), outputs: [] };

function combined(edits: readonly GraphEdit[]): GraphEdit {
  const nodes = new Map<number, NodeEdit>();
  for (const [at, edit] of edits.flatMap((one) => [...one.nodes])) nodes.set(at, merged(nodes.get(at), edit));
  return {
    nodes,
    appended: edits.flatMap(({ appended = [] }) => appended),
    outputs: edits.flatMap(({ outputs }) => outputs),
    removedOutputs: new Set(edits.flatMap(({ removedOutputs = [] }) => [...removedOutputs])),
    inputs: edits.flatMap(({ inputs = [] }) => inputs),
    initializers: edits.flatMap(({ initializers = [] }) => initializers),
  };
}

function merged(a: NodeEdit | undefined, b: NodeEdit): NodeEdit {
  if (!a) return b;
  const isApart =
    a.kind === 'patch' &&
    b.kind === 'patch' &&
    !(a.inputs && b.inputs) &&
    !(a.outputs && b.outputs) &&
    !(a.wrap && b.wrap);
  if (!isApart) throw new Error('Two edits change the same of a node.');
  const [inputs, outputs, wrap] = [a.inputs ?? b.inputs, a.outputs ?? b.outputs, a.wrap ?? b.wrap];
  return {
    kind: 'patch',
    ...(inputs && { inputs }),
    ...(outputs && { outputs }),
    ...(wrap && { wrap }),
    ints: new Map([...a.ints, ...b.ints]),
    branches: new Map([...a.branches, ...b.branches]),
    before: [...(a.before ?? []), ...(b.before ?? [])],
    after: [...(a.after ?? []), ...(b.after ?? [])],
  };
}

/** By the byte offset at which their messages start. */
interface GraphParts {
  readonly nodes: ReadonlyMap<number, OnnxNode>;
  readonly initializers: ReadonlyMap<number, OnnxInitializer>;
}

function partsOf({ nodes, initializers }: OnnxGraph): GraphParts {
  return {
    nodes: new Map(nodes.map((node) => [node.span.start, node])),
    initializers: new Map(initializers.map((initializer) => [initializer.span.start, initializer])),
  };
}

/** Writes graphs without their weights. */
export class OverlayWriter {
  constructor(
    private readonly reader: WireReader,
    private readonly options: OverlayOptions,
  ) {}

  graph(graph: OnnxGraph, edit: GraphEdit): WireWriter {
    const { nodes, initializers } = partsOf(graph);
    const writer = new WireWriter();
    for (const field of this.reader.fields(graph.span)) {
      const node = field.number === graphField.node ? nodes.get(field.body.start) : undefined;
      const initializer = field.number === graphField.initializer ? initializers.get(field.body.start) : undefined;
      if (node) this.#node(field, node, edit.nodes.get(field.body.start), writer);
      else if (initializer) this.initializer(field, initializer, writer);
      else if (!this.#isRemoved(field, edit)) this.copy(field, writer);
    }
    for (const node of edit.appended ?? []) writer.message(graphField.node, node);
    for (const input of edit.inputs ?? []) writer.message(graphField.input, input);
    for (const initializer of edit.initializers ?? []) writer.message(graphField.initializer, initializer);
    for (const { name, statedType } of edit.outputs) writer.message(graphField.output, encodeValue(name, statedType));
    return writer;
  }

  part(graph: OnnxGraph, part: GraphPart): WireWriter {
    const initializers = new Map(
      graph.initializers.filter(({ name }) => part.initializers.has(name)).map((one) => [one.span.start, one]),
    );
    const nodes = new Map(graph.nodes.map((node) => [node.span.start, node]));
    const left: ReadonlySet<number> = new Set([graphField.input, graphField.output, graphField.valueInfo]);
    const writer = new WireWriter();
    for (const node of part.before) writer.message(graphField.node, node);
    for (const field of this.reader.fields(graph.span)) {
      const { start } = field.body;
      if (field.number === graphField.node) {
        const node = part.nodes.has(start) ? nodes.get(start) : undefined;
        if (node) this.#node(field, node, undefined, writer);
      } else if (field.number === graphField.initializer) {
        const initializer = initializers.get(start);
        if (initializer) this.initializer(field, initializer, writer);
      } else if (!left.has(field.number)) this.copy(field, writer);
    }
    for (const node of part.after) writer.message(graphField.node, node);
    for (const initializer of part.added) writer.message(graphField.initializer, initializer);
    for (const { name, statedType } of part.inputs) writer.message(graphField.input, encodeValue(name, statedType));
    for (const { name, statedType } of part.outputs) writer.message(graphField.output, encodeValue(name, statedType));
    return writer;
  }

  inlined(graph: OnnxGraph, choice: OnnxNode, branch: OnnxGraph): WireWriter {
    const writer = new WireWriter();
    const parts = partsOf(graph);
    for (const field of this.reader.fields(graph.span)) {
      const isChoice = field.number === graphField.node && field.body.start === choice.span.start;
      if (isChoice) this.#inline(choice, branch, writer);
      // Stated for the `If` as a whole.
      else if (field.number !== graphField.valueInfo) this.#shared(field, parts, writer);
    }
    return writer;
  }

  #inline(choice: OnnxNode, branch: OnnxGraph, to: WireWriter): void {
    const parts = partsOf(branch);
    for (const field of this.reader.fields(branch.span)) {
      if (field.number === graphField.node || field.number === graphField.initializer) this.#shared(field, parts, to);
    }
    for (const [i, output] of choice.outputs.entries()) {
      const inner = branch.outputs[i]?.name ?? '';
      if (output === inner || output === '') continue;
      const node = { op: 'Identity', name: `introspect/${output}`, inputs: [inner], outputs: [output] };
      to.message(graphField.node, encodeNode(node));
    }
  }

  /** A field of a graph, its weights shared. */
  #shared(field: Field, { nodes, initializers }: GraphParts, to: WireWriter): void {
    const node = field.number === graphField.node ? nodes.get(field.body.start) : undefined;
    const initializer = field.number === graphField.initializer ? initializers.get(field.body.start) : undefined;
    if (node) this.#node(field, node, undefined, to);
    else if (initializer) this.initializer(field, initializer, to);
    else this.copy(field, to);
  }

  initializer(field: Field, initializer: OnnxInitializer, to: WireWriter): void {
    const moved = this.#moved(initializer);
    if (isShared(initializer)) {
      const { start, end } = initializer.raw;
      const place = { location: this.options.location, offset: String(start), length: String(end - start) };
      to.message(graphField.initializer, this.#reference(initializer, place));
    } else if (moved) to.message(graphField.initializer, this.#reference(initializer, moved));
    else this.copy(field, to);
  }

  /** Where the values are, if they are in another file that goes by another name here. */
  #moved({ external }: OnnxInitializer): Readonly<Record<string, string>> | null {
    const from = external?.get('location');
    if (!external || from === undefined) return null;
    const location = this.options.relocate?.(from) ?? from;
    return location === from ? null : { ...Object.fromEntries(external), location };
  }

  #isRemoved(field: Field, { removedOutputs }: GraphEdit): boolean {
    if (!removedOutputs?.size || field.number !== graphField.output) return false;
    return removedOutputs.has(this.#nameIn(field.body, valueInfoField.name));
  }

  /** Copies a whole field. */
  copy(field: Field, to: WireWriter): void {
    if (to.length + (field.body.end - field.start) > maxOverlayBytes) {
      throw new OnnxFormatError('limit', field.start, 'it holds weights in a form that cannot be shared');
    }
    to.raw(this.reader.bytes({ start: field.start, end: field.body.end }));
  }

  #node(field: Field, node: OnnxNode, edit: NodeEdit | undefined, to: WireWriter): void {
    if (edit?.kind === 'replace') {
      for (const replacement of edit.nodes) to.message(graphField.node, replacement);
    } else if (edit || [...node.attributes.values()].some(({ graphs }) => graphs.length > 0)) {
      for (const added of edit?.before ?? []) to.message(graphField.node, added);
      const under = (outputs: readonly string[]): WireWriter => this.#patched(node, edit && { ...edit, outputs });
      const placed = edit?.wrap?.(edit.outputs ?? node.outputs, under) ?? [this.#patched(node, edit)];
      for (const one of placed) to.message(graphField.node, one);
      for (const next of edit?.after ?? []) to.message(graphField.node, next);
    } else this.copy(field, to);
  }

  /** The node with its edit, and with the weights inside its subgraphs shared too. */
  #patched(node: OnnxNode, edit: (NodeEdit & { kind: 'patch' }) | undefined): WireWriter {
    const graphs = new Map<number, { graph: OnnxGraph; edit: GraphEdit }>();
    for (const attribute of node.attributes.values()) {
      for (const graph of attribute.graphs) {
        graphs.set(graph.span.start, { graph, edit: edit?.branches.get(attribute.name) ?? noEdit });
      }
    }
    const writer = new WireWriter();
    for (const field of this.reader.fields(node.span)) {
      if (field.number === nodeField.output && edit?.outputs) continue;
      if (field.number === nodeField.input && edit?.inputs) continue;
      if (field.number !== nodeField.attribute) this.copy(field, writer);
      else if (!edit?.ints.has(this.#nameIn(field.body, attributeField.name))) {
        writer.message(nodeField.attribute, this.#attribute(field.body, graphs));
      }
    }
    for (const input of edit?.inputs ?? []) writer.string(nodeField.input, input);
    for (const output of edit?.outputs ?? []) writer.string(nodeField.output, output);
    for (const [name, value] of edit?.ints ?? []) {
      writer.message(nodeField.attribute, encodeIntAttribute(name, value));
    }
    return writer;
  }

  #nameIn(message: Span, fieldNumber: number): string {
    let name = '';
    for (const field of this.reader.fields(message)) {
      if (field.number === fieldNumber) name = this.reader.string(field);
    }
    return name;
  }

  #attribute(span: Span, graphs: ReadonlyMap<number, { graph: OnnxGraph; edit: GraphEdit }>): WireWriter {
    const writer = new WireWriter();
    for (const field of this.reader.fields(span)) {
      const found = graphs.get(field.body.start);
      if (found) writer.message(field.number, this.graph(found.graph, found.edit));
      else this.copy(field, writer);
    }
    return writer;
  }

  /** The TensorProto with its values replaced by their place in a file. */
  #reference(initializer: OnnxInitializer, place: Readonly<Record<string, string>>): WireWriter {
    const writer = new WireWriter();
    const replaced = [tensorField.rawData, tensorField.externalData, tensorField.dataLocation] as const;
    for (const field of this.reader.fields(initializer.span)) {
      if (!replaced.some((number) => number === field.number)) this.copy(field, writer);
    }
    for (const [key, value] of Object.entries(place)) {
      writer.message(
        tensorField.externalData,
        new WireWriter().string(entryField.key, key).string(entryField.value, value),
      );
    }
    return writer.int(tensorField.dataLocation, externalLocation);
  }
}

function isShared(initializer: OnnxInitializer): initializer is OnnxInitializer & { readonly raw: Span } {
  return (
    initializer.raw !== null &&
    initializer.external === null &&
    initializer.raw.end - initializer.raw.start >= minSharedBytes
  );
}
