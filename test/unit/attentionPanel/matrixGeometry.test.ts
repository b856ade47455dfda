import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shadeIndex } from '../../../webview/attention/colourScale';
import { strongestIn, weightAt } from '../../../webview/attention/headWeights';
import { largestShown, levelFor, matrixPyramid, shadeLevel } from '../../../webview/attention/matrixPyramid';
import {
  cellCorner,
  hitTest,
  layoutMatrix,
  type LayoutRequest,
  type MatrixLayout,
  moveCell,
  scrollToKeep,
  scrollToShow,
  tickStep,
  zoomStep,
} from '../../../webview/attention/matrixGeometry';

const request = (change: Partial<LayoutRequest> = {}): LayoutRequest => ({
  rows: 14,
  firstKey: 0,
  available: { width: 600, height: 560 },
  devicePixelRatio: 1,
  widestLabel: 60,
  zoom: 'fit',
  ...change,
});

const anyRequest = fc.record({
  rows: fc.integer({ min: 1, max: 512 }),
  firstKey: fc.constantFrom(0, 1),
  available: fc.record({ width: fc.integer({ min: 300, max: 1400 }), height: fc.integer({ min: 320, max: 1200 }) }),
  devicePixelRatio: fc.constantFrom(1, 1.25, 1.5, 2, 3),
  widestLabel: fc.integer({ min: 4, max: 300 }),
  zoom: fc.oneof(
    fc.constantFrom('fit' as const, 'words' as const),
    fc.integer({ min: -6, max: 6 }).map((n) => 2 ** n),
  ),
});

describe('matrix geometry', () => {
  it('writes words for a sentence, numbers for a page, and words again when enlarged', () => {
    assert.equal(layoutMatrix(request()).labels, 'words');
    assert.equal(layoutMatrix(request({ rows: 300 })).labels, 'numbers');
    assert.equal(layoutMatrix(request({ rows: 300, zoom: 'words' })).labels, 'words');
  });

  it('fits a sentence and a paragraph into the space there is', () => {
    for (const rows of [1, 2, 14, 60, 200, 512, 4096]) {
      const layout = layoutMatrix(request({ rows }));
      assert.ok(layout.width <= 600 && layout.height <= 560, `${rows} tokens: ${layout.width} × ${layout.height}`);
    }
  });

  it('has one column less when the first token is hidden', () => {
    const available = { width: 900, height: 400 };
    const shown = layoutMatrix(request({ available }));
    const hidden = layoutMatrix(request({ available, firstKey: 1 }));
    assert.equal(hidden.width, shown.width - shown.cell);
    assert.deepEqual(cellCorner(hidden, { query: 3, key: 1 }), cellCorner(shown, { query: 3, key: 0 }));
  });

  it('makes every cell a whole number of device pixels, or a half, a quarter, … of one, whatever the text and the screen', () => {
    fc.assert(
      fc.property(anyRequest, (any) => {
        const devicePixels = layoutMatrix(any).cell * any.devicePixelRatio;
        const whole = devicePixels >= 1 ? devicePixels : Math.log2(devicePixels);
        assert.ok(Math.abs(whole - Math.round(whole)) < 1e-9, String(devicePixels));
      }),
    );
  });

  it('finds the cell under the middle of every cell that is scrolled into view', () => {
    fc.assert(
      fc.property(anyRequest, fc.nat(511), fc.nat(511), fc.nat(3000), fc.nat(3000), (any, q, k, x, y) => {
        const layout = layoutMatrix(any);
        const query = q % any.rows;
        const key = Math.min(any.rows - 1, Math.max(any.firstKey, k % any.rows));
        if (key < any.firstKey) return;
        const view = any.available;
        const scroll = scrollToShow(layout, { query, key }, { x, y }, view);
        const corner = cellCorner(layout, { query, key });
        const middle = { x: corner.x + layout.cell / 2 - scroll.x, y: corner.y + layout.cell / 2 - scroll.y };
        assert.ok(middle.x < view.width && middle.y < view.height);
        assert.deepEqual(hitTest(layout, middle, scroll), { query, key });
      }),
    );
  });

  it('finds a row at its label, and nothing above or outside the cells', () => {
    const layout = layoutMatrix(request());
    const still = { x: 0, y: 0 };
    assert.deepEqual(hitTest(layout, { x: 2, y: layout.top + 1.5 * layout.cell }, still), { query: 1, key: null });
    assert.equal(hitTest(layout, { x: layout.left + 1, y: layout.top - 1 }, still), null);
    assert.equal(hitTest(layout, { x: layout.left + 14 * layout.cell + 1, y: layout.top + 1 }, still), null);
    assert.equal(hitTest(layout, { x: layout.left + 1, y: layout.height + 1 }, still), null);
  });

  it('moves by keys and never out of the picture or onto the hidden column', () => {
    const size = { rows: 14, firstKey: 1 };
    const move = (key: string, from = { query: 5, key: 5 }, ctrlKey = false) => moveCell(from, { key, ctrlKey }, size);
    assert.deepEqual(move('ArrowUp'), { query: 4, key: 5 });
    assert.deepEqual(move('ArrowRight'), { query: 5, key: 6 });
    assert.deepEqual(move('ArrowLeft', { query: 5, key: 1 }), { query: 5, key: 1 });
    assert.deepEqual(move('ArrowDown', { query: 13, key: 5 }), { query: 13, key: 5 });
    assert.deepEqual(move('PageDown'), { query: 13, key: 5 });
    assert.deepEqual(move('PageUp'), { query: 0, key: 5 });
    assert.deepEqual(move('Home'), { query: 5, key: 1 });
    assert.deepEqual(move('End'), { query: 5, key: 13 });
    assert.deepEqual(move('Home', { query: 5, key: 5 }, true), { query: 0, key: 1 });
    assert.deepEqual(move('End', { query: 5, key: 5 }, true), { query: 13, key: 13 });
    assert.equal(move('a'), null);
  });

  it('numbers every 1, 2, 5, 10, … tokens, so that numbers do not touch', () => {
    assert.deepEqual(
      [40, 28, 15, 8, 3, 2, 1].map((cell) => tickStep(cell, 28)),
      [1, 1, 2, 5, 10, 20, 50],
    );
  });

  it('goes in and out in steps to the ends, and keeps what is under the pointer', () => {
    for (const ratio of [1, 1.5, 2]) {
      const seen = [];
      for (let dots: number | null = 2 ** -12; dots !== null; dots = zoomStep(dots, 1, ratio)) seen.push(dots);
      assert.equal(seen.at(-1), Math.floor(44 * ratio));
      const back = [];
      for (let dots: number | null = seen.at(-1)!; dots !== null; dots = zoomStep(dots, -1, ratio)) back.push(dots);
      assert.deepEqual(back.reverse(), seen);
    }
    const [before, after] = [8, 27].map((zoom) => layoutMatrix(request({ rows: 600, zoom }))) as [
      MatrixLayout,
      MatrixLayout,
    ];
    const [point, scroll] = [
      { x: 300, y: 400 },
      { x: 1003, y: 777 },
    ];
    const kept = scrollToKeep(before, after, point, scroll);
    assert.deepEqual(hitTest(after, point, kept), hitTest(before, point, scroll));
  });
});

