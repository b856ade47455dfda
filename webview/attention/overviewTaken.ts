// All heads as they can be taken away: the grid as a picture for print, the measures as a table.
import { escapeMarkup } from '../../src/core/exchange/markup';
import type { Picture } from '../../src/core/figures/picture';
import type { TakenTable, TakenView } from '../../src/core/figures/takeAway';
import type { HeadOrder } from '../../src/protocol/attention';
import type { HeadOverviewResult } from '../../src/protocol/headOverview';
import { formatCount, formatProbability } from '../shared/format';
import { colourScale } from './colourScale';
import { paintCells } from './overviewCells';
import { headName, type HeadRow, type Measure, measureTexts, printValue, valueOf } from './overviewMeasures';
import type { HeadSearch } from './overviewSearch';

const printScale = colourScale({ background: [255, 255, 255], foreground: [17, 17, 17], accent: [0, 90, 181] });
const gap = 8;
const captionHeight = 26;
const labelWidth = 62;
const labelHeight = 16;
const orderedColumns = 8;
const tileSide = 96;

interface Shown {
  readonly overview: HeadOverviewResult;
  /** In the order shown. */
  readonly rows: readonly HeadRow[];
  readonly order: HeadOrder;
  readonly smallestFirst: boolean;
  readonly hideFirst: boolean;
  readonly search: HeadSearch | null;
  readonly columns: readonly Measure[];
}

export function takeHeads(shown: Shown): TakenView {
  const { overview, order, hideFirst, search, smallestFirst } = shown;
  const by = order === 'layer' ? 'layer and head' : measureTexts[order].column;
  const direction = order === 'layer' ? '' : smallestFirst ? ', smallest first' : ', largest first';
  return {
    name: 'attention-all-heads',
    title: 'Attention of all heads',
    settings: [
      ['Order', `${by}${direction}`],
      ['First token in the pictures', hideFirst ? 'left out' : 'shown'],
      ['Tokens per cell', String(overview.tokensPerCell)],
      ...(search ? ([['Search', `from “${search.from}” to “${search.to}”`]] as const) : []),
    ],
    pictures: [pictureOf(shown)],
    tables: [tableOf(shown)],
    methods: methodsOf(shown),
    caveats: [
      'Attention is not explanation: it shows where a head reads from, not why the model answers as it does.',
      'A measure is a mean over the text: a head may behave otherwise at single places.',
      ...(overview.inductionChance === null
        ? []
        : [
            `A head that looks everywhere evenly would have an induction score of ${formatProbability(overview.inductionChance)} on this text.`,
          ]),
    ],
  };
}

function pictureOf({ overview, rows, order, hideFirst }: Shown): Picture {
  const byLayer = order === 'layer';
  const columns = byLayer ? overview.heads : Math.min(orderedColumns, rows.length);
  const [left, top] = byLayer ? [labelWidth, labelHeight] : [0, 0];
  const step = { x: tileSide + gap, y: tileSide + gap + (byLayer ? 0 : captionHeight) };
  const place = (i: number) => ({ x: left + (i % columns) * step.x, y: top + Math.floor(i / columns) * step.y });
  const width = left + columns * step.x;
  const height = top + Math.ceil(rows.length / columns) * step.y;
  const labels = byLayer
    ? [
        ...Array.from({ length: overview.heads }, (_, head) =>
          text(left + head * step.x + tileSide / 2, 11, `Head ${head + 1}`, 'middle'),
        ),
        ...Array.from({ length: overview.layers }, (_, layer) =>
          text(0, top + layer * step.y + tileSide / 2, `Layer ${layer + 1}`, 'start'),
        ),
      ]
    : rows.flatMap((row, i) => {
        const { x, y } = place(i);
        return [
          text(x, y + tileSide + 11, headName(row), 'start'),
          text(x, y + tileSide + 23, printValue(row, order), 'start'),
        ];
      });
  const imageOf = (row: HeadRow, i: number) => {
    const { x, y } = place(i);
    const href = tileUrl(overview, row, hideFirst);
    return `<image x="${x}" y="${y}" width="${tileSide}" height="${tileSide}" preserveAspectRatio="none" image-rendering="pixelated" href="${href}"/><rect x="${x}" y="${y}" width="${tileSide}" height="${tileSide}" fill="none" stroke="#999" stroke-width="0.5"/>`;
  };
  const { tokensPerCell, size } = overview;
  const cell = tokensPerCell === 1 ? 'one token' : `${tokensPerCell} tokens`;
  return {
    name: 'pictures',
    title: 'Attention of all heads',
    description: `The attention matrices of ${rows.length} heads side by side, over ${formatCount(size)} tokens.`,
    width,
    height,
    /** Made when it is taken: hundreds of pictures are not drawn for a menu. */
    get body() {
      return [...labels, ...rows.map(imageOf)].join('\n');
    },
    notes: [
      `Rows of a matrix: tokens that look, from top to bottom; columns: tokens that they look at, from left to right; a cell is ${cell} a side (sum over what is looked at, mean over those that look). Shade: from 0 (white) to each matrix’s own largest cell (dark).`,
      ...(hideFirst ? ['The attention to the first token is left out.'] : []),
    ],
  };
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle'): string {
  return `<text x="${x}" y="${y}" font-size="11" text-anchor="${anchor}">${escapeMarkup(words)}</text>`;
}

function tileUrl(overview: HeadOverviewResult, { layer, head }: HeadRow, hideFirst: boolean): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = overview.cells;
  const image = new ImageData(overview.cells, overview.cells);
  paintCells(image, overview, layer * overview.heads + head, hideFirst, printScale);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas.toDataURL('image/png');
}

function tableOf({ rows, columns }: Shown): TakenTable {
  return {
    name: 'measures',
    title: 'Measures of all heads',
    columns: ['layer', 'head', ...columns.map((measure) => measureTexts[measure].column)],
    rows: rows.map((row) => [row.layer + 1, row.head + 1, ...columns.map((measure) => valueOf(row, measure) ?? null)]),
  };
}

function methodsOf({ overview, columns, search }: Shown): string {
  const { layers, heads, size } = overview;
  return [
    `Attention weights of all ${layers * heads} heads (${layers} layers of ${heads}) were read over ${formatCount(size)} tokens.`,
    'For each head we computed, from the exact weights: the entropy of a token’s weights in bits and the mean distance between a token and what it attends to (means over all tokens with a choice); the mean weight on the first token (Xiao et al., 2023) and on the token before (Elhage et al., 2021) over all later tokens; and the prefix-matching (induction) score of Olsson et al. (2022), here on the text itself: the summed weight on the tokens that followed earlier occurrences of the same token, averaged over repeated tokens.',
    columns.includes('loss')
      ? 'The change in loss is the mean change in the negative base-2 logarithm of each next token’s probability when the head’s output is set to zero (zero ablation).'
      : '',
    search
      ? `Attention from “${search.from}” to “${search.to}” is the weight on all visible tokens of the second, summed, averaged over the tokens of the first (Clark et al., 2019); a token’s weight on itself is left out.`
      : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
