// What the panel gives to take away: pictures, tables, and the sentences of a methods section.
import { escapeMarkup } from '../../src/core/exchange/markup';
import type { ComparedNext } from '../../src/core/beside/nextWords';
import type { Picture } from '../../src/core/figures/picture';
import { describeModel, type ModelProvenance, type Settings } from '../../src/core/figures/provenance';
import type { TakenTable, TakenView } from '../../src/core/figures/takeAway';
import type { BesideContent, Both, Side } from '../../src/protocol/beside';
import { formatProbability, visibleToken } from '../shared/format';
import { formatStatedShare } from '../shared/statedShare';
import { headPicture, headTable, type TakenHead } from './headPicture';
import type { Weights } from './headView';
import { orderWords } from './orderWords';
import { fills, legend, stripPictures } from './stripPicture';
import { formatComputed, sides, wordsBefore } from './wording';
import type { WordMessage } from './wordView';

const rowHeight = 20;
const labelWidth = 130;
const plotWidth = 420;

export interface Shown {
  readonly content: BesideContent;
  readonly models: Both<ModelProvenance>;
  readonly place: number;
  readonly next: ComparedNext | null;
  /** About one word after that place. */
  readonly answer: WordMessage | null;
  readonly weights: Both<Weights | null>;
}

export function takenView({ content, models, place, next, answer, weights }: Shown): TakenView {
  const { sides: about, bitsPerCharacter: bits } = content;
  const names = { left: about.left.name, right: about.right.name };
  const where = wordsBefore(content.tokens, place);
  const heads = sides.flatMap((side): TakenHead[] => {
    const shown = weights[side];
    const query = content.tokens[place]?.last[side];
    return shown && query !== undefined && query < shown.size ? [{ side, about: about[side], shown, query }] : [];
  });
  const settings: Settings = [
    ['Second model', describeModel(models.right)],
    ...sides.map((side) => [`Bits per character, ${names[side]}`, formatComputed(bits[side], 'bits')] as const),
    ...(next ? [['Divergence of the next words', formatComputed(next.divergence, 'bits')] as const] : []),
    ...heads.map(
      ({ about: { name: model }, shown: { layer, head } }) =>
        [`Head of ${model}`, `layer ${layer + 1}, head ${head + 1}`] as const,
    ),
  ];
  return {
    name: 'two-models',
    title: `${names.left} and ${names.right} on the same words`,
    settings,
    pictures: [
      ...(sides.every((side) => about[side].noScore !== null)
        ? []
        : stripPictures(content.tokens, names, unscored(content))),
      ...(next ? [nextPicture(next, names, where)] : []),
      ...heads.map(headPicture),
    ],
    tables: [
      surprisalTable(content),
      ...(next ? [nextTable(next, names, where)] : []),
      ...(answer ? [wordTable(answer, names, where)] : []),
      ...heads.map(headTable),
    ],
    methods: [
      `The same passage was read by two language models, ${names.left} and ${names.right}.`,
      ...surprisalMethods(content),
      ...(next ? nextMethods(next, names) : []),
      ...(heads.length > 0
        ? [
            'Attention weights (softmax rows, each summing to 1 over the tokens looked at) were read from one head of each model that shows them.',
          ]
        : []),
    ].join(' '),
    caveats: [
      ...(heads.length > 0
        ? ['Attention is not explanation: it shows where a head reads from, not why the model answers as it does.']
        : []),
      'A model that finds a text less surprising has seen more of its like; that says nothing about the person who said it.',
      ...sides.flatMap((side) =>
        about[side].server === null
          ? []
          : [
              `${names[side]} runs on a server: its figures are what the server states, which cannot be checked here, and the same name may be another model tomorrow.`,
            ],
      ),
      'Models with other tokenizers are compared by stretches and characters, not token by token.',
    ],
  };
}

/** Sentences of a methods section. */
function surprisalMethods(content: BesideContent): string[] {
  const { sides: about, characters } = content;
  const scored = sides.filter((side) => about[side].noScore === null);
  const not = unscored(content);
  if (scored.length === 0) return not;
  const cut = sides.every((side) => about[side].tokens.length > 0)
    ? 'that both tokenizers cut into whole tokens'
    : `that the tokenizer of ${about[scored[0]!].name} cuts into whole tokens`;
  const who = scored.length === 2 ? 'both models' : about[scored[0]!].name;
  return [
    `For every stretch of text ${cut}, surprisal is −log2 of the probability that the model gave it after ` +
      `everything before it, over its whole vocabulary; bits per character are its sum over the ` +
      `${characters.toLocaleString('en-US')} characters (Unicode code points) that ${who} scored, divided by them.`,
    ...not,
  ];
}

