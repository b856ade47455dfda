import type { Picture } from '../../src/core/figures/picture';
import type { TakenTable, TakenView } from '../../src/core/figures/takeAway';
import type { LossPoint } from '../../src/core/lesson/lossPoints';
import { stageTexts } from '../../src/core/lesson/stageTexts';
import type { StageWords } from '../../src/core/lesson/stageWords';
import { stages } from '../../src/core/models/stages';
import type { Recall } from '../../src/protocol/lesson';
import { lossGeometry, margin } from './lossGeometry';
import { recallRows } from './recallRows';

export interface ShownLesson {
  readonly losses: readonly LossPoint[] | null;
  readonly words: { readonly words: StageWords; readonly texts: readonly string[] } | null;
  readonly recalls: readonly Recall[];
  readonly temperature: number;
  readonly seed: number;
}

export function takenLesson({ losses, words, recalls, temperature, seed }: ShownLesson): TakenView | null {
  const tables = [
    ...(losses ? [lossTable(losses)] : []),
    ...(words ? [wordsTable(words.words, words.texts)] : []),
    ...(recalls.length > 0 ? [recallTable(recalls)] : []),
  ];
  if (tables.length === 0) return null;
  return {
    name: 'how-a-model-is-made',
    title: 'How a language model is made',
    settings: [
      ['Temperature', String(temperature)],
      ['Top-p', '0.95'],
      ['Seed', String(seed)],
    ],
    pictures: losses ? [lossPicture(losses)] : [],
    tables,
    methods:
      'The four stages of Introspect’s bundled practice model (untrained, pretrained, fine-tuned on instructions, aligned by ' +
      'direct preference optimisation) were given the same prompt. Next-word probabilities are over the whole vocabulary. ' +
      'Losses are those logged in training, in nats per token.',
    caveats: ['The practice models are for learning: no number or word of theirs says anything about a person.'],
  };
}

function lossTable(points: readonly LossPoint[]): TakenTable {
  return {
    name: 'loss',
    title: 'Loss over training',
    columns: ['stage', 'step', 'step over all stages', 'loss, nats per token', 'held-out loss, nats per token'],
    rows: points.map(({ stage, stageStep, step, loss, heldOut }) => [stage, stageStep, step, loss, heldOut]),
  };
}

function wordsTable({ probabilities, rest, entropy, change }: StageWords, texts: readonly string[]): TakenTable {
  return {
    name: 'next-words',
    title: 'Next words by stage',
    columns: ['word', ...stages],
    rows: [
      ...texts.map((text, i) => [text, ...probabilities[i]!]),
      ['(everything else)', ...rest],
      ['(entropy, bits)', ...entropy],
      ['(Jensen–Shannon divergence from the stage before, bits)', ...change],
    ],
  };
}

function recallTable(recalls: readonly Recall[]): TakenTable {
  return {
    name: 'memory',
    title: 'Sentences remembered by how often they stood in the training text',
    columns: ['times in the text', 'sentences', 'repeated word for word', 'mean surprisal of the ending, bits'],
    rows: recallRows(recalls).map(({ count, sentences, exact, meanBits }) => [count, sentences, exact, meanBits]),
  };
}

function lossPicture(points: readonly LossPoint[]): Picture {
  const { width, height, loss, heldOut, yTicks, parts } = lossGeometry(points, 640, 280);
  const grid = yTicks.map(
    ({ y, value }) =>
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y}" y2="${y}" stroke="#ddd"/><text x="${margin.left - 8}" y="${y + 4}" text-anchor="end">${value}</text>`,
  );
  const bounds = parts.map(
    ({ from }) => `<line x1="${from}" x2="${from}" y1="${margin.top}" y2="${height - margin.bottom}" stroke="#888"/>`,
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
    ].join('\n'),
    notes: [
      'Full line: two novels that were held out. Broken line: the text being learnt from. Nats per token.',
      `Upright lines: a stage begins, ${parts.map(({ stage }) => stageTexts[stage].title).join(', then ')}.`,
    ],
  };
}
