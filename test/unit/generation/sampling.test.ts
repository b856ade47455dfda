import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { UserError } from '../../../src/core/base/userError';
import { SeededRandom } from '../../../src/core/generation/random';
import { reshape, sampleId } from '../../../src/core/generation/sampling';

interface SamplingFixture {
  vectors: {
    name: string;
    logits: number[];
    previous_ids: number[];
    cases: { settings: Record<string, number>; kept: number; probs: Record<string, number> }[];
  }[];
}
const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/sampling.json', import.meta.url), 'utf8'),
) as SamplingFixture;

const plain = { temperature: 1, topP: 1 };
// Multiples of 1/8, so that different logits never round to the same probability.
const logitsOf = fc.array(
  fc.integer({ min: -200, max: 200 }).map((n) => n / 8),
  { minLength: 1, maxLength: 40 },
);
const settingsOf = fc.record({
  temperature: fc.double({ min: 0.1, max: 3, noNaN: true }),
  topP: fc.double({ min: 0.01, max: 1, noNaN: true }),
  topK: fc.nat(20),
  minP: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('reshape', () => {
  for (const { name, logits, previous_ids, cases } of fixture.vectors) {
    for (const { settings, kept, probs } of cases) {
      it(`gives the probabilities of transformers for ${name} with ${JSON.stringify(settings)}`, () => {
        const actual = reshape(
          Float32Array.from(logits),
          {
            temperature: settings['temperature'] ?? 1,
            topP: settings['top_p'] ?? 1,
            topK: settings['top_k'] ?? 0,
            minP: settings['min_p'] ?? 0,
            repetitionPenalty: settings['repetition_penalty'] ?? 1,
          },
          previous_ids,
        );
        const keptIds = [...actual.keys()].filter((id) => actual[id]! > 0);
        assert.deepEqual(keptIds.map(String), Object.keys(probs));
        assert.equal(keptIds.length, kept);
        for (const id of keptIds) assert.ok(Math.abs(actual[id]! - probs[id]!) < 1e-5, `id ${id}: ${actual[id]}`);
      });
    }
  }

  it('sums to 1, keeps the best token, and keeps no token less probable than one that it cuts', () => {
    fc.assert(
      fc.property(logitsOf, settingsOf, (values, settings) => {
        const logits = Float32Array.from(values);
        const p = reshape(logits, settings);
        assert.ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-9);
        const cut = [...p.keys()].filter((id) => p[id] === 0).map((id) => logits[id]!);
        const kept = [...p.keys()].filter((id) => p[id]! > 0).map((id) => logits[id]!);
        assert.ok(kept.includes(Math.max(...values)));
        assert.ok(Math.max(-Infinity, ...cut) <= Math.min(...kept));
      }),
    );
  });

  it('cuts by top-p as a walk down the sorted probabilities does, lower ids first among equals', () => {
    const coarse = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(coarse, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (values, topP) => {
        const logits = Float32Array.from(values);
        const all = reshape(logits, plain);
        const order = [...all.keys()].sort((a, b) => all[b]! - all[a]! || a - b);
        let mass = 0;
        const expected = order.filter((id) => {
          const keep = mass < topP - 1e-12;
          mass += all[id]!;
          fc.pre(Math.abs(mass - topP) > 1e-9);
          return keep;
        });
        const p = reshape(logits, { temperature: 1, topP });
        assert.deepEqual(
          [...p.keys()].filter((id) => p[id]! > 0),
          expected.sort((a, b) => a - b),
        );
      }),
    );
  });

  it('puts everything on the best token at temperature 0, the lowest id among equals', () => {
    assert.deepEqual([...reshape(Float32Array.of(1, 3, 2, 3), { temperature: 0, topP: 0.5 })], [0, 1, 0, 0]);
  });

  it('stays exact at temperatures so low that the scaled logits overflow', () => {
    assert.deepEqual([...reshape(Float32Array.of(1, 3, 2, 3), { temperature: 1e-308, topP: 1 })], [0, 0.5, 0, 0.5]);
  });

  it('never gives a token that the model rules out any probability', () => {
    const p = reshape(Float32Array.of(-Infinity, 0, -Infinity, 0), { temperature: 2, topP: 0.99, topK: 4 }, [0]);
    assert.deepEqual([...p], [0, 0.5, 0, 0.5]);
    const penalised = reshape(Float32Array.of(-Infinity, 0, 1), { ...plain, repetitionPenalty: 2 }, [0, 2]);
    assert.equal(penalised[0], 0);
  });

  it('refuses settings out of range, naming the setting', () => {
    const bad: [object, RegExp][] = [
      [{ temperature: NaN }, /temperature/],
      [{ temperature: -1 }, /temperature/],
      [{ temperature: Infinity }, /temperature/],
      [{ topP: 0 }, /top-p/],
      [{ topP: 1.01 }, /top-p/],
      [{ topP: NaN }, /top-p/],
      [{ topK: -1 }, /top-k/],
      [{ topK: 1.5 }, /top-k/],
      [{ minP: -0.1 }, /min-p/],
      [{ minP: 1.1 }, /min-p/],
      [{ repetitionPenalty: 0 }, /repetition penalty/],
      [{ repetitionPenalty: NaN }, /repetition penalty/],
    ];
    for (const [setting, name] of bad) {
      assert.throws(
        () => reshape(Float32Array.of(0, 1), { ...plain, ...setting }),
        (error) => error instanceof UserError && error.code === 'badRequest' && name.test(error.message),
      );
    }
    assert.throws(() => reshape(Float32Array.of(0), { ...plain, repetitionPenalty: 2 }, [1]), { code: 'badRequest' });
  });

  it('refuses logits that are NaN, +Infinity, all -Infinity or none', () => {
    for (const logits of [[NaN, 1], [1, NaN], [Infinity, 0], [-Infinity, -Infinity], []]) {
      assert.throws(() => reshape(Float32Array.from(logits), plain), { code: 'modelFileInvalid' });
      assert.throws(() => reshape(Float32Array.from(logits), { temperature: 0, topP: 1 }), {
        code: 'modelFileInvalid',
      });
    }
  });
});

