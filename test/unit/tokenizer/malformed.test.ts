import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import { TextTokenizer } from '../../../src/core/tokenizer/textTokenizer';
import { readFixture } from './fixtures';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A real tokenizer cut down to a few tokens, so that hundreds of damaged ones load quickly. */
function small(path: string): Json {
  const json = readFixture(path) as { model: { vocab: Json; merges?: Json[] } };
  const { model } = json;
  if (Array.isArray(model.vocab)) model.vocab = model.vocab.slice(0, 60);
  if (model.merges) model.merges = model.merges.slice(0, 20);
  return json;
}
const originals = [
  small('models/bert/tokenizer.json'),
  small('models/gpt2/tokenizer.json'),
  small('models/llama-gqa/tokenizer.json'),
  small('tokenizers/unigram/tokenizer.json'),
];

/** Every place in a JSON value, by the keys that lead to it; of long lists and vocabularies only the first few. */
function placesIn(json: Json, path: string[] = []): string[][] {
  const inside =
    typeof json === 'object' && json !== null
      ? Object.entries(json)
          .slice(0, 12)
          .flatMap(([key, value]) => placesIn(value, [...path, key]))
      : [];
  return path.length > 0 ? [path, ...inside] : inside;
}

function damage(json: Json, [key, ...rest]: string[], value: Json | undefined): Json {
  const copy = (Array.isArray(json) ? [...json] : { ...(json as object) }) as { [key: string]: Json };
  if (rest.length > 0) copy[key!] = damage(copy[key!]!, rest, value);
  else if (value === undefined) delete copy[key!];
  else copy[key!] = value;
  return copy;
}

describe('a malformed tokenizer.json', () => {
  it('is refused with a UserError, or works: no other exception, wherever it is damaged', () => {
    const mutation = fc
      .constantFrom(...originals.map((json) => ({ json, places: placesIn(json) })))
      .chain(({ json, places }) =>
        fc.record({
          json: fc.constant(json),
          place: fc.constantFrom(...places),
          value: fc.oneof(
            fc.constant(undefined),
            fc.constantFrom<Json>(
              null,
              true,
              -1,
              0,
              1.5,
              1e300,
              '',
              '▁',
              'Sequence',
              'ByteLevel',
              '(',
              [],
              {},
              [[]],
              [{}],
            ),
            fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
          ),
        }),
      );
    let refused = 0;
    fc.assert(
      fc.property(mutation, ({ json, place, value }) => {
        try {
          const tokenizer = TextTokenizer.fromJson(damage(json, place, value), null);
          const ids = tokenizer.encode('Well, é 12 😀 </s>', { addSpecialTokens: true }).map((t) => t.id);
          tokenizer.decode(ids);
          for (const id of ids) tokenizer.decodeOne(id);
        } catch (error) {
          if (!(error instanceof UserError) || error.code !== 'tokenizerInvalid') throw error;
          assert.ok(error.message !== '' && error.remedy !== '');
          refused++;
        }
      }),
      { numRuns: 150 },
    );
    assert.ok(refused > 25, `only ${refused} of 150 were refused`);
  });

  const vocab = { a: 0, b: 1 };
  const wrong: [string, unknown, RegExp][] = [
    ['nothing', undefined, /its content must be an object/],
    ['a list', [], /its content must be an object/],
    ['no model', {}, /model must be an object/],
    ['an unknown kind of model', { model: { type: 'RNN', vocab } }, /model\.type must be one of BPE, WordPiece/],
    ['an empty vocabulary', { model: { type: 'BPE', vocab: {}, merges: [] } }, /model\.vocab is empty/],
    ['an id that is no number', { model: { type: 'WordLevel', vocab: { a: '0' } } }, /model\.vocab\.a must be a whole/],
    ['an absurd id', { model: { type: 'WordLevel', vocab: { a: 4e9 } } }, /model\.vocab\.a must be a whole/],
    ['a merge of one', { model: { type: 'BPE', vocab, merges: ['ab'] } }, /model\.merges\[0\] must be a pair/],
    [
      'a score that is no number',
      { model: { type: 'Unigram', vocab: [['a', 'x']] } },
      /model\.vocab\[0\] must be a token/,
    ],
    [
      'an unsupported normalizer',
      { model: { type: 'WordLevel', vocab }, normalizer: { type: 'Rot13' } },
      /normalizer has the type "Rot13", which is not supported/,
    ],
    [
      'a broken pattern inside a sequence',
      {
        model: { type: 'WordLevel', vocab },
        pre_tokenizer: {
          type: 'Sequence',
          pretokenizers: [{ type: 'Split', pattern: { Regex: '(' }, behavior: 'Removed' }],
        },
      },
      /pre_tokenizer\.pretokenizers\[0\]\.pattern is a regular expression that cannot be read/,
    ],
    [
      'a damaged normalisation table',
      { model: { type: 'WordLevel', vocab }, normalizer: { type: 'Precompiled', precompiled_charsmap: 'AAAA' } },
      /table of its Precompiled normalizer is damaged/,
    ],
    [
      'a special token that does not exist',
      {
        model: { type: 'WordLevel', vocab },
        post_processor: { type: 'BertProcessing', cls: ['[CLS]', 7], sep: ['[SEP]', 8] },
      },
      /post_processor adds the token 7, which does not exist/,
    ],
  ];
  for (const [what, json, message] of wrong) {
    it(`is refused by name: ${what}`, () => {
      assert.throws(() => TextTokenizer.fromJson(json, null), { name: 'UserError', code: 'tokenizerInvalid', message });
    });
  }

  it('is refused when it nests without end', () => {
    let normalizer: object = { type: 'NFC' };
    for (let i = 0; i < 50_000; i++) normalizer = { type: 'Sequence', normalizers: [normalizer] };
    const json = { model: { type: 'WordLevel', vocab }, normalizer };
    assert.throws(() => TextTokenizer.fromJson(json, null), { code: 'tokenizerInvalid' });
  });

  it('is refused when the configuration beside it is no object', () => {
    const json = { model: { type: 'WordLevel', vocab } };
    assert.throws(() => TextTokenizer.fromJson(json, 'x'), { code: 'tokenizerInvalid' });
  });
});
