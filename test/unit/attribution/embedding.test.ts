import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cosineDistance, pool } from '../../../src/core/attribution/embedding';
import { evidenceOf } from '../../../src/core/attribution/evidence';

const vector = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 4, maxLength: 4 });
const hasDirection = (v: readonly number[]): boolean => v.some((x) => Math.abs(x) > 1e-3);

describe('embeddings', () => {
  it('are pooled over all tokens', () => {
    const states = Float32Array.of(1, -2, 3, 5, 2, 0);
    assert.deepEqual([...pool(states, 3, 'mean')], [2, 1]);
    assert.deepEqual([...pool(states, 3, 'cls')], [1, -2]);
    assert.deepEqual([...pool(states, 3, 'max')], [3, 5]);
    assert.deepEqual([...pool(states, 1, 'mean')], [...states]);
  });

  it('are 0 apart in one direction, 1 at a right angle, 2 when opposite', () => {
    assert.equal(cosineDistance([1, 0], [5, 0]), 0);
    assert.equal(cosineDistance([1, 0], [0, 3]), 1);
    assert.equal(cosineDistance([1, 1], [-2, -2]), 2);
    assert.equal(cosineDistance([0, 0], [1, 1]), null);
  });

  it('are as far apart either way round and at any length, from 0 to 2', () => {
    fc.assert(
      fc.property(
        vector.filter(hasDirection),
        vector.filter(hasDirection),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (a, b, times) => {
          const distance = cosineDistance(a, b)!;
          assert.ok(distance >= 0 && distance <= 2 + 1e-12);
          assert.ok(Math.abs(distance - cosineDistance(b, a)!) < 1e-12);
          const longer = a.map((x) => x * times);
          assert.ok(Math.abs(distance - cosineDistance(longer, b)!) < 1e-9);
        },
      ),
    );
  });

  it('cost as evidence what they move', () => {
    assert.equal(evidenceOf({ distance: 0.25 }, false), -0.25);
    assert.ok(Object.is(evidenceOf({ distance: 0 }, false), 0));
    assert.equal(evidenceOf({ distance: null }, false), null);
  });
});
