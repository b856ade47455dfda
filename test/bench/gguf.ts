// Writes GGUF, the file format of llama.cpp, in version 3: little-endian, tensors of float32 or in blocks of 32 weights.
// Source: docs/gguf.md and src/ggml-quants.c of ggml-org/ggml.

/** By ggml's name: its number in a file, and the bytes that a block of so many weights takes. */
export const tensorTypes = {
  f32: { id: 0, blockWeights: 1, blockBytes: 4 },
  /** A float16 scale d and 32 × 4 bits q: each weight is d · (q − 8). */
  q4_0: { id: 2, blockWeights: 32, blockBytes: 18 },
  /** A float16 scale d and 32 × int8 q: each weight is d · q. */
  q8_0: { id: 8, blockWeights: 32, blockBytes: 34 },
} as const;
export type TensorType = keyof typeof tensorTypes;

export interface TensorSpec {
  readonly name: string;
  /** As ggml counts: the length of a row first, then how many rows. */
  readonly dims: readonly number[];
  readonly type: TensorType;
}

export type MetadataValue =
  | { readonly uint32: number }
  | { readonly float32: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly int32s: readonly number[] };

export interface Layout {
  /** All that stands before the first tensor, padded. */
  readonly header: Uint8Array;
  /** For each tensor, in bytes from the start of the file; the gaps between them are padding. */
  readonly offsets: readonly number[];
}

const alignment = 32;
const valueTypes = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 };

/** Lays out a file whose tensors follow its header in the order given, each from `offsets` on. */
export function layOut(metadata: Readonly<Record<string, MetadataValue>>, tensors: readonly TensorSpec[]): Layout {
  const writer = new Writer().ascii('GGUF').uint32(3).uint64(tensors.length).uint64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) writer.string(key).value(value);
  let end = 0;
  const relative = tensors.map((tensor) => {
    const at = aligned(end);
    end = at + byteLength(tensor);
    writer.string(tensor.name).uint32(tensor.dims.length);
    for (const dim of tensor.dims) writer.uint64(dim);
    writer.uint32(tensorTypes[tensor.type].id).uint64(at);
    return at;
  });
  const header = writer.padded();
  return { header, offsets: relative.map((at) => header.length + at) };
}

export function byteLength({ dims, type }: TensorSpec): number {
  const { blockWeights, blockBytes } = tensorTypes[type];
  return (dims.reduce((a, b) => a * b, 1) / blockWeights) * blockBytes;
}

/** The bytes of a tensor, its weights row after row; a row is whole blocks. Rounds as ggml's reference code does. */
export function encodeWeights(type: TensorType, weights: Float32Array): Uint8Array {
  if (type === 'f32') return new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
  const { blockWeights, blockBytes } = tensorTypes[type];
  const blocks = new Uint8Array((weights.length / blockWeights) * blockBytes);
  const encode = type === 'q8_0' ? encodeQ8 : encodeQ4;
  for (let i = 0, at = 0; at < blocks.length; i += blockWeights, at += blockBytes) {
    encode(weights.subarray(i, i + blockWeights), blocks.subarray(at, at + blockBytes));
  }
  return blocks;
}

/** The weight that is largest in size becomes ±127 steps. */
function encodeQ8(weights: Float32Array, block: Uint8Array): void {
  const scale = Math.abs(largest(weights)) / 127;
  writeScale(scale, block);
  for (let i = 0; i < weights.length; i++) block[2 + i] = scale === 0 ? 0 : Math.round(weights[i]! / scale);
}

/** The weight that is largest in size becomes −8 steps, whatever its sign; first half in low nibbles, second in high. */
function encodeQ4(weights: Float32Array, block: Uint8Array): void {
  const scale = largest(weights) / -8;
  writeScale(scale, block);
  const half = weights.length / 2;
  const nibble = (weight: number): number => (scale === 0 ? 8 : Math.min(15, Math.floor(weight / scale + 8.5)));
  for (let i = 0; i < half; i++) block[2 + i] = nibble(weights[i]!) | (nibble(weights[half + i]!) << 4);
}

function largest(weights: Float32Array): number {
  let found = 0;
  for (const weight of weights) if (Math.abs(weight) > Math.abs(found)) found = weight;
  return found;
}

function writeScale(scale: number, block: Uint8Array): void {
  const bits = halfBits(scale);
  block[0] = bits & 0xff;
  block[1] = bits >>> 8;
}

/** The nearest IEEE 754 binary16, ties to even. */
export function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24);
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.floor(Math.log2(size));
  // Where the fraction rounds up to 2, the carry counts the exponent up.
  return sign | (((exponent + 14) << 10) + roundToEven((size / 2 ** exponent) * 1024));
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

const aligned = (at: number): number => Math.ceil(at / alignment) * alignment;

class Writer {
  readonly #parts: Buffer[] = [];

  ascii(text: string): this {
    return this.#push(Buffer.from(text, 'latin1'));
  }

  uint32(value: number): this {
    return this.#fixed(4, (bytes) => bytes.writeUInt32LE(value));
  }

  uint64(value: number): this {
    return this.#fixed(8, (bytes) => bytes.writeBigUInt64LE(BigInt(value)));
  }

  string(text: string): this {
    const utf8 = Buffer.from(text);
    return this.uint64(utf8.length).#push(utf8);
  }

  /** With its type before it. */
  value(value: MetadataValue): this {
    if ('uint32' in value) return this.uint32(valueTypes.uint32).uint32(value.uint32);
    if ('float32' in value) return this.uint32(valueTypes.float32).#fixed(4, (b) => b.writeFloatLE(value.float32));
    if ('bool' in value) return this.uint32(valueTypes.bool).#push(Buffer.of(value.bool ? 1 : 0));
    if ('string' in value) return this.uint32(valueTypes.string).string(value.string);
    this.uint32(valueTypes.array);
    if ('strings' in value) {
      this.uint32(valueTypes.string).uint64(value.strings.length);
      for (const text of value.strings) this.string(text);
      return this;
    }
    this.uint32(valueTypes.int32).uint64(value.int32s.length);
    return this.#push(Buffer.from(Int32Array.from(value.int32s).buffer));
  }

  padded(): Uint8Array {
    const bytes = Buffer.concat(this.#parts);
    return Buffer.concat([bytes, Buffer.alloc(aligned(bytes.length) - bytes.length)]);
  }

  #fixed(length: number, write: (bytes: Buffer) => void): this {
    const bytes = Buffer.alloc(length);
    write(bytes);
    return this.#push(bytes);
  }

  #push(bytes: Buffer): this {
    this.#parts.push(bytes);
    return this;
  }
}
