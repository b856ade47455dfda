// The lesson's pictures for print: dark on white. Text in them is escaped here.
import { escapeMarkup } from '../../src/core/exchange/markup';
import type { Picture } from '../../src/core/figures/picture';
import type { LossPoint } from '../../src/core/lesson/lossPoints';
import { stageTexts } from '../../src/core/lesson/stageTexts';
import { stages } from '../../src/core/models/stages';
import { formatBits, formatCount, formatProbability, visibleToken } from '../shared/format';
import type { AskedStage, ShownWords } from './taken';
import type { Remembered } from './limits';
import { lossGeometry, margin } from './lossGeometry';
import { recallRows } from './recallRows';

const blue = 'rgb(31,95,168)';
const rowHeight = 22;

export function lossPicture(points: readonly LossPoint[]): Picture {
  const { width, height, loss, heldOut, marks, yTicks, parts } = lossGeometry(points, 640, 280);
  const grid = yTicks.map(
    ({ y, value }) =>
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y}" y2="${y}" stroke="#ddd"/>${text(margin.left - 8, y + 4, String(value), 'end')}`,
  );
  const bounds = parts.map(
    ({ stage, from, to }, i) =>
      `<line x1="${from}" x2="${from}" y1="${margin.top}" y2="${height - margin.bottom}" stroke="#888"/>` +
      (to - from > 90 || i === 0 ? text(from + 4, height - 8, stageTexts[stage].title) : ''),
  );
  const dots = marks.map(
    ({ x, y }, i) =>
      `<circle cx="${x.toFixed(2)}" cy="${y.toFixed(2)}" r="1.8" data-step="${points[i]!.step}" data-loss="${points[i]!.loss}" data-held-out="${points[i]!.heldOut}"/>`,
  );
  return {
    name: 'loss',
    title: 'Loss over training',
    description: 'Loss in nats per token over the steps of training, on the training text and held out.',
    width,
    height,
    body: [
      ...grid,
      ...bounds,
      ...loss.map(({ path }) => `<path d="${path}" fill="none" stroke="#1f5fa8" stroke-dasharray="5 3"/>`),
      ...heldOut.map(({ path }) => `<path d="${path}" fill="none" stroke="#111" stroke-width="1.6"/>`),
      ...dots,
    ].join('\n'),
    notes: [
      `Full line with dots: two novels that were held out. Broken line: the text being learnt from. Upwards: nats per token; across: steps of training, ${formatCount(points.at(-1)?.step ?? 0)} in all.`,
      `Upright lines: a stage begins (${parts.map(({ stage }) => stageTexts[stage].title).join(', then ')}).`,
    ],
  };
}

const [wordRoom, columnWidth, columnGap] = [110, 145, 12] as const;

/** The same words under every stage: a column a stage, a bar a word, all on one scale. */
export function wordsPicture({ words, texts }: ShownWords): Picture {
  const { probabilities, rest, entropy, change } = words;
  const largest = Math.max(0.01, ...probabilities.flat());
  const x = (stage: number) => wordRoom + stage * (columnWidth + columnGap);
  const barRoom = columnWidth - 52;
  const head = stages.map((stage, s) => text(x(s), 12, stageTexts[stage].title, 'start', ' font-weight="bold"'));
  const rows = probabilities.map((ps, i) => {
    const y = 20 + i * rowHeight;
    const cells = ps.map(
      (p, s) =>
        `<rect x="${x(s)}" y="${y + 5}" width="${((p / largest) * barRoom).toFixed(2)}" height="11" fill="${blue}" data-stage="${stages[s]}" data-p="${p}"/>${text(x(s) + columnWidth, y + 15, formatProbability(p), 'end')}`,
    );
    return `${text(wordRoom - 10, y + 15, visibleToken(texts[i] ?? ''), 'end')}${cells.join('')}`;
  });
  const below = 20 + probabilities.length * rowHeight;
  const line = (row: number, name: string, values: readonly string[]) =>
    [
      text(wordRoom - 10, below + row * rowHeight + 18, name, 'end'),
      ...values.map((value, s) => text(x(s) + columnWidth, below + row * rowHeight + 18, value, 'end')),
    ].join('');
  return {
    name: 'next-words',
    title: 'Next words by stage',
    description: `The chance of the same ${texts.length} next words after four stages of training, as bars.`,
    width: x(stages.length) - columnGap,
    height: below + 3 * rowHeight + 6,
    body: [
      ...head,
      ...rows,
      `<path d="M0 ${below + 3}H${x(stages.length) - columnGap}" stroke="#999"/>`,
      line(0, 'everything else', rest.map(formatProbability)),
      line(1, 'uncertainty', entropy.map(formatBits)),
      line(
        2,
        'changed by stage',
        change.map((bits) => (bits === null ? '–' : `${bits.toFixed(2)} bits`)),
      ),
    ].join('\n'),
    notes: [
      'Chances right after the prompt, over the whole vocabulary; all bars on one scale. Uncertainty: entropy. Changed by stage: Jensen–Shannon divergence from the stage before, 0 to 1 bit. A dot stands for a space.',
    ],
  };
}

