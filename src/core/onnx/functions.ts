// Model-local functions: operators that a file defines itself, as exporters do with a model's modules. What they hold is
// put in the place of every call, so that everything else sees one plain graph.
import type { ByteSource } from '../base/byteSource';
import {
  functionId,
  type OnnxAttribute,
  type OnnxFunction,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
} from './graph';
import { OnnxFormatError } from './onnxFormatError';
import { OverlayWriter, type OverlayOptions } from './overlay';
import { attributeField, graphField, modelField, nodeField, opsetField, tensorField, valueInfoField } from './schema';
import { WireReader, WireWriter, type Field, type Span } from './wire';

/** Modules of modules; exporters nest under 10. */
const maxDepth = 32;
/** Few calls can stand for endless nodes: a function may call another twice, and that one a third. */
const maxExpanded = 1_000_000;
const maxExpandedBytes = 2 ** 28;

/** onnxruntime takes its own operators of these, where it has them, before functions of the same name: those stay. */
const runtimeDomains: ReadonlySet<string> = new Set(['', 'com.microsoft', 'ai.onnx.ml']);

export type InlineResult =
  | { readonly inlined: true; readonly bytes: Uint8Array }
  /** A clause that fits after "because". */
  | { readonly inlined: false; readonly why: string };

/**
 * The model with its functions' nodes in place of their calls, nested ones too, and in subgraphs; its weights stay in
 * the file, as in `buildOverlay`. Values inside a call get a name of their own, attributes that refer to the function's
 * take the call's value, else the function's default.
 * @returns null for a model without functions
 * @throws OnnxFormatError `limit` for functions that call themselves, or stand for more nodes than can be held
 */
export function inlineFunctions(source: ByteSource, model: OnnxModel, options: OverlayOptions): InlineResult | null {
  if (model.functions.length === 0) return null;
  const reader = new WireReader(source);
  const inliner = new Inliner(reader, new OverlayWriter(reader, options), model);
  const graph = inliner.graph(model.graph, outside);
  if (inliner.conflict !== null) return { inlined: false, why: inliner.conflict };
  const areGone = model.functions.every(({ domain }) => !runtimeDomains.has(domain));
  const whole = new WireWriter();
  for (const field of reader.fields({ start: 0, end: source.size })) {
    if (field.number === modelField.graph) whole.message(modelField.graph, graph);
    else if (field.number !== modelField.functions || !areGone) {
      whole.raw(reader.bytes({ start: field.start, end: field.body.end }));
    }
  }
  for (const [domain, version] of inliner.added) {
    const opset = new WireWriter().string(opsetField.domain, domain).int(opsetField.version, version);
    whole.message(modelField.opsetImport, opset);
  }
  return { inlined: true, bytes: whole.finish() };
}

/** Where names and attributes of a node come from. */
interface Scope {
  /** The call's function; null in the model's own graph. */
  readonly of: OnnxFunction | null;
  /** Of everything that has no other name. */
  readonly prefix: string;
  readonly names: ReadonlyMap<string, string>;
  /** Attributes of the call, as the fields of an AttributeProto but its name. */
  readonly attributes: ReadonlyMap<string, WireWriter>;
  readonly depth: number;
}

const outside: Scope = { of: null, prefix: '', names: new Map(), attributes: new Map(), depth: 0 };

function nameIn({ names, prefix }: Scope, name: string): string {
  return name === '' ? '' : (names.get(name) ?? prefix + name);
}

class Inliner {
  readonly #functions: ReadonlyMap<string, OnnxFunction>;
  readonly #prefix: string;
  /** Versions of domains that functions use and the model itself does not. */
  readonly added = new Map<string, number>();
  #calls = 0;
  #nodesLeft = maxExpanded;
  #bytesLeft = maxExpandedBytes;
  /** Why calls cannot be replaced, if so. */
  conflict: string | null = null;

  constructor(
    private readonly reader: WireReader,
    private readonly overlay: OverlayWriter,
    private readonly model: OnnxModel,
  ) {
    const replaced = model.functions.filter(({ domain }) => !runtimeDomains.has(domain));
    this.#functions = new Map(replaced.map((one) => [functionId(one), one]));
    this.#prefix = unusedPrefix(model.graph);
  }

