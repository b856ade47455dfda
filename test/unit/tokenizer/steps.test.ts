// The steps of tokenizer.json that the fixture tokenizers do not use, on the examples of the `tokenizers` documentation.
import assert from 'node:assert/strict';
import { TextTokenizer } from '../../../src/core/tokenizer/textTokenizer';
import { JsonNode } from '../../../src/core/tokenizer/jsonNode';
import { MappedText } from '../../../src/core/tokenizer/mappedText';
import { createNormalizer } from '../../../src/core/tokenizer/normalizer';
import { createPreTokenizer } from '../../../src/core/tokenizer/preTokenizer';
import { tokenizerOf } from './fixtures';

const pieces = (config: object, text: string) =>
  createPreTokenizer(new JsonNode(config))(MappedText.of(text)).map((piece) => piece.text);
const normalized = (config: object, text: string) => createNormalizer(new JsonNode(config))(MappedText.of(text)).text;
const raw = { addSpecialTokens: false };

describe('pre-tokenizers', () => {
  for (const [behavior, expected] of [
    ['Removed', ['the', 'final', 'countdown']],
    ['Isolated', ['the', '-', 'final', '-', '-', 'countdown']],
    ['MergedWithPrevious', ['the-', 'final-', '-', 'countdown']],
    ['MergedWithNext', ['the', '-final', '-', '-countdown']],
    ['Contiguous', ['the', '-', 'final', '--', 'countdown']],
  ] as const) {
    it(`split with the behaviour ${behavior}`, () => {
      assert.deepEqual(pieces({ type: 'Split', pattern: { String: '-' }, behavior }, 'the-final--countdown'), expected);
    });
  }

  it('split at everything but the matches when inverted', () => {
    const config = { type: 'Split', pattern: { Regex: '\\d+' }, behavior: 'Removed', invert: true };
    assert.deepEqual(pieces(config, 'ab12cd345'), ['12', '345']);
  });

  it('cut as their documentation says', () => {
    assert.deepEqual(pieces({ type: 'Whitespace' }, 'Hello there! Übergröße'), ['Hello', 'there', '!', 'Übergröße']);
    assert.deepEqual(pieces({ type: 'WhitespaceSplit' }, 'Hello there!'), ['Hello', 'there!']);
    assert.deepEqual(pieces({ type: 'Punctuation' }, 'Hello?!'), ['Hello', '?', '!']);
    assert.deepEqual(pieces({ type: 'Digits', individual_digits: true }, 'Call 123'), ['Call ', '1', '2', '3']);
    assert.deepEqual(pieces({ type: 'Digits' }, 'Call 123 please'), ['Call ', '123', ' please']);
    assert.deepEqual(pieces({ type: 'CharDelimiterSplit', delimiter: 'x' }, 'HelloxTherex'), ['Hello', 'There']);
    assert.deepEqual(pieces({ type: 'FixedLength', length: 2 }, 'ab😀d'), ['ab', '😀d']);
    assert.deepEqual(pieces({ type: 'Metaspace' }, 'Hello there'), ['▁Hello', '▁there']);
    assert.deepEqual(pieces({ type: 'Metaspace', prepend_scheme: 'never', split: false }, 'a b'), ['a▁b']);
    assert.deepEqual(pieces({ type: 'ByteLevel' }, 'Hey you'), ['ĠHey', 'Ġyou']);
  });

  it("read the pattern of Llama 3, whose inline flags JavaScript's own syntax lacks", () => {
    const Regex =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    const config = {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex }, behavior: 'Isolated' },
        { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
      ],
    };
    assert.deepEqual(pieces(config, "HE'S 12345  é!\n"), ['HE', "'S", 'Ġ', '123', '45', 'Ġ', 'ĠÃ©', '!Ċ']);
  });
});

