import fc from 'fast-check';

/**
 * One code point of all of Unicode but the surrogates. As `unit: 'binary'` draws them, without the table of 1.1 million
 * entries that fast-check builds for that name, which takes it a second.
 */
export const anyCodePoint = fc.nat(0x10_ffff - 0x800).map(
  (n) => String.fromCodePoint(n < 0xd800 ? n : n + 0x800),
  (text) => {
    const point = typeof text === 'string' ? text.codePointAt(0) : undefined;
    if (point === undefined || text !== String.fromCodePoint(point) || (point >= 0xd800 && point < 0xe000))
      throw new Error('not one code point');
    return point < 0xd800 ? point : point - 0x800;
  },
);
