import assert from 'node:assert/strict';
import fc from 'fast-check';
import { moveInGrid } from '../../../webview/layers/gridKeys';
import { contrast, mix, strongestShare, type Rgb } from '../../../webview/layers/shades';
import { readViewState } from '../../../webview/layers/viewState';
import { asContinuation, formatSigned } from '../../../webview/layers/words';

const channel = fc.integer({ min: 0, max: 255 });
const rgb = fc.tuple(channel, channel, channel);

describe('the Layers panel', () => {
  it('shades no further than text stays readable, in any theme in which it is', () => {
    const black: Rgb = [0, 0, 0];
    const white: Rgb = [255, 255, 255];
    assert.ok(Math.abs(contrast(black, white) - 21) < 1e-9);
    assert.equal(strongestShare(white, black, white), 1);
    fc.assert(
      fc.property(rgb, rgb, rgb, fc.double({ min: 0, max: 1, noNaN: true }), (background, foreground, accent, p) => {
        fc.pre(contrast(background, foreground) >= 5);
        const share = strongestShare(background, foreground, accent);
        assert.ok(contrast(mix(background, mix(background, accent, share), p), foreground) > 4.4);
      }),
      { numRuns: 60 },
    );
  });

  it('takes of a saved state what is sound', () => {
    const layer = Number.MAX_SAFE_INTEGER;
    const clean = { open: ['lens'], start: 0, layer, position: 0, after: null, hidden: null, off: [], source: null };
    assert.deepEqual(readViewState(undefined), clean);
    const odd = {
      open: 3,
      start: -1,
      layer: 1.5,
      position: '2',
      after: 'x',
      hidden: -1,
      off: [[0], [1, -1], 'a'],
      source: {},
    };
    assert.deepEqual(readViewState(odd), clean);
    const sound = {
      open: ['ablation', 'nothing'],
      start: 130,
      layer: 2,
      position: 140,
      after: 3,
      hidden: 5,
      off: [[1, 2], [0]],
    };
    assert.deepEqual(readViewState(sound), { ...sound, open: ['ablation'], start: 128, off: [[1, 2]], source: null });
  });

  it('puts a typed word after a space, where its script has spaces and none is there', () => {
    const typed = [
      ['sleep', ' back', ' sleep'],
      ['sleep', ' ', 'sleep'],
      ['sleep', '', ' sleep'],
      ['.', ' back', '.'],
      [' sleep', ' back', ' sleep'],
      ['睡眠', '昨夜', '睡眠'],
      ['сон', ' мой', ' сон'],
    ] as const;
    for (const [words, before, expected] of typed) assert.equal(asContinuation(words, before), expected);
  });

  it('writes signs that can be told apart, and no small number as 0', () => {
    const shown = [0, 1.234, -1.235, 0.004, -0.0000012].map((value) => formatSigned(value));
    assert.deepEqual(shown, ['0', '+1.23', '−1.24', '+0.004', '−0.000001']);
  });

  it('moves within a grid and never out of it', () => {
    const key = fc.constantFrom('ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'a');
    const size = { rows: 3, columns: 4 };
    fc.assert(
      fc.property(fc.nat(2), fc.nat(3), key, fc.boolean(), (row, column, pressed, ctrlKey) => {
        const to = moveInGrid({ key: pressed, ctrlKey, metaKey: false }, { row, column }, size);
        assert.ok(to === null || (to.row >= 0 && to.row < 3 && to.column >= 0 && to.column < 4));
        assert.equal(moveInGrid({ key: 'a', ctrlKey, metaKey: false }, { row, column }, size), null);
      }),
      { numRuns: 40 },
    );
    assert.deepEqual(moveInGrid({ key: 'End', ctrlKey: true, metaKey: false }, { row: 0, column: 0 }, size), {
      row: 2,
      column: 3,
    });
  });
});
