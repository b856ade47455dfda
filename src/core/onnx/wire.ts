// Reading and writing protobuf's wire format, see https://protobuf.dev/programming-guides/encoding/.
import type { ByteSource } from '../base/byteSource';
import { OnnxFormatError } from './onnxFormatError';

/** Half-open stretch [start, end) of a file, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a field's payload is laid out. Groups (3 and 4) are obsolete and ONNX has none. */
export const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

export interface Field {
  readonly number: number;
  readonly type: number;
  /** Where its tag starts. */
  readonly start: number;
  /** Its payload, without tag and length. */
  readonly body: Span;
  /** Of a varint: its value as an int64, see {@link WireReader.fields}. Else 0. */
  readonly value: number;
}

const windowBytes = 1 << 16;
/** The exporters' longest names are a few hundred bytes. */
const maxStringBytes = 1 << 16;
/** Bounds the time; an eager export of a model with 100,000 nodes has about 2 million. */
const maxFields = 10_000_000;

/**
 * Walks protobuf messages in a source that may be larger than memory, by small windows. Every length is checked
 * against the message around it before anything is read or allocated.
 * @throws OnnxFormatError from every method, and nothing else, whatever the bytes are.
 */
export class WireReader {
  readonly #source: ByteSource;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #window: Uint8Array = new Uint8Array(0);
  #windowStart = 0;
  #fieldsLeft = maxFields;
  /** Where the varint read last ends. */
  #next = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /**
   * The fields of the message that fills `message`, in file order. Values of varints are taken as int64 and, where
   * that is not a safe integer (INT64_MAX is common, for "to the end"), become the nearest safe integer.
   */
  *fields(message: Span): Generator<Field, void, undefined> {
    let at = message.start;
    while (at < message.end) {
      this.#spendField(at);
      const start = at;
      const tag = this.#varint(start, message);
      const type = tag % 8;
      const number = (tag - type) / 8;
      if (number < 1 || number >= 2 ** 29) throw this.#damaged(start, 'a field has an impossible number');
      let body: Span;
      let value = 0;
      if (type === wireType.varint) {
        const valueStart = this.#next;
        value = this.#varint(valueStart, message);
        body = { start: valueStart, end: this.#next };
      } else {
        const length = this.#payloadLength(type, start, message);
        body = { start: this.#next, end: this.#next + length };
      }
      if (body.end > message.end) throw this.#overrun(start, message, body.end);
      at = body.end;
      yield { number, type, start, body, value };
    }
  }

  int(field: Field): number {
    this.#expect(field, wireType.varint);
    return field.value;
  }

  float(field: Field): number {
    this.#expect(field, wireType.fixed32);
    const bytes = this.#view(field.body.start, 4);
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
  }

  string(field: Field): string {
    this.#expect(field, wireType.bytes);
    const { start, end } = field.body;
    if (end - start > maxStringBytes) {
      throw new OnnxFormatError('limit', start, `a name is longer than ${maxStringBytes} bytes`);
    }
    try {
      return this.#utf8.decode(this.#view(start, end - start));
    } catch (error) {
      if (error instanceof OnnxFormatError) throw error;
      throw this.#damaged(start, 'a name is not UTF-8');
    }
  }

  /** The stretch of a nested message. */
  message(field: Field): Span {
    this.#expect(field, wireType.bytes);
    return field.body;
  }

  /** Appends the integers of a repeated field: one, or several packed together. */
  appendInts(field: Field, to: number[]): void {
    if (field.type === wireType.varint) {
      to.push(field.value);
      return;
    }
    this.#expect(field, wireType.bytes);
    for (let at = field.body.start; at < field.body.end; at = this.#next) {
      this.#spendField(at);
      to.push(this.#varint(at, field.body));
    }
  }

  /** The bytes of a stretch, as a view that is valid until the reader's next call. */
  bytes(span: Span): Uint8Array {
    return this.#view(span.start, span.end - span.start);
  }

  #payloadLength(type: number, start: number, message: Span): number {
    if (type === wireType.bytes) {
      const length = this.#varint(this.#next, message);
      if (length < 0) throw this.#damaged(start, 'a field has an impossible length');
      return length;
    }
    if (type === wireType.fixed32) return 4;
    if (type === wireType.fixed64) return 8;
    throw this.#damaged(start, `a field has the wire type ${type}, which ONNX does not use`);
  }

  /** Reads the varint at `start` and leaves its end in `#next`. */
  #varint(start: number, message: Span): number {
    const view = this.#view(start, Math.min(10, message.end - start));
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      const byte = view[i];
      if (byte === undefined) throw this.#overrun(start, message, start + i + 1);
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (7 * i);
      else if (i === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (7 * i - 32);
      if (byte < 0x80) {
        // The tenth byte holds the 64th bit and nothing else.
        if (i === 9 && byte > 1) break;
        this.#next = start + i + 1;
        const value = high * 2 ** 32 + (low >>> 0);
        return Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
      }
    }
    throw this.#damaged(start, 'a number is longer than 64 bits');
  }

  /** `length` bytes at `start`, which lie inside the source. */
  #view(start: number, length: number): Uint8Array {
    let from = start - this.#windowStart;
    if (from < 0 || from + length > this.#window.length) {
      this.#window = this.#source.read(start, Math.max(length, Math.min(windowBytes, this.#source.size - start)));
      this.#windowStart = start;
      from = 0;
      if (this.#window.length < length) {
        throw new OnnxFormatError('truncated', start, 'the file became shorter while it was read');
      }
    }
    return this.#window.subarray(from, from + length);
  }

