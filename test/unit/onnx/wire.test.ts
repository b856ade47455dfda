import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MemorySource, type ByteSource } from '../../../src/core/base/byteSource';
import { OnnxFormatError } from '../../../src/core/onnx/onnxFormatError';
import { WireReader, WireWriter, wireType, type Field } from '../../../src/core/onnx/wire';

function read(bytes: Uint8Array): { reader: WireReader; fields: Field[] } {
  const reader = new WireReader(new MemorySource(bytes));
  return { reader, fields: [...reader.fields({ start: 0, end: bytes.length })] };
}

function problem(bytes: readonly number[]): { problem: string; offset: number } {
  try {
    read(Uint8Array.from(bytes));
  } catch (error) {
    assert.ok(error instanceof OnnxFormatError);
    return { problem: error.problem, offset: error.offset };
  }
  assert.fail('no error');
}

describe('protobuf wire format', () => {
  const fieldNumber = fc.integer({ min: 1, max: 2 ** 29 - 1 });

  it('reads the examples of the protobuf encoding guide', () => {
    const { reader, fields } = read(
      Uint8Array.of(0x08, 0x96, 0x01, 0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67),
    );
    assert.deepEqual(
      fields.map(({ number, type, start, body }) => ({ number, type, start, body })),
      [
        { number: 1, type: wireType.varint, start: 0, body: { start: 1, end: 3 } },
        { number: 2, type: wireType.bytes, start: 3, body: { start: 5, end: 12 } },
      ],
    );
    assert.equal(reader.int(fields[0]!), 150);
    assert.equal(reader.string(fields[1]!), 'testing');
  });

  it('reads and writes −2 in the ten bytes that the guide shows', () => {
    const bytes = Uint8Array.of(0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01);
    assert.equal(read(bytes).fields[0]!.value, -2);
    assert.deepEqual(new WireWriter().int(1, -2).finish(), bytes);
  });

  it('takes INT64_MAX and INT64_MIN for the nearest safe integers', () => {
    const max = [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    const min = [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01];
    assert.equal(read(Uint8Array.from(max)).fields[0]!.value, Number.MAX_SAFE_INTEGER);
    assert.equal(read(Uint8Array.from(min)).fields[0]!.value, Number.MIN_SAFE_INTEGER);
  });

  it('gives back any integers that were written, one by one or packed', () => {
    fc.assert(
      fc.property(fieldNumber, fc.array(fc.maxSafeInteger(), { maxLength: 20 }), (number, values) => {
        const writer = new WireWriter();
        for (const value of values) writer.int(number, value);
        const { reader, fields } = read(writer.finish());
        const ints: number[] = [];
        for (const field of fields) reader.appendInts(field, ints);
        assert.deepEqual(ints, values);
        assert.ok(fields.every((field) => field.number === number));

        const payload = Buffer.concat(fields.map(({ body }) => writer.finish().subarray(body.start, body.end)));
        const packed = read(new WireWriter().bytes(number, payload).finish());
        const unpacked: number[] = [];
        packed.reader.appendInts(packed.fields[0]!, unpacked);
        assert.deepEqual(unpacked, values);
      }),
      { numRuns: 50 },
    );
  });

  it('gives back any text, float and nested message that was written', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    fc.assert(
      fc.property(fieldNumber, text, fc.float({ noNaN: true }), (number, text, float) => {
        const inner = new WireWriter().string(number, text).float(number, float);
        const bytes = new WireWriter().message(number, inner).finish();
        const { reader, fields } = read(bytes);
        const [first, second, ...rest] = [...reader.fields(reader.message(fields[0]!))];
        assert.equal(reader.string(first!), text);
        assert.equal(reader.float(second!), float);
        assert.equal(rest.length, 0);
      }),
      { numRuns: 50 },
    );
  });

  it('reads names on both sides of a payload larger than its window', () => {
    const writer = new WireWriter().string(1, 'before').bytes(2, new Uint8Array(200_000)).string(3, 'after');
    const { reader, fields } = read(writer.finish());
    assert.equal(reader.string(fields[2]!), 'after');
    assert.equal(reader.string(fields[0]!), 'before');
  });

  it('walks over 8 GB of weights without reading them', () => {
    const weights = 2 ** 33;
    // Field 2 of 2^33 bytes; the varint of its length is 2^33 in seven-bit groups.
    const head = Uint8Array.of(0x12, 0x80, 0x80, 0x80, 0x80, 0x20);
    const tail = new WireWriter().string(3, 'end').finish();
    let bytesRead = 0;
    const source: ByteSource = {
      size: head.length + weights + tail.length,
      read(offset, length) {
        const out = new Uint8Array(Math.min(length, this.size - offset));
        bytesRead += out.length;
        for (let i = 0; i < out.length; i++) {
          const at = offset + i;
          out[i] = head[at] ?? tail[at - head.length - weights] ?? 0;
        }
        return out;
      },
    };
    const reader = new WireReader(source);
    const [, last] = [...reader.fields({ start: 0, end: source.size })];
    assert.equal(reader.string(last!), 'end');
    assert.ok(bytesRead < 200_000, `${bytesRead} bytes read`);
  });

  it('refuses lengths, numbers and types that cannot be, and says where', () => {
    const truncated = (offset: number) => ({ problem: 'truncated', offset });
    const damaged = (offset: number) => ({ problem: 'damaged', offset });
    assert.deepEqual(problem([0x08]), truncated(1));
    assert.deepEqual(problem([0x08, 0x80]), truncated(1));
    assert.deepEqual(problem([0x08, 0x01, 0x12, 0x05, 0x61]), truncated(2));
    assert.deepEqual(problem([0x0d, 0x00]), truncated(0));
    assert.deepEqual(problem([0x00, 0x00]), damaged(0));
    assert.deepEqual(problem([0x08, 0x01, 0x0b]), damaged(2));
    assert.deepEqual(problem([0x08, ...new Array<number>(9).fill(0xff), 0x02]), damaged(1));
    // A length of −1, and one of 2^53 and more.
    assert.deepEqual(problem([0x12, ...new Array<number>(9).fill(0xff), 0x01]), damaged(0));
    assert.deepEqual(problem([0x12, ...new Array<number>(8).fill(0xff), 0x7f]), truncated(0));
  });

  it('refuses a nested length that reaches past the message around it', () => {
    const bytes = new WireWriter()
      .bytes(1, Uint8Array.of(0x0a, 0x05, 0x61))
      .string(2, 'more than five')
      .finish();
    const { reader, fields } = read(bytes);
    assert.throws(
      () => [...reader.fields(reader.message(fields[0]!))],
      (error) => error instanceof OnnxFormatError && error.problem === 'damaged' && error.offset === 2,
    );
  });

  it('refuses a name that is not UTF-8, one that is endless, and a field of another type', () => {
    const bytes = new WireWriter().bytes(1, Uint8Array.of(0xff)).string(2, 'x'.repeat(70_000)).int(3, 1).finish();
    const { reader, fields } = read(bytes);
    const throws = (act: () => unknown, kind: string) =>
      assert.throws(act, (error) => error instanceof OnnxFormatError && error.problem === kind);
    throws(() => reader.string(fields[0]!), 'damaged');
    throws(() => reader.string(fields[1]!), 'limit');
    throws(() => reader.string(fields[2]!), 'damaged');
    throws(() => reader.message(fields[2]!), 'damaged');
    throws(() => reader.float(fields[2]!), 'damaged');
    throws(() => reader.int(fields[0]!), 'damaged');
  });

  it('says so when the file becomes shorter while it is read', () => {
    const source: ByteSource = { size: 100, read: () => new Uint8Array(0) };
    const reader = new WireReader(source);
    assert.throws(
      () => [...reader.fields({ start: 0, end: 100 })],
      (error) => error instanceof OnnxFormatError && error.problem === 'truncated' && /shorter/.test(error.reason),
    );
  });
});
