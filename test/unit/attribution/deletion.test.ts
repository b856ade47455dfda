import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  planDeletion,
  readDeletion,
  setKey,
  setsOf,
  type DeletionCheck,
  type Ranking,
} from '../../../src/core/attribution/deletion';
import { evidenceOf } from '../../../src/core/attribution/evidence';
import { leaveOneOut } from '../../../src/core/attribution/leaveOneOut';
import { leaveOut, leaveOutAll } from '../../../src/core/attribution/units';
import { utf16, type RangeUtf16 } from '../../../src/core/base/offsets';

/** A model whose evidence is a sum: what each word adds is known. */
function linear(adds: readonly number[]): (left: readonly number[]) => number {
  return (left) => adds.reduce((sum, add, i) => (left.includes(i) ? sum : sum + add), -3);
}

function check(
  adds: readonly number[],
  rankings: readonly Ranking[],
  options: { most: number; draws: number; seed: number },
  model = linear(adds),
): DeletionCheck {
  const plan = planDeletion(rankings, options);
  return readDeletion(plan, model([]), new Map(setsOf(plan).map((set) => [setKey(set), model(set)])));
}

const weightsOf = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 2, maxLength: 12 });
const near = (actual: number | null, expected: number, what: string): void =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${what}: ${actual}, expected ${expected}`);

describe('leave-one-out of an additive model', () => {
  it('is what each word adds', async () => {
    const adds = [0.5, -2, 3, 0];
    const text = 'a b c d';
    const units = [0, 2, 4, 6].map((start): RangeUtf16 => ({ start: utf16(start), end: utf16(start + 1) }));
    const { whole, units: found } = await leaveOneOut(text, units, (unit) =>
      Promise.resolve(linear(adds)(unit ? [unit.start / 2] : [])),
    );
    assert.equal(whole, -1.5);
    assert.deepEqual(
      found.map(({ delta }) => delta),
      adds,
    );
  });

  it('has the lead over a foil as the difference of both, and none where one is undefined', () => {
    assert.equal(evidenceOf({ target: -1, foil: -3 }, true), 2);
    assert.equal(evidenceOf({ target: -1, foil: null }, false), -1);
    assert.equal(evidenceOf({ target: -1, foil: null }, true), null);
  });
});

describe('leaveOutAll', () => {
  it('takes several words out, and one as leaveOut does', () => {
    const text = 'I feel tired, and low.';
    const words = [...text.matchAll(/\w+/g)].map(({ index, 0: word }): RangeUtf16 => ({
      start: utf16(index),
      end: utf16(index + word.length),
    }));
    assert.equal(leaveOutAll(text, [words[1]!, words[3]!]), 'I tired, low.');
    assert.equal(leaveOutAll(text, words), ',.');
    assert.equal(leaveOutAll(text, []), text);
    for (const word of words) assert.equal(leaveOutAll(text, [word]), leaveOut(text, word));
  });
});

describe('deletion check', () => {
  it('of an additive model drops by the sum of the largest, which chance never exceeds', () => {
    fc.assert(
      fc.property(weightsOf, fc.nat({ max: 1000 }), (adds, seed) => {
        const most = Math.ceil(adds.length / 2);
        const { ranked, chance, whole } = check(adds, [{ name: 'own', scores: adds }], { most, draws: 12, seed });
        const sorted = [...adds].sort((a, b) => b - a);
        const [own] = ranked;
        let sum = 0;
        let area = 0;
        for (let k = 0; k < own!.drops.length; k++) {
          sum += sorted[k]!;
          area += sum / own!.drops.length;
          near(own!.drops[k]!, sum, `k ${k + 1}`);
          assert.ok(chance.highest[k]! <= sum + 1e-9 && chance.lowest[k]! <= chance.mean[k]! + 1e-9);
          assert.ok(chance.mean[k]! <= chance.highest[k]! + 1e-9);
        }
        near(own!.area, area, 'area');
        near(
          whole,
          adds.reduce((a, b) => a + b, -3),
          'whole',
        );
      }),
      { numRuns: 60 },
    );
  });

  it('finds chance in the middle: over many draws its mean is the mean of all words, times how many go', () => {
    const adds = [6, 0, -1, 1, 4, 2];
    const { chance } = check(adds, [{ name: 'own', scores: adds }], { most: 3, draws: 4000, seed: 3 });
    for (const k of [1, 2, 3]) assert.ok(Math.abs(chance.mean[k - 1]! - 2 * k) < 0.15, `k ${k}: ${chance.mean[k - 1]}`);
    assert.ok(Math.abs(chance.sd[0]! - Math.sqrt(adds.reduce((s, a) => s + (a - 2) ** 2, 0) / 6)) < 0.1);
  });

  it('says how often chance does as well: always for a ranking upside down, seldom for the right one', () => {
    const adds = [9, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    const rankings = [
      { name: 'right', scores: adds },
      { name: 'upsideDown', scores: adds.map((add) => -add) },
    ];
    const { ranked } = check(adds, rankings, { most: 2, draws: 19, seed: 1 });
    assert.ok(ranked[0]!.p! < 0.3 && ranked[0]!.p! >= 1 / 20);
    assert.equal(ranked[1]!.p, 1);
  });

  it('asks for each set once, never for the whole text, and gives the same for the same seed', () => {
    fc.assert(
      fc.property(weightsOf, fc.integer({ min: 1, max: 20 }), (adds, most) => {
        const plan = planDeletion([{ name: 'own', scores: adds }], { most, draws: 5, seed: 7 });
        const sets = setsOf(plan);
        assert.equal(new Set(sets.map(setKey)).size, sets.length);
        assert.ok(sets.every((set) => set.length > 0 && set.length < adds.length));
        assert.deepEqual(planDeletion([{ name: 'own', scores: adds }], { most, draws: 5, seed: 7 }), plan);
        assert.ok(plan.draws.every((order) => new Set(order).size === order.length));
      }),
      { numRuns: 40 },
    );
  });

  it('has no area where a drop is undefined, and puts parts without a number last', () => {
    const scores = [null, 1, 5];
    const plan = planDeletion([{ name: 'own', scores }], { most: 2, draws: 2, seed: 0 });
    assert.deepEqual(plan.rankings[0]!.order, [2, 1]);
    const evidence = new Map(setsOf(plan).map((set) => [setKey(set), set.length === 2 ? null : -4]));
    const { ranked, chance } = readDeletion(plan, -1, evidence);
    assert.deepEqual(ranked[0], { name: 'own', order: [2, 1], drops: [3, null], area: null, p: null });
    assert.deepEqual([chance.mean[1], chance.sd[1], chance.highest[1], chance.meanArea], [null, null, null, null]);
  });
});