  #expect(field: Field, type: number): void {
    if (field.type !== type) throw this.#damaged(field.start, 'a field is not of the type that ONNX gives it');
  }

  #spendField(at: number): void {
    if (this.#fieldsLeft-- <= 0) {
      throw new OnnxFormatError('limit', at, `it has more than ${maxFields} parts`);
    }
  }

  #damaged(at: number, reason: string): OnnxFormatError {
    return new OnnxFormatError('damaged', at, reason);
  }

  #overrun(at: number, message: Span, end: number): OnnxFormatError {
    if (message.start > 0 || message.end < this.#source.size) {
      return this.#damaged(at, 'a field is longer than the message around it');
    }
    const missing = end - message.end;
    return new OnnxFormatError('truncated', at, `the end of the file is missing, at least ${missing} bytes of it`);
  }
}

/** Builds one protobuf message, field by field. */
export class WireWriter {
  static readonly #utf8 = new TextEncoder();
  #bytes = new Uint8Array(256);
  #length = 0;

  /** @param value A safe integer; negative ones are written as int64, in ten bytes. */
  int(field: number, value: number): this {
    this.#tag(field, wireType.varint);
    this.#varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#tag(field, wireType.fixed32);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.raw(bytes);
  }

  bytes(field: number, payload: Uint8Array): this {
    this.#tag(field, wireType.bytes);
    this.#varint(payload.length);
    return this.raw(payload);
  }

  string(field: number, text: string): this {
    return this.bytes(field, WireWriter.#utf8.encode(text));
  }

  message(field: number, content: WireWriter): this {
    return this.bytes(field, content.finish());
  }

  /** Appends bytes that are whole fields already. */
  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** The message, as a view that is valid until something more is written. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #tag(field: number, type: number): void {
    this.#varint(field * 8 + type);
  }

  #varint(value: number): void {
    this.#reserve(10);
    let low = value >>> 0;
    let high = Math.floor(value / 2 ** 32) >>> 0;
    while (high > 0 || low > 0x7f) {
      this.#bytes[this.#length++] = (low & 0x7f) | 0x80;
      low = ((high << 25) | (low >>> 7)) >>> 0;
      high >>>= 7;
    }
    this.#bytes[this.#length++] = low;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.finish());
    this.#bytes = grown;
  }
}
