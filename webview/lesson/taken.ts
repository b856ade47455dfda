// What the lesson gives to take away: of each section what it has shown so far.
import type { Settings } from '../../src/core/figures/provenance';
import type { TakenTable, TakenView } from '../../src/core/figures/takeAway';
import type { LossPoint } from '../../src/core/lesson/lossPoints';
import type { PronounShare } from '../../src/core/lesson/pronounShares';
import { stageTexts } from '../../src/core/lesson/stageTexts';
import type { StageWords } from '../../src/core/lesson/stageWords';
import { practiceStage, type Stage, stages } from '../../src/core/models/stages';
import type { Continuation, QuoteRequestMessage, WriteRequest } from '../../src/protocol/lesson';
import type { Remembered, Tried } from './limits';
import { lossPicture, memoryPicture, pronounsPicture, wordsPicture } from './pictures';
import { recallRows } from './recallRows';

export interface ShownWords {
  readonly words: StageWords;
  readonly texts: readonly string[];
}

export interface AskedStage {
  readonly stage: Stage;
  readonly shares: readonly PronounShare[];
}

export interface ShownLesson {
  readonly losses: readonly LossPoint[] | null;
  /** What the stages were asked, which the fields may have left behind. */
  readonly asked: Omit<WriteRequest, 'run'> | null;
  readonly continuations: readonly Continuation[];
  readonly words: ShownWords | null;
  readonly quoteAsked: Omit<QuoteRequestMessage, 'run'> | null;
  readonly tried: readonly Tried[];
  readonly pronouns: AskedStage | null;
  readonly memory: Remembered | null;
}

export function takenLesson(shown: ShownLesson): TakenView | null {
  const { losses, asked, continuations, words, quoteAsked, tried, pronouns } = shown;
  const memory = shown.memory && shown.memory.recalls.length > 0 ? shown.memory : null;
  const hasWritten = asked !== null && continuations.length > 0;
  const hasQuoted = quoteAsked !== null && tried.length > 0;
  const tables = [
    ...(hasWritten ? [writtenTable(continuations)] : []),
    ...(words ? [wordsTable(words)] : []),
    ...(losses ? [lossTable(losses)] : []),
    ...(hasQuoted ? [quotesTable(tried)] : []),
    ...(pronouns ? [pronounsTable(pronouns)] : []),
    ...(memory ? [memoryTable(memory), sentencesTable(memory)] : []),
  ];
  if (tables.length === 0) return null;
  const settings: Settings = [
    ...(asked && (hasWritten || words)
      ? ([
          ['Prompt given as', asked.asMessage ? 'a message to be answered' : 'a text to be continued'],
          ['Temperature', String(asked.temperature)],
          ['Top-p', '0.95'],
          ['Seed', String(asked.seed)],
        ] as const)
      : []),
    ...(hasQuoted
      ? ([
          ['Quotations asked for', `words that show “${quoteAsked.topic}”, of ${stageTexts[practiceStage].title}`],
          ['Seeds of the quotations', `${quoteAsked.seed} to ${quoteAsked.seed + tried.length - 1}`],
        ] as const)
      : []),
    ...(pronouns ? [['Pronouns of', stageTexts[pronouns.stage].title] as const] : []),
    ...(memory ? [['Memory of', stageTexts[memory.stage].title] as const] : []),
  ];
  return {
    name: 'how-a-model-is-made',
    title: 'How a language model is made',
    settings,
    pictures: [
      ...(words ? [wordsPicture(words)] : []),
      ...(losses ? [lossPicture(losses)] : []),
      ...(pronouns ? [pronounsPicture(pronouns)] : []),
      ...(memory ? [memoryPicture(memory)] : []),
    ],
    tables,
    methods: [
      'Four stages of Introspect’s bundled practice model were used: untrained, pretrained, fine-tuned on instructions, and aligned by direct preference optimisation.',
      ...(hasWritten || words
        ? [
            'All were given the same prompt. Next-word probabilities are over the whole vocabulary; the change from the stage before is the Jensen–Shannon divergence in bits (Lin 1991).',
          ]
        : []),
      ...(losses ? ['Losses are those logged in training, in nats per token.'] : []),
      ...(hasQuoted
        ? [
            'Quotations were sampled at temperature 0.8, freely and held to the passage, and looked up in it character for character.',
          ]
        : []),
      ...(pronouns
        ? [
            'The share of “she” is its probability among “he” and “she” after three beginnings for each occupation, as mean and range.',
          ]
        : []),
      ...(memory
        ? [
            'Of invented sentences planted in the text of pretraining (Carlini et al. 2019) the model was given the beginning and wrote on with the likeliest token; an ending counts as remembered if it is repeated word for word.',
          ]
        : []),
    ].join(' '),
    caveats: ['The practice models are for learning: no number or word of theirs says anything about a person.'],
  };
}

function writtenTable(continuations: readonly Continuation[]): TakenTable {
  return {
    name: 'written',
    title: 'What the stages wrote',
    columns: ['stage', 'text', 'ended by itself'],
    rows: continuations.map(({ stage, text, ended }) => [stage, text, ended ? 'yes' : 'no']),
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

function wordsTable({ words: { probabilities, rest, entropy, change }, texts }: ShownWords): TakenTable {
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

/** A row a quotation; a try without any has one, too. */
function quotesTable(tried: readonly Tried[]): TakenTable {
  return {
    name: 'quotations',
    title: 'Quotations, freely and held to the text',
    columns: ['seed', 'written', 'answer', 'quotation', 'stands in the text word for word'],
    rows: tried.flatMap((each) =>
      (['free', 'held'] as const).flatMap((way) => {
        const { seed, text, quotes } = each[way];
        const written = way === 'free' ? 'freely' : 'held to the text';
        if (quotes.length === 0) return [[seed, written, text, null, null]];
        return quotes.map(({ quote, isVerbatim }) => [seed, written, text, quote, isVerbatim ? 'yes' : 'no']);
      }),
    ),
  };
}

function pronounsTable({ stage, shares }: AskedStage): TakenTable {
  return {
    name: `pronouns-${stage}`,
    title: `“she” among “he” and “she” by occupation, ${stageTexts[stage].title.toLowerCase()}`,
    columns: ['occupation', 'share of “she”, mean', 'lowest', 'highest'],
    rows: shares.map(({ occupation, she, lowest, highest }) => [occupation, she, lowest, highest]),
  };
}

function memoryTable({ stage, recalls }: Remembered): TakenTable {
  return {
    name: `memory-${stage}`,
    title: `Sentences remembered by how often they stood in the training text, ${stageTexts[stage].title.toLowerCase()}`,
    columns: ['times in the text', 'sentences', 'repeated word for word', 'mean surprisal of the ending, bits'],
    rows: recallRows(recalls).map(({ count, sentences, exact, meanBits }) => [count, sentences, exact, meanBits]),
  };
}

function sentencesTable({ stage, recalls }: Remembered): TakenTable {
  return {
    name: `sentences-${stage}`,
    title: `Every planted sentence and control, ${stageTexts[stage].title.toLowerCase()}`,
    columns: ['beginning', 'ending', 'written', 'times in the text', 'repeated word for word', 'surprisal, bits'],
    rows: recalls.map(({ prompt, planted, written, count, exact, bits }) => [
      prompt,
      planted,
      written,
      count,
      exact ? 'yes' : 'no',
      bits,
    ]),
  };
}
