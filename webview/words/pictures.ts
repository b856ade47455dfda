// Pictures for print: dark on white. Text in them is escaped here.
import { escapeMarkup } from '../../src/core/exchange/markup';
import type { Picture } from '../../src/core/figures/picture';
import { toldShares } from '../../src/core/generation/spread';
import { quantile, type Summary } from '../../src/core/surprisal/summary';
import { formatCount, formatProbability, visibleToken } from '../shared/format';
import { barRows, ruleNames, type Chances } from './chances';
import { curvePath, curveScale, curveSize, rankTicks } from './curve';
import { drawLine, lineSize, markPath } from './lineDrawing';
import type { SurprisalLine } from './linePoints';
import { speakerName } from './lookedText';
import { formatChance, type TreeRow } from './treeModel';

const blue = '#2b6cb0';
const rowHeight = 18;
const printedBars = 25;

type TextOf = (id: number) => string;

export function barsPicture(chances: Chances, textOf: TextOf): Picture {
  const rows = barRows(chances, 0, printedBars);
  const highest = Math.max(...rows.map(({ before, after }) => Math.max(before, after)), 1e-9);
  const [left, room] = [170, 260];
  const width = (p: number): string => ((p / highest) * room).toFixed(2);
  const body = rows.map((row, i) => {
    const y = i * rowHeight;
    const own = chances.isReshaped
      ? `<rect x="${left}" y="${y + 2}" width="${width(row.before)}" height="13" fill="none" stroke="#111"/>`
      : '';
    const drawn = row.cutBy
      ? `cut: ${ruleNames[row.cutBy].toLowerCase()}`
      : chances.isReshaped
        ? `${formatProbability(row.before)} → ${formatProbability(row.after)}`
        : formatProbability(row.before);
    const weight = row.isSaid ? ' font-weight="bold"' : '';
    return (
      `<text x="0" y="${y + 13}"${weight}>${row.rank}. ${escapeMarkup(visibleToken(textOf(row.id)))}${row.isSaid ? ' (came next)' : ''}</text>` +
      `<rect class="bar" x="${left}" y="${y + 4}" width="${width(row.after)}" height="9" fill="${blue}"/>${own}` +
      `<text x="${left + room + 8}" y="${y + 13}">${drawn}</text>`
    );
  });
  const rest = 1 - chances.before.cumulative[rows.length - 1]!;
  return {
    name: 'next-words',
    title: 'Likeliest next words',
    description: `The ${rows.length} likeliest of ${formatCount(chances.ranked.length)} tokens with their probabilities.`,
    width: left + room + 150,
    height: rows.length * rowHeight,
    body: body.join('\n'),
    notes: [
      `The ${rows.length} likeliest of ${formatCount(chances.ranked.length)} tokens; all others together have ${formatProbability(Math.max(0, rest))}. “·” stands for a space, “↵” for a line break.`,
      ...(chances.isReshaped ? ['Outline: the model’s own probability; filled: with the settings.'] : []),
    ],
  };
}

export function curvePicture({ before, after, isReshaped }: Chances): Picture {
  const size = before.cumulative.length;
  const { x, y } = curveScale(size);
  const { width, height, left, right, bottom } = curveSize;
  const body = [
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (share) =>
        `<path d="M${left} ${y(share)}H${width - right}" stroke="#ccc"/><text x="${left - 6}" y="${y(share) + 4}" text-anchor="end">${share * 100} %</text>`,
    ),
    ...rankTicks(size).map(
      (rank) =>
        `<path d="M${x(rank)} ${y(0)}V${y(1)}" stroke="#ccc"/><text x="${x(rank)}" y="${height - bottom + 15}" text-anchor="middle">${formatCount(rank)}</text>`,
    ),
    `<text x="${(left + width - right) / 2}" y="${height - 4}" text-anchor="middle">number of likeliest tokens (log scale)</text>`,
    isReshaped
      ? `<path d="${curvePath(after.cumulative)}" fill="none" stroke="${blue}" stroke-width="3" stroke-dasharray="7 3"/>`
      : '',
    `<path d="${curvePath(before.cumulative)}" fill="none" stroke="#111" stroke-width="1.5"/>`,
    ...toldShares.map(
      (_, i) => `<circle cx="${x(before.needed[i]!)}" cy="${y(before.cumulative[before.needed[i]! - 1]!)}" r="3"/>`,
    ),
  ];
  const told = toldShares.map((share, i) => `${share * 100} % in ${formatCount(before.needed[i]!)}`).join(', ');
  return {
    name: 'cumulative',
    title: 'Cumulative probability by rank',
    description: `Cumulative probability over ${formatCount(size)} tokens: ${told}.`,
    width,
    height,
    body: body.join('\n'),
    notes: [
      `Thin line: the model’s own distribution; dots at 50, 90 and 99 % (${told} tokens).${isReshaped ? ' Dashed: with the settings.' : ''}`,
    ],
  };
}