describe('matrix pyramid', () => {
  it('shows in every dot the largest weight below it, so that the brightest dot is the largest weight at every zoom', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0 as const, 1 as const),
        fc.nat(9999),
        (size, firstKey, seed) => {
          if (size <= firstKey) return;
          const weights = Float32Array.from({ length: size * size }, (_, i) => ((i * 7919 + seed) % 1009) / 1009);
          const head = { weights, size };
          const largest = largestShown(head, firstKey);
          assert.equal(largest, Math.max(...weights.filter((_, i) => i % size >= firstKey)));
          const colours = Uint32Array.from({ length: 256 }, (_, shade) => shade);
          for (const level of matrixPyramid(head, firstKey)) {
            const { span, width, height } = level;
            const shades = new Uint32Array(width * height);
            shadeLevel(shades, level, { x: 0, y: 0, width, height }, { colours, largest });
            assert.deepEqual([width, height], [Math.ceil((size - firstKey) / span), Math.ceil(size / span)]);
            const at = strongestIn(head, { query: 0, key: firstKey, span: size });
            const dot = Math.floor(at.query / span) * width + Math.floor((at.key - firstKey) / span);
            assert.equal(shades[dot], 255);
            const [x, y] = [width - 1, height - 1];
            const own = strongestIn(head, { query: y * span, key: x * span + firstKey, span });
            assert.equal(shades[y * width + x], shadeIndex(weightAt(head, own.query, own.key), largest));
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('chooses cells of one dot at least', () => {
    const levels = matrixPyramid({ weights: new Float32Array(4096), size: 64 }, 0);
    assert.deepEqual(
      [44, 1, 0.5, 0.25, 2 ** -12].map((dots) => levelFor(levels, dots).span),
      [1, 1, 2, 4, 64],
    );
  });
});
