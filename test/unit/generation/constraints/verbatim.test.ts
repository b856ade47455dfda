import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  quotationAutomaton,
  quotationMarks,
  verbatimAutomaton,
} from '../../../../src/core/generation/constraints/verbatim';
import { arbitraryTokens, reads, write } from './writer';

/** What stands between quotation marks, found by reading the text again. */
function quotesIn(text: string): { quotes: string[]; open: string | null } {
  const quotes: string[] = [];
  let closes: string | undefined;
  let quote = '';
  for (const char of text) {
    if (closes === undefined) closes = quotationMarks.get(char);
    else if (closes.includes(char)) {
      quotes.push(quote);
      quote = '';
      closes = undefined;
    } else quote += char;
  }
  return { quotes, open: closes === undefined ? null : quote };
}

const characters = fc.constantFrom('a', 'b', ' ', 'é', '’', '“', '”', '"', '«', '漢', '😀', '\n');
const source = fc.string({ unit: characters, maxLength: 20 });
const marks = [...quotationMarks];
const utf8 = new TextEncoder();

describe('verbatimAutomaton', () => {
  it('lets no model write a quote that is not in the source', () => {
    let quotes = 0;
    fc.assert(
      fc.property(
        source.chain((text) => fc.tuple(fc.constant(text), arbitraryTokens([text, '"', ' "a', '”', 'b" “']))),
        fc.nat(),
        ([text, tokens], seed) => {
          const written = write(verbatimAutomaton(text), tokens, { seed, limit: 30 });
          const found = quotesIn(written.text);
          quotes += found.quotes.filter((quote) => quote !== '').length;
          for (const quote of found.quotes) assert.ok(text.includes(quote), JSON.stringify([text, quote]));
          if (written.ended) assert.equal(found.open, null);
          // A cut may fall inside a character.
          else if (found.open !== null) assert.ok(text.includes(found.open.replace(/\ufffd$/u, '')));
        },
      ),
      { numRuns: 30 },
    );
    assert.ok(quotes > 10, `only ${quotes} quotes were tried`);
  });

  it('lets every substring be quoted, in every pair of marks', () => {
    fc.assert(
      fc.property(source, fc.nat(), fc.nat(), fc.constantFrom(...marks), (text, a, b, [open, closes]) => {
        const chars = Array.from(text);
        const [from, to] = [a % (chars.length + 1), b % (chars.length + 1)].sort((x, y) => x - y);
        const quote = chars.slice(from, to).join('');
        // A closing mark inside ends the quote; what follows it is read as further text and quotes.
        fc.pre(!Array.from(closes).some((close) => quote.includes(close)));
        assert.ok(reads(verbatimAutomaton(text), `She said ${open}${quote}${closes[0]!}.`));
      }),
      { numRuns: 100 },
    );
  });

  it('refuses what differs by a letter, joins two places, or is left open', () => {
    const automaton = verbatimAutomaton('I can’t sleep. My mind won’t stop.');
    assert.ok(reads(automaton, 'He says “can’t sleep” and "My mind".'));
    assert.ok(reads(automaton, 'No quote at all, isn’t it.'));
    for (const text of [
      '“cannot sleep”',
      '"can\'t sleep"',
      '"sleep. stop"',
      '"i can’t"',
      'He says "My mind',
      '“mind"',
    ]) {
      assert.ok(!reads(automaton, text), text);
    }
  });

  it('does not quote across a lone surrogate, which has no bytes', () => {
    const automaton = verbatimAutomaton('ab\ud800cd');
    assert.ok(reads(automaton, '"ab"') && reads(automaton, '"cd"'));
    assert.ok(!reads(automaton, '"abcd"') && !reads(automaton, '"b\ufffdc"'));
  });
});

describe('quotationAutomaton', () => {
  it('lets a model write nothing but one quotation of the source', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '漢', '😀'), minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(plain, fc.nat(), (text, seed) => {
        const { text: written, ended } = write(
          quotationAutomaton(text),
          [...text, '"', ' "', 'x', ' '].map((token) => utf8.encode(token)),
          {
            seed,
            limit: 40,
          },
        );
        if (!ended) return;
        const [, quote] = /^ *"([^"]+)"$/u.exec(written) ?? [];
        assert.ok(quote !== undefined && text.includes(quote), JSON.stringify([text, written]));
      }),
      { numRuns: 60 },
    );
  });

  it('refuses an empty one, words outside it and what is not in the source', () => {
    const automaton = quotationAutomaton('I lie awake.');
    for (const text of ['"lie awake"', ' "I lie awake."']) assert.ok(reads(automaton, text), text);
    for (const text of ['', '""', 'I lie awake.', '"lie" awake', '"lie', '"lay awake"', 'She: "lie"', '"lie"."'])
      assert.ok(!reads(automaton, text), text);
  });
});
