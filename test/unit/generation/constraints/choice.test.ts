import assert from 'node:assert/strict';
import fc from 'fast-check';
import { choiceAutomaton } from '../../../../src/core/generation/constraints/choice';
import { Constraint } from '../../../../src/core/generation/constraints/constraint';
import { VocabularyTrie } from '../../../../src/core/generation/constraints/vocabularyTrie';
import { tokenizerOf } from '../../tokenizer/fixtures';
import { arbitraryTokens, reads, utf8, write } from './writer';

const labels = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '漢'), minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 6,
});

describe('choiceAutomaton', () => {
  it('lets any model write exactly one of the labels', () => {
    fc.assert(
      fc.property(
        labels.chain((list) => fc.tuple(fc.constant(list), arbitraryTokens(list))),
        fc.nat(),
        ([list, tokens], seed) => {
          // Beyond every label only the end is left.
          const { text, ended } = write(choiceAutomaton(list), tokens, { seed });
          assert.ok(ended && list.includes(text), JSON.stringify([list, text]));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reads every label and nothing else', () => {
    fc.assert(
      fc.property(labels, fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 6 }), (list, other) => {
        const automaton = choiceAutomaton(list);
        for (const label of list) assert.ok(reads(automaton, label));
        assert.equal(reads(automaton, other), list.includes(other));
      }),
    );
  });

  it('allows every tokenisation of a label, also across characters of several bytes', () => {
    const tokenizer = tokenizerOf('byte-level-bpe');
    const trie = new VocabularyTrie(tokenizer.vocabularySize, (id) => tokenizer.bytesOf(id));
    const constraint = new Constraint(choiceAutomaton([' Müdigkeit', ' Mut']), trie);
    const { mask, mayEnd } = constraint.allowed(constraint.start);
    const allowed = Array.from(mask.keys()).filter((id) => mask[id]);
    const expected = Array.from(mask.keys()).filter((id) => {
      const text = tokenizer.bytesOf(id);
      const starts = (label: string): boolean => text !== null && text.every((byte, i) => byte === utf8(label)[i]);
      return starts(' Müdigkeit') || starts(' Mut');
    });
    assert.deepEqual(allowed, expected);
    assert.ok(allowed.length >= 2 && !mayEnd);
  });

  it('lets a label that begins another one end or go on', () => {
    const trie = new VocabularyTrie(2, (id) => utf8(['sleep', ' problems'][id]!));
    const constraint = new Constraint(choiceAutomaton(['sleep', 'sleep problems']), trie);
    const short = constraint.next(constraint.start, utf8('sleep'));
    assert.deepEqual([...constraint.allowed(short).mask], [0, 1]);
    assert.ok(constraint.allowed(short).mayEnd);
    const long = constraint.allowed(constraint.next(short, utf8(' problems')));
    assert.deepEqual([long.mayEnd, long.mayGoOn], [true, false]);
  });

  it('says so when the vocabulary cannot write the label, and when there is none', () => {
    const constraint = new Constraint(choiceAutomaton(['no']), new VocabularyTrie(1, () => utf8('y')));
    assert.throws(() => constraint.allowed(constraint.start), { code: 'modelUnsupported' });
    assert.throws(() => choiceAutomaton([]), { code: 'badRequest' });
    assert.throws(() => choiceAutomaton(['a', '']), { code: 'badRequest' });
  });
});
