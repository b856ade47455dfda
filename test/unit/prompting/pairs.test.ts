import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isComputed } from '../../../src/core/agreement/figure';
import { differenceWords, pairSentences, pairsNote, pWords } from '../../../src/core/prompting/pairWords';
import { comparePairs, holm, midP, mostWays } from '../../../src/core/prompting/pairs';
import type { Label, LabelTask } from '../../../src/core/prompting/task';

const label = (id: string): Label => ({ id, name: id, definition: '', whenToUse: '', whenNotToUse: '' });
const task: LabelTask = { kind: 'codes', question: '', labels: ['a', 'b'].map(label) };
const options = { samples: 200, seed: 1 };

/** Two-sided exact binomial probability less half that of what was seen, in whole numbers. */
function midPByCounting(b: number, c: number): number {
  const n = b + c;
  const choose = (k: number): bigint => {
    let ways = 1n;
    for (let i = 0; i < k; i++) ways = (ways * BigInt(n - i)) / BigInt(i + 1);
    return ways;
  };
  const least = Math.min(b, c);
  let twice = choose(least);
  for (let k = 0; k < least; k++) twice += 2n * choose(k);
  return Number((twice * 10n ** 12n) / 2n ** BigInt(n)) / 1e12;
}

describe('two ways of asking, on the same segments', () => {
  it('have the mid-P of McNemar’s test that Fagerland, Lydersen and Laake print', () => {
    // Their table 1 (Bentur et al. 2009): 1 against 7 of 21 children; exact conditional P 0.070, mid-P 0.039.
    assert.equal(midP(1, 7).toFixed(3), '0.039');
    assert.equal(midP(7, 1), midP(1, 7));
    assert.deepEqual(
      [midP(0, 0), midP(5, 5)].map((p) => p.toFixed(12)),
      ['1.000000000000', '1.000000000000'],
    );
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (b, c) => Math.abs(midP(b, c) - midPByCounting(b, c)) < 1e-9),
      { numRuns: 60 },
    );
    // Far out, where a single term is too small for a number.
    assert.ok(midP(1000, 1200) > 0 && midP(1000, 1200) < 1e-4 && midP(0, 5000) < 1e-300);
  });

  it('have p adjusted as R’s p.adjust(method = "holm") does', () => {
    const rounded = holm([0.01, 0.04, 0.03, 0.005]).map((p) => p!.toFixed(4));
    assert.deepEqual(rounded, ['0.0300', '0.0600', '0.0600', '0.0200']);
    assert.deepEqual(holm([0.9, null, 0.6]), [1, null, 1]);
  });

  it('are compared where both answered and the person gave a label, an answer without one as wrong', () => {
    const items = Array.from({ length: 14 }, (_, i) => `s${i}`);
    const given = new Map(items.slice(0, 13).map((item, i) => [item, i % 2 === 0 ? 'a' : 'b']));
    const right = (item: string) => given.get(item) ?? 'a';
    const wrong = (item: string) => (right(item) === 'a' ? 'b' : 'a');
    // s0 to s3: the first alone; s4: the second alone; s5: neither, the one without a label; s12: the second has no answer.
    const first = new Map(items.map((item, i) => [item, i === 5 ? null : i === 4 ? wrong(item) : right(item)]));
    const second = new Map(items.slice(0, 12).map((item, i) => [item, i < 4 || i === 5 ? wrong(item) : right(item)]));
    const ways = [
      { id: 'one', answers: first },
      { id: 'two', answers: second },
    ];
    const [pair, ...others] = comparePairs(task, given, ways, () => 't', options);
    assert.equal(others.length, 0);
    assert.deepEqual([pair!.first, pair!.second, pair!.n, pair!.onlyFirst, pair!.onlySecond], ['one', 'two', 12, 4, 1]);
    assert.ok(isComputed(pair!.difference) && Math.abs(pair!.difference.value - 3 / 12) < 1e-12);
    const { low, high } = pair!.difference;
    assert.ok(low! < 0.25 && high! > 0.25 && low! > -0.5 && high! < 0.9, `${low} to ${high}`);
    assert.equal(pair!.p, midP(4, 1));
    assert.deepEqual(
      comparePairs(task, given, ways, () => 't', options),
      [pair],
      'the same for the same seed',
    );
    const [back] = comparePairs(task, given, [...ways].reverse(), () => 't', options);
    assert.ok(isComputed(back!.difference) && back!.difference.value === -pair!.difference.value);
    const many = Array.from({ length: mostWays + 1 }, (_, i) => ({ id: String(i), answers: first }));
    assert.deepEqual(
      comparePairs(task, given, many, () => 't', options),
      [],
    );
    assert.equal(comparePairs(task, given, many.slice(1), () => 't', { samples: 0, seed: 1 }).length, 45);
  });

  it('give no interval where they are the same everywhere, or segments are few, and say it in words', () => {
    const given = new Map([
      ['x', 'a'],
      ['y', 'b'],
    ]);
    const ways = ['one', 'two'].map((id) => ({ id, answers: given }));
    const pairs = comparePairs(task, given, ways, () => 't', options);
    const [{ difference }] = pairs as [(typeof pairs)[number]];
    assert.ok(isComputed(difference) && difference.low === undefined && difference.noInterval);
    assert.equal(differenceWords(difference), '0.0');
    assert.equal(differenceWords({ value: -0.0526, low: -0.12, high: 0.004, n: 90 }), '−5.3 (−12.0 to +0.4)');
    assert.deepEqual([0.0004, 0.25, null].map(pWords), ['< 0.001', '0.250', 'not computable']);
    assert.doesNotMatch(pairsNote(pairs), /Holm/);
    assert.deepEqual(pairSentences(pairs, new Map([['one', 'Zero-shot']])), [
      'Zero-shot against two (2 segments): 0.0 percentage points, p = 1.000; as the coder: Zero-shot alone on 0, two alone on 0.',
    ]);
  });
});
