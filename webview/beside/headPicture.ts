// A head for print: dark on white, a cell a weight, as dark as the weight is large.
import { escapeMarkup } from '../../src/core/exchange/markup';
import type { Picture } from '../../src/core/figures/picture';
import type { TakenTable } from '../../src/core/figures/takeAway';
import type { BesideSide, Side } from '../../src/protocol/beside';
import { spokenToken, visibleToken } from '../shared/format';
import type { Weights } from './headView';

export interface TakenHead {
  readonly side: Side;
  readonly about: BesideSide;
  readonly shown: Weights;
  /** The token whose row the panel tells in numbers. */
  readonly query: number;
}

/** Cells on a side, up to which each is an element of its own that says its number. */
const mostCells = 64;
const side = 640;
const longestLabel = 18;
/** Of a label's letter, on average, in CSS pixels at 12 px. */
const letterWidth = 6.6;
/** More are no table that a person or a spreadsheet opens: Excel ends at 1,048,576. */
const mostRows = 300_000;
/** Of the largest weight. */
const ink = 17;

export function headPicture(head: TakenHead): Picture {
  const { about, shown } = head;
  const { size } = shown;
  const isLarge = size > mostCells;
  const cell = isLarge ? side / size : Math.min(28, Math.max(10, Math.floor(side / size)));
  const labels = isLarge ? [] : about.tokens.slice(0, size).map(label);
  const longest = Math.max(1, ...labels.map((text) => Array.from(text).length));
  const labelRoom = 12 + longest * letterWidth;
  const [left, top] = isLarge ? [48, 24] : [labelRoom, 8 + labelRoom * 0.75];
  const caption = captionOf(head);
  return {
    name: nameOf(head),
    title: caption,
    // Made when it is taken, not whenever the menu is drawn.
    get description() {
      return `${caption}. ${size} tokens in rows look at ${size} in columns; the largest weight is ${largestOf(shown).toFixed(4)}.`;
    },
    width: Math.ceil(left + size * cell + (isLarge ? 8 : labelRoom * 0.75)),
    height: Math.ceil(top + size * cell),
    get body() {
      return isLarge ? largeBody(shown, { cell, left, top }) : smallBody(head, labels, { cell, left, top });
    },
    get notes() {
      return [
        `Rows: tokens that look; columns: what they look at. Shade from 0 (white) to ${largestOf(shown).toFixed(4)} (darkest), in proportion to the weight.${isLarge ? ' Numbers: places of tokens.' : ' A dot stands for a space.'}`,
      ];
    },
  };
}

/** All weights of the head; where they are too many for a table, those of the row that the panel tells. */
export function headTable(head: TakenHead): TakenTable {
  const { about, shown, query: told } = head;
  const { size, weights } = shown;
  const isTooLarge = size * size > mostRows;
  const from = isTooLarge ? told * size : 0;
  const what = isTooLarge
    ? `what token ${told + 1} looks at (all ${(size * size).toLocaleString('en-US')} weights are too many for a table)`
    : 'all weights';
  return {
    name: isTooLarge ? `${nameOf(head)}-token-${told + 1}` : nameOf(head),
    title: `${captionOf(head)}, ${what}`,
    columns: ['query_number', 'query', 'key_number', 'key', 'weight'],
    get rows() {
      return Array.from(weights.subarray(from, from + (isTooLarge ? size : size * size)), (weight, i) => {
        const [query, key] = [Math.floor((from + i) / size), i % size];
        return [query + 1, about.tokens[query] ?? '', key + 1, about.tokens[key] ?? '', weight];
      });
    },
  };
}

interface Layout {
  readonly cell: number;
  readonly left: number;
  readonly top: number;
}

function smallBody({ about, shown }: TakenHead, labels: readonly string[], { cell, left, top }: Layout): string {
  const { size, weights } = shown;
  const largest = largestOf(shown);
  const letters = Math.min(12, cell);
  const parts: string[] = [];
  for (let query = 0; query < size; query++) {
    const y = top + query * cell;
    parts.push(text(left - 6, y + cell / 2 + letters / 3, labels[query] ?? '', 'end', letters));
    for (let key = 0; key < size; key++) {
      const weight = weights[query * size + key]!;
      const said = `${spokenToken(about.tokens[query] ?? '')} looks at ${spokenToken(about.tokens[key] ?? '')}: ${weight.toFixed(4)}`;
      parts.push(
        `<rect x="${left + key * cell}" y="${y}" width="${cell - 0.5}" height="${cell - 0.5}" fill="rgb(${Array(3).fill(grey(weight, largest)).join(',')})" data-query="${query + 1}" data-key="${key + 1}" data-weight="${weight}"><title>${escapeMarkup(said)}</title></rect>`,
      );
    }
  }
  for (let key = 0; key < size; key++) {
    const x = left + (key + 0.5) * cell + letters / 3;
    parts.push(
      `<g transform="translate(${x} ${top - 5}) rotate(-45)">${text(0, 0, labels[key] ?? '', 'start', letters)}</g>`,
    );
  }
  return [frame(left, top, size * cell), ...parts].join('\n');
}

function largeBody(shown: Weights, { cell, left, top }: Layout): string {
  const { size } = shown;
  const step = [10, 20, 50, 100, 200, 500, 1000].find((each) => each * cell >= 36) ?? 2000;
  const ticks = Array.from({ length: Math.floor(size / step) }, (_, i) => (i + 1) * step);
  return [
    ...ticks.map((at) => text(left - 5, top + (at - 0.5) * cell + 3.5, String(at), 'end', 10)),
    ...ticks.map((at) => text(left + (at - 0.5) * cell, top - 6, String(at), 'middle', 10)),
    `<image x="${left}" y="${top}" width="${side}" height="${side}" preserveAspectRatio="none" style="image-rendering:pixelated" href="${embedded(shown)}"/>`,
    frame(left, top, side),
  ].join('\n');
}

/** One dot a weight. */
function embedded(shown: Weights): string {
  const { size, weights } = shown;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const largest = largestOf(shown);
  const dots = new ImageData(size, size);
  for (let i = 0; i < size * size; i++) {
    dots.data.fill(grey(weights[i]!, largest), 4 * i, 4 * i + 3);
    dots.data[4 * i + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(dots, 0, 0);
  return canvas.toDataURL('image/png');
}

/** White paper has no edge of its own. */
function frame(left: number, top: number, length: number): string {
  return `<rect x="${left - 0.5}" y="${top - 0.5}" width="${length + 0.5}" height="${length + 0.5}" fill="none" stroke="#bbb"/>`;
}

function grey(weight: number, largest: number): number {
  return Math.round(255 - (255 - ink) * (largest === 0 ? 0 : weight / largest));
}

function largestOf({ weights }: Weights): number {
  return weights.reduce((most, weight) => Math.max(most, weight), 0);
}

function captionOf({ about, shown: { layer, head } }: TakenHead): string {
  return `Attention of ${about.name}, layer ${layer + 1} of ${about.layers}, head ${head + 1} of ${about.heads}`;
}

function nameOf({ side: which, shown: { layer, head } }: TakenHead): string {
  return `attention-${which === 'left' ? 'first' : 'second'}-model-layer-${layer + 1}-head-${head + 1}`;
}

function label(token: string): string {
  const characters = Array.from(visibleToken(token));
  return characters.length > longestLabel ? `${characters.slice(0, longestLabel - 1).join('')}…` : characters.join('');
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', size: number): string {
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}">${escapeMarkup(content)}</text>`;
}
