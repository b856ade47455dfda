// The surprisal of every stretch for print: pairs of bars above the words, line by line.
import { escapeMarkup } from '../../src/core/exchange/markup';
import type { Picture } from '../../src/core/figures/picture';
import type { BesideStretch, Both } from '../../src/protocol/beside';
import { visibleToken } from '../shared/format';
import { textMeasure } from '../shared/measureText';
import { barScale, describeStretch, sides } from './wording';

/** Dark and light, so that they differ without colour; on screen one is striped. */
export const fills = { left: 'rgb(31,95,168)', right: 'rgb(224,160,64)' } as const;

/** Stretches of one picture: a longer text goes on in further ones, each of a page's size. */
const mostStretches = 400;
const lineWidth = 640;
const axisRoom = 34;
const gap = 4;
const barHeight = 36;
const linePitch = barHeight + 34;
const textSize = 12;
const legendHeight = 24;

/** Who is who, above the bars. */
export function legend(names: Both<string>, left: number): string {
  let x = left;
  const measure = textMeasure(12);
  return sides
    .map((side) => {
      const at = x;
      x += 40 + measure(names[side]);
      return `<rect x="${at}" y="2" width="10" height="10" fill="${fills[side]}"/><text x="${at + 16}" y="11">${escapeMarkup(names[side])}</text>`;
    })
    .join('');
}

/** @param unscored sentences about a model without bars */
export function stripPictures(
  stretches: readonly BesideStretch[],
  names: Both<string>,
  unscored: readonly string[] = [],
): Picture[] {
  const count = Math.ceil(stretches.length / mostStretches);
  const largest = barScale(stretches);
  return Array.from({ length: count }, (_, i) => {
    const part = stretches.slice(i * mostStretches, (i + 1) * mostStretches);
    const from = i * mostStretches + 1;
    const which = count === 1 ? '' : `, stretches ${from} to ${from + part.length - 1}`;
    return stripPicture(part, {
      names,
      unscored,
      largest,
      which,
      name: count === 1 ? 'surprisal' : `surprisal-${i + 1}`,
    });
  });
}

interface About {
  readonly names: Both<string>;
  readonly unscored: readonly string[];
  /** Bits of a bar of full height. */
  readonly largest: number;
  readonly which: string;
  readonly name: string;
}

function stripPicture(stretches: readonly BesideStretch[], { names, unscored, largest, which, name }: About): Picture {
  let made: Placed[][] | undefined;
  const lines = () => (made ??= laidOut(stretches));
  return {
    name,
    title: `Surprisal of every stretch${which}`,
    description: `The surprisal that ${names.left} and ${names.right} have at each of ${stretches.length} stretches of the text, as pairs of bars above the words.`,
    width: axisRoom + lineWidth,
    // Made when it is taken, not whenever the menu is drawn.
    get height() {
      return legendHeight + lines().length * linePitch;
    },
    get body() {
      return [
        legend(names, axisRoom),
        ...lines().map((line, row) => lineOf(line, legendHeight + row * linePitch, { names, largest })),
      ].join('\n');
    },
    notes: [
      `Bars: −log2 of the probability of the words there, from 0 to ${largest.toFixed(1)} bits; left bar ${names.left}, right bar ${names.right}. The taller, the less the model expected these words. No bar: nothing comes before, so there is no score. A dot stands for a space.`,
      ...unscored,
    ],
  };
}

interface Placed {
  readonly stretch: BesideStretch;
  readonly shown: string;
  readonly x: number;
  readonly width: number;
}

function laidOut(stretches: readonly BesideStretch[]): Placed[][] {
  const measure = textMeasure(textSize);
  const lines: Placed[][] = [];
  let line: Placed[] = [];
  let x = 0;
  for (const stretch of stretches) {
    const shown = visibleToken(stretch.text);
    // Two bars need their room above the shortest word; a word longer than the line is pressed into it.
    const width = Math.min(lineWidth, Math.max(20, measure(shown)));
    if (x + width > lineWidth && line.length > 0) {
      lines.push(line);
      [line, x] = [[], 0];
    }
    line.push({ stretch, shown, x: axisRoom + x, width });
    x += width + gap;
  }
  return line.length === 0 ? lines : [...lines, line];
}

function lineOf(line: readonly Placed[], y: number, { names, largest }: Pick<About, 'names' | 'largest'>): string {
  const floor = y + barHeight;
  const end = line.at(-1)!;
  const axis = [
    `<path d="M${axisRoom - 4} ${y}V${floor}H${(end.x + end.width).toFixed(1)}" fill="none" stroke="#999"/>`,
    `<text x="${axisRoom - 8}" y="${y + 8}" font-size="10" text-anchor="end">${largest.toFixed(1)}</text>`,
    `<text x="${axisRoom - 8}" y="${floor}" font-size="10" text-anchor="end">0</text>`,
  ];
  const words = line.map(({ stretch, shown, x, width }) => {
    const bars = sides.map((side, i) => {
      const { bits } = stretch[side];
      if (bits === null) return '';
      const height = (bits / largest) * barHeight;
      return `<rect x="${(x + i * 10).toFixed(1)}" y="${(floor - height).toFixed(2)}" width="8" height="${height.toFixed(2)}" fill="${fills[side]}" data-side="${side}" data-bits="${bits}"/>`;
    });
    const set = `textLength="${width.toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
    const fitted = width > 20 ? set : '';
    return `<g><title>${escapeMarkup(describeStretch(stretch, names))}</title>${bars.join('')}<text x="${x.toFixed(1)}" y="${floor + 15}" font-size="${textSize}" ${fitted}>${escapeMarkup(shown)}</text></g>`;
  });
  return [...axis, ...words].join('\n');
}
