import assert from 'node:assert/strict';
import fc from 'fast-check';
import { utf16 } from '../../../src/core/base/offsets';
import { compareNext } from '../../../src/core/beside/nextWords';
import { alignTokens, layBeside } from '../../../src/core/beside/stretches';
import { bitsPerCharacter, scoreStretch } from '../../../src/core/beside/surprisal';
import { jensenShannonBits } from '../../../src/core/generation/divergence';
import { entropyBits, normalise } from '../../../src/core/generation/probabilities';
import type { Token } from '../../../src/core/tokenizer/token';
import { readVocabulary, vocabulariesDiffer } from '../../../src/core/tokenizer/vocabulary';

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

function token(start: number, end: number, special = false): Token {
  return { id: start, text: '', start: utf16(start), end: utf16(end), special };
}

/** Tokens of which each covers so many characters, with nothing between them. */
function tokensOf(lengths: readonly number[]): Token[] {
  let at = 0;
  return lengths.map((length) => token(at, (at += length)));
}

describe('tokens of two models beside each other', () => {
  it('are one stretch a token where both cut alike, without the special ones', () => {
    const left = [token(0, 0, true), token(0, 1), token(1, 5)];
    assert.deepEqual(alignTokens(left, left.slice(1), 5), [
      { start: 0, end: 1, left: [1], right: [0] },
      { start: 1, end: 5, left: [2], right: [1] },
    ]);
  });

  it('take the pieces of one character together, and white space that only one of them has a token for', () => {
    // “I 🙂 go”: pieces of the character on the left, words without spaces on the right.
    const left = [token(0, 1), token(1, 4), token(1, 4), token(4, 7)];
    const right = [token(0, 1), token(2, 4), token(5, 7)];
    assert.deepEqual(
      alignTokens(left, right, 7).map((stretch) => [stretch.left, stretch.right]),
      [
        [[0], [0]],
        [[1, 2], [1]],
        [[3], [2]],
      ],
    );
    const spaces = [token(0, 1), token(1, 2), token(2, 4)];
    assert.deepEqual(
      alignTokens(spaces, [token(0, 1), token(2, 4)], 4).map((stretch) => [stretch.left, stretch.right]),
      [
        [[0], [0]],
        [[1, 2], [1]],
      ],
    );
  });

  it('hold every token once, in order, however they are cut, and nothing that one of them has not read', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lengths, lengths, (a, b) => {
        const length = Math.min(...[a, b].map((l) => l.reduce((x, y) => x + y)));
        const [left, right] = [tokensOf(a), tokensOf(b)];
        const stretches = alignTokens(left, right, length);
        for (const [tokens, indexes] of [
          [left, stretches.flatMap((s) => s.left)],
          [right, stretches.flatMap((s) => s.right)],
        ] as const) {
          assert.deepEqual(indexes, [...indexes.keys()]);
          stretches.forEach((s, i) => assert.equal(s.start, stretches[i - 1]?.end ?? 0));
          assert.equal(stretches.at(-1)?.end ?? 0, indexes.length > 0 ? tokens[indexes.at(-1)!]!.end : 0);
        }
        // No shared cut is passed over.
        const cuts = (tokens: readonly Token[]) => new Set<number>(tokens.map(({ end }) => end));
        const shared = [...cuts(left)].filter((at) => cuts(right).has(at) && at <= length);
        assert.deepEqual(
          stretches.map(({ end }) => end),
          shared,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('are those of the one that tells its tokens, else words, where a server does not tell', () => {
    const text = 'I lie 🙂, so.';
    const tokens = [token(0, 0, true), token(0, 1), token(1, 5), token(5, 8), token(5, 8), token(8, 9)];
    assert.deepEqual(
      layBeside(text, tokens, [], 12).map(({ end, left, right }) => [end, left, right]),
      [
        [1, [1], []],
        [5, [2], []],
        [8, [3, 4], []],
        [9, [5], []],
      ],
    );
    assert.deepEqual(layBeside(text, [], tokens, 5), [
      { start: 0, end: 1, left: [], right: [1] },
      { start: 1, end: 5, left: [], right: [2] },
    ]);
    const words = layBeside(`${text} `, [], [], text.length + 1);
    assert.deepEqual(
      words.map(({ start, end }) => text.slice(start, end)),
      ['I', ' lie', ' 🙂, so', '.'],
    );
    assert.deepEqual(scoreStretch(words[0]!.left, []), { bits: null, rank: null, tokens: 0 });
  });

  it('are told in bits for the one that scores at all, with the reason for the other', () => {
    const scores = [null, 3, 5].map((bits) => ({ bits, rank: null, tokens: 1 }));
    const none = scores.map(() => ({ bits: null, rank: null, tokens: 0 }));
    const stretches = [0, 1, 2].map((i) => ({ start: utf16(i), end: utf16(i + 1), left: [i], right: [] }));
    assert.deepEqual(bitsPerCharacter('abc', stretches, scores, none, { left: null, right: 'Not told.' }), {
      left: { value: 4 },
      right: { notComputable: 'Not told.' },
      characters: 2,
    });
    const neither = bitsPerCharacter('abc', stretches, none, none, { left: 'No.', right: 'Not told.' });
    assert.deepEqual(neither, { left: { notComputable: 'No.' }, right: { notComputable: 'Not told.' }, characters: 0 });
  });

  it('cost the sum of their bits, over the same characters for both', () => {
    const score = (...ps: (number | null)[]) => ps.map((p) => ({ logprob: p === null ? null : Math.log(p), rank: 3 }));
    const left = score(null, 0.5, 0.25);
    const right = score(0.5, 0.125);
    assert.deepEqual(scoreStretch([1], left), { bits: 1, rank: 3, tokens: 1 });
    assert.deepEqual(scoreStretch([1, 2], left), { bits: 3, rank: null, tokens: 2 });
    assert.equal(scoreStretch([0, 1], left).bits, null);
    const stretches = [
      { start: utf16(0), end: utf16(1), left: [0], right: [0] },
      { start: utf16(1), end: utf16(5), left: [1, 2], right: [1] },
    ];
    const bits = bitsPerCharacter(
      'I🙂ab',
      stretches,
      stretches.map((s) => scoreStretch(s.left, left)),
      stretches.map((s) => scoreStretch(s.right, right)),
    );
    // “🙂ab”: three characters; the first stretch has no score on the left and is left out on both sides.
    assert.deepEqual(bits, { left: { value: 1 }, right: { value: 1 }, characters: 3 });
    assert.ok('notComputable' in bitsPerCharacter('I', [], [], []).left);
  });
});

describe('next words of two models', () => {
  const same = { differ: null, leftIdOf: ({ id }: { id: number }) => id, rightIdOf: ({ id }: { id: number }) => id };
  const logits = (...ps: number[]) => Float32Array.from(ps, Math.log);

  it('are the best of either, each with both probabilities, and the rest', () => {
    const left = { logits: logits(0.5, 0.3, 0.15, 0.05), top: [{ id: 0, text: ' a' }] };
    const right = { logits: logits(0.1, 0.2, 0.3, 0.4), top: [{ id: 3, text: ' d' }] };
    const { words, rest, divergence } = compareNext(left, right, same, 1);
    assert.deepEqual(
      words.map(({ text, left: p, right: q }) => [text, p?.toFixed(3), q?.toFixed(3)]),
      [
        [' a', '0.500', '0.100'],
        [' d', '0.050', '0.400'],
      ],
    );
    assert.deepEqual([rest.left.toFixed(3), rest.right.toFixed(3)], ['0.450', '0.500']);
    assert.ok('value' in divergence && divergence.value > 0.1);
  });

  it('of other vocabularies are matched by their text, without a divergence', () => {
    const left = {
      logits: logits(0.5, 0.5),
      top: [
        { id: 0, text: ' a' },
        { id: 1, text: ' only left' },
      ],
    };
    const right = { logits: Float32Array.of(0, -Infinity, 0), top: [{ id: 2, text: ' a' }] };
    const vocabularies = {
      differ: 'Their vocabularies differ: 2 and 3 tokens.',
      leftIdOf: ({ text }: { text: string }) => (text === ' a' ? 0 : null),
      rightIdOf: ({ text }: { text: string }) => (text === ' a' ? 2 : null),
    };
    const { words, divergence } = compareNext(left, right, vocabularies, 5);
    assert.deepEqual(words, [
      { text: ' a', left: 0.5, right: 0.5 },
      { text: ' only left', left: 0.5, right: null },
    ]);
    assert.deepEqual(divergence, { notComputable: vocabularies.differ });
  });

  it('of a server are those that it states, matched by their text, and the rest is what is left of 1', () => {
    const left = {
      logits: logits(0.5, 0.3, 0.2),
      top: [
        { id: 0, text: ' a' },
        { id: 1, text: '\ufffd' },
      ],
    };
    const stated = [
      { text: ' b', p: 0.4 },
      { text: ' a', p: 0.25 },
      { text: '\ufffd', p: 0.125 },
    ];
    const ids: Readonly<Record<string, number>> = { ' a': 0, ' b': 2 };
    const vocabularies = {
      differ: 'A server does not tell its vocabulary.',
      leftIdOf: ({ text }: { text: string }) => ids[text] ?? null,
      rightIdOf: () => null,
    };
    const {
      words,
      rest,
      stated: share,
      entropyBits: bits,
      divergence,
    } = compareNext(left, { stated }, vocabularies, 2);
    assert.deepEqual(
      words.map(({ text, left: p, right: q }) => [text, p && Number(p.toFixed(6)), q]),
      [
        [' a', 0.5, 0.25],
        ['\ufffd', 0.3, null],
        [' b', 0.2, 0.4],
      ],
      'parts of characters all read alike: they are not taken for the same token',
    );
    near(rest.right, 0.35);
    near(rest.left, 0);
    assert.deepEqual(share, { left: null, right: { tokens: 3, p: 0.775, isLeast: true } });
    assert.ok('value' in bits.left && 'notComputable' in bits.right && 'notComputable' in divergence);
  });

  it('of two servers are compared where both state the word', () => {
    const none = { differ: 'unknown', leftIdOf: () => null, rightIdOf: () => null };
    const left = [
      { text: ' a', p: 0.5 },
      { text: ' b', p: 0.25 },
    ];
    const { words, rest } = compareNext({ stated: left }, { stated: [{ text: ' b', p: 0.75 }] }, none, 5);
    assert.deepEqual(words, [
      { text: ' a', left: 0.5, right: null },
      { text: ' b', left: 0.25, right: 0.75 },
    ]);
    assert.deepEqual(rest, { left: 0.25, right: 0.25 });
  });

  it('diverge by what the entropies say: 0 for the same, 1 for nothing in common', () => {
    near(jensenShannonBits(Float64Array.of(1, 0), Float64Array.of(0, 1)), 1);
    const weights = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 });
    const some = weights.filter((w) => w.some((x) => x > 0)).map((w) => Float64Array.from(w));
    fc.assert(
      fc.property(some, some, (p, q) => {
        [p, q].forEach(normalise);
        const middle = p.map((x, i) => (x + q[i]!) / 2);
        near(jensenShannonBits(p, q), Math.max(0, entropyBits(middle) - (entropyBits(p) + entropyBits(q)) / 2));
        near(jensenShannonBits(p, q), jensenShannonBits(q, p));
        near(jensenShannonBits(p, p), 0);
      }),
      { numRuns: 40 },
    );
  });

  it('are compared token by token only where the tokenizers name the same tokens', () => {
    const bpe = readVocabulary({ model: { vocab: { a: 0, b: 1 } }, added_tokens: [{ id: 2, content: '<s>' }] });
    const unigram = readVocabulary({
      model: {
        vocab: [
          ['a', -1],
          ['b', -2],
          ['<s>', 0],
        ],
      },
    });
    assert.equal(vocabulariesDiffer(bpe, unigram), null);
    assert.match(vocabulariesDiffer(bpe, readVocabulary({ model: { vocab: { a: 0 } } }))!, /3 and 1 tokens/);
    const other = readVocabulary({ model: { vocab: { b: 0, a: 1, '<s>': 2 } } });
    assert.match(vocabulariesDiffer(bpe, other)!, /both have 3 tokens/);
  });
});
