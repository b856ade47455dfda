import assert from 'node:assert/strict';
import { halvesToFloat32 } from '../../../src/model/float16';
import { byteLength, encodeWeights, halfBits, layOut, tensorTypes, type TensorSpec } from '../../bench/gguf';

/** A GGUF header, read back by the letter of docs/gguf.md. */
function readHeader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number): number => (at += length) - length;
  const uint32 = (): number => view.getUint32(take(4), true);
  const uint64 = (): number => Number(view.getBigUint64(take(8), true));
  const string = (): string => {
    const length = uint64();
    return new TextDecoder().decode(bytes.subarray(take(length), at));
  };
  const value = (type: number): unknown => {
    switch (type) {
      case 4:
        return uint32();
      case 5:
        return view.getInt32(take(4), true);
      case 6:
        return view.getFloat32(take(4), true);
      case 7:
        return view.getUint8(take(1)) === 1;
      case 8:
        return string();
      case 9: {
        const [inner, length] = [uint32(), uint64()];
        return Array.from({ length }, () => value(inner));
      }
      default:
        throw new Error(`No such type: ${type}`);
    }
  };
  const magic = new TextDecoder().decode(bytes.subarray(take(4), at));
  const [version, tensorCount, valueCount] = [uint32(), uint64(), uint64()];
  const metadata = Object.fromEntries(Array.from({ length: valueCount }, () => [string(), value(uint32())]));
  const tensors = Array.from({ length: tensorCount }, () => ({
    name: string(),
    dims: Array.from({ length: uint32() }, uint64),
    type: uint32(),
    offset: uint64(),
  }));
  return { magic, version, metadata, tensors, end: at };
}

/** 70 blocks of weights of many sizes, from subnormal scales up; the first block is zeros. */
function manyWeights(): Float32Array {
  let seed = 7;
  return Float32Array.from({ length: 32 * 70 }, (_, i) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return i < 32 ? 0 : (seed / 2 ** 31 - 1) * 10 ** (((i >> 5) % 7) - 4);
  });
}

const scaleOf = (block: Uint8Array): number => halvesToFloat32(Uint16Array.of(block[0]! | (block[1]! << 8)))[0]!;

/** Each weight with the one that came back, and the step of its block. */
function roundTrip(
  type: 'q8_0' | 'q4_0',
  steps: (block: Uint8Array) => number[],
): { weight: number; back: number; step: number }[] {
  const weights = manyWeights();
  const { blockBytes } = tensorTypes[type];
  const encoded = encodeWeights(type, weights);
  assert.equal(encoded.length, byteLength({ name: '', dims: [weights.length], type }));
  return Array.from({ length: weights.length / 32 }, (_, i) => {
    const block = encoded.subarray(i * blockBytes, (i + 1) * blockBytes);
    const step = scaleOf(block);
    return steps(block).map((count, j) => ({ weight: weights[i * 32 + j]!, back: count * step, step: Math.abs(step) }));
  }).flat();
}

describe('GGUF files of the bench', () => {
  const tensors: TensorSpec[] = [
    { name: 'norm.weight', dims: [3], type: 'f32' },
    { name: 'a.weight', dims: [64, 2], type: 'q4_0' },
    { name: 'b.weight', dims: [32, 5], type: 'q8_0' },
  ];

  it('say in their header what was put in, and where the tensors are', () => {
    const { header, offsets } = layOut(
      {
        architecture: { string: 'llama' },
        layers: { uint32: 30 },
        epsilon: { float32: 0.5 },
        bos: { bool: false },
        tokens: { strings: ['Ġw0', '', 'ü'] },
        kinds: { int32s: [1, -1] },
      },
      tensors,
    );
    const read = readHeader(header);
    assert.deepEqual([read.magic, read.version], ['GGUF', 3]);
    assert.deepEqual(read.metadata, {
      architecture: 'llama',
      layers: 30,
      epsilon: 0.5,
      bos: false,
      tokens: ['Ġw0', '', 'ü'],
      kinds: [1, -1],
    });
    assert.deepEqual(
      read.tensors.map(({ name, dims, type }) => ({ name, dims, type })),
      tensors.map(({ name, dims, type }) => ({ name, dims, type: tensorTypes[type].id })),
    );
    assert.ok(read.end <= header.length && header.length - read.end < 32);
    assert.deepEqual(
      offsets,
      read.tensors.map(({ offset }) => header.length + offset),
    );
    assert.ok(offsets.every((offset) => offset % 32 === 0));
    assert.deepEqual(
      offsets.map((offset, i) => offset + byteLength(tensors[i]!) <= (offsets[i + 1] ?? Infinity)),
      [true, true, true],
    );
    assert.deepEqual(tensors.map(byteLength), [12, 72, 170]);
  });

  it('keep float32 weights as they are', () => {
    const weights = manyWeights().subarray(32, 96);
    assert.deepEqual(new Float32Array(encodeWeights('f32', weights).slice().buffer), weights.slice());
  });

  it('round to 8 bits by half a step at most', () => {
    const rounded = roundTrip('q8_0', (block) => Array.from(new Int8Array(block.slice(2).buffer)));
    for (const { weight, back, step } of rounded) {
      if (Math.abs(back - weight) > tolerance(0.5, step, weight)) assert.fail(`${weight} became ${back}, step ${step}`);
    }
  });

  it('round to 4 bits by half a step at most, but at the end that has 7 steps, not 8', () => {
    const rounded = roundTrip('q4_0', (block) => {
      const nibbles = Array.from(block.subarray(2));
      return [...nibbles.map((byte) => (byte & 15) - 8), ...nibbles.map((byte) => (byte >> 4) - 8)];
    });
    for (const { weight, back, step } of rounded) {
      const inReach = Math.abs(weight) <= 7.5 * step || Math.abs(back) > 7.5 * step;
      const allowed = tolerance(inReach ? 0.5 : 1, step, weight);
      if (Math.abs(back - weight) > allowed) assert.fail(`${weight} became ${back}, step ${step}`);
    }
    const reached = rounded.filter(({ back, step }) => step > 0 && Math.abs(back) === 8 * step);
    assert.ok(reached.length >= rounded.filter(({ step }) => step > 0).length / 32);
  });

  it('write the nearest float16, ties to even', () => {
    const values = halvesToFloat32(Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits));
    for (let bits = 0; bits < 0x7bff; bits += 31) {
      const middle = (values[bits]! + values[bits + 1]!) / 2;
      assert.equal(halfBits(values[bits]!), bits);
      assert.equal(halfBits(middle), bits + (bits % 2));
      assert.equal(halfBits(middle * (1 + 1e-9)), bits + 1);
    }
    assert.deepEqual(
      [halfBits(-2), halfBits(65519), halfBits(65520), halfBits(-1e9)],
      [0xc000, 0x7bff, 0x7c00, 0xfc00],
    );
  });
});

/** So many steps, and what rounding the scale to float16 moves: half of its last place, down among the subnormals too. */
function tolerance(steps: number, step: number, weight: number): number {
  const scaleError = Math.max(Math.abs(step) * 2 ** -11, 2 ** -25);
  return steps * step + (step === 0 ? Math.abs(weight) : (Math.abs(weight) / step + 1) * scaleError) + 1e-12;
}