/** Who has no surprisal, and why. */
function unscored({ sides: about }: BesideContent): string[] {
  return sides.flatMap((side) => {
    const { name, noScore } = about[side];
    return noScore === null ? [] : [`${name} has no surprisal: ${noScore.charAt(0).toLowerCase()}${noScore.slice(1)}`];
  });
}

function nextMethods({ stated }: ComparedNext, names: Both<string>): string[] {
  const servers = sides.flatMap((side) => {
    const share = stated[side];
    return share === null ? [] : [`Of the next words of ${names[side]} its server stated ${formatStatedShare(share)}.`];
  });
  return servers.length > 0
    ? [
        ...servers,
        'The chances of the other tokens are not known, so neither their uncertainty nor a divergence was computed.',
      ]
    : [
        'Next-word distributions were compared by the Jensen–Shannon divergence in bits (Lin 1991) where both models have the same vocabulary.',
      ];
}

function surprisalTable({ tokens, sides: about }: BesideContent): TakenTable {
  const of = (side: Side) => [`${about[side].name}: bits`, `${about[side].name}: rank`, `${about[side].name}: tokens`];
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

function nextTable({ words, rest, stated }: ComparedNext, names: Both<string>, where: string): TakenTable {
  return {
    name: 'next-words',
    title: `Next words after “${where}”`,
    columns: [
      'word',
      ...sides.map((side) => `p, ${names[side]}${stated[side] ? ', as its server states' : ''}`),
      'difference',
    ],
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

function wordTable({ word, scores }: WordMessage, names: Both<string>, where: string): TakenTable {
  return {
    name: 'one-word',
    title: `“${word.trim()}” after “${where}”`,
    columns: ['model', 'word', 'pieces', 'logit of the first piece', 'rank of the first piece', 'p of the word'],
    rows: sides.map((side) => {
      const score = scores[side];
      if ('notComputable' in score)
        return [names[side], word, `not computable: ${score.notComputable}`, null, null, null];
      const { pieces, logit, rank, logprob } = score;
      return [names[side], word, pieces.map(visibleToken).join(' | '), logit, rank, Math.exp(logprob)];
    }),
  };
}

/** Two bars a word, dark over light. */
function nextPicture({ words, stated }: ComparedNext, names: Both<string>, where: string): Picture {
  const rows = orderWords(words, 'difference');
  const largest = Math.max(0.01, ...rows.flatMap(({ left, right }) => [left ?? 0, right ?? 0]));
  const body = rows.map(({ text, left, right }, i) => {
    const y = 24 + i * rowHeight;
    const bars = ([left, right] as const).map((p, s) => {
      const width = (((p ?? 0) / largest) * plotWidth).toFixed(1);
      const side = sides[s]!;
      return `<rect x="${labelWidth}" y="${y + s * 8}" width="${width}" height="7" fill="${fills[side]}" data-p="${p ?? ''}"/>`;
    });
    const none = (side: Side): string => (stated[side] ? 'not stated' : 'no such token');
    const numbers = sides
      .map((side, s) => [left, right][s] ?? none(side))
      .map((p) => (typeof p === 'string' ? p : formatProbability(p)))
      .join(' / ');
    return `<text x="${labelWidth - 8}" y="${y + 12}" text-anchor="end">${escapeMarkup(visibleToken(text))}</text>${bars.join('')}<text x="${labelWidth + plotWidth + 8}" y="${y + 12}" font-size="11">${escapeMarkup(numbers)}</text>`;
  });
  return {
    name: 'next-words',
    title: `Next words after “${where}”`,
    description: `The chance that ${names.left} and ${names.right} give each word, as pairs of bars.`,
    width: labelWidth + plotWidth + 150,
    height: 30 + rows.length * rowHeight,
    body: [legend(names, labelWidth), ...body].join('\n'),
    notes: [`Upper bar ${names.left}, lower bar ${names.right}. A dot stands for a space.`],
  };
}
