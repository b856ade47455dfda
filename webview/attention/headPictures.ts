// A head for print: dark on white, whatever the theme, with every number in the picture where it has room for them.
import { escapeMarkup } from '../../src/core/exchange/markup';
import type { Picture } from '../../src/core/figures/picture';
import { visibleToken } from '../shared/format';
import { textMeasure } from '../shared/measureText';
import { colourScale, littleEndian, shadeIndex } from './colourScale';
import { type FirstKey, weightAt } from './headWeights';
import { type Line, lineStroke, strongLines } from './linesGeometry';
import { tickStep } from './matrixGeometry';
import { type Level, matrixPyramid, paintLevel } from './matrixPyramid';
import { inkOn, toCss } from './palette';
import { aboutReadings, unitNames } from './readings';
import { describeCell, formatWeight, nameOf } from './readout';
import type { ShownHead } from './shownHead';
import { directionOf, paragraphsOf } from './textParts';

export interface Shape {
  readonly head: ShownHead;
  readonly firstKey: FirstKey;
  readonly caption: string;
  /** The largest number that is shown. */
  readonly largest: number;
}

const print = colourScale({ background: [255, 255, 255], foreground: [0, 0, 0], accent: [31, 100, 190] });
const lineColour = toCss([31, 100, 190]);
/** Cells on a side, up to which each is an element of its own that says its number. */
const mostCells = 64;
/** Dots on a side of an embedded picture. */
const mostDots = 2048;
const longestLabel = 18;
/** Of a label's letter, on average, in CSS pixels. */
const letterWidth = 6.6;

/** The matrix; of more cells than `mostCells` a side as an embedded picture. */
export function matrixPicture({ head, firstKey, caption, largest }: Shape): Picture {
  const columns = head.size - firstKey;
  const isLarge = head.size > mostCells;
  const cell = isLarge ? 640 / head.size : Math.min(28, Math.max(10, Math.floor(640 / head.size)));
  const longest = Math.max(1, ...head.tokens.slice(0, mostCells).map((_, at) => Array.from(label(head, at)).length));
  const labelRoom = 12 + longest * letterWidth;
  const [left, top] = isLarge ? [48, 34] : [labelRoom, 8 + labelRoom * 0.75];
  const { many } = unitNames[head.unit];
  const { width, height } = {
    width: left + columns * cell + (isLarge ? 8 : labelRoom * 0.75),
    height: top + head.size * cell,
  };
  const levels = () => matrixPyramid(head, firstKey);
  const span = 2 ** Math.max(0, Math.ceil(Math.log2(head.size / mostDots)));
  return {
    name: 'matrix',
    title: `${caption}: matrix`,
    description: `${caption}. ${head.size} ${many} in rows look at ${columns} in columns; the largest number is ${formatWeight(largest)}.`,
    width: Math.ceil(width),
    height: Math.ceil(height),
    get body() {
      if (!isLarge) return smallMatrix({ head, firstKey, caption, largest }, { cell, left, top });
      const step = tickStep(cell, 36);
      const ticks = Array.from({ length: head.size }, (_, i) => i).filter((i) => head.numbers[i]! % step === 0);
      return [
        text(left, 11, `→ ${aboutReadings[head.reading].verb}`, 'start', 10),
        ...ticks.map((i) => text(left - 5, top + (i + 0.5) * cell + 3.5, String(head.numbers[i]), 'end', 10)),
        ...ticks
          .filter((i) => i >= firstKey)
          .map((i) => text(left + (i - firstKey + 0.5) * cell, top - 6, String(head.numbers[i]), 'middle', 10)),
        `<image x="${left}" y="${top}" width="${columns * cell}" height="${head.size * cell}" preserveAspectRatio="none" style="image-rendering:pixelated" href="${embedded(
          levels().find((level) => level.span === span)!,
          largest,
        )}"/>`,
      ].join('\n');
    },
    notes: [
      `Rows: ${many} that look; columns: what they look at. Shade from 0 (lightest) to ${formatWeight(largest)} (darkest).`,
      ...(isLarge && span > 1
        ? [`A dot stands for ${span} × ${span} ${many} and shows the largest number among them.`]
        : []),
      ...hiddenNotes(head, firstKey),
    ],
  };
}

