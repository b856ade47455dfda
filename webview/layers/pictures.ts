// The panel's pictures for print: dark on white, whatever the theme.
import { escapeMarkup } from '../../src/core/exchange/markup';
import type { Picture } from '../../src/core/figures/picture';
import type { AblationAnswer, ContributionsAnswer, LayersContent, LensAnswer } from '../../src/protocol/layers';
import { formatProbability, visibleToken } from '../shared/format';
import { largestPart, shownParts } from './parts';
import { mix, type Rgb } from './shades';
import { formatSigned, layerName, settledOf } from './words';

const white: Rgb = [255, 255, 255];
/** For probability 1: black text on it has a contrast of 8. */
const full: Rgb = [116, 173, 229];
const positive = '#2b6cb0';
const negative = '#b7410e';
const rowHeight = 20;

/** Grid of the best guesses: the rows are layers, the columns tokens. */
export function lensPicture({ tokens, model }: LayersContent, answer: LensAnswer): Picture {
  const [labelWidth, cellWidth] = [100, 84];
  const settled = settledOf(answer);
  const y = (row: number) => row * rowHeight;
  const x = (column: number) => labelWidth + column * cellWidth;
  const heads = settled.map((_, column) =>
    text(x(column) + 4, y(0) + 14, visibleToken(tokens[answer.start + column]?.text ?? ''), 'font-weight="bold"', 11),
  );
  const rows = answer.layers.flatMap((row, layer) => [
    text(0, y(layer + 1) + 14, `${layerName(layer)}${layer === answer.layers.length - 1 ? ' =' : ''}`),
    ...row.flatMap(({ top: [best] }, column) => {
      if (!best) return [];
      const [left, upper] = [x(column), y(layer + 1)];
      const mark = settled[column] === layer;
      return [
        `<rect x="${left}" y="${upper}" width="${cellWidth - 1}" height="${rowHeight - 1}" fill="rgb(${mix(white, full, best.p).join(',')})"/>`,
        ...(mark ? [`<path d="M${left} ${upper}h${cellWidth - 1}" stroke="#111" stroke-width="2"/>`] : []),
        text(left + 4, upper + 14, `${mark ? '◆ ' : ''}${visibleToken(best.text)}`, '', mark ? 6 : 8),
        `<text x="${left + cellWidth - 4}" y="${upper + 14}" font-size="9" text-anchor="end">${Math.round(best.p * 100)} %</text>`,
      ];
    }),
  ]);
  return {
    name: 'lens',
    title: 'What each layer would say',
    description: `Best guess of ${answer.layers.length} readings at ${settled.length} tokens, shaded by probability.`,
    width: x(settled.length),
    height: y(answer.layers.length + 1),
    body: [text(0, 14, model.predictsNextToken ? 'After' : 'At'), ...heads, ...rows].join('\n'),
    notes: [
      'Shade: probability of the best guess, white 0, darkest 1. ◆ and a line above: the first layer from which on the final best guess stays best.',
      'The last row is the model’s own prediction. Early layers were never trained to be read this way (logit lens, nostalgebraist 2020).',
    ],
  };
}

/** Signed bars, two for each layer. */
export function contributionsPicture(answer: ContributionsAnswer): Picture {
  const parts = shownParts(answer);
  const largest = largestPart(parts) || 1;
  const [labelWidth, half, numberWidth] = [150, 170, 60];
  const rows: readonly (readonly [string, number])[] = [
    ['Embeddings', parts.embeddings],
    ['Constant', parts.constant],
    ...parts.layers.flatMap(
      ({ attention, mlp }, l) =>
        [
          [`Layer ${l + 1} attention`, attention],
          [`Layer ${l + 1} MLP`, mlp],
        ] as const,
    ),
  ];
  const zero = labelWidth + half;
  const bars = rows.flatMap(([name, value], i) => {
    const length = (half * Math.abs(value)) / largest;
    const upper = i * rowHeight;
    return [
      text(0, upper + 14, name),
      `<rect x="${value < 0 ? zero - length : zero}" y="${upper + 3}" width="${length}" height="${rowHeight - 6}" fill="${value < 0 ? negative : positive}"/>`,
      `<text x="${zero + half + numberWidth}" y="${upper + 14}" text-anchor="end">${formatSigned(value)}</text>`,
    ];
  });
  const { chosen, against } = answer;
  const named = visibleToken(chosen.target.text);
  const what = against ? `${named} rather than ${visibleToken(against.target.text)}` : named;
  return {
    name: 'contributions',
    title: `What each part adds to ${what}`,
    description: `Signed bars: contributions of ${rows.length} parts to ${against ? 'the difference of two logits' : 'one logit'}.`,
    width: zero + half + numberWidth,
    height: rows.length * rowHeight,
    body: [...bars, `<path d="M${zero} 0v${rows.length * rowHeight}" stroke="#111"/>`].join('\n'),
    notes: [
      `After token ${answer.position + 1}. Logit${against ? 's differ by' : ''} ${formatSigned(parts.logit)}; left over by rounding ${formatSigned(parts.rounding)}.`,
      'Direct logit attribution: what a part does by way of later layers is not counted.',
    ],
  };
}

/** Next tokens with all heads and without some. */
export function ablationPicture({ next, heads, hidden }: AblationAnswer, named: string): Picture {
  const [labelWidth, barWidth, numberWidth] = [130, 170, 70];
  const bar = (left: number, upper: number, p: number, fill: string) =>
    `<rect x="${left}" y="${upper + 3}" width="${barWidth * p}" height="${rowHeight - 6}" fill="${fill}"/>` +
    text(left + barWidth + 6, upper + 14, formatProbability(p));
  const right = labelWidth + barWidth + numberWidth;
  const rows = next.map(({ text: token, before, after }, i) => {
    const upper = (i + 1) * rowHeight;
    return [
      text(0, upper + 14, visibleToken(token)),
      bar(labelWidth, upper, before, positive),
      bar(right, upper, after, negative),
    ].join('\n');
  });
  const heading = [text(labelWidth, 14, 'All heads'), text(right, 14, 'Without them')];
  return {
    name: 'ablation',
    title: `The ${hidden === null ? 'next' : 'hidden'} token without ${heads.length === 1 ? named : `${heads.length} heads`}`,
    description: `Probabilities of ${next.length} tokens before and after.`,
    width: right + barWidth + numberWidth,
    height: (next.length + 1) * rowHeight,
    body: [...heading, ...rows].join('\n'),
    notes: [`Switched off: ${named}. Full bar: probability 1. An intervention in a trained network.`],
  };
}

/** Cut to `most` characters, if given. */
function text(x: number, y: number, content: string, attributes = '', most = Infinity): string {
  const characters = [...content];
  const shown = characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : content;
  return `<text x="${x}" y="${y}" ${attributes}>${escapeMarkup(shown)}</text>`;
}