  graph(graph: OnnxGraph, scope: Scope): WireWriter {
    const nodes = new Map(graph.nodes.map((node) => [node.span.start, node]));
    const initializers = new Map(graph.initializers.map((one) => [one.span.start, one]));
    const values: ReadonlySet<number> = new Set([graphField.input, graphField.output, graphField.valueInfo]);
    const writer = new WireWriter();
    for (const field of this.reader.fields(graph.span)) {
      const { start } = field.body;
      const node = field.number === graphField.node ? nodes.get(start) : undefined;
      const initializer = field.number === graphField.initializer ? initializers.get(start) : undefined;
      if (node) this.#node(field, node, scope, writer);
      else if (scope.of === null) {
        if (initializer) this.overlay.initializer(field, initializer, writer);
        else this.overlay.copy(field, writer);
      } else if (initializer) writer.message(field.number, this.#renamed(field.body, tensorField.name, scope));
      else if (values.has(field.number)) {
        writer.message(field.number, this.#renamed(field.body, valueInfoField.name, scope));
      } else this.overlay.copy(field, writer);
    }
    return writer;
  }

  #node(field: Field | null, node: OnnxNode, scope: Scope, to: WireWriter): void {
    const called = this.#functions.get(functionId(node));
    if (called) {
      this.#call(called, node, scope, to);
      return;
    }
    this.#import(node.domain, scope);
    const hasGraphs = [...node.attributes.values()].some(({ graphs }) => graphs.length > 0);
    if (field && scope.of === null && !hasGraphs) {
      this.overlay.copy(field, to);
      return;
    }
    const writer = new WireWriter();
    for (const part of this.reader.fields(node.span)) {
      const isValue = part.number === nodeField.input || part.number === nodeField.output;
      if (isValue) writer.string(part.number, nameIn(scope, this.reader.string(part)));
      else if (part.number === nodeField.name) writer.string(part.number, scope.prefix + this.reader.string(part));
      else if (part.number !== nodeField.attribute) this.overlay.copy(part, writer);
    }
    for (const attribute of node.attributes.values()) {
      const value = this.#value(attribute, scope);
      this.#spend(attribute.span, { nodes: 1, bytes: value?.length ?? 0 });
      if (!value) continue;
      writer.message(
        nodeField.attribute,
        new WireWriter().string(attributeField.name, attribute.name).raw(value.finish()),
      );
    }
    this.#spend(node.span, { nodes: 1, bytes: writer.length });
    to.message(graphField.node, writer);
  }

  #call(called: OnnxFunction, node: OnnxNode, scope: Scope, to: WireWriter): void {
    if (scope.depth >= maxDepth) {
      throw new OnnxFormatError(
        'limit',
        node.span.start,
        `its functions call one another more than ${maxDepth} deep, or themselves`,
      );
    }
    this.#spend(node.span, {
      nodes: 1 + called.defaults.length,
      bytes: 16 * (called.inputs.length + called.outputs.length),
    });
    const names = new Map(called.inputs.map((name, i) => [name, nameIn(scope, node.inputs[i] ?? '')]));
    for (const [i, name] of called.outputs.entries()) {
      const output = nameIn(scope, node.outputs[i] ?? '');
      if (output !== '') names.set(name, output);
    }
    const attributes = new Map<string, WireWriter>();
    for (const attribute of called.defaults) this.#assign(attribute, outside, attributes);
    for (const attribute of node.attributes.values()) this.#assign(attribute, scope, attributes);
    const prefix = `${this.#prefix}${this.#calls++}/`;
    const inner: Scope = { of: called, prefix, names, attributes, depth: scope.depth + 1 };
    for (const one of called.nodes) this.#node(null, one, inner, to);
  }

  #assign(attribute: OnnxAttribute, scope: Scope, to: Map<string, WireWriter>): void {
    const value = this.#value(attribute, scope);
    if (value) to.set(attribute.name, value);
  }

  /** Fields of an AttributeProto but its name; null for one that refers to what the call leaves out. */
  #value(attribute: OnnxAttribute, scope: Scope): WireWriter | null {
    if (scope.of !== null && attribute.refersTo) return scope.attributes.get(attribute.refersTo) ?? null;
    const graphs = new Map(attribute.graphs.map((graph) => [graph.span.start, graph]));
    const writer = new WireWriter();
    for (const field of this.reader.fields(attribute.span)) {
      const graph = graphs.get(field.body.start);
      if (graph) writer.message(field.number, this.graph(graph, scope));
      else if (field.number !== attributeField.name) this.overlay.copy(field, writer);
    }
    this.#spend(attribute.span, { nodes: 0, bytes: writer.length });
    return writer;
  }

  #renamed(message: Span, nameField: number, scope: Scope): WireWriter {
    const writer = new WireWriter();
    for (const field of this.reader.fields(message)) {
      if (field.number === nameField) writer.string(nameField, nameIn(scope, this.reader.string(field)));
      else this.overlay.copy(field, writer);
    }
    return writer;
  }

  /** An operator stands for what its own function's version of the domain says. */
  #import(domain: string, { of }: Scope): void {
    const wanted = of?.opsets.get(domain);
    if (wanted === undefined) return;
    const known = this.model.opsets.get(domain) ?? this.added.get(domain);
    if (known === undefined) this.added.set(domain, wanted);
    if (known === undefined || known === wanted) return;
    const set = domain === '' ? 'the standard operators' : domain;
    this.conflict ??= `they use version ${wanted} of ${set}, and the model itself version ${known}`;
  }

  #spend({ start }: Span, { nodes, bytes }: { readonly nodes: number; readonly bytes: number }): void {
    this.#nodesLeft -= nodes;
    this.#bytesLeft -= bytes;
    if (this.#nodesLeft < 0 || this.#bytesLeft < 0) {
      throw new OnnxFormatError('limit', start, 'its functions stand for more nodes than can be held');
    }
  }
}

/** What no name of the model begins with. */
function unusedPrefix(graph: OnnxGraph): string {
  const taken = new Set(namesIn(graph).map((name) => /^introspect\/call(\d+)\//.exec(name)?.[1]));
  let number = 0;
  while (taken.has(String(number))) number++;
  return `introspect/call${number}/`;
}

function namesIn({ nodes, inputs, initializers }: OnnxGraph): string[] {
  const inner = nodes.flatMap(({ attributes }) => [...attributes.values()].flatMap(({ graphs }) => graphs));
  return [
    ...[...inputs, ...initializers].map(({ name }) => name),
    ...nodes.flatMap(({ outputs }) => outputs),
    ...inner.flatMap(namesIn),
  ];
}
