import assert from 'node:assert/strict';
import fc from 'fast-check';
import { divergenceBits, probabilityChanges } from '../../../src/core/generation/divergence';
import { softmax } from '../../../src/core/generation/probabilities';
import { contrastParts, sumOfParts } from '../../../src/core/layers/logitParts';
import { lowerMedian, settledLayer } from '../../../src/core/layers/settled';
import { utf16 } from '../../../src/core/base/offsets';
import { continuationOf } from '../../../src/core/tokenizer/continuation';
import type { Token } from '../../../src/core/tokenizer/token';

const logit = fc.integer({ min: -160, max: 160 }).map((n) => n / 8);
const pair = fc.integer({ min: 2, max: 12 }).chain((size) => {
  const logits = fc.array(logit, { minLength: size, maxLength: size }).map((values) => Float32Array.from(values));
  return fc.tuple(logits, logits);
});

describe('the layer that settles an answer', () => {
  it('is the first from which on the final best guess stays best', () => {
    assert.equal(settledLayer([7, 7, 7]), 0);
    assert.equal(settledLayer([1, 7, 7]), 1);
    assert.equal(settledLayer([7, 1, 2, 7]), 3, 'a guess that was given up does not count');
    assert.equal(settledLayer([5]), 0);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 9 }), (best) => {
        const settled = settledLayer(best);
        const stays = (from: number) => best.slice(from).every((id) => id === best.at(-1));
        assert.ok(stays(settled) && (settled === 0 || !stays(settled - 1)));
      }),
      { numRuns: 60 },
    );
  });

  it('has a median that is one of the layers', () => {
    assert.deepEqual([lowerMedian([]), lowerMedian([4]), lowerMedian([5, 1]), lowerMedian([9, 1, 3])], [null, 4, 1, 3]);
  });
});

describe('the divergence of two distributions', () => {
  it('is 0 for the same, and a bit where a sure coin becomes a fair one', () => {
    assert.equal(divergenceBits(Float32Array.of(1, 2, 3), Float32Array.of(1, 2, 3)), 0);
    assert.ok(Math.abs(divergenceBits(Float32Array.of(0, -Infinity), Float32Array.of(0, 0))! - 1) < 1e-12);
    assert.equal(divergenceBits(Float32Array.of(0, 0), Float32Array.of(0, -Infinity)), null, 'infinite');
    assert.throws(() => divergenceBits(Float32Array.of(0), Float32Array.of(0, 0)), RangeError);
  });

  it('is Σ p log2(p / q), never below 0, whatever is added to all logits', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const [p, q] = [softmax(before), softmax(after)];
        const expected = p.reduce((sum, value, i) => sum + value * Math.log2(value / q[i]!), 0);
        const bits = divergenceBits(before, after)!;
        assert.ok(bits >= 0 && Math.abs(bits - expected) < 1e-6, `${bits} ${expected}`);
        const moved = divergenceBits(
          before.map((x) => x + 8),
          after,
        )!;
        assert.ok(Math.abs(moved - bits) < 1e-3);
      }),
      { numRuns: 60 },
    );
  });

  it('lists the best of either side with probabilities over the whole vocabulary', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const [p, q] = [softmax(before), softmax(after)];
        const changes = probabilityChanges(before, after, 2);
        const ids = changes.map(({ id }) => id);
        assert.ok(ids.includes(p.indexOf(Math.max(...p))) && ids.includes(q.indexOf(Math.max(...q))));
        assert.equal(new Set(ids).size, ids.length);
        for (const { id, before: was, after: is } of changes)
          assert.ok(Math.abs(was - p[id]!) < 1e-9 && Math.abs(is - q[id]!) < 1e-9);
        const larger = changes.map((change) => Math.max(change.before, change.after));
        assert.deepEqual(
          larger,
          larger.toSorted((a, b) => b - a),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('the parts of a logit', () => {
  it('add up, and so do the differences of two', () => {
    const number = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 64);
    const parts = fc
      .record({
        constant: number,
        embeddings: number,
        layers: fc.array(fc.record({ attention: number, mlp: number }), { minLength: 3, maxLength: 3 }),
        rounding: number,
      })
      .map((rest) => ({ ...rest, logit: sumOfParts({ ...rest, logit: 0 }) + rest.rounding }));
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const difference = contrastParts(a, b);
        assert.equal(difference.logit, a.logit - b.logit);
        assert.ok(Math.abs(sumOfParts(difference) + difference.rounding - difference.logit) < 1e-9);
      }),
      { numRuns: 40 },
    );
  });
});

describe('words that are typed to follow a text', () => {
  const token = (id: number, start: number, end: number, special = false): Token => {
    return { id, text: '', start: utf16(start), end: utf16(end), special };
  };
  const tokens = [token(0, 0, 0, true), token(1, 0, 2), token(2, 2, 5), token(3, 5, 6), token(9, 6, 6, true)];

  it('begin with their first token', () => {
    assert.deepEqual(continuationOf(tokens, 2, [0, 1]), { firstId: 2, count: 2 });
  });

  it('are refused where they change how the text is cut, or are none', () => {
    assert.throws(() => continuationOf(tokens, 3, [0, 1, 7]), /joins with the end/);
    assert.throws(() => continuationOf(tokens, 2, [0, 8]), /joins with the end/);
    assert.throws(() => continuationOf(tokens, 6, [0, 1, 2, 3]), /No word/);
  });
});
