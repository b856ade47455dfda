import { encodeFloatTensor, encodeGraph, encodeInt64Tensor, encodeNode } from './encode';
import type { WireWriter } from './wire';

/** Collects the nodes of a new graph and names their values. */
export class Subgraph {
  readonly #nodes: WireWriter[] = [];
  readonly #initializers: WireWriter[] = [];

  /** @param prefix begins every name; no other graph of the model may use it */
  constructor(private readonly prefix: string) {}

  /** @returns the name of the node's only output */
  add(op: string, inputs: readonly string[], attributes: readonly WireWriter[] = [], domain = ''): string {
    const name = `${this.prefix}/${this.#nodes.length}`;
    this.#nodes.push(encodeNode({ op, domain, name, inputs, outputs: [name], attributes }));
    return name;
  }

  /** @returns the names of the node's outputs */
  addAll(op: string, inputs: readonly string[], count: number, attributes: readonly WireWriter[] = []): string[] {
    const name = `${this.prefix}/${this.#nodes.length}`;
    const outputs = Array.from({ length: count }, (_, i) => `${name}/${i}`);
    this.#nodes.push(encodeNode({ op, name, inputs, outputs, attributes }));
    return outputs;
  }

  /** A float32 scalar. */
  float(value: number): string {
    return this.#constant((name) => encodeFloatTensor(name, [], [value]));
  }

  /** A float32 list. */
  floats(values: readonly number[]): string {
    return this.#constant((name) => encodeFloatTensor(name, [values.length], values));
  }

  /** An int64 list. */
  ints(...values: number[]): string {
    return this.#constant((name) => encodeInt64Tensor(name, values));
  }

  /** For a branch of a node of this one. */
  inner(name: string): Subgraph {
    return new Subgraph(`${this.prefix}/${this.#nodes.length}/${name}`);
  }

  /** A GraphProto without inputs. */
  encode(outputs: readonly string[]): WireWriter {
    return encodeGraph({ name: this.prefix, nodes: this.#nodes, initializers: this.#initializers, outputs });
  }

  #constant(encode: (name: string) => WireWriter): string {
    const name = `${this.prefix}/constant/${this.#initializers.length}`;
    this.#initializers.push(encode(name));
    return name;
  }
}