describe('sampleId', () => {
  it('inverts the cumulative distribution', () => {
    const p = Float64Array.of(0, 0.25, 0, 0.5, 0.25, 0);
    for (const [uniform, id] of [
      [0, 1],
      [0.2499, 1],
      [0.25, 3],
      [0.7499, 3],
      [0.75, 4],
      [1 - 2 ** -53, 4],
    ] as const)
      assert.equal(sampleId(p, uniform), id);
  });

  it('never draws a token of probability 0, whatever the rounding', () => {
    const weights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: 1,
      maxLength: 30,
    });
    const uniform = fc.oneof(fc.constant(0), fc.constant(1 - 2 ** -53), fc.double({ min: 0, max: 0.999, noNaN: true }));
    fc.assert(
      fc.property(weights, uniform, (values, u) => {
        fc.pre(values.some((v) => v > 0));
        assert.ok(values[sampleId(Float64Array.from(values), u)]! > 0);
      }),
    );
  });

  it('refuses a uniform number outside [0, 1) and probabilities that are all 0', () => {
    for (const uniform of [-0.1, 1, NaN]) {
      assert.throws(() => sampleId(Float64Array.of(1), uniform), { code: 'badRequest' });
    }
    assert.throws(() => sampleId(Float64Array.of(0, 0), 0.5), { code: 'badRequest' });
  });

  it('draws each token as often as its probability says (chi-square over 20,000 seeded draws)', () => {
    const p = reshape(Float32Array.of(2, 0, 1, -1, 1.5, 0.5), { temperature: 0.8, topP: 0.97 });
    const draws = 20_000;
    const random = new SeededRandom(7);
    const counts = new Array<number>(p.length).fill(0);
    for (let i = 0; i < draws; i++) counts[sampleId(p, random.next())]!++;
    const kept = [...p.keys()].filter((id) => p[id]! > 0);
    const chiSquare = kept.reduce((sum, id) => sum + (counts[id]! - draws * p[id]!) ** 2 / (draws * p[id]!), 0);
    assert.equal(kept.length, 5);
    assert.ok(chiSquare < 18.47, `chi-square ${chiSquare}: above the 0.1 % point of 4 degrees of freedom`);
  });
});
