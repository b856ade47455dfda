import assert from 'node:assert/strict';
import { type Case, casesOf, type Kind, kinds, readFixture, tokenizerOf } from './fixtures';
import { TextTokenizer } from '../../../src/core/tokenizer/textTokenizer';

describe('TextTokenizer', () => {
  for (const kind of kinds) {
    describe(`agrees with the Rust library on ${kind}`, () => {
      for (const { name, text, ids, offsets_utf16, special, decoded } of casesOf(kind)) {
        it(name, () => {
          const tokenizer = tokenizerOf(kind);
          const tokens = tokenizer.encode(text, { addSpecialTokens: true });
          assert.deepEqual(
            tokens.map((t) => t.id),
            ids,
          );
          assert.deepEqual(
            tokens.map((t) => [t.start, t.end]),
            offsets_utf16,
          );
          assert.deepEqual(
            tokens.map((t) => Number(t.special)),
            special,
          );
          assert.equal(tokenizer.decode(ids, { skipSpecialTokens: true }), decoded);
        });
      }
    });
  }

  for (const { name, base, changes, cases } of readFixture('tokenizers/whiteSpace.json') as {
    name: string;
    base: Kind;
    changes: object;
    cases: Pick<Case, 'text' | 'ids' | 'offsets_utf16'>[];
  }[]) {
    it(`agrees with the Rust library on rare white space and invisible characters: ${name}`, () => {
      const json = { ...(readFixture(`tokenizers/${base}/tokenizer.json`) as object), ...changes };
      const tokenizer = TextTokenizer.fromJson(json, null);
      for (const { text, ids, offsets_utf16 } of cases) {
        const tokens = tokenizer.encode(text, { addSpecialTokens: true });
        const read = { ids: tokens.map((t) => t.id), offsets_utf16: tokens.map((t) => [t.start, t.end]) };
        assert.deepEqual(read, { ids, offsets_utf16 }, JSON.stringify(text));
      }
    });
  }

  for (const model of ['bert', 'gpt2', 'llama-gqa']) {
    it(`gives the input ids of the fixture model ${model}`, () => {
      const tokenizer = TextTokenizer.fromJson(
        readFixture(`models/${model}/tokenizer.json`),
        readFixture(`models/${model}/tokenizer_config.json`),
      );
      const { text, input_ids } = readFixture(`models/${model}/ref.json`) as { text: string; input_ids: number[] };
      assert.deepEqual(
        tokenizer.encode(text, { addSpecialTokens: true }).map((t) => t.id),
        input_ids,
      );
    });
  }
});
