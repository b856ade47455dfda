import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SuffixAutomaton } from '../../../../src/core/generation/constraints/suffixAutomaton';

const sequence = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 12 });

function stateOf(automaton: SuffixAutomaton, symbols: readonly number[]): number {
  return symbols.reduce((state, symbol) => (state < 0 ? state : automaton.next(state, symbol)), 0);
}

describe('SuffixAutomaton', () => {
  it('knows every substring and nothing else, and where it ends', () => {
    fc.assert(
      fc.property(sequence, sequence, (source, symbols) => {
        const automaton = new SuffixAutomaton(source);
        const occurs = source.join('').includes(symbols.join(''));
        const state = stateOf(automaton, symbols);
        assert.equal(state >= 0, occurs);
        if (!occurs) return;
        const end = automaton.endOf(state);
        assert.deepEqual(source.slice(end - symbols.length, end), symbols);
      }),
    );
  });

  it('stays within its bound of states', () => {
    fc.assert(
      fc.property(sequence, (source) => {
        assert.ok(new SuffixAutomaton(source).size <= Math.max(1, 2 * source.length));
      }),
    );
  });
});
