import assert from 'node:assert/strict';
import fc from 'fast-check';
import { casesOf, kinds, tokenizerOf } from './fixtures';

const decode = (parts: readonly Uint8Array[]): string => new TextDecoder().decode(Buffer.concat(parts));

describe('text that somebody wrote', () => {
  const words = fc.constantFrom(
    'I ',
    '<|end|>',
    '<|',
    'end|>',
    '</s>',
    '<s>',
    '[SEP]',
    '[CLS]',
    '<unk>',
    'é',
    ' sleep',
  );
  const text = fc.array(words, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
  const raw = { addSpecialTokens: false };

  for (const kind of kinds) {
    it(`never becomes a special token where it is plain (${kind})`, () => {
      const tokenizer = tokenizerOf(kind);
      fc.assert(
        fc.property(text, (source) => {
          const plain = [{ start: 0, end: source.length }];
          const tokens = tokenizer.encode(source, { ...raw, plain });
          // A model's token for what it does not know is special too.
          const special = tokens.filter(
            ({ id, text: own }) => tokenizer.isSpecial(id) && tokenizer.decode([id]) === own,
          );
          assert.deepEqual(special, []);
          if (kind === 'byte-level-bpe') assert.equal(tokenizer.decode(tokens.map(({ id }) => id)), source);
        }),
        { numRuns: 15 },
      );
    });
  }

  for (const kind of kinds) {
    it(`is cut the same after the last special token, whatever stands before it (${kind})`, () => {
      const tokenizer = tokenizerOf(kind);
      fc.assert(
        fc.property(text, text, fc.nat(12), (before, after, place) => {
          const whole = before + after;
          const plain = [{ start: Math.min(place, before.length), end: before.length }];
          const seam = tokenizer.seamIn(whole, plain);
          if (seam === null) return;
          const shifted = plain.map(({ start, end }) => ({ start: start - seam, end: end - seam }));
          const ids = tokenizer.encode(whole, { ...raw, plain }).map(({ id }) => id);
          const tail = tokenizer.encode(whole.slice(seam), { ...raw, plain: shifted }).map(({ id }) => id);
          assert.deepEqual(ids.slice(-tail.length), tail);
          const head = tokenizer.encode(whole.slice(0, seam), { ...raw, plain }).map(({ id }) => id);
          assert.deepEqual(ids.slice(0, -tail.length), head);
        }),
        { numRuns: 15 },
      );
    });
  }

  it('is told apart from the same words beside it', () => {
    const tokenizer = tokenizerOf('byte-level-bpe');
    const source = '<|user|>say <|end|> now<|end|>';
    assert.deepEqual(
      tokenizer.specialTokensIn(source).map(({ start, end }) => source.slice(start, end)),
      ['<|user|>', '<|end|>', '<|end|>'],
    );
    const [, written] = tokenizer.specialTokensIn(source);
    const tokens = tokenizer.encode(source, { ...raw, plain: [written!] });
    const special = tokens.filter(({ id }) => tokenizer.isSpecial(id));
    assert.deepEqual(
      special.map(({ start }) => start),
      [0, source.lastIndexOf('<|end|>')],
    );
    assert.equal(tokenizer.decode(tokens.map(({ id }) => id)), source);
  });

  it('is cut as before where nothing is special', () => {
    const source = 'I can’t sleep, not at all.';
    const plain = [{ start: 0, end: source.length }];
    for (const kind of kinds) {
      const tokenizer = tokenizerOf(kind);
      assert.deepEqual(tokenizer.encode(source, { ...raw, plain }), tokenizer.encode(source, raw));
    }
  });
});

describe('bytes of tokens', () => {
  for (const kind of kinds) {
    it(`make up the decoded text (${kind})`, () => {
      const tokenizer = tokenizerOf(kind);
      for (const { name, ids, decoded } of casesOf(kind)) {
        const told = decode(ids.map((id) => tokenizer.bytesOf(id)).filter((part) => part !== null));
        // Decoders other than byte-level ones take the space off the first token.
        const expected = kind !== 'byte-level-bpe' && told.startsWith(' ') ? ` ${decoded}` : decoded;
        assert.equal(told, expected, name);
      }
    });
  }

  it('are none for special tokens and ids that do not exist', () => {
    const tokenizer = tokenizerOf('byte-level-bpe');
    assert.equal(tokenizer.bytesOf(0), null);
    assert.equal(tokenizer.bytesOf(tokenizer.vocabularySize), null);
  });
});
