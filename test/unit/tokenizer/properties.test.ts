import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MappedText } from '../../../src/core/tokenizer/mappedText';
import { normalizeUnicode } from '../../../src/core/tokenizer/unicodeNormalization';
import { PrecompiledCharsmap } from '../../../src/core/tokenizer/precompiledCharsmap';
import { kinds, readFixture, tokenizerOf } from './fixtures';
import { anyCodePoint } from '../../support/anyText';

/** Words, marks that combine and reorder, Hangul in parts, joined emoji, both directions, lone surrogates, special tokens. */
const fragment = fc.oneof(
  fc.constantFrom(
    ...['Well ', 'the ', ' ', '  ', '\n', '\r\n', '\t', '\r', "I don't", '123', '…', 'É', 'e\u0301', '\u0323\u0301'],
    ...['\u1100\u1161\u11a8', '한', 'ｶ\uff9e', 'ﬁ', '½', 'İ', '漢字', 'سَّ', 'שָׁ', '👩‍❤️‍💋‍👨', '👍🏽', '🇩🇪', '\u0344\u0f73'],
    ...['\ud83d', '\ude00', '\u0000', '\ufeff', '\ufffd', '\u200d', '▁', '<s>', '</s>', '[SEP]', '<unk>', '<|user|>'],
  ),
  fc.string({ unit: anyCodePoint, maxLength: 3 }),
);
const text = fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join(''));
/** Lone surrogates have no UTF-8; they become U+FFFD. */
const wellFormed = (s: string) => Buffer.from(s).toString();

describe('token offsets, for any text', () => {
  for (const kind of kinds) {
    it(`never decrease, leave the text or cut a surrogate pair (${kind})`, () => {
      fc.assert(
        fc.property(text, (source) => {
          let last = { start: 0, end: 0 };
          for (const token of tokenizerOf(kind).encode(source, { addSpecialTokens: true })) {
            if (token.special) {
              assert.deepEqual([token.start, token.end], [0, 0]);
              continue;
            }
            assert.ok(token.start >= last.start && token.end >= last.end && token.start <= token.end);
            assert.ok(token.end <= source.length);
            for (const offset of [token.start, token.end]) {
              assert.ok(
                !(/[\ud800-\udbff]/.test(source[offset - 1] ?? '') && /[\udc00-\udfff]/.test(source[offset] ?? '')),
              );
            }
            if (token.end > token.start) assert.equal(token.text, source.slice(token.start, token.end));
            last = token;
          }
        }),
        { numRuns: 60 },
      );
    });
  }

  it('cover the whole text, which decodes to itself (byte-level-bpe)', () => {
    fc.assert(
      fc.property(text, (source) => {
        const tokenizer = tokenizerOf('byte-level-bpe');
        const tokens = tokenizer.encode(source, { addSpecialTokens: true });
        let covered = 0;
        for (const { start, end } of tokens) {
          assert.ok(start <= covered);
          covered = end;
        }
        assert.equal(covered, source.length);
        assert.equal(tokenizer.decode(tokens.map((t) => t.id)), wellFormed(source));
      }),
    );
  });

  it('are found for an empty text too: only special tokens', () => {
    for (const kind of kinds) {
      assert.deepEqual(tokenizerOf(kind).encode('', { addSpecialTokens: false }), []);
      assert.ok(
        tokenizerOf(kind)
          .encode('', { addSpecialTokens: true })
          .every((t) => t.special && t.text !== ''),
      );
    }
  });
});

describe('TokenStream', () => {
  for (const kind of kinds) {
    it(`gives together what decoding all ids at once gives (${kind})`, () => {
      const tokenizer = tokenizerOf(kind);
      const ids = fc.oneof(
        fc.array(fc.nat(tokenizer.vocabularySize + 2), { maxLength: 30 }),
        text.map((source) => tokenizer.encode(source, { addSpecialTokens: true }).map((t) => t.id)),
        // Byte tokens in any order: incomplete and broken characters.
        fc.array(fc.integer({ min: 0, max: 280 }), { maxLength: 30 }),
      );
      fc.assert(
        fc.property(ids, fc.boolean(), (all, skipSpecialTokens) => {
          const stream = tokenizer.createStream({ skipSpecialTokens });
          const streamed = all.map((id) => stream.push(id)).join('') + stream.flush();
          assert.equal(streamed, tokenizer.decode(all, { skipSpecialTokens }));
        }),
        { numRuns: 60 },
      );
    });
  }

  it('holds an emoji back until its last byte', () => {
    for (const kind of ['byte-level-bpe', 'llama-bpe'] as const) {
      const tokenizer = tokenizerOf(kind);
      const ids = tokenizer.encode('a😀b', { addSpecialTokens: false }).map((t) => t.id);
      const stream = tokenizer.createStream();
      assert.deepEqual(
        ids.map((id) => stream.push(id)),
        ['a', '', '', '', '😀', 'b'],
      );
    }
  });

  it('gives the rest of a broken character when it is flushed', () => {
    const tokenizer = tokenizerOf('byte-level-bpe');
    const [first] = tokenizer.encode('😀', { addSpecialTokens: false });
    const stream = tokenizer.createStream();
    assert.equal(stream.push(first!.id), '');
    assert.equal(stream.flush(), '\ufffd');
    assert.equal(stream.flush(), '');
  });
});

describe('normalizeUnicode', () => {
  for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
    it(`gives what String.normalize gives, within the text (${form})`, () => {
      fc.assert(
        fc.property(text, (source) => {
          const normalized = normalizeUnicode(MappedText.of(source), form);
          assert.equal(normalized.text, source.normalize(form));
          assert.equal(normalized.starts.length, normalized.text.length);
          normalized.starts.forEach((start, i) => {
            assert.ok(start >= (normalized.starts[i - 1] ?? 0) && normalized.ends[i]! <= source.length);
          });
        }),
      );
    });
  }
});

describe('PrecompiledCharsmap', () => {
  it('treats a text too long for one look as it treats its parts', () => {
    const { normalizer } = readFixture('tokenizers/unigram-precompiled/tokenizer.json') as {
      normalizer: { normalizers: { precompiled_charsmap?: string }[] };
    };
    const charsmap = new PrecompiledCharsmap(
      normalizer.normalizers.find((n) => n.precompiled_charsmap)!.precompiled_charsmap!,
    );
    const normalize = (source: string) => charsmap.normalize(MappedText.of(source)).text;
    assert.equal(normalize('e\u0301'), 'é');
    for (const part of ['e\u0301', 'ｶ\uff9e①', '👍🏽', '👩‍❤️‍💋‍👨é', '한']) {
      for (const before of ['', 'é', 'éé', 'ééé']) {
        assert.equal(normalize(before + part.repeat(700)), normalize(before) + normalize(part).repeat(700));
      }
    }
    assert.equal(normalize(`e${'\u0301'.repeat(2000)}e\u0301`).endsWith('\u0301é'), true);
  });
});
