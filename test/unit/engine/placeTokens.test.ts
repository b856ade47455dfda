import assert from 'node:assert/strict';
import fc from 'fast-check';
import { placeTokens } from '../../../src/core/engine/placeTokens';

describe('placeTokens', () => {
  it('places tokens one after the other, special ones before the text, generated ones not at all', () => {
    assert.deepEqual(placeTokens('I feel', ['<s>', 'I', ' feel', ' tired']), [
      { start: 0, end: 0 },
      { start: 0, end: 1 },
      { start: 1, end: 6 },
    ]);
  });

  it('gives the parts of a character the whole of it', () => {
    const parts = ['a', '\ufffd', '', '\ufffd', 'b'];
    assert.deepEqual(
      placeTokens('a😴b', parts)?.map(({ start, end }) => [start, end]),
      [
        [0, 1],
        [1, 3],
        [1, 3],
        [1, 3],
        [3, 4],
      ],
    );
    assert.deepEqual(
      placeTokens('é', ['bytes:\\xc3', 'bytes:\\xa9', ' and'])?.map(({ end }) => end),
      [1, 1],
    );
    assert.deepEqual(
      placeTokens('\ufffd!', ['\ufffd', '!'])?.map(({ end }) => end),
      [1, 2],
    );
  });

  it('gives parts that a server tells as nothing, the whole character in the last of them, that character', () => {
    // vLLM 0.32 on SmolLM2.
    const told = ['I', ' am', ' tired', '', ' 😴', ' and', ' café', ' ', '', '你', '', '好', ''];
    const text = 'I am tired 😴 and café 你好';
    assert.deepEqual(
      placeTokens(text, told)?.map(({ start, end }) => text.slice(start, end)),
      ['I', ' am', ' tired', ' 😴', ' 😴', ' and', ' café', ' ', '你', '你', '好', '好'],
    );
    assert.deepEqual(
      placeTokens('😴!', ['', '', '😴', '!'])?.map(({ start, end }) => [start, end]),
      [
        [0, 2],
        [0, 2],
        [0, 2],
        [2, 3],
      ],
    );
    // Before a token that no character was broken for, it is a special one.
    assert.deepEqual(
      placeTokens('I feel', ['', 'I', ' feel'])?.map(({ start, end }) => [start, end]),
      [
        [0, 0],
        [0, 1],
        [1, 6],
      ],
    );
  });

  it('refuses tokens of another text', () => {
    for (const tokens of [
      [],
      ['I'],
      ['I', ' fell'],
      ['You', ' feel'],
      ['I', ' ', 'x', 'feel'],
      ['I', ' feel', 'ing'],
    ]) {
      const isWhole = tokens.join('').startsWith('I feel');
      assert.equal(placeTokens('I feel', tokens) !== undefined, isWhole, tokens.join('|'));
    }
  });

  it('covers any text, cut anywhere between its bytes', () => {
    // U+FFFD in the text itself cannot be told from the mark of a broken character.
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((s) => !s.includes('\ufffd'));
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 60 }), { maxLength: 12 }), fc.boolean(), (whole, cuts, isMarked) => {
        const bytes = Buffer.from(whole, 'utf8');
        const boundaries = [...whole].map((_, i, all) => Buffer.byteLength(all.slice(0, i).join('')));
        // As byte-level tokenizers do: a token that breaks a character holds nothing besides.
        const around = (cut: number): number[] =>
          boundaries.includes(cut)
            ? [cut]
            : [Math.max(...boundaries.filter((b) => b < cut)), cut, boundaries.find((b) => b > cut) ?? cut];
        const inside = cuts.filter((cut) => cut > 0 && cut < bytes.length).flatMap(around);
        const ends = [...new Set([...inside, bytes.length])].filter((end) => end > 0).sort((a, b) => a - b);
        const marked = ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end).toString('utf8'));
        const wholeLast = ends.map((end, i) => {
          const start = Math.max(...boundaries.filter((b) => b <= (ends[i - 1] ?? 0)));
          return [...boundaries, bytes.length].includes(end) ? bytes.subarray(start, end).toString('utf8') : '';
        });
        const tokens = isMarked ? marked : wholeLast;
        const places = placeTokens(whole, tokens);
        assert.ok(places, JSON.stringify([whole, tokens]));
        assert.equal(places.length, tokens.length);
        let reached = 0;
        for (const [i, { start, end }] of places.entries()) {
          assert.ok(start <= reached && end >= reached && end > start);
          if (tokens[i] !== '' && !tokens[i]!.includes('\ufffd')) assert.equal(whole.slice(start, end), tokens[i]);
          reached = end;
        }
        assert.equal(reached, whole.length);
      }),
      { numRuns: 200 },
    );
  });
});
