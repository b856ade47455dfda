// What can be taken away: pictures for print, tables with all digits, sentences for a methods section.
import type { DeletionCheck } from '../../src/core/attribution/deletion';
import type { Settings } from '../../src/core/figures/provenance';
import type { TakenTable, TakenView } from '../../src/core/figures/takeAway';
import { barsOf, type Link } from './link';
import { measureOf, poolingWords, type Measure } from './measure';
import type { Attribution, Part } from './parts';
import { checkPicture, linkPicture, partsPicture } from './takenPictures';
import { describeCoded, describePair, describeTrust, nameOfAsk, nameOfUnit, quoted } from './wording';

export interface Shown {
  readonly attribution: Attribution;
  /** Those that are not filtered out, in the order on screen. */
  readonly parts: readonly Part[];
  readonly inside: readonly boolean[] | null;
  readonly attentionName: string | null;
  readonly hideFirst: boolean;
  readonly check: DeletionCheck | null;
  readonly link: Link | null;
}

const caveatsOf = ({ isDistance }: Measure) => [
  'Attention is not explanation: it says where the model reads from, not why it answers as it does.',
  `Leaving words out says what this model’s ${isDistance ? 'embedding' : 'prediction'} rests on with these words; a text without a word is a text that nobody wrote.`,
];

export function takenOf(shown: Shown): TakenView {
  const { attribution, check, link, attentionName, hideFirst, inside } = shown;
  const { ask } = attribution;
  const measure = measureOf(ask);
  const settings: Settings = [
    ask.target === null
      ? ['Asked about', `the embedding of the text: ${poolingWords[attribution.pooling ?? 'own']}`]
      : [ask.gap ? 'Hidden words' : 'Next words', JSON.stringify(ask.target)],
    ...(ask.target === null ? [['Measure', 'cosine distance, 0 = no change'] as const] : []),
    ...(ask.gap ? [['Place of the hidden words', `UTF-16 ${ask.gap.start} to ${ask.gap.end}`] as const] : []),
    ...(ask.foil === null ? [] : [['Rather than', JSON.stringify(ask.foil)] as const]),
    ['Left out', `each ${nameOfUnit(ask.unit)}`],
    ...(attentionName === null
      ? []
      : [
          ['Attention', attentionName] as const,
          ['First token', hideFirst ? 'left out of attention' : 'counted in attention'] as const,
        ]),
    ...(inside ? [['Shown', 'coded parts only'] as const] : []),
    ...(check ? [['Draws by chance', `${check.chance.draws}, seed ${check.seed}`] as const] : []),
    ...(link
      ? [
          [
            'Coded',
            `${link.code}${link.other === null ? '' : ` against ${link.other}`}, by ${link.coders.join(', ')}`,
          ] as const,
        ]
      : []),
  ];
  return {
    name: 'what-mattered',
    title: `What mattered for ${nameOfAsk(ask)}`,
    settings,
    pictures: [
      partsPicture(shown),
      ...(check ? [checkPicture(check, attribution)] : []),
      ...(link && link.rows.some((row) => barsOf(row, link).length > 0) ? [linkPicture(link)] : []),
    ],
    tables: [partsTable(shown), ...(check ? [checkTable(check, measure)] : []), ...(link ? [linkTable(link)] : [])],
    methods: methodsOf(shown),
    caveats: caveatsOf(measure),
  };
}

function methodsOf({ attribution, attentionName, check, link }: Shown): string {
  const { ask } = attribution;
  const measure = measureOf(ask);
  const figure = measure.isDistance ? 'mean cosine distance' : 'mean loss in nats';
  return [
    ...howMeasured(attribution),
    ...(attentionName === null
      ? []
      : [
          `Attention is that of the text’s last token (${attentionName}), summed over the tokens of each ${nameOfUnit(ask.unit)}.`,
        ]),
    ...(check
      ? [
          `Rankings were checked by deletion (comprehensiveness; DeYoung et al., 2020): the first 1 to ${check.most} parts were taken out together, against as many drawn by chance (${check.chance.draws} draws); the figure is the ${figure} (area over the perturbation curve; Samek et al., 2017), p = (1 + draws at least as large) / (1 + draws).`,
          ...check.ranked.map((curve) => describeTrust(curve, check, ask.unit, measure)),
        ]
      : []),
    ...(link
      ? [
          'Coded and other parts were compared by the share that they receive relative to their share of parts, and by the area under the ROC curve; p is the part of all circular shifts of the marks along the text in which the statistic is at least as large, not corrected for the number of comparisons.',
          ...link.rows.flatMap(({ measure, per, result }) =>
            'notComputable' in result
              ? []
              : 'meanCoded' in result
                ? [describeCoded(result, measure, per)]
                : [describePair(result, measure, per, [link.code, link.other ?? ''])],
          ),
        ]
      : []),
  ].join(' ');
}

