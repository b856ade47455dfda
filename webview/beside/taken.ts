// What the panel gives to take away: pictures, tables, and the sentences of a methods section.
import { escapeMarkup } from '../../src/core/exchange/markup';
import type { ComparedNext } from '../../src/core/beside/nextWords';
import type { Picture } from '../../src/core/figures/picture';
import type { Provenance, Settings } from '../../src/core/figures/provenance';
import type { TakenTable, TakenView } from '../../src/core/figures/takeAway';
import type { BesideContent, Both } from '../../src/protocol/beside';
import { visibleToken } from '../shared/format';
import { orderWords } from './orderWords';
import { formatComputed, sides, wordsBefore } from './wording';

const fills = { left: '#1f5fa8', right: '#e0a040' } as const;
const rowHeight = 20;
const labelWidth = 130;
const plotWidth = 420;

export interface Shown {
  readonly content: BesideContent;
  readonly models: Both<Provenance['model']>;
  readonly place: number;
  readonly next: ComparedNext | null;
}

export function takenView({ content, models, place, next }: Shown): TakenView {
  const { sides: about, bitsPerCharacter: bits } = content;
  const names = { left: about.left.name, right: about.right.name };
  const where = wordsBefore(content.tokens, place);
  const { name, architecture, file, sha256 } = models.right;
  const settings: Settings = [
    ['Second model', `${name} (${architecture}, file ${file}, SHA-256 ${sha256 ?? 'not known'})`],
    ...sides.map((side) => [`Bits per character, ${names[side]}`, formatComputed(bits[side], 'bits')] as const),
    ...(next ? [['Divergence of the next words', formatComputed(next.divergence, 'bits')] as const] : []),
  ];
  return {
    name: 'two-models',
    title: `${names.left} and ${names.right} on the same words`,
    settings,
    pictures: next ? [nextPicture(next, names, where)] : [],
    tables: [surprisalTable(content), ...(next ? [nextTable(next, names, where)] : [])],
    methods:
      `The same passage was read by two language models, ${names.left} and ${names.right}. For every stretch of text ` +
      `that both tokenizers cut into whole tokens, surprisal is −log2 of the probability that the model gave it after ` +
      `everything before it, over its whole vocabulary; bits per character are its sum over the ` +
      `${content.characters.toLocaleString('en-US')} characters (Unicode code points) that both models scored, divided by them. ` +
      `Next-word distributions were compared by the Jensen–Shannon divergence in bits (Lin 1991) where both models ` +
      `have the same vocabulary.`,
    caveats: [
      'A model that finds a text less surprising has seen more of its like; that says nothing about the person who said it.',
      'Models with other tokenizers are compared by stretches and characters, not token by token.',
    ],
  };
}

function surprisalTable({ tokens, sides: about }: BesideContent): TakenTable {
  const of = (side: 'left' | 'right') => [
    `${about[side].name}: bits`,
    `${about[side].name}: rank`,
    `${about[side].name}: tokens`,
  ];
  return {
    name: 'surprisal',
    title: 'Surprisal of every stretch',
    columns: ['start', 'end', 'text', ...of('left'), ...of('right')],
    rows: tokens.map(({ start, end, text, left, right }) => [
      start,
      end,
      text,
      ...[left, right].flatMap(({ bits, rank, tokens: count }) => [bits, rank, count]),
    ]),
  };
}

function nextTable({ words, rest }: ComparedNext, names: Both<string>, where: string): TakenTable {
  return {
    name: 'next-words',
    title: `Next words after “${where}”`,
    columns: ['word', `p, ${names.left}`, `p, ${names.right}`, 'difference'],
    rows: [
      ...orderWords(words, 'difference').map(({ text, left, right }) => [
        text,
        left,
        right,
        left === null || right === null ? null : right - left,
      ]),
      ['(everything else)', rest.left, rest.right, null],
    ],
  };
}

/** Two bars a word, dark over light. */
function nextPicture({ words }: ComparedNext, names: Both<string>, where: string): Picture {
  const rows = orderWords(words, 'difference');
  const largest = Math.max(0.01, ...rows.flatMap(({ left, right }) => [left ?? 0, right ?? 0]));
  const legend = sides.map((side, i) => {
    const x = labelWidth + i * 220;
    return `<rect x="${x}" y="2" width="10" height="10" fill="${fills[side]}"/><text x="${x + 16}" y="11">${escapeMarkup(names[side])}</text>`;
  });
  const body = rows.map(({ text, left, right }, i) => {
    const y = 24 + i * rowHeight;
    const bars = ([left, right] as const).map((p, s) => {
      const width = (((p ?? 0) / largest) * plotWidth).toFixed(1);
      const side = sides[s]!;
      return `<rect x="${labelWidth}" y="${y + s * 8}" width="${width}" height="7" fill="${fills[side]}"/>`;
    });
    const numbers = [left, right].map((p) => (p === null ? '–' : `${(p * 100).toFixed(1)} %`)).join(' / ');
    return `<text x="${labelWidth - 8}" y="${y + 12}" text-anchor="end">${escapeMarkup(visibleToken(text))}</text>${bars.join('')}<text x="${labelWidth + plotWidth + 8}" y="${y + 12}" font-size="11">${numbers}</text>`;
  });
  return {
    name: 'next-words',
    title: `Next words after “${where}”`,
    description: `The chance that ${names.left} and ${names.right} give each word, as pairs of bars.`,
    width: labelWidth + plotWidth + 120,
    height: 30 + rows.length * rowHeight,
    body: [...legend, ...body].join('\n'),
    notes: [`Upper bar ${names.left}, lower bar ${names.right}. A dot stands for a space.`],
  };
}