function smallMatrix(
  { head, firstKey, largest }: Shape,
  { cell, left, top }: { readonly cell: number; readonly left: number; readonly top: number },
): string {
  const parts: string[] = [];
  const size = Math.min(12, cell);
  for (let query = 0; query < head.size; query++) {
    const y = top + query * cell;
    parts.push(text(left - 6, y + cell / 2 + size / 3, label(head, query), 'end', size));
    for (let key = firstKey; key < head.size; key++) {
      const weight = weightAt(head, query, key);
      const fill = toCss(print[shadeIndex(weight, largest)]!);
      parts.push(
        `<rect x="${left + (key - firstKey) * cell}" y="${y}" width="${cell - 0.5}" height="${cell - 0.5}" fill="${fill}" data-query="${head.numbers[query]}" data-key="${head.numbers[key]}" data-weight="${weight}"><title>${escapeMarkup(describeCell(head, { query, key }))}</title></rect>`,
      );
    }
  }
  for (let key = firstKey; key < head.size; key++) {
    const x = left + (key - firstKey + 0.5) * cell + size / 3;
    parts.push(
      `<g transform="translate(${x} ${top - 5}) rotate(-45)">${text(0, 0, label(head, key), 'start', size)}</g>`,
    );
  }
  return parts.join('\n');
}

function embedded(level: Level, largest: number): string {
  const canvas = document.createElement('canvas');
  canvas.width = level.width;
  canvas.height = level.height;
  const area = { x: 0, y: 0, width: level.width, height: level.height };
  canvas.getContext('2d')?.putImageData(paintLevel(level, area, { colours: littleEndian(print), largest }), 0, 0);
  return canvas.toDataURL('image/png');
}

/** Rows on each side of the chosen one that a printed page of lines has room for. */
const rowsAround = 60;
const rowPitch = 16;

/** Two columns with lines; of a long text the part around the chosen row. */
export function linesPicture({ head, firstKey, caption, largest }: Shape, about: number): Picture {
  const most = 2 * rowsAround;
  const first = head.size <= most ? 0 : Math.max(0, Math.min(head.size - most, about - rowsAround));
  const end = Math.min(head.size, first + most);
  const strong = () => strongLines(head, firstKey);
  const { many } = unitNames[head.unit];
  const [left, right] = [170, 430];
  const y = (row: number) => 20 + (row - first) * rowPitch;
  return {
    name: 'lines',
    title: `${caption}: lines`,
    get description() {
      return `${caption}. ${many} on the left look at ${many} on the right; a line for every number from ${strong().threshold} on.`;
    },
    width: 600,
    height: 20 + (end - first) * rowPitch,
    get body() {
      const inside = ({ query, key }: Line) => query >= first && query < end && key >= first && key < end;
      const rows = Array.from({ length: end - first }, (_, i) => i + first);
      return [
        ...strong()
          .lines.filter(inside)
          .map((line) => {
            const { width, opacity } = lineStroke(line.weight, largest, 0.08);
            const [from, to, middle] = [y(line.query), y(line.key), (left + right) / 2];
            return `<path d="M${left} ${from}C${middle} ${from} ${middle} ${to} ${right} ${to}" fill="none" stroke="${lineColour}" stroke-width="${width.toFixed(2)}" stroke-opacity="${opacity.toFixed(3)}" data-query="${head.numbers[line.query]}" data-key="${head.numbers[line.key]}" data-weight="${line.weight}"><title>${escapeMarkup(describeCell(head, line))}</title></path>`;
          }),
        ...rows.map((row) => text(left - 6, y(row) + 4, label(head, row), 'end', 12)),
        ...rows
          .filter((row) => row >= firstKey)
          .map((row) => text(right + 6, y(row) + 4, label(head, row), 'start', 12)),
      ].join('\n');
    },
    get notes() {
      return [
        `Left: ${many} that look; right: what they look at. Width and opacity from 0 to ${formatWeight(largest)}; numbers below ${strong().threshold} have no line.`,
        ...(end - first < head.size
          ? [
              `Only ${many} ${head.numbers[first]} to ${head.numbers[end - 1]} of ${head.size} are shown, and only lines between them.`,
            ]
          : []),
        ...hiddenNotes(head, firstKey),
      ];
    },
  };
}

const textWidth = 620;
const textSize = 13;
const textPitch = 24;

