import assert from 'node:assert/strict';
import { halvesToFloat32 } from '../../../src/model/float16';

describe('halvesToFloat32', () => {
  it('gives the values that IEEE 754-2019 names for binary16', () => {
    const known: [bits: number, value: number][] = [
      [0x0000, 0],
      [0x0001, 2 ** -24],
      [0x03ff, 2 ** -14 * (1023 / 1024)],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x3bff, 0.99951171875],
      [0x3c00, 1],
      [0x3c01, 1.0009765625],
      [0x7bff, 65504],
      [0x7c00, Infinity],
      [0xc000, -2],
      [0xfc00, -Infinity],
    ];
    assert.deepEqual(
      [...halvesToFloat32(Uint16Array.from(known, ([bits]) => bits))],
      known.map(([, value]) => value),
    );
    assert.ok(Object.is(halvesToFloat32(Uint16Array.of(0x8000))[0], -0));
    assert.ok(Number.isNaN(halvesToFloat32(Uint16Array.of(0x7e00))[0]));
  });

  it('is monotonic over every positive finite pattern', () => {
    const values = halvesToFloat32(Uint16Array.from({ length: 0x7c00 }, (_, bits) => bits));
    assert.ok(values.every((value, i) => i === 0 || value > values[i - 1]!));
  });
});