export function treePicture(rows: readonly TreeRow[], given: string): Picture {
  const [left, room] = [260, 200];
  const body = rows.map(({ text, p, pathP, level, isSaid }, i) => {
    const y = (i + 1) * rowHeight + 6;
    return (
      `<text x="${(level - 1) * 16}" y="${y + 13}"${isSaid ? ' font-weight="bold"' : ''}>${escapeMarkup(visibleToken(text))}${isSaid ? ' (said)' : ''}</text>` +
      `<rect class="bar" x="${left}" y="${y + 4}" width="${(p * room).toFixed(2)}" height="9" fill="${blue}"/>` +
      `<text x="${left + room + 8}" y="${y + 13}">${formatProbability(p)}; path ${formatChance(pathP)}</text>`
    );
  });
  return {
    name: 'tree',
    title: 'Likely continuations',
    description: `A tree of ${rows.length} words that may follow, with their probabilities.`,
    width: left + room + 210,
    height: (rows.length + 1) * rowHeight + 10,
    body: `<text x="0" y="13" fill="#444">After “${escapeMarkup(given)}”</text>\n${body.join('\n')}`,
    notes: [
      'Indented below a word: what may come after it. Bold: what was said. Bars: probability given the words above.',
    ],
  };
}

export function linePicture(line: SurprisalLine, { speakers }: Summary): Picture {
  const { path, drawn, xTicks, yTicks } = drawLine(line);
  const { width, height, left, right, top, bottom } = lineSize;
  const marks = line.kind === 'turns' && drawn.length <= 400;
  const unit = line.kind === 'turns' ? 'bits per token' : 'bits';
  const legend = marks && speakers.length > 1;
  const body = [
    ...yTicks.map(
      ({ y, label }) =>
        `<path d="M${left} ${y}H${width - right}" stroke="#ccc"/><text x="${left - 6}" y="${y + 4}" text-anchor="end">${label}</text>`,
    ),
    ...xTicks.map(({ x, label }) => `<text x="${x}" y="${height - bottom + 16}" text-anchor="middle">${label}</text>`),
    `<text x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">${line.axis}</text>`,
    `<text x="12" y="${(top + height - bottom) / 2}" text-anchor="middle" transform="rotate(-90 12 ${(top + height - bottom) / 2})">${unit}</text>`,
    `<path class="line" d="${path}" fill="none" stroke="${blue}" stroke-width="1.2" stroke-linejoin="round"/>`,
    ...(marks
      ? drawn.map(({ x, y, index }) => {
          const speaker = line.points[index]!.speaker ?? 0;
          return `<path d="${markPath(speaker, x, y, 3)}" fill="${speaker % 2 ? '#111' : '#fff'}" stroke="#111"/>`;
        })
      : []),
    ...(legend
      ? speakers.map(({ speaker }, i) => {
          const x = left + i * 150;
          return `<path d="${markPath(i, x + 6, height + 12, 4)}" fill="${i % 2 ? '#111' : '#fff'}" stroke="#111"/><text x="${x + 16}" y="${height + 16}">${escapeMarkup(speakerName(speaker))}</text>`;
        })
      : []),
  ];
  return {
    name: 'line',
    title: line.kind === 'turns' ? 'Mean surprisal by turn' : 'Surprisal by token',
    description: `A line of ${formatCount(line.points.length)} points, from 0 to the highest value.`,
    width,
    height: height + (legend ? 24 : 0),
    body: body.join('\n'),
    notes: [
      line.kind === 'turns'
        ? 'Each point: mean surprisal of the tokens of a turn, without names and times.'
        : 'Surprisal of every token; where there are more tokens than room, the highest and the lowest of each column.',
    ],
  };
}

export function speakersPicture({ speakers, all }: Summary): Picture {
  const end = Math.max(1, quantile(all.values, 0.95) ?? 1);
  const [left, room] = [170, 380];
  const x = (bits: number | null): string => (left + (Math.min(end, bits ?? 0) / end) * room).toFixed(1);
  const rows = speakers.filter(({ tokens }) => tokens > 0);
  const body = rows.map(({ speaker, values }, i) => {
    const y = i * 26 + 12;
    const at = (share: number): string => x(quantile(values, share));
    return (
      `<text x="0" y="${y + 4}">${escapeMarkup(speakerName(speaker))} (n = ${formatCount(values.length)})</text>` +
      `<path d="M${at(0.05)} ${y}H${at(0.95)}" stroke="#111"/>` +
      `<rect x="${at(0.25)}" y="${y - 7}" width="${Math.max(1, Number(at(0.75)) - Number(at(0.25))).toFixed(1)}" height="14" fill="#cfe0f3" stroke="#111"/>` +
      `<path d="M${at(0.5)} ${y - 9}V${y + 9}" stroke="#111" stroke-width="2"/>`
    );
  });
  const bottom = rows.length * 26 + 6;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const bits = share * end;
    return `<path d="M${x(bits)} ${bottom - 4}v4" stroke="#111"/><text x="${x(bits)}" y="${bottom + 14}" text-anchor="middle">${bits.toFixed(1)}</text>`;
  });
  return {
    name: 'speakers',
    title: 'Surprisal of tokens by speaker (bits)',
    description: `Boxes of ${rows.length} speakers.`,
    width: left + room + 30,
    height: bottom + 20,
    body: [...body, `<path d="M${left} ${bottom - 4}H${left + room}" stroke="#111"/>`, ...ticks].join('\n'),
    notes: ['Box: middle half of the tokens, with the median; whiskers: 5th to 95th percentile.'],
  };
}