/** The words, shaded by what the chosen one looks at, or by what looks at it. */
export function textPicture(
  { head, firstKey, caption, largest }: Shape,
  words: string,
  { word, direction }: { readonly word: number; readonly direction: 'from' | 'to' },
): Picture {
  const cellOf = (unit: number) => (direction === 'from' ? { query: word, key: unit } : { query: unit, key: word });
  const { verb } = aboutReadings[head.reading];
  const lines = once(() => laidOut(words, head));
  const name = nameOf(head, word);
  return {
    name: 'text',
    title: direction === 'from' ? `${caption}: what ${name} ${verb}` : `${caption}: what ${verb} ${name}`,
    description: `${caption}. The words are shaded by ${direction === 'from' ? `how much ${name} ${verb} each` : `how much each ${verb} ${name}`}.`,
    width: textWidth,
    get height() {
      return lines().length * textPitch;
    },
    get body() {
      return lines()
        .flatMap((line, row) =>
          line.map(({ unit, text: own, x, width }) => {
            const y = row * textPitch;
            const set = `textLength="${width.toFixed(1)}" lengthAdjust="spacingAndGlyphs" xml:space="preserve"`;
            if (unit === null)
              return `<text x="${x.toFixed(1)}" y="${y + 16}" font-size="${textSize}" ${set}>${escapeMarkup(own)}</text>`;
            const { query, key } = cellOf(unit);
            const isShown = key >= firstKey;
            const weight = isShown ? weightAt(head, query, key) : 0;
            const rgb = print[isShown ? shadeIndex(weight, largest) : 0]!;
            const frame = unit === word ? ' stroke="#111" stroke-width="1.5" stroke-dasharray="3 2"' : '';
            return `<g data-query="${head.numbers[query]}" data-key="${head.numbers[key]}"${isShown ? ` data-weight="${weight}"` : ''}><title>${escapeMarkup(isShown ? describeCell(head, { query, key }) : 'not shown')}</title><rect x="${x.toFixed(1)}" y="${y + 2}" width="${width.toFixed(1)}" height="19" rx="2" fill="${weight === 0 ? '#fff' : toCss(rgb)}"${frame}/><text x="${x.toFixed(1)}" y="${y + 16}" font-size="${textSize}" fill="${weight === 0 ? '#111' : inkOn(rgb)}" ${set}>${escapeMarkup(own)}</text></g>`;
          }),
        )
        .join('\n');
    },
    notes: [
      `Dashed frame: ${name}. Shade from 0 (lightest) to ${formatWeight(largest)} (darkest), the largest number shown.`,
      ...hiddenNotes(head, firstKey),
    ],
  };
}

interface Placed {
  readonly unit: number | null;
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

/** Breaks the words into lines; in a paragraph that begins in a script from right to left they go on to the left. */
function laidOut(words: string, head: ShownHead): Placed[][] {
  const measure = textMeasure(textSize);
  const lines: Placed[][] = [];
  for (const parts of paragraphsOf(words, head.units, head.tokens)) {
    const isRightToLeft = directionOf(parts) === 'rtl';
    let line: Placed[] = [];
    let at = 0;
    const end = () => {
      lines.push(isRightToLeft ? line.map((one) => ({ ...one, x: textWidth - one.x - one.width })) : line);
      [line, at] = [[], 0];
    };
    for (const { unit, text: own, added } of parts) {
      // A sentence or a turn is longer than a line: it goes on in the next one.
      for (const piece of (added ? visibleToken(own) : own).split(/(\n|(?<=\s)(?=\S))/)) {
        if (piece === '\n') end();
        const shown = piece.replace(/\s+/g, ' ');
        if (shown === '' || piece === '\n') continue;
        const width = measure(shown);
        if (at + width > textWidth && at > 0) end();
        line.push({ unit, text: shown, x: at, width });
        at += width;
      }
    }
    end();
  }
  return lines;
}

/** Costly, and needed only when the picture is taken. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function hiddenNotes(head: ShownHead, firstKey: FirstKey): string[] {
  return [
    ...(aboutReadings[head.reading].sumsToOne ? [] : ['The numbers are no shares: rows do not sum to 1.']),
    ...(firstKey === 1 ? ['The first token is not shown as what is looked at.'] : []),
    ...(head.hidden ? ['Special tokens are not shown.'] : []),
  ];
}

function label({ tokens }: ShownHead, at: number): string {
  const characters = Array.from(visibleToken(tokens[at] ?? ''));
  return characters.length > longestLabel ? `${characters.slice(0, longestLabel - 1).join('')}…` : characters.join('');
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', size: number): string {
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}">${escapeMarkup(content)}</text>`;
}
