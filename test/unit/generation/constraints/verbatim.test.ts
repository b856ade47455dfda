import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextAfter } from '../../../../src/core/generation/constraints/byteAutomaton';
import { Constraint } from '../../../../src/core/generation/constraints/constraint';
import {
  quotationAutomaton,
  quotationMarks,
  verbatimAutomaton,
} from '../../../../src/core/generation/constraints/verbatim';
import { VocabularyTrie } from '../../../../src/core/generation/constraints/vocabularyTrie';
import { SeededRandom } from '../../../../src/core/generation/random';
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
          quotes += found.quotes.length;
          for (const quote of found.quotes) {
            assert.ok(quote !== '' && text.includes(quote), JSON.stringify([text, quote]));
          }
          if (written.ended) assert.equal(found.open, null);
          // A cut may fall inside a character.
          else if (found.open !== null) assert.ok(text.includes(found.open.replace(/\ufffd$/u, '')));
        },
      ),
      { numRuns: 30 },
    );
    assert.ok(quotes > 10, `only ${quotes} quotes were tried`);
  });

  it('lets every substring be quoted, in every pair of marks, and nothing be quoted nowhere', () => {
    fc.assert(
      fc.property(source, fc.nat(), fc.nat(), fc.constantFrom(...marks), (text, a, b, [open, closes]) => {
        const chars = Array.from(text);
        const [from, to] = [a % (chars.length + 1), b % (chars.length + 1)].sort((x, y) => x - y);
        const quote = chars.slice(from, to).join('');
        // A closing mark inside ends the quote; what follows it is read as further text and quotes.
        fc.pre(!Array.from(closes).some((close) => quote.includes(close)));
        assert.equal(reads(verbatimAutomaton(text), `She said ${open}${quote}${closes[0]!}.`), quote !== '');
      }),
      { numRuns: 100 },
    );
  });

  it('lets any vocabulary that has the bytes write every substring, whatever its tokens are', () => {
    const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
    fc.assert(
      fc.property(
        source,
        fc.nat(),
        fc.nat(),
        fc.array(source, { maxLength: 6 }),
        fc.nat(),
        (text, a, b, longer, seed) => {
          const chars = Array.from(text);
          const [from, to] = [a % (chars.length + 1), b % (chars.length + 1)].sort((x, y) => x - y);
          const quote = chars.slice(from, to).join('');
          fc.pre(quote !== '' && !quote.includes('"'));
          const pieces = [text, `"${text}`, `${quote}"`, ` "${quote}`, ...longer].map((piece) => utf8.encode(piece));
          const tokens = [...bytes, ...pieces.filter(({ length }) => length > 0)];
          const constraint = new Constraint(
            verbatimAutomaton(text),
            new VocabularyTrie(tokens.length, (id) => tokens[id]!),
          );
          const random = new SeededRandom(seed);
          const wanted = utf8.encode(`She: "${quote}".`);
          let state = constraint.start;
          for (let at = 0; at < wanted.length;) {
            // Any of the tokens that go on with what is wanted: every cut into tokens must do.
            const fitting = tokens.flatMap((token, id) =>
              token.every((byte, i) => byte === wanted[at + i]) ? [{ token, id }] : [],
            );
            const { token, id } = fitting[Math.floor(random.next() * fitting.length)]!;
            assert.equal(constraint.allowed(state).mask[id], 1, JSON.stringify([text, quote, at]));
            state = constraint.next(state, token);
            at += token.length;
          }
          assert.ok(constraint.allowed(state).mayEnd);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('opens no quotation that could only be empty', () => {
    for (const [text, open] of [
      ['', '"'],
      ['"', '"'],
      ['”“', '„'],
      ['\ud800', '«'],
    ] as const) {
      const automaton = verbatimAutomaton(text);
      assert.ok(!reads(automaton, `${open}${quotationMarks.get(open)![0]!}`), JSON.stringify([text, open]));
      assert.equal(nextAfter(automaton, automaton.start, utf8.encode(open)), -1, JSON.stringify([text, open]));
    }
    // Its other marks may still be quoted with.
    assert.ok(reads(verbatimAutomaton('"'), '«"»'));
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
    for (const text of ['', '""', '\ud800']) assert.throws(() => quotationAutomaton(text), /no words to quote/);
  });
});
