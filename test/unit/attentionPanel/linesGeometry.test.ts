import assert from 'node:assert/strict';
import fc from 'fast-check';
import { curvePart, strongLines } from '../../../webview/attention/linesGeometry';

/** The point of a cubic Bézier curve at `t`, from its four points. */
function at(points: Float64Array, t: number): { x: number; y: number } {
  const shares = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t ** 2, t ** 3];
  const sum = (axis: number) => shares.reduce((all, share, i) => all + share * points[2 * i + axis]!, 0);
  return { x: sum(0), y: sum(1) };
}

describe('lines of a head', () => {
  it('cuts a curve to the heights in view: the same curve, and all of it that is there', () => {
    const height = fc.double({ min: -30_000, max: 30_000, noNaN: true });
    fc.assert(
      fc.property(height, height, fc.double({ min: 60, max: 900, noNaN: true }), (from, to, width) => {
        const [low, high] = [-6, 486];
        const part = new Float64Array(8);
        const isSeen = curvePart(part, { width, from, to }, low, high);
        assert.equal(isSeen, Math.max(from, to) >= low && Math.min(from, to) <= high);
        if (!isSeen) return;
        const clamp = (y: number) => Math.min(high, Math.max(low, y));
        assert.ok(Math.abs(at(part, 0).y - clamp(from)) < 1e-3 && Math.abs(at(part, 1).y - clamp(to)) < 1e-3);
        if (from === clamp(from)) assert.equal(part[0], 0);
        if (to === clamp(to)) assert.ok(Math.abs(part[6]! - width) < 1e-9);
        const whole = Float64Array.of(0, from, width / 2, from, width / 2, to, width, to);
        for (let i = 0; i <= 8; i++) {
          const { x, y } = at(part, i / 8);
          // The time at which the whole curve is there, by halving: x only grows.
          let [before, after] = [0, 1];
          for (let step = 0; step < 60; step++) {
            const middle = (before + after) / 2;
            if (at(whole, middle).x < x) before = middle;
            else after = middle;
          }
          const seen = at(whole, before);
          assert.ok(Math.hypot(seen.x - x, seen.y - y) < 0.01, `${x}, ${y} is not on the curve at ${seen.y}`);
        }
      }),
    );
  });

  it('has the strongest lines on top, and equal ones in their order', () => {
    const weights = Float32Array.of(0.5, 0.009, 0.2, 0.2, 0.3, 0.5, 0.01, 0.0101, 1);
    const { lines, threshold, largest } = strongLines({ weights, size: 3 }, 0);
    assert.deepEqual(
      lines.map(({ query, key }) => [query, key]),
      [
        [2, 0],
        [2, 1],
        [0, 2],
        [1, 0],
        [1, 1],
        [0, 0],
        [1, 2],
        [2, 2],
      ].filter(([q, k]) => weights[3 * q! + k!]! >= threshold),
    );
    assert.equal(largest, 1);
  });

  it('has a line for every number where all of them are large', () => {
    const weights = new Float32Array(100 * 100).fill(2);
    const { lines, largest } = strongLines({ weights, size: 100 }, 1);
    assert.equal(lines.length, 100 * 99);
    assert.equal(largest, 2);
  });

  it('raises the threshold until there are few enough lines, and loses none above it', () => {
    const share = fc.float({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (bias, spread) => {
        const size = 120;
        const weights = Float32Array.from({ length: size * size }, (_, i) =>
          Math.min(1, bias * 0.3 + (((i * 7919) % 997) / 997) * spread),
        );
        const { lines, threshold } = strongLines({ weights, size }, 0);
        const strong = weights.filter((weight) => weight >= threshold);
        assert.deepEqual(
          lines.map(({ weight }) => weight),
          [...strong].sort((a, b) => a - b),
        );
        assert.ok(threshold === 0.01 || threshold === 1 || strong.length <= 4000);
        for (const { query, key, weight } of lines) assert.equal(weights[query * size + key], weight);
      }),
      { numRuns: 20 },
    );
  });
});
