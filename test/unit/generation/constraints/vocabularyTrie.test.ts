import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextAfter } from '../../../../src/core/generation/constraints/byteAutomaton';
import { verbatimAutomaton } from '../../../../src/core/generation/constraints/verbatim';
import { VocabularyTrie } from '../../../../src/core/generation/constraints/vocabularyTrie';

const token = fc.option(fc.uint8Array({ max: 3, maxLength: 5 }).map((bytes) => bytes.map((b) => b + 0x61)));

describe('VocabularyTrie', () => {
  it('allows exactly the tokens whose bytes the automaton reads, twins and prefixes of others included', () => {
    fc.assert(
      fc.property(
        fc.array(token, { maxLength: 30 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1 }),
        (vocabulary, source) => {
          const automaton = verbatimAutomaton(source);
          const inQuote = automaton.next(automaton.start, 0x22);
          const mask = new VocabularyTrie(vocabulary.length, (id) => vocabulary[id]!).allowed(automaton, inQuote);
          const expected = vocabulary.map((bytes) =>
            bytes && bytes.length > 0 && nextAfter(automaton, inQuote, bytes) >= 0 ? 1 : 0,
          );
          assert.deepEqual([...mask], expected);
        },
      ),
    );
  });
});