/** “she” by occupation: a dot at the mean, a line from the lowest to the highest sentence. */
export function pronounsPicture({ stage, shares }: AskedStage): Picture {
  const sorted = [...shares].sort((a, b) => b.she - a.she);
  const [left, room] = [110, 360];
  const x = (share: number) => (left + share * room).toFixed(2);
  const bottom = 8 + sorted.length * rowHeight;
  const rows = sorted.map(({ occupation, she, lowest, highest }, i) => {
    const y = 8 + (i + 0.5) * rowHeight;
    return (
      text(left - 10, y + 4, occupation, 'end') +
      `<path d="M${x(lowest)} ${y}H${x(highest)}" stroke="#555"/>` +
      `<circle cx="${x(she)}" cy="${y}" r="4" fill="${blue}" data-she="${she}" data-lowest="${lowest}" data-highest="${highest}"/>` +
      text(left + room + 14, y + 4, formatProbability(she))
    );
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<path d="M${x(share)} 8V${bottom}" stroke="#ddd"/>${text(Number(x(share)), bottom + 16, `${share * 100} %`, 'middle')}`,
  );
  return {
    name: `pronouns-${stage}`,
    title: `“she” among “he” and “she”, ${stageTexts[stage].title.toLowerCase()}`,
    description: `The chance of “she” among “he” and “she” after ${shares.length} occupations.`,
    width: left + room + 80,
    height: bottom + 22,
    body: [...ticks, ...rows].join('\n'),
    notes: [
      'Dot: mean of three sentences; line: from the lowest to the highest of them. An echo of the novels that the model read, no statement about any person or occupation.',
    ],
  };
}

/** How much of what was planted comes out, and how surprising its ending is, by how often it was read. */
export function memoryPicture({ stage, recalls }: Remembered): Picture {
  const rows = recallRows(recalls);
  const [left, room, second] = [130, 150, 400] as const;
  const mostBits = Math.max(1, ...rows.map(({ meanBits }) => meanBits));
  const body = rows.map(({ count, sentences, exact, meanBits }, i) => {
    const y = 22 + i * rowHeight;
    const bar = (at: number, share: number, data: string) =>
      `<rect x="${at}" y="${y + 5}" width="${(share * room).toFixed(2)}" height="11" fill="${blue}" ${data}/>`;
    return (
      text(left - 10, y + 15, count === 0 ? 'never (control)' : `${formatCount(count)} ×`, 'end') +
      bar(left, exact / sentences, `data-count="${count}" data-exact="${exact}" data-sentences="${sentences}"`) +
      text(left + room + 8, y + 15, `${exact} of ${sentences}`) +
      bar(second, meanBits / mostBits, `data-mean-bits="${meanBits}"`) +
      text(second + room + 8, y + 15, formatBits(meanBits))
    );
  });
  return {
    name: `memory-${stage}`,
    title: `What ${stageTexts[stage].title.toLowerCase()} remembers`,
    description: `For sentences that stood in the training text ${rows.map(({ count }) => count).join(', ')} times: how many are repeated word for word, and the mean surprisal of their ending.`,
    width: second + room + 80,
    height: 28 + rows.length * rowHeight,
    body: [
      text(left - 10, 12, 'Times in the text', 'end', ' font-weight="bold"'),
      text(left, 12, 'Repeated word for word', 'start', ' font-weight="bold"'),
      text(second, 12, 'Surprise of the ending, mean', 'start', ' font-weight="bold"'),
      ...body,
    ].join('\n'),
    notes: [
      'Invented sentences that were planted in the text of pretraining, and controls of the same form that never stood there.',
    ],
  };
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end' = 'start', more = ''): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${more}>${escapeMarkup(content)}</text>`;
}