describe('normalizers', () => {
  it('do as their names say', () => {
    assert.equal(normalized({ type: 'Lowercase' }, 'ÀΣ'), 'àσ');
    assert.equal(normalized({ type: 'Strip', strip_left: true, strip_right: true }, ' \u0085a b\n'), 'a b');
    assert.equal(normalized({ type: 'Strip', strip_left: false, strip_right: true }, ' a '), ' a');
    assert.equal(normalized({ type: 'StripAccents' }, 'e\u0301'), 'e');
    assert.equal(normalized({ type: 'Replace', pattern: { Regex: '\\s+' }, content: '$&' }, 'a \n b'), 'a$&b');
    assert.equal(normalized({ type: 'Prepend', prepend: '▁' }, ''), '');
    assert.equal(normalized({ type: 'ByteLevel' }, ' é'), 'ĠÃ©');
    assert.equal(normalized({ type: 'BertNormalizer', lowercase: false }, 'É漢\u0007\u00a0x'), 'É 漢  x');
  });
});

describe('added tokens', () => {
  const vocab = Object.fromEntries([...'abcdefghijklmnopqrstuvwxyz <>▁'].map((char, id) => [char, id]));
  const withAdded = (added: object, rest: object = {}) =>
    TextTokenizer.fromJson(
      { model: { type: 'BPE', vocab, merges: [] }, added_tokens: [{ id: 40, content: '<x>', ...added }], ...rest },
      null,
    );
  const spans = (tokenizer: TextTokenizer, text: string) =>
    tokenizer
      .encode(text, raw)
      .filter((t) => t.id === 40)
      .map((t) => [t.start, t.end]);

  it('take the white space beside them when they strip it', () => {
    assert.deepEqual(spans(withAdded({}), 'a <x> b'), [[2, 5]]);
    assert.deepEqual(spans(withAdded({ lstrip: true }), 'a <x> b'), [[1, 5]]);
    assert.deepEqual(spans(withAdded({ rstrip: true }), 'a <x>  <x> '), [
      [2, 7],
      [7, 11],
    ]);
  });

  it('stand alone when they are single words', () => {
    const tokenizer = withAdded({ content: 'cat', single_word: true });
    assert.deepEqual(spans(tokenizer, 'cat cats concat <cat>'), [
      [0, 3],
      [17, 20],
    ]);
  });

  it('are found in the normalised text when they are normalised', () => {
    const rest = { normalizer: { type: 'Lowercase' } };
    assert.deepEqual(spans(withAdded({ content: 'Cat', normalized: true }, rest), 'a CAT'), [[2, 5]]);
    assert.deepEqual(spans(withAdded({ content: 'Cat', normalized: false }, rest), 'a CAT Cat'), [[6, 9]]);
  });

  it('are found longest first', () => {
    const tokenizer = TextTokenizer.fromJson(
      {
        model: { type: 'BPE', vocab, merges: [] },
        added_tokens: [
          { id: 40, content: '<x' },
          { id: 41, content: '<x>' },
        ],
      },
      null,
    );
    assert.deepEqual(
      tokenizer.encode('<x><x', raw).map((t) => t.id),
      [41, 40],
    );
  });
});

