import assert from 'node:assert/strict';
import fc from 'fast-check';
import { groupTokens, keepOnly, mergeWeights } from '../../../src/core/attention/mergeTokens';
import { unitKinds } from '../../../src/core/attribution/units';
import { utf16 } from '../../../src/core/base/offsets';
import type { Token } from '../../../src/core/tokenizer/token';

/** Cuts a text after every character of `at`, with a special token before and after it. */
function tokensOf(text: string, at: ReadonlySet<number>, framed = true): Token[] {
  const token = (start: number, end: number): Token => ({
    id: start,
    text: end > start ? text.slice(start, end) : '[S]',
    start: utf16(start),
    end: utf16(end),
    special: end === start,
  });
  const cuts = [0, ...[...at].filter((i) => i > 0 && i < text.length).sort((a, b) => a - b), text.length];
  const own = cuts.slice(1).map((end, i) => token(cuts[i]!, end));
  return framed ? [token(0, 0), ...own, token(text.length, text.length)] : own;
}
const cutAround = (text: string, separators: RegExp) =>
  new Set([...text.matchAll(separators)].flatMap(({ index }) => [index]));
const words = (
  text: string,
  tokens: readonly Token[],
  ...rest: Parameters<typeof groupTokens> extends [unknown, unknown, ...infer R] ? R : never
) =>
  groupTokens(text, tokens, ...rest).map(({ from, to }) =>
    tokens
      .slice(from, to)
      .map((token) => token.text)
      .join('|'),
  );

const anyText = fc.record({
  text: fc.string({
    unit: fc.constantFrom('a', 'ب', '夜', ' ', '.', '\n', ':', 'I', '😴'),
    minLength: 1,
    maxLength: 24,
  }),
  cuts: fc.array(fc.nat(23)).map((all) => new Set(all)),
  framed: fc.boolean(),
  kind: fc.constantFrom(...unitKinds),
  firstAlone: fc.boolean(),
});

describe('merged tokens', () => {
  it('join to words, with punctuation and special tokens by themselves', () => {
    const text = 'I can’t sleep.';
    const tokens = tokensOf(text, new Set([1, 5, 6, 7, 11, 13]));
    assert.deepEqual(words(text, tokens, 'word'), ['[S]', 'I', ' can|’|t', ' sle|ep', '.', '[S]']);
    assert.deepEqual(words(text, tokens.slice(1), 'word', { firstAlone: true })[0], 'I');
    assert.deepEqual(words(text, tokens, 'token').length, tokens.length);
  });

  it('join to sentences and turns, white space with what is before it', () => {
    const text = 'A: Hi. You?\n\nB: No.';
    const tokens = tokensOf(text, cutAround(text, /[ .?\n]/g));
    assert.deepEqual(words(text, tokens, 'turn'), ['[S]', 'A:| Hi|.| You|?|\n', '\nB:| No|.', '[S]']);
    assert.deepEqual(words(text, tokens, 'sentence'), ['[S]', 'A:| Hi|.', ' You|?|\n', '\nB:| No|.', '[S]']);
  });

  it('join words of scripts written from right to left and without spaces', () => {
    const arabic = 'لا أنام الليل';
    assert.equal(groupTokens(arabic, tokensOf(arabic, new Set([1, 4, 9]), false), 'word').length, 3);
    const chinese = '我睡不着。';
    const groups = words(chinese, tokensOf(chinese, new Set([1, 2, 3, 4]), false), 'word');
    assert.deepEqual(groups.join('|').split('|'), [...chinese]);
    assert.equal(groups.at(-1), '。');
  });

  it('hold every token once, in order; every row still sums to what its tokens give on average, here to 1', () => {
    fc.assert(
      fc.property(anyText, ({ text, cuts, framed, kind, firstAlone }) => {
        const tokens = tokensOf(text, cuts, framed);
        const groups = groupTokens(text, tokens, kind, { firstAlone });
        assert.deepEqual(
          groups.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)),
          tokens.map((_, i) => i),
        );
        if (firstAlone) assert.equal(groups[0]!.to, 1);
        for (const { from, to, special } of groups) if (special) assert.equal(to, from + 1);
        const size = tokens.length;
        const weights = new Float32Array(size * size);
        for (let q = 0; q < size; q++)
          for (let k = 0; k <= q; k++) weights[q * size + k] = (k + 1) / (((q + 1) * (q + 2)) / 2);
        const merged = mergeWeights(weights, size, groups);
        for (let row = 0; row < groups.length; row++) {
          const sum = merged.subarray(row * groups.length, (row + 1) * groups.length).reduce((a, b) => a + b, 0);
          assert.ok(Math.abs(sum - 1) < 1e-5, String(sum));
        }
        const kept = groups.flatMap(({ special }, i) => (special ? [] : [i]));
        const rest = keepOnly(merged, groups.length, kept);
        for (let row = 0; row < kept.length; row++) {
          const sum = rest.weights.subarray(row * kept.length, (row + 1) * kept.length).reduce((a, b) => a + b, 0);
          assert.ok(Math.abs(sum + rest.hidden[row]! - 1) < 1e-5, String(sum));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('give to a group what its tokens give to the tokens of the other', () => {
    const weights = Float32Array.from([1, 0, 0, 0.5, 0.5, 0, 0.25, 0.25, 0.5]);
    const groups = [
      { from: 0, to: 1, special: false },
      { from: 1, to: 3, special: false },
    ];
    assert.deepEqual([...mergeWeights(weights, 3, groups)], [1, 0, 0.375, 0.625]);
  });
});
