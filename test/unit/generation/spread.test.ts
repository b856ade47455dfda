import assert from 'node:assert/strict';
import fc from 'fast-check';
import { softmax } from '../../../src/core/generation/probabilities';
import { neutral, rankedIds, reshapeBySteps, spreadOf, toldShares } from '../../../src/core/generation/spread';
import { reshape } from '../../../src/core/generation/sampling';

const logits = fc
  .array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 60 })
  .map((values) => Float32Array.from(values));
const settings = fc.record({
  temperature: fc.constantFrom(0, 0.3, 1, 1.7),
  topK: fc.constantFrom(0, 1, 5),
  topP: fc.constantFrom(0.2, 0.9, 1),
  minP: fc.constantFrom(0, 0.1, 0.6),
  repetitionPenalty: fc.constantFrom(1, 1.3),
});

describe('the spread of a distribution', () => {
  it('is as simple cases have it', () => {
    const fair = spreadOf(new Float64Array(8).fill(1 / 8));
    assert.deepEqual([fair.entropyBits, fair.effectiveChoices, fair.possible], [3, 8, 8]);
    assert.deepEqual(fair.needed, [4, 8, 8]);
    assert.deepEqual(
      [...fair.cumulative],
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => n / 8),
    );
    const sure = spreadOf(Float64Array.of(0, 1, 0));
    assert.deepEqual([sure.entropyBits, sure.effectiveChoices, sure.possible, ...sure.needed], [0, 1, 1, 1, 1, 1]);
    const skewed = spreadOf(Float64Array.of(0.05, 0.5, 0.4, 0.05));
    assert.deepEqual(skewed.needed, [1, 2, 4]);
  });

  it('needs as many tokens for a share as a plain sum down the ranks says', () => {
    fc.assert(
      fc.property(logits, (values) => {
        const p = softmax(values);
        const { needed, cumulative, effectiveChoices } = spreadOf(p);
        const best = [...p].sort((a, b) => b - a);
        for (const [i, share] of toldShares.entries()) {
          const sum = (n: number): number => best.slice(0, n).reduce((a, b) => a + b, 0);
          assert.ok(sum(needed[i]!) >= share - 1e-9 && sum(needed[i]! - 1) < share + 1e-9);
        }
        assert.ok(Math.abs(cumulative.at(-1)! - 1) < 1e-9);
        assert.ok(effectiveChoices >= 1 && effectiveChoices <= p.length + 1e-9);
      }),
      { numRuns: 40 },
    );
  });

  it('ranks every id once, the most probable first', () => {
    assert.deepEqual([...rankedIds(Float32Array.of(1, 3, 3, -Infinity, 2))], [1, 2, 4, 0, 3]);
  });
});

describe('the rules of sampling, step by step', () => {
  it('end where the sampler draws from, and account for every token that is gone', () => {
    fc.assert(
      fc.property(logits, settings, (values, chosen) => {
        const previous = [0];
        const { before, after, steps, cutBy, cutMass } = reshapeBySteps(values, chosen, previous);
        assert.deepEqual(after, reshape(values, chosen, previous));
        assert.deepEqual(before, softmax(values));
        const isGone = (id: number): boolean => after[id] === 0 && before[id]! > 0;
        let lost = 0;
        for (let id = 0; id < values.length; id++) {
          if (isGone(id)) assert.ok(cutBy[id]! > 0, `token ${id} is cut by a rule`);
          if (cutBy[id]! > 0) lost += before[id]!;
        }
        assert.ok(Math.abs(lost - cutMass) < 1e-9);
        assert.equal(
          steps.reduce((sum, { cut }) => sum + cut, 0),
          cutBy.filter((rule) => rule > 0).length,
        );
        assert.equal(
          steps.length,
          (Object.keys(chosen) as (keyof typeof chosen)[]).filter((k) => chosen[k] !== neutral[k]).length,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('tell which rule cut what, and how much probability went with it', () => {
    const values = Float32Array.from([0.4, 0.3, 0.2, 0.1], Math.log);
    const { steps, cutBy, cutMass } = reshapeBySteps(values, { ...neutral, topK: 3, topP: 0.5 }, []);
    assert.deepEqual([...cutBy], [0, 0, 2, 1]);
    const close = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-6, `${a}, ${b}`);
    assert.deepEqual(
      steps.map(({ rule, cut, left }) => [rule, cut, left]),
      [
        ['topK', 1, 3],
        ['topP', 1, 2],
      ],
    );
    close(steps[0]!.cutMass, 0.1);
    close(steps[1]!.cutMass, 0.2 / 0.9);
    close(cutMass, 0.3);
  });
});
