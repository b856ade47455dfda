import assert from 'node:assert/strict';
import { colourScale, type Rgb, shadeIndex, type ThemeColours } from '../../../webview/attention/colourScale';

const themes: Record<string, ThemeColours> = {
  dark: { background: [18, 19, 20], foreground: [191, 191, 191], accent: [87, 163, 248] },
  light: { background: [255, 255, 255], foreground: [32, 32, 32], accent: [26, 92, 255] },
  'high contrast': { background: [0, 0, 0], foreground: [255, 255, 255], accent: [89, 164, 249] },
  'an accent darker than the background': { background: [18, 19, 20], foreground: [191, 191, 191], accent: [0, 0, 40] },
};
/** WCAG 2 relative luminance. */
const luminance = (rgb: Rgb) => {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

describe('colour scale', () => {
  for (const [name, theme] of Object.entries(themes)) {
    it(`grows steadily from near the background to the foreground (${name})`, () => {
      const scale = colourScale(theme);
      assert.equal(scale.length, 256);
      assert.deepEqual(scale.at(-1), theme.foreground);
      const sign = Math.sign(luminance(theme.foreground) - luminance(theme.background));
      const steps = scale.slice(1).map((shade, i) => sign * (luminance(shade) - luminance(scale[i]!)));
      // Rounding to whole numbers of red, green and blue may turn a single step by less than one of them.
      assert.ok(Math.min(...steps) > -0.004, String(Math.min(...steps)));
      const eighths = Array.from({ length: 9 }, (_, i) => sign * luminance(scale[Math.round((i * 255) / 8)]!));
      assert.deepEqual(
        eighths,
        [...eighths].sort((a, b) => a - b),
      );
      assert.notDeepEqual(scale[0], theme.background);
    });
  }

  it('puts 0 at the first shade, the largest weight at the last, and shares out the rest evenly', () => {
    assert.deepEqual(
      [0, 0.2, 0.4, 0.8].map((w) => shadeIndex(w, 0.8)),
      [0, 64, 128, 255],
    );
    assert.equal(shadeIndex(0, 0), 0);
  });
});
