import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  entropyBits,
  logProbabilityOf,
  logSumExp,
  rankOf,
  softmax,
  surprisalBits,
  topIds,
} from '../../../src/core/generation/probabilities';

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
const vector = fc
  .array(fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constant(-Infinity)), { minLength: 1, maxLength: 60 })
  .filter((values) => values.some(Number.isFinite));

describe('probabilities', () => {
  it('computes log-sum-exp without overflow', () => {
    near(logSumExp(Float32Array.of(1000, 1000)), 1000 + Math.LN2);
    near(logSumExp(Float32Array.of(-1000, -Infinity)), -1000);
  });

  it('gives log-probabilities that exponentiate to the softmax, which sums to 1', () => {
    fc.assert(
      fc.property(vector, (values) => {
        const logits = Float32Array.from(values);
        const p = softmax(logits);
        near(
          p.reduce((a, b) => a + b),
          1,
        );
        values.forEach((_, id) => near(Math.exp(logProbabilityOf(logits, id)), p[id]!));
      }),
    );
  });

  it('matches hand-computed values of ln 1/6, ln 2/6 and ln 3/6', () => {
    const logits = Float32Array.of(0, Math.log(2), Math.log(3));
    [1, 2, 3].forEach((n, id) => assert.ok(Math.abs(logProbabilityOf(logits, id) - Math.log(n / 6)) < 1e-7));
  });

  it('never gives a log-probability above 0', () => {
    assert.equal(logProbabilityOf(Float32Array.of(50, -50), 0), 0);
  });

  it('ranks by the number of strictly greater logits, so that ties share a rank', () => {
    const logits = Float32Array.of(1, 3, 3, -Infinity, 2);
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((id) => rankOf(logits, id)),
      [4, 1, 1, 5, 3],
    );
  });

  it('finds the top ids as a full sort does, ties by lower id', () => {
    fc.assert(
      fc.property(vector, fc.nat(70), (values, k) => {
        const sorted = [...values.keys()].sort((a, b) =>
          values[a] === values[b] ? a - b : values[a]! > values[b]! ? -1 : 1,
        );
        assert.deepEqual(topIds(Float32Array.from(values), k), sorted.slice(0, k));
      }),
    );
  });

  it('measures entropy and surprisal in bits', () => {
    near(entropyBits(Float64Array.of(0.25, 0.25, 0.25, 0.25)), 2);
    near(entropyBits(Float64Array.of(0.5, 0, 0.25, 0.25)), 1.5);
    assert.ok(Object.is(entropyBits(Float64Array.of(1, 0)), 0));
    near(surprisalBits(Math.log(1 / 8)), 3);
    assert.ok(Object.is(surprisalBits(0), 0));
    assert.equal(surprisalBits(-Infinity), Infinity);
  });

  it('refuses NaN, +Infinity, nothing above -Infinity, and ids outside the vocabulary', () => {
    for (const logits of [[NaN, 1], [1, NaN], [1, Infinity], [-Infinity], []].map((l) => Float32Array.from(l))) {
      for (const compute of [logSumExp, softmax, (l: Float32Array) => topIds(l, 1)]) {
        if (logits.length === 0 && compute !== logSumExp && compute !== softmax) continue;
        assert.throws(() => compute(logits), { code: 'modelFileInvalid' });
      }
    }
    assert.throws(() => rankOf(Float32Array.of(0, NaN), 0), { code: 'modelFileInvalid' });
    assert.throws(() => rankOf(Float32Array.of(NaN, 0), 0), { code: 'modelFileInvalid' });
    for (const id of [-1, 2, 0.5, NaN]) {
      assert.throws(() => logProbabilityOf(Float32Array.of(0, 0), id), { code: 'badRequest' });
      assert.throws(() => rankOf(Float32Array.of(0, 0), id), { code: 'badRequest' });
    }
  });
});
