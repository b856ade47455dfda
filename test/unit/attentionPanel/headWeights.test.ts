import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type HeadWeights,
  meanOnFirst,
  shownSum,
  strongestSources,
  strongestTargets,
  weightAt,
} from '../../../webview/attention/headWeights';
import { isInView, lineStroke, ownLines, strongLines } from '../../../webview/attention/linesGeometry';
import { largestShown } from '../../../webview/attention/matrixPyramid';

/** PyTorch's attention, see test/fixtures: a decoder (lower-triangular) and an encoder (full). */
function reference(model: 'llama-gqa' | 'bert'): number[][] {
  const file = path.join(import.meta.dirname, `../../fixtures/models/${model}/ref.json`);
  const ref = JSON.parse(readFileSync(file, 'utf8')) as { attentions: number[][][][] };
  return ref.attentions[1]![2]!;
}
const toHead = (rows: readonly (readonly number[])[]): HeadWeights => ({
  weights: Float32Array.from(rows.flat()),
  size: rows.length,
});

for (const model of ['llama-gqa', 'bert'] as const) {
  describe(`weights of a head (${model})`, () => {
    const rows = reference(model);
    const head = toHead(rows);

    it('reads row = query, column = key', () => {
      rows.forEach((row, q) => row.forEach((w, k) => assert.equal(weightAt(head, q, k), Math.fround(w))));
    });

    it('finds the largest weight, with and without the first column', () => {
      assert.equal(largestShown(head, 0), Math.fround(Math.max(...rows.flat())));
      assert.equal(largestShown(head, 1), Math.fround(Math.max(...rows.flatMap((row) => row.slice(1)))));
      for (const firstKey of [0, 1] as const)
        assert.equal(strongLines(head, firstKey).largest, largestShown(head, firstKey));
    });

    it('adds a row up to 1, and to 1 less the first weight when that is hidden', () => {
      rows.forEach((row, q) => {
        assert.ok(Math.abs(shownSum(head, q, 0) - 1) < 1e-4);
        assert.ok(Math.abs(shownSum(head, q, 1) - (1 - row[0]!)) < 1e-4);
      });
    });

    it('lists the strongest targets in order, without the hidden one and without zeros', () => {
      for (const firstKey of [0, 1] as const) {
        const targets = strongestTargets(head, 7, firstKey, 5);
        const expected = rows[7]!
          .slice(firstKey)
          .filter((w) => w > 0)
          .sort((a, b) => b - a)
          .slice(0, 5);
        assert.deepEqual(
          targets.map(({ weight }) => weight),
          expected.map(Math.fround),
        );
        assert.ok(targets.every(({ key, weight }) => key >= firstKey && weightAt(head, 7, key) === weight));
      }
    });

    it('draws a line for every weight from the threshold on, weakest first, and all of an isolated token', () => {
      for (const firstKey of [0, 1] as const) {
        const { lines, threshold } = strongLines(head, firstKey);
        const all = rows.flatMap((row) => row.slice(firstKey)).filter((w) => Math.fround(w) >= threshold);
        assert.equal(lines.length, all.length);
        assert.deepEqual(
          lines.map((l) => l.weight),
          all.map(Math.fround).sort((a, b) => a - b),
        );
        assert.ok(lines.every(({ query, key, weight }) => key >= firstKey && weight === weightAt(head, query, key)));
        const own = ownLines(head, firstKey, 9);
        assert.equal(own.length, rows[9]!.slice(firstKey).filter((w) => w > 0).length);
        assert.ok(own.every((l) => l.query === 9 && l.weight === weightAt(head, 9, l.key)));
      }
    });
  });
}

describe('weights of a head', () => {
  it('measures how much later tokens look at the first, which itself can look nowhere else', () => {
    const sum = meanOnFirst(
      toHead([
        [1, 0, 0],
        [0.5, 0.5, 0],
        [0.25, 0.25, 0.5],
      ]),
    );
    assert.equal(sum, 0.375);
    assert.equal(meanOnFirst(toHead([[1]])), null);
  });

  it('has nothing to show of one hidden token', () => {
    assert.equal(largestShown(toHead([[1]]), 1), 0);
    assert.deepEqual(strongestTargets(toHead([[1]]), 0, 1, 10), []);
  });

  it('draws of a token with very many weights the 250 largest, and finds the strongest of equal ones in their order', () => {
    const size = 900;
    const weights = new Float32Array(size * size).map((_, i) => 1 + ((i * 7919) % 500));
    const own = ownLines({ weights, size }, 1, 3);
    const expected = Array.from(weights.subarray(3 * size + 1, 4 * size)).sort((a, b) => a - b);
    assert.deepEqual(
      own.map(({ weight }) => weight),
      expected.slice(-250),
    );
    const column = strongestSources({ weights, size }, 5, 4);
    const all = Array.from({ length: size }, (_, query) => ({ query, weight: weights[query * size + 5]! }));
    assert.deepEqual(column, all.sort((a, b) => b.weight - a.weight || a.query - b.query).slice(0, 4));
  });

  it('raises the threshold until at most 4,000 lines are left', () => {
    const size = 300;
    const uniform = { weights: new Float32Array(size * size).fill(1 / size), size };
    assert.deepEqual(strongLines(uniform, 0), { threshold: 0.01, lines: [], largest: Math.fround(1 / size) });
    const banded = { weights: new Float32Array(size * size).map((_, i) => (i % 20 === 0 ? 0.05 : 0)), size };
    assert.deepEqual(strongLines(banded, 0), { threshold: 0.1, lines: [], largest: Math.fround(0.05) });
    const weights = banded.weights.map((weight, i) => (i % 3000 === 0 ? 0.3 : weight));
    const { threshold, lines } = strongLines({ weights, size }, 0);
    assert.equal(threshold, 0.1, 'what came before the threshold rose is held to it too');
    assert.deepEqual(
      lines.map(({ query, key }) => query * size + key),
      Array.from({ length: 30 }, (_, i) => i * 3000),
    );
  });

  it('culls a line only when all of it is out of view', () => {
    const line = { query: 3, key: 30, weight: 0.5 };
    assert.ok(isInView(line, 10, 20));
    assert.ok(!isInView(line, 31, 40));
    assert.ok(!isInView(line, 0, 2));
  });

  it('draws a larger weight wider and more opaque', () => {
    const [weak, strong] = [lineStroke(0.1, 0.8, 0.08), lineStroke(0.8, 0.8, 0.08)];
    assert.ok(weak.width < strong.width && weak.opacity < strong.opacity);
    assert.equal(strong.width, 6);
  });
});
