import assert from 'node:assert/strict';
import { utf16 } from '../../../src/core/base/offsets';
import type { AttentionContent } from '../../../src/protocol/attention';
import { rowOf } from '../../../webview/attention/headWeights';
import { windowAround } from '../../../webview/attention/linesGeometry';
import { shownHead, unitAt, unitsOf } from '../../../webview/attention/shownHead';
import { paragraphsOf } from '../../../webview/attention/textParts';

const text = 'I: Can’t sleep?\n\nP: لا أنام.';
const cuts = [0, 2, 6, 7, 8, 14, 15, 17, 19, 22, 25, 27, text.length];
const content: AttentionContent = {
  subject: { subjectId: 1, document: 'a.txt', line: 1, omittedTokens: 0, limit: { tokens: 9, by: 'panel' } },
  model: { name: 'tiny', bundled: true, layers: 2, heads: 4, predictsNextToken: true },
  text,
  tokens: [
    { id: 0, text: '[CLS]', start: utf16(0), end: utf16(0), special: true },
    ...cuts.slice(1).map((end, i) => ({
      id: i,
      text: text.slice(cuts[i], end),
      start: utf16(cuts[i]!),
      end: utf16(end),
      special: false,
    })),
  ],
};
const size = content.tokens.length;
const weights = new Float32Array(size * size);
for (let q = 0; q < size; q++) for (let k = 0; k <= q; k++) weights[q * size + k] = (k + 1) / (((q + 1) * (q + 2)) / 2);
const picture = { content, reading: 'head', layer: 0, head: 0, weights, size } as const;
const plain = { unit: 'token', hideFirstToken: false, hideSpecialTokens: false } as const;
const sums = (head: { weights: Float32Array; size: number }) =>
  Array.from({ length: head.size }, (_, q) => rowOf(head, q).reduce((a, b) => a + b, 0));

describe('what is shown of a head', () => {
  it('is what was sent, when nothing is merged or hidden', () => {
    const units = unitsOf(content, plain);
    const head = shownHead(picture, units, plain);
    assert.equal(head.weights, weights);
    assert.deepEqual(
      head.tokens,
      content.tokens.map((token) => token.text),
    );
    assert.equal(head.hidden, null);
  });

  for (const unit of ['token', 'word', 'sentence', 'turn'] as const) {
    it(`sums to 1 in every row of ${unit}s, what is hidden included`, () => {
      for (const hideSpecialTokens of [false, true]) {
        const settings = { unit, hideFirstToken: true, hideSpecialTokens };
        const units = unitsOf(content, settings);
        const head = shownHead(picture, units, settings);
        assert.equal(
          units.firstKey,
          hideSpecialTokens ? 0 : 1,
          'a first token that is gone already is not hidden twice',
        );
        for (const [q, sum] of sums(head).entries()) assert.ok(Math.abs(sum + (head.hidden?.[q] ?? 0) - 1) < 1e-5);
        assert.equal(head.hidden !== null, hideSpecialTokens);
        assert.equal(unitAt(head.units, 0), hideSpecialTokens ? null : 0);
        assert.equal(unitAt(head.units, size - 1), head.size - 1);
      }
    });
  }

  it('keeps the numbers of tokens in the text, and counts words anew', () => {
    const hidden = { ...plain, hideSpecialTokens: true };
    assert.equal(unitsOf(content, hidden).numbers[0], 2);
    assert.equal(unitsOf(content, { ...hidden, unit: 'word' }).numbers[0], 1);
  });
});

describe('the text as paragraphs', () => {
  it('holds every character once, in order, with a paragraph for each turn, in any unit', () => {
    for (const unit of ['token', 'word', 'sentence', 'turn'] as const) {
      const { shown, texts } = unitsOf(content, { ...plain, unit });
      const paragraphs = paragraphsOf(text, shown, texts);
      assert.equal(paragraphs.length, 2, unit);
      const parts = paragraphs.flat();
      assert.equal(
        parts
          .filter(({ added }) => !added)
          .map((part) => part.text)
          .join(''),
        text,
      );
      assert.deepEqual(
        [...new Set(parts.flatMap((part) => part.unit ?? []))],
        shown.map((_, i) => i),
      );
      assert.ok(
        paragraphs[1]!
          .find((part) => part.unit !== null)!
          .text.trimStart()
          .startsWith('P'),
      );
    }
  });

  it('shows a token without words of its own by its name', () => {
    const { shown, texts } = unitsOf(content, plain);
    assert.deepEqual(paragraphsOf(text, shown, texts)[0]![0], { unit: 0, text: '[CLS]', added: true });
  });
});

describe('rows of a long text', () => {
  it('are those around the one that is looked at, and all of a text of ordinary length', () => {
    assert.deepEqual(windowAround(150, 200, 20), { first: 0, end: 200 });
    assert.deepEqual(windowAround(150, 250, 130), { first: 0, end: 250 });
    assert.deepEqual(windowAround(0, 4096, 32), { first: 0, end: 64 });
    assert.deepEqual(windowAround(2000, 4096, 32), { first: 1968, end: 2032 });
    assert.deepEqual(windowAround(4095, 4096, 32), { first: 4032, end: 4096 });
  });
});
