import assert from 'node:assert/strict';
import fc from 'fast-check';
import { utf16 } from '../../../src/core/base/offsets';
import { oldestLeftOut, type SaidTurn } from '../../../src/core/conversation/fitContext';
import { plainPrompt } from '../../../src/core/conversation/plainPrompt';
import { promptPieces, tokensByPart } from '../../../src/core/conversation/promptParts';
import type { Token } from '../../../src/core/tokenizer/token';
import { nextAnswers } from '../../../webview/conversation/requests';
import { defaultSettings } from '../../../webview/conversation/viewState';
import { emptyConversation, withTurn } from '../../../src/core/conversation/conversation';

const turnsOf = (sizes: readonly number[]): SaidTurn[] =>
  sizes.map((size, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content: 'x'.repeat(size) }));

describe('conversation: what is left out of a full window', () => {
  it('is nothing while all fits, then the oldest exchange, and never the newest turn', () => {
    const turns = turnsOf([5, 5, 5, 5, 5]);
    const total = (start: number) => turns.slice(start).reduce((sum, { content }) => sum + content.length, 0);
    assert.equal(
      oldestLeftOut(turns, (start) => total(start) <= 25),
      0,
    );
    assert.equal(
      oldestLeftOut(turns, (start) => total(start) <= 24),
      2,
    );
    assert.equal(
      oldestLeftOut(turns, (start) => total(start) <= 14),
      4,
    );
    assert.equal(
      oldestLeftOut(turns, () => false),
      4,
    );
    // Ending in an answer: the newest exchange stays.
    assert.equal(
      oldestLeftOut(turns.slice(0, 4), () => false),
      2,
    );
    assert.equal(
      oldestLeftOut([], () => false),
      0,
    );
  });

  it('is as little as possible, whole, and begins with the person, found in few steps', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 200 }), fc.nat(3000), (sizes, room) => {
        const turns = turnsOf(sizes);
        let asked = 0;
        const fits = (start: number) => {
          asked++;
          return turns.slice(start).reduce((sum, { content }) => sum + content.length, 0) <= room;
        };
        const start = oldestLeftOut(turns, fits);
        assert.ok(asked <= 9, String(asked));
        const starts = turns.map((_, i) => i).filter((i) => i % 2 === 0);
        assert.equal(start, starts.find(fits) ?? starts.at(-1));
      }),
      { numRuns: 30 },
    );
  });
});

describe('conversation: the parts of a prompt', () => {
  const cut = (text: string, size: number, id = 9): Token[] =>
    Array.from({ length: Math.ceil(text.length / size) }, (_, i) => ({
      id,
      text: text.slice(i * size, (i + 1) * size),
      start: utf16(i * size),
      end: utf16(Math.min(text.length, (i + 1) * size)),
      special: false,
    }));

  it('together are the prompt and all its tokens, whatever the turns and however they are cut', () => {
    const anyTurns = fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), anyTurns, fc.integer({ min: 1, max: 7 }), (system, contents, size) => {
        const turns = contents.map((content, i): SaidTurn => ({ role: i % 2 === 0 ? 'user' : 'assistant', content }));
        const { text, ranges } = plainPrompt(system, turns, 4);
        for (const { part, start, end } of ranges) {
          const words = part === 'system' ? system : contents[part - 4]!;
          assert.equal(text.slice(start, end), words.trim());
        }
        const tokens = cut(text, size);
        const pieces = promptPieces(text, tokens, ranges, () => false);
        assert.equal(pieces.map((piece) => piece.text).join(''), text);
        const sums = [...tokensByPart(pieces).values()].reduce((a, b) => a + b, 0);
        assert.equal(sums, tokens.length);
      }),
      { numRuns: 30 },
    );
  });

  it('are told by the last character of a token, special tokens alone', () => {
    const text = '<u> Hi<e>';
    const token = (id: number, start: number, end: number): Token => ({
      id,
      text: text.slice(start, end),
      start: utf16(start),
      end: utf16(end),
      special: false,
    });
    const added: Token = { id: 0, text: '<s>', start: utf16(0), end: utf16(0), special: true };
    const tokens = [added, token(1, 0, 3), token(5, 3, 6), token(2, 6, 9)];
    assert.deepEqual(
      promptPieces(text, tokens, [{ part: 0, start: 4, end: 6 }], (id) => id < 3),
      [
        { text: '<s>', part: 'layout', special: true, tokens: 1 },
        { text: '<u>', part: 'layout', special: true, tokens: 1 },
        { text: ' Hi', part: 0, special: false, tokens: 1 },
        { text: '<e>', part: 'layout', special: true, tokens: 1 },
      ],
    );
  });

  it('of a model that continues text break off where its turn begins', () => {
    const turns: SaidTurn[] = [
      { role: 'user', content: 'Hello ' },
      { role: 'assistant', content: ' Yes?' },
      { role: 'user', content: 'I sleep badly.' },
    ];
    assert.equal(
      plainPrompt('An interview.', turns).text,
      'An interview.\n\nPerson: Hello\n\nModel: Yes?\n\nPerson: I sleep badly.\n\nModel:',
    );
    assert.equal(plainPrompt('', turns.slice(0, 2)).text, 'Person: Hello\n\nModel: Yes?\n\n');
  });
});

describe('conversation: seeds of answers', () => {
  it('begin with the one that is set, and none is used twice for the same turn', () => {
    const turn = { role: 'person', id: 'p', after: null, at: '2026-03-01T10:00:00.000Z', text: 'Hi' } as const;
    let conversation = withTurn(emptyConversation, turn);
    const seeds: number[] = [];
    for (let i = 0; i < 4; i++) {
      for (const { id, seed } of nextAnswers(conversation, turn, defaultSettings, 2)) {
        seeds.push(seed);
        const asked = { sampling: { temperature: 1, topP: 1, seed } } as never;
        conversation = withTurn(conversation, { role: 'model', id, after: 'p', at: turn.at, text: '', asked });
      }
    }
    assert.equal(seeds[0], defaultSettings.seed);
    assert.equal(new Set(seeds).size, 8);
  });
});
