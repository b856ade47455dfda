// What can be taken away from the panel: what is computed at the moment, unrounded.
import type { TakenTable, TakenView } from '../../src/core/figures/takeAway';
import { sumOfParts, type LogitParts } from '../../src/core/layers/logitParts';
import type { AblationAnswer, ContributionsAnswer, LayersContent, LensAnswer } from '../../src/protocol/layers';
import { caveats } from './caveats';
import { ablationPicture, contributionsPicture, lensPicture } from './pictures';
import { nameHeads, settledOf, toBits } from './words';

export interface Answers {
  readonly lens: LensAnswer | null;
  readonly contributions: ContributionsAnswer | null;
  readonly ablation: AblationAnswer | null;
}

/** Null while nothing is computed. */
export function layersTaken(content: LayersContent, { lens, contributions, ablation }: Answers): TakenView | null {
  if (!lens && !contributions && !ablation) return null;
  const parts = [
    ...(lens ? [lensTaken(content, lens)] : []),
    ...(contributions ? [contributionsTaken(content, contributions)] : []),
    ...(ablation ? [ablationTaken(content, ablation)] : []),
  ];
  return {
    name: 'layers',
    title: 'What the layers do',
    settings: parts.flatMap(({ settings }) => settings),
    pictures: parts.flatMap(({ pictures }) => pictures),
    tables: parts.flatMap(({ tables }) => tables),
    methods: parts.map(({ methods }) => methods).join(' '),
    caveats,
  };
}

type Part = Pick<TakenView, 'settings' | 'pictures' | 'tables' | 'methods'>;

function lensTaken(content: LayersContent, answer: LensAnswer): Part {
  const { tokens, model } = content;
  const settled = settledOf(answer);
  const end = answer.start + settled.length;
  return {
    settings: [['Lens on tokens', `${answer.start + 1} to ${end} of ${tokens.length}`]],
    pictures: [lensPicture(content, answer)],
    tables: [lensTable(content, answer), settledTable(content, answer, settled)],
    methods:
      'Intermediate predictions were read with the logit lens (nostalgebraist, 2020): the model’s final norm and output ' +
      'head were applied to the residual stream after each layer, with probabilities over the whole vocabulary. ' +
      (model.predictsNextToken ? '' : 'At each position the model’s reading of the token there was taken. ') +
      'An answer counted as settled at the first layer from which on the final best token remained best.',
  };
}

function lensTable({ tokens, model }: LayersContent, { start, layers }: LensAnswer): TakenTable {
  const ahead = model.predictsNextToken ? 1 : 0;
  return {
    name: 'lens',
    title: 'What each layer would say',
    columns: ['layer', 'position', 'token', 'rank', 'guess', 'p', 'actual', 'actualP', 'actualRank'],
    rows: layers.flatMap((row, layer) =>
      row.flatMap(({ top, actual }, column) => {
        const position = start + column;
        return top.map(({ text, p }, i) => [
          layer,
          position,
          tokens[position]?.text ?? '',
          i + 1,
          text,
          p,
          actual ? (tokens[position + ahead]?.text ?? '') : null,
          actual?.p ?? null,
          actual?.rank ?? null,
        ]);
      }),
    ),
  };
}

function settledTable(
  { tokens }: LayersContent,
  { start, layers }: LensAnswer,
  settled: readonly number[],
): TakenTable {
  return {
    name: 'settled',
    title: 'Which layer settled each answer',
    columns: ['position', 'token', 'answer', 'p', 'settledLayer'],
    rows: settled.map((layer, column) => {
      const best = layers.at(-1)?.[column]?.top[0];
      return [start + column, tokens[start + column]?.text ?? '', best?.text ?? '', best?.p ?? null, layer];
    }),
  };
}