function howMeasured({ ask, pooling }: Attribution): string[] {
  const byLeaving = `How much each ${nameOfUnit(ask.unit)} mattered was measured by leaving it out (leave-one-out; Li, Monroe & Jurafsky, 2016)`;
  if (ask.target === null) {
    return [
      `${byLeaving}: by the cosine distance (1 − cosine; 0 = no change) of the embedding of the text without it from that of the whole text.`,
      `The embedding is ${poolingWords[pooling ?? 'own']}.`,
    ];
  }
  const [measure, measures, where] = ask.gap
    ? ['pseudo-log-likelihood', 'pseudo-log-likelihoods', 'in the place of the hidden words']
    : ['log-probability', 'log-probabilities', 'after the text'];
  const what =
    ask.foil === null
      ? `the ${measure} of ${quoted(ask.target)} ${where}`
      : `the difference of the ${measures} of ${quoted(ask.target)} and ${quoted(ask.foil)} ${where}`;
  return [
    `${byLeaving}: by how much ${what} falls without it, in nats.`,
    ...(ask.gap
      ? [
          'The model reads the text on both sides; the tokens of the hidden words were masked from each on to the last, and their log-probabilities added up (Salazar et al., 2020; Kauf & Ivanova, 2023).',
        ]
      : []),
  ];
}

function partsTable({ attribution, parts, inside, attentionName }: Shown): TakenTable {
  const isContrast = attribution.ask.foil !== null;
  const { isDistance } = measureOf(attribution.ask);
  return {
    name: 'parts',
    title: isDistance ? 'How far each part moves the embedding' : 'What each part adds',
    columns: [
      'place',
      'text',
      'start_utf16',
      'end_utf16',
      ...(isDistance
        ? ['cosine_distance']
        : [
            'delta_nats',
            isContrast ? 'log_odds_without_nats' : 'log_probability_without_nats',
            'target_probability_without',
          ]),
      ...(attentionName === null ? [] : ['attention']),
      ...(inside ? ['coded'] : []),
    ],
    rows: parts.map(({ index, text, start, end, delta, rest, p, attention }) => [
      index + 1,
      text,
      start,
      end,
      delta,
      ...(isDistance ? [] : [rest, p]),
      ...(attentionName === null ? [] : [attention]),
      ...(inside ? [inside[index] === true ? 'yes' : 'no'] : []),
    ]),
  };
}

function checkTable({ ranked, chance, most }: DeletionCheck, { caption, column }: Measure): TakenTable {
  return {
    name: 'deletion-check',
    title: `Deletion check. ${caption}`,
    columns: [
      'parts_out',
      ...ranked.map(({ name }) => `${column}_by_${name}`),
      `${column}_by_chance_mean`,
      `${column}_by_chance_sd`,
      `${column}_by_chance_lowest`,
      `${column}_by_chance_highest`,
    ],
    rows: [
      ...Array.from({ length: most }, (_, k) => [
        k + 1,
        ...ranked.map(({ drops }) => drops[k] ?? null),
        chance.mean[k] ?? null,
        chance.sd[k] ?? null,
        chance.lowest[k] ?? null,
        chance.highest[k] ?? null,
      ]),
      ['area', ...ranked.map(({ area }) => area), chance.meanArea, null, null, null],
      ['p', ...ranked.map(({ p }) => p), null, null, null, null],
    ],
  };
}

function linkTable({ rows, other }: Link): TakenTable {
  const title = 'What coded parts receive';
  if (other !== null) {
    return {
      name: 'codes',
      title,
      columns: [
        'measure',
        'per',
        'first_parts',
        'second_parts',
        'both_left_out',
        'mean_first',
        'mean_second',
        'ratio',
        'auroc',
        'p',
        'shifts',
        'not_computable',
      ],
      rows: rows.map(({ measure, per, result }) =>
        'meanFirst' in result
          ? [
              measure,
              per,
              result.first,
              result.second,
              result.both,
              result.meanFirst,
              result.meanSecond,
              result.ratio,
              result.auroc,
              result.p,
              result.shifts,
              null,
            ]
          : [
              measure,
              per,
              ...Array.from({ length: 9 }, () => null),
              'notComputable' in result ? result.notComputable : null,
            ],
      ),
    };
  }
  return {
    name: 'coded',
    title,
    columns: [
      'measure',
      'per',
      'coded',
      'parts',
      'share_by_chance',
      'share_received',
      'ratio',
      'mean_coded',
      'mean_other',
      'auroc',
      'p',
      'shifts',
      'not_computable',
    ],
    rows: rows.map(({ measure, per, result }) =>
      'meanCoded' in result
        ? [
            measure,
            per,
            result.coded,
            result.items,
            result.chance,
            result.share,
            result.ratio,
            result.meanCoded,
            result.meanOther,
            result.auroc,
            result.p,
            result.shifts,
            null,
          ]
        : [
            measure,
            per,
            ...Array.from({ length: 10 }, () => null),
            'notComputable' in result ? result.notComputable : null,
          ],
    ),
  };
}
