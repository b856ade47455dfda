import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  cellCorner,
  hitTest,
  layoutMatrix,
  type LayoutRequest,
  moveCell,
  scrollToShow,
  tickStep,
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
  zoom: fc.constantFrom('fit' as const, 'words' as const),
});

describe('matrix geometry', () => {
  it('writes words for a sentence, numbers for a page, and words again when enlarged', () => {
    assert.equal(layoutMatrix(request()).labels, 'words');
    assert.equal(layoutMatrix(request({ rows: 300 })).labels, 'numbers');
    assert.equal(layoutMatrix(request({ rows: 300, zoom: 'words' })).labels, 'words');
  });

  it('fits a sentence and a paragraph into the space there is', () => {
    for (const rows of [1, 2, 14, 60, 200]) {
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

  it('makes every cell a whole number of device pixels, at least one, whatever the text and the screen', () => {
    fc.assert(
      fc.property(anyRequest, (any) => {
        const devicePixels = layoutMatrix(any).cell * any.devicePixelRatio;
        assert.ok(devicePixels >= 1);
        assert.ok(Math.abs(devicePixels - Math.round(devicePixels)) < 1e-9, String(devicePixels));
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
});
