// What can be taken away from the panel: the numbers on screen, in full.
import type { TakenTable, TakenView } from '../../src/core/figures/takeAway';
import { surprisalBits } from '../../src/core/generation/probabilities';
import {
  isOfWords,
  perUnit,
  quantile,
  standardDeviation,
  turnNumbers,
  type SpeakerSurprisal,
} from '../../src/core/surprisal/summary';
import { windowOf } from '../../src/core/surprisal/windows';
import type { TranscriptReading } from '../../src/protocol/words';
import { samplingRules } from '../../src/core/generation/spread';
import { barRows, ruleNames, ruleValue, type Chances } from './chances';
import type { LikeliestMessage } from './likeliest';
import { clock, type LookedText } from './lookedText';
import type { SurprisalLine } from './linePoints';
import { barsPicture, curvePicture, linePicture, speakersPicture, treePicture } from './pictures';
import type { TreeRow } from './treeModel';
import type { Sampling } from './viewState';
import { describeWindows } from './wording';

/** Ranks that come with their words in the table. */
const tableRanks = 1000;

export function takeChances(
  chances: Chances,
  sampling: Sampling,
  texts: ReadonlyMap<number, string>,
  about: { readonly given: string; readonly caveats: readonly string[] },
): TakenView {
  const textOf = (id: number): string => texts.get(id) ?? `token ${id}`;
  const count = Math.min(tableRanks, chances.ranked.length);
  const rows = barRows(chances, 0, count);
  const rest = chances.ranked.subarray(count);
  const sum = (p: Float64Array): number => rest.reduce((total, id) => total + p[id]!, 0);
  const { before, after, reshaped } = chances;
  const spread = (name: string, own: number, drawn: number): (string | number)[] => [name, own, drawn];
  return {
    name: 'next-words',
    title: `Next words after “${about.given}”`,
    settings: chances.isReshaped
      ? samplingRules
          .map((rule) => [ruleNames[rule], ruleValue(rule, sampling[rule])] as const)
          .filter(([, value]) => value !== 'off')
      : [],
    pictures: [barsPicture(chances, textOf), curvePicture(chances)],
    tables: [
      {
        name: 'distribution',
        title: `Next words: the first ${count} ranks and the rest`,
        columns: [
          'rank',
          'token_id',
          'token',
          'probability',
          'probability_with_settings',
          'cumulative',
          'cut_by',
          'came_next',
        ],
        rows: [
          ...rows.map((row) => [
            row.rank,
            row.id,
            textOf(row.id),
            row.before,
            row.after,
            row.cumulative,
            row.cutBy ?? '',
            row.isSaid ? 1 : 0,
          ]),
          ...(rest.length > 0
            ? [
                [
                  `${count + 1}–${chances.ranked.length}`,
                  null,
                  'all others',
                  sum(reshaped.before),
                  sum(reshaped.after),
                  1,
                  '',
                  null,
                ],
              ]
            : []),
        ],
      },
      {
        name: 'spread',
        title: 'Spread of the distribution',
        columns: ['measure', 'model', 'with_settings'],
        rows: [
          spread('entropy_bits', before.entropyBits, after.entropyBits),
          spread('effective_choices', before.effectiveChoices, after.effectiveChoices),
          spread('tokens_for_50_percent', before.needed[0]!, after.needed[0]!),
          spread('tokens_for_90_percent', before.needed[1]!, after.needed[1]!),
          spread('tokens_for_99_percent', before.needed[2]!, after.needed[2]!),
          spread('tokens_possible', before.possible, after.possible),
        ],
      },
      {
        name: 'sampling-steps',
        title: 'What each sampling rule did',
        columns: ['rule', 'value', 'tokens_cut', 'probability_cut', 'tokens_left', 'entropy_bits'],
        rows: reshaped.steps.map(({ rule, cut, cutMass, left, entropyBits }) => [
          rule,
          sampling[rule],
          cut,
          cutMass,
          left,
          entropyBits,
        ]),
      },
    ].filter(({ rows: some }) => some.length > 0),
    methods:
      'The probability of every token of the vocabulary to come next was computed as the softmax of the model’s logits; ' +
      'entropy is Shannon’s, in bits, and the effective number of choices 2 to its power.' +
      (chances.isReshaped
        ? ' Repetition penalty (Keskar et al. 2019), temperature, top-k, top-p (Holtzman et al. 2020) and min-p (Nguyen et al. 2024) were applied in this order.'
        : ''),
    caveats: about.caveats,
  };
}

export function takeTree(
  rows: readonly TreeRow[],
  likeliest: LikeliestMessage['result'] | null,
  about: { readonly given: string; readonly breadth: number; readonly caveats: readonly string[] },
): TakenView {
  return {
    name: 'continuations',
    title: `Likely continuations of “${about.given}”`,
    settings: [['Words at each step', String(about.breadth)]],
    pictures: [treePicture(rows, about.given)],
    tables: [
      {
        name: 'tree',
        title: 'Tree as opened',
        columns: ['level', 'path_of_token_ids', 'token', 'rank', 'probability', 'path_probability', 'said'],
        rows: rows.map(({ level, key, text, rank, p, pathP, isSaid }) => [
          level,
          key,
          text,
          rank,
          p,
          pathP,
          isSaid ? 1 : 0,
        ]),
      },
      ...(likeliest && likeliest.tokens.length > 0
        ? [
            {
              name: 'first-choices',
              title: 'First choice at every step',
              columns: ['step', 'token_id', 'token', 'probability'],
              rows: likeliest.tokens.map(({ id, text, logprob }, i) => [i + 1, id, text, Math.exp(logprob)]),
            },
          ]
        : []),
    ],
    methods:
      'Each node of the tree is a token with its probability over the whole vocabulary given the text and the tokens above it; ' +
      'a path’s probability is the product along it.',
    caveats: ['A likely path is what this model finds likely, not what a person will say.', ...about.caveats],
  };
}

