// A small assembler for WebAssembly: enough for one function of loops over SIMD vectors.
// Encoding: https://webassembly.github.io/spec/core/binary/, version 2.0.

export type Code = readonly number[];

/** What this project calls of WebAssembly: neither core nor ES2023 declares it. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
};

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

const pageBytes = 65_536;

const types = { i32: 0x7f, v128: 0x7b } as const;
const empty = 0x40;

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    if (rest >= -64 && rest < 64) return [...bytes, rest & 127];
    bytes.push((rest & 127) | 128);
  }
}

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
/** Offset added to the address; alignment is only a hint, and 0 promises nothing. */
const at = (offset: number): Code => [0, ...unsigned(offset)];
const flat = (parts: readonly (Code | number)[]): number[] =>
  parts.flatMap((part) => (typeof part === 'number' ? [part] : part));
const floatBytes = (value: number): Code => [...new Uint8Array(Float32Array.of(value).buffer)];
const intBytes = (value: number): Code => [...new Uint8Array(Int32Array.of(value).buffer)];
const fourTimes = (bytes: Code): Code => [...bytes, ...bytes, ...bytes, ...bytes];

/** The instructions, named as in the specification's text format; operands come before them, on the stack. */
export const wasm = {
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number): Code => [0x21, ...unsigned(local)],
  tee: (local: number): Code => [0x22, ...unsigned(local)],
  /** Runs `body` again for as long as it leaves something else than 0. */
  loopWhile: (...body: readonly Code[]): Code => flat([0x03, empty, ...body, 0x0d, 0, 0x0b]),
  /** Runs `body` if what is on the stack is not 0. */
  when: (...body: readonly Code[]): Code => flat([0x04, empty, ...body, 0x0b]),
  i32: {
    const: (value: number): Code => [0x41, ...signed(value)],
    add: [0x6a] as Code,
    sub: [0x6b] as Code,
    and: [0x71] as Code,
    shl: [0x74] as Code,
    ltU: [0x49] as Code,
  },
  f32: {
    load: (offset = 0): Code => [0x2a, ...at(offset)],
    store: (offset = 0): Code => [0x38, ...at(offset)],
    eq: [0x5b] as Code,
    add: [0x92] as Code,
  },
  v128: {
    load: (offset = 0): Code => [...simd(0), ...at(offset)],
    store: (offset = 0): Code => [...simd(11), ...at(offset)],
    and: simd(78),
    or: simd(80),
  },
  i32x4: {
    const: (value: number): Code => [...simd(12), ...fourTimes(intBytes(value))],
    shrU: simd(173),
    sub: simd(177),
  },
  f32x4: {
    const: (value: number): Code => [...simd(12), ...fourTimes(floatBytes(value))],
    extractLane: (lane: number): Code => [...simd(31), lane],
    add: simd(228),
    sub: simd(229),
    mul: simd(230),
    fromI32x4: simd(250),
  },
};

const section = (id: number, content: Code): number[] => [id, ...unsigned(content.length), ...content];
const name = (text: string): number[] => [text.length, ...Array.from(text, (c) => c.charCodeAt(0))];

/**
 * A module of one function, `run`, on a memory from outside. Its parameters are integers, numbered from 0 on; after them
 * come its locals, integers first.
 */
export function wasmModule(
  counts: { readonly parameters: number; readonly integers: number; readonly vectors: number },
  ...body: readonly Code[]
): object {
  const parameters = new Array<number>(counts.parameters).fill(types.i32);
  const locals = [2, ...unsigned(counts.integers), types.i32, ...unsigned(counts.vectors), types.v128];
  const code = flat([locals, ...body, 0x0b]);
  const bytes = flat([
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, [1, 0x60, ...unsigned(parameters.length), ...parameters, 0]),
    section(2, [1, ...name('env'), ...name('memory'), 2, 0, 0]),
    section(3, [1, 0]),
    section(7, [1, ...name('run'), 0, 0]),
    section(10, [1, ...unsigned(code.length), ...code]),
  ]);
  return new WebAssembly.Module(Uint8Array.from(bytes));
}

/** A memory of at least so many bytes, all 0, and the module's function on it. */
export function wasmOn(
  module: object,
  bytes: number,
): { readonly memory: WasmMemory; readonly run: (...parameters: number[]) => void } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  return { memory, run: run as (...parameters: number[]) => void };
}