describe('models', () => {
  const ids = (model: object, text: string, rest: object = {}) =>
    TextTokenizer.fromJson({ model, ...rest }, null)
      .encode(text, raw)
      .map((t) => [t.id, t.start, t.end]);

  it('fuse unknown characters only when asked to (BPE)', () => {
    const model = { type: 'BPE', vocab: { a: 0, '<unk>': 1 }, merges: [], unk_token: '<unk>' };
    assert.deepEqual(ids(model, 'x😀a'), [
      [1, 0, 1],
      [1, 1, 3],
      [0, 3, 4],
    ]);
    assert.deepEqual(ids({ ...model, fuse_unk: true }, 'x😀a'), [
      [1, 0, 3],
      [0, 3, 4],
    ]);
  });

  it('take a whole piece of the vocabulary as it is with ignore_merges (BPE)', () => {
    const model = { type: 'BPE', vocab: { a: 0, b: 1, ab: 2 }, merges: [] };
    assert.equal(ids(model, 'ab').length, 2);
    assert.deepEqual(ids({ ...model, ignore_merges: true }, 'ab'), [[2, 0, 2]]);
  });

  it('mark the end of words by a suffix (BPE)', () => {
    const model = { vocab: { a: 0, 'b</w>': 1, 'ab</w>': 2 }, merges: [['a', 'b</w>']], end_of_word_suffix: '</w>' };
    assert.deepEqual(ids(model, 'ab b', { pre_tokenizer: { type: 'WhitespaceSplit' } }), [
      [2, 0, 2],
      [1, 3, 4],
    ]);
  });

  it('merge across words when merges of the vocabulary do (BPE without a pre-tokenizer)', () => {
    const model = { type: 'BPE', vocab: { a: 0, '▁': 1, 'a▁': 2, 'a▁a': 3 }, merges: ['a ▁', 'a▁ a'] };
    assert.deepEqual(ids(model, 'a▁a'), [[3, 0, 3]]);
  });

  it('fall back to bytes, each covering its character (Unigram)', () => {
    const bytes = [...Buffer.from('😀é')].map((b) => [`<0x${b.toString(16).toUpperCase()}>`, -9]);
    const model = { type: 'Unigram', vocab: [['<unk>', 0], ['a', -1], ...bytes], unk_id: 0, byte_fallback: true };
    assert.deepEqual(
      ids(model, 'a😀é').map(([, start, end]) => [start, end]),
      [[0, 1], ...Array<number[]>(4).fill([1, 3]), ...Array<number[]>(2).fill([3, 4])],
    );
  });

  it('call a word of more than 100 characters unknown (WordPiece)', () => {
    const tokenizer = tokenizerOf('wordpiece');
    assert.ok(tokenizer.encode('a'.repeat(100), raw).length > 1);
    assert.deepEqual(
      tokenizer.encode('a'.repeat(101), raw).map((t) => [t.start, t.end]),
      [[0, 101]],
    );
  });

  it('look whole words up (WordLevel)', () => {
    const model = { type: 'WordLevel', vocab: { hello: 0, '?': 1 }, unk_token: '?' };
    assert.deepEqual(ids(model, 'hello you', { pre_tokenizer: { type: 'Whitespace' } }), [
      [0, 0, 5],
      [1, 6, 9],
    ]);
  });
});

describe('one token', () => {
  it('keeps its leading space and shows an incomplete character as U+FFFD', () => {
    for (const kind of ['byte-level-bpe', 'llama-bpe', 'unigram'] as const) {
      const tokenizer = tokenizerOf(kind);
      const word = tokenizer.encode('in the', raw).at(-1)!;
      assert.equal(tokenizer.decodeOne(word.id), ' the', kind);
    }
    for (const kind of ['byte-level-bpe', 'llama-bpe'] as const) {
      const byte = tokenizerOf(kind).encode('😀', raw).at(-1)!;
      assert.equal(tokenizerOf(kind).decodeOne(byte.id), '\ufffd', kind);
    }
  });

  it('costs as much whether or not the vocabulary has a single letter to decode it after', () => {
    const timeOf = (names: readonly string[]): number => {
      const vocab = Object.fromEntries(names.map((name, id) => [name, id]));
      const tokenizer = TextTokenizer.fromJson(
        { model: { type: 'BPE', vocab, merges: [] }, decoder: { type: 'ByteLevel' } },
        undefined,
      );
      tokenizer.decodeOne(1);
      const start = performance.now();
      for (const id of names.keys()) tokenizer.decodeOne(id);
      return performance.now() - start;
    };
    const words = Array.from({ length: 2000 }, (_, i) => `Ġw${i}`);
    const [without, withLetter] = [timeOf(words), timeOf(['a', ...words])];
    // Looking for the letter at every token takes a hundred times as long.
    assert.ok(without < 10 * withLetter + 20, `${without} ms, ${withLetter} ms`);
  });

  it('is named where it covers nothing of the text', () => {
    const [start, ...rest] = tokenizerOf('wordpiece').encode('[SEP]', { addSpecialTokens: true });
    assert.deepEqual([start!.text, start!.special, start!.end], ['[CLS]', true, 0]);
    assert.deepEqual([rest[0]!.text, rest[0]!.special, rest[0]!.end], ['[SEP]', false, 5]);
  });

  it('is known as special by its id', () => {
    const tokenizer = tokenizerOf('byte-level-bpe');
    assert.equal(tokenizer.isSpecial(0), true);
    assert.equal(tokenizer.isSpecial(300), false);
    assert.equal(tokenizer.vocabularySize, 8192);
  });
});