export function takeSurprisal(
  looked: LookedText,
  line: SurprisalLine,
  reading: TranscriptReading | null,
  about: { readonly caveats: readonly string[] },
): TakenView {
  const { summary } = looked;
  const read = reading
    ? describeWindows(reading)
    : 'The selected words were read at once, each token after all of the selection before it and nothing before the selection.';
  return {
    name: reading ? 'surprisal-transcript' : 'surprisal-selection',
    title: reading ? `Surprisal of ${reading.document}` : 'Surprisal of the selected words',
    settings: reading ? [['Window', `${reading.window} tokens, overlap ${reading.overlap}`]] : [],
    pictures: [linePicture(line, summary), speakersPicture(summary)],
    tables: [tokenTable(looked, reading), turnTable(looked), speakerTable(looked), distributionTable(looked)],
    methods:
      'The surprisal of each token, −log₂ of its probability given the text before it (Hale 2001; Levy 2008), was computed over the whole vocabulary. ' +
      `${read} Means per turn and speaker are over the tokens of their words, without names and times; bits per character and per word ` +
      'divide the same sums by Unicode code points and by words as Unicode (UAX #29) finds them.',
    caveats: about.caveats,
  };
}

function tokenTable({ tokens, summary }: LookedText, reading: TranscriptReading | null): TakenTable {
  let at = 0;
  const { parts } = summary;
  const numbers = turnNumbers(parts);
  return {
    name: 'tokens',
    title: 'Surprisal by token',
    columns: [
      'token',
      'token_id',
      'start_utf16',
      'end_utf16',
      'text',
      'speaker',
      'turn',
      'bits',
      'rank',
      'context_tokens',
      'counted',
    ],
    rows: tokens.map(({ id, start, end, text, logprob, rank }, i) => {
      while (at < parts.length && i >= parts[at]!.to) at++;
      const turn = parts[at];
      const part = turn && i >= turn.from ? turn.part : null;
      const window = reading && windowOf(reading.windows, i);
      const context = reading && window ? i - window.start + reading.leading : i;
      const isCounted = part !== null && logprob !== null && isOfWords({ start, end }, part);
      const bits = logprob === null ? null : surprisalBits(logprob);
      return [
        i + 1,
        id,
        start,
        end,
        text,
        part?.speaker ?? '',
        part ? (numbers[at] ?? null) : null,
        bits,
        rank,
        context,
        isCounted ? 1 : 0,
      ];
    }),
  };
}

const sumColumns = [
  'tokens',
  'bits',
  'bits_per_token',
  'bits_per_character',
  'bits_per_word',
  'characters',
  'words',
  'unscored',
];

function sumCells({
  tokens,
  bits,
  characters,
  words,
  unscored,
}: Pick<SpeakerSurprisal, 'tokens' | 'bits' | 'characters' | 'words' | 'unscored'>) {
  const per = (units: number): number | null => perUnit(bits, units, tokens);
  return [tokens, bits, per(tokens), per(characters), per(words), characters, words, unscored];
}

function turnTable({ summary }: LookedText): TakenTable {
  const numbers = turnNumbers(summary.parts);
  return {
    name: 'turns',
    title: 'Surprisal by turn',
    columns: ['turn', 'speaker', 'time', ...sumColumns],
    rows: summary.parts.map((part, i) => [
      numbers[i] ?? null,
      part.part.speaker ?? '',
      part.part.startMs === null ? '' : clock(part.part.startMs),
      ...sumCells(part),
    ]),
  };
}

function speakerTable({ summary }: LookedText): TakenTable {
  const shares = [0.05, 0.25, 0.5, 0.75, 0.95] as const;
  return {
    name: 'speakers',
    title: 'Surprisal by speaker',
    columns: ['speaker', 'turns', ...sumColumns, 'sd', ...shares.map((share) => `p${share * 100}`)],
    rows: summary.speakers.map((speaker) => [
      speaker.speaker ?? '',
      speaker.turns,
      ...sumCells(speaker),
      standardDeviation(speaker.values),
      ...shares.map((share) => quantile(speaker.values, share)),
    ]),
  };
}

/** How many tokens of each speaker lie in each bit. */
function distributionTable({ summary }: LookedText): TakenTable {
  const { speakers, all } = summary;
  const bins = Math.floor(all.values.findLast(Number.isFinite) ?? -1) + 1;
  const counts = speakers.map(({ values }) => {
    const of = new Array<number>(bins).fill(0);
    for (const bits of values) if (Number.isFinite(bits)) of[Math.floor(bits)]!++;
    return of;
  });
  return {
    name: 'distribution',
    title: 'Tokens by surprisal and speaker',
    columns: ['bits_from', 'bits_to', ...speakers.map(({ speaker }) => speaker ?? 'no speaker')],
    rows: Array.from({ length: bins }, (_, bin) => [bin, bin + 1, ...counts.map((of) => of[bin]!)]),
  };
}
