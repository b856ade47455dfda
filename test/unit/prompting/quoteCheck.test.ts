import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkQuote, quotesIn } from '../../../src/core/prompting/quoteCheck';

const text = 'I wake up at three in the morning, and I can’t get back to sleep. It’s been like that since May.';

describe('holding a quotation to its text', () => {
  it('takes only the very characters for verbatim', () => {
    assert.deepEqual(checkQuote('three in the morning', text), { kind: 'verbatim', range: { start: 13, end: 33 } });
    assert.equal(checkQuote('Three in the morning', text).kind, 'nearly');
    assert.equal(checkQuote("I can't get back to sleep", text).kind, 'nearly');
  });

  it('gives the words of the text for what is nearly there, and how far it is from them', () => {
    const check = checkQuote('I woke up at three in the mornings', text);
    assert.ok(check.kind === 'nearly');
    assert.equal(check.edits, 2);
    assert.match(text.slice(check.range.start, check.range.end), /wake up at three in the morning/);
  });

  it('does not find what was made up, nor short words that are only alike', () => {
    for (const quote of ['', 'I lie awake because of the noise next door', 'since June', 'sleeq']) {
      assert.equal(checkQuote(quote, text).kind, 'notInText', quote);
    }
  });

  it('finds every stretch of a text, and says of no other text that it is verbatim', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.nat(),
        fc.nat(),
        fc.string({ minLength: 1 }),
        (source, a, b, other) => {
          const [from, to] = [a % source.length, (b % source.length) + 1].sort((x, y) => x - y) as [number, number];
          const quote = source.slice(from, to);
          if (quote !== '') assert.equal(checkQuote(quote, source).kind, 'verbatim');
          const check = checkQuote(other, source);
          assert.equal(check.kind === 'verbatim', source.includes(other));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes quotations out of a reply by their marks', () => {
    assert.deepEqual(quotesIn('She says "I wake up" and “since May”, «tired», „müde“; "not closed'), [
      'I wake up',
      'since May',
      'tired',
      'müde',
    ]);
  });
});