function contributionsTaken({ tokens }: LayersContent, answer: ContributionsAnswer): Part {
  const { position, chosen, against } = answer;
  return {
    settings: [
      ['After token', `${position + 1} (“${tokens[position]?.text ?? ''}”)`],
      ['Token taken apart', `“${chosen.target.text}”`],
      ...(against ? [['Compared with', `“${against.target.text}”`] as const] : []),
    ],
    pictures: [contributionsPicture(answer)],
    tables: [contributionsTable(chosen.parts, against?.parts ?? null)],
    methods:
      'The logit of the token was decomposed into the direct contributions of the embeddings and of each layer’s ' +
      'attention and MLP, with the scale of the final norm held at its actual value (direct logit attribution; Elhage ' +
      'et al., 2021)' +
      (against ? '; for two tokens the difference of the contributions was taken.' : '.'),
  };
}

function contributionsTable(target: LogitParts, against: LogitParts | null): TakenTable {
  const all = [target, ...(against ? [against] : [])];
  const row = (name: string, value: (parts: LogitParts) => number) => {
    const values = all.map(value);
    return [name, ...values, ...(against ? [values[0]! - values[1]!] : [])];
  };
  return {
    name: 'contributions',
    title: 'What each part adds to the logit',
    columns: ['part', 'target', ...(against ? ['against', 'difference'] : [])],
    rows: [
      row('embeddings', ({ embeddings }) => embeddings),
      row('constant', ({ constant }) => constant),
      // Layers count from 0, as on the command line.
      ...target.layers.flatMap((_, l) => [
        row(`layer ${l} attention`, ({ layers }) => layers[l]!.attention),
        row(`layer ${l} mlp`, ({ layers }) => layers[l]!.mlp),
      ]),
      row('sum of parts', sumOfParts),
      row('rounding', ({ rounding }) => rounding),
      row('logit', ({ logit }) => logit),
    ],
  };
}

function ablationTaken({ tokens }: LayersContent, answer: AblationAnswer): Part {
  const { heads, hidden, next, lossChange, meanLossChange, divergenceBits } = answer;
  const named = nameHeads(heads);
  const perToken = hidden === null ? ' a token' : '';
  const mean = meanLossChange === null ? 'not computable' : `${toBits(meanLossChange)} bits${perToken}`;
  return {
    settings: [
      ['Heads switched off', named],
      ...(hidden === null ? [] : [['Hidden token', `${hidden + 1} (“${tokens[hidden]?.text ?? ''}”)`] as const]),
      [
        `KL divergence of the ${hidden === null ? 'next' : 'hidden'} token`,
        divergenceBits === null ? 'infinite' : `${divergenceBits} bits`,
      ],
      [hidden === null ? 'Mean change of surprisal' : 'Change of surprisal of the hidden token', mean],
    ],
    pictures: [ablationPicture(answer, named)],
    tables: [
      {
        name: 'ablation-next',
        title:
          hidden === null
            ? 'Next tokens with all heads and without some'
            : 'What fills the gap with all heads and without some',
        columns: ['id', 'token', 'was', 'p'],
        rows: next.map(({ id, text, before, after }) => [id, text, before, after]),
      },
      {
        name: 'ablation-text',
        title: 'How much more surprising the text becomes',
        columns: ['position', 'token', 'lossChangeNats', 'surprisalChangeBits'],
        rows: tokens.map(({ text }, i) => {
          const change = lossChange[i] ?? null;
          return [i, text, change, change === null ? null : toBits(change)];
        }),
      },
    ],
    methods:
      'Attention heads were ablated by setting their output to zero at every position before the layer’s output ' +
      'projection (zero ablation; Michel et al., 2019); ' +
      (hidden === null
        ? 'the next-token distributions after the whole text were compared by the Kullback–Leibler divergence D(all ' +
          'heads ‖ without) over the whole vocabulary, and the text by the mean change of −log p per token.'
        : 'one token of the text was masked, and the distributions over the whole vocabulary in its place were compared ' +
          'by the Kullback–Leibler divergence D(all heads ‖ without), and the token itself by the change of −log p.'),
  };
}
