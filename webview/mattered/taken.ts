// What can be taken away: pictures for print, tables with all digits, sentences for a methods section.
import type { DeletionCheck } from '../../src/core/attribution/deletion';
import type { Picture } from '../../src/core/figures/picture';
import type { Settings } from '../../src/core/figures/provenance';
import type { TakenTable, TakenView } from '../../src/core/figures/takeAway';
import { escapeMarkup } from '../../src/core/exchange/markup';
import { formatProbability } from '../shared/format';
import { curveNames } from './checkView';
import { plotCurves } from './curveGeometry';
import { barsOf, type Link } from './link';
import type { Attribution, Part } from './parts';
import {
  describeCoded,
  describeMost,
  describePair,
  describeTrust,
  nameOfAsk,
  nameOfUnit,
  quoted,
  signed,
} from './wording';

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

/** Rows of a printed picture. */
const maxBars = 60;
const caveats = [
  'Attention is not explanation: it says where the model reads from, not why it answers as it does.',
  'Leaving words out says what this model’s prediction rests on with these words; a text without a word is a text that nobody wrote.',
];

export function takenOf(shown: Shown): TakenView {
  const { attribution, check, link, attentionName, hideFirst, inside } = shown;
  const { ask } = attribution;
  const settings: Settings = [
    [ask.gap ? 'Hidden words' : 'Next words', JSON.stringify(ask.target)],
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
    tables: [partsTable(shown), ...(check ? [checkTable(check)] : []), ...(link ? [linkTable(link)] : [])],
    methods: methodsOf(shown),
    caveats,
  };
}

function methodsOf({ attribution, attentionName, check, link }: Shown): string {
  const { ask } = attribution;
  const [measure, measures, where] = ask.gap
    ? ['pseudo-log-likelihood', 'pseudo-log-likelihoods', 'in the place of the hidden words']
    : ['log-probability', 'log-probabilities', 'after the text'];
  const what =
    ask.foil === null
      ? `the ${measure} of ${quoted(ask.target)} ${where}`
      : `the difference of the ${measures} of ${quoted(ask.target)} and ${quoted(ask.foil)} ${where}`;
  return [
    `How much each ${nameOfUnit(ask.unit)} mattered was measured by leaving it out (leave-one-out; Li, Monroe & Jurafsky, 2016): by how much ${what} falls without it, in nats.`,
    ...(ask.gap
      ? [
          'The model reads the text on both sides; the tokens of the hidden words were masked from each on to the last, and their log-probabilities added up (Salazar et al., 2020; Kauf & Ivanova, 2023).',
        ]
      : []),
    ...(attentionName === null
      ? []
      : [
          `Attention is that of the text’s last token (${attentionName}), summed over the tokens of each ${nameOfUnit(ask.unit)}.`,
        ]),
    ...(check
      ? [
          `Rankings were checked by deletion (comprehensiveness; DeYoung et al., 2020): the first 1 to ${check.most} parts were taken out together, against as many drawn by chance (${check.chance.draws} draws); the figure is the mean loss in nats (area over the perturbation curve; Samek et al., 2017), p = (1 + draws at least as large) / (1 + draws).`,
          ...check.ranked.map((curve) => describeTrust(curve, check, ask.unit)),
        ]
      : []),
    ...(link
      ? [
          'Coded and other parts were compared by the share that they receive relative to their share of parts, and by the area under the ROC curve; p is the part of all circular shifts of the marks along the text in which the statistic is at least as large.',
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

function partsTable({ attribution, parts, inside, attentionName }: Shown): TakenTable {
  const isContrast = attribution.ask.foil !== null;
  return {
    name: 'parts',
    title: 'What each part adds',
    columns: [
      'place',
      'text',
      'start_utf16',
      'end_utf16',
      'delta_nats',
      isContrast ? 'log_odds_without_nats' : 'log_probability_without_nats',
      'target_probability_without',
      ...(attentionName === null ? [] : ['attention']),
      ...(inside ? ['coded'] : []),
    ],
    rows: parts.map(({ index, text, start, end, delta, rest, p, attention }) => [
      index + 1,
      text,
      start,
      end,
      delta,
      rest,
      p,
      ...(attentionName === null ? [] : [attention]),
      ...(inside ? [inside[index] === true ? 'yes' : 'no'] : []),
    ]),
  };
}

function checkTable({ ranked, chance, most }: DeletionCheck): TakenTable {
  return {
    name: 'deletion-check',
    title: 'Deletion check: loss in nats',
    columns: [
      'parts_out',
      ...ranked.map(({ name }) => `loss_by_${name}`),
      'loss_by_chance_mean',
      'loss_by_chance_sd',
      'loss_by_chance_lowest',
      'loss_by_chance_highest',
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

function partsPicture({ attribution, parts, attentionName, inside }: Shown): Picture {
  const rows = parts.slice(0, maxBars);
  const largest = Math.max(...rows.map(({ delta }) => Math.abs(delta ?? 0)), 1e-9);
  const most = Math.max(...rows.map(({ attention }) => attention ?? 0), 1e-9);
  const [middle, half, second, third] = [330, 100, 500, 130];
  const line = (part: Part, i: number): string => {
    const y = 24 + i * 16;
    const delta = part.delta ?? 0;
    const width = (Math.abs(delta) / largest) * half;
    const bar =
      delta >= 0
        ? `<rect x="${middle}" y="${y - 9}" width="${width.toFixed(2)}" height="10" fill="#0072b2"/>`
        : `<rect x="${(middle - width).toFixed(2)}" y="${y - 9}" width="${width.toFixed(2)}" height="10" fill="none" stroke="#d55e00"/>`;
    const attention =
      part.attention === null
        ? ''
        : `<rect x="${second}" y="${y - 9}" width="${((part.attention / most) * third).toFixed(2)}" height="10" fill="#999"/><text x="${second + third + 6}" y="${y}" font-size="11">${formatProbability(part.attention)}</text>`;
    return `<text x="150" y="${y}" text-anchor="end">${escapeMarkup(quoted(part.text, 24))}</text><text x="218" y="${y}" text-anchor="end" font-size="11">${part.delta === null ? 'n/c' : signed(part.delta)}</text>${bar}${attention}`;
  };
  const height = 30 + rows.length * 16;
  const head = `<text x="150" y="8" text-anchor="end" font-weight="bold">part</text><text x="${middle}" y="8" text-anchor="middle" font-weight="bold">adds (nats)</text>${attentionName === null ? '' : `<text x="${second}" y="8" font-weight="bold">attention</text>`}`;
  return {
    name: 'parts',
    title: `What mattered for ${nameOfAsk(attribution.ask)}`,
    description: describeMost(attribution, parts, inside !== null),
    width: 700,
    height,
    body: `${head}<line x1="${middle}" x2="${middle}" y1="13" y2="${height - 8}" stroke="#111"/>${rows.map(line).join('\n')}`,
    notes: [
      describeMost(attribution, parts, inside !== null),
      'Filled: speaks for it; outlined: against. n/c: not computable.',
      ...(attentionName === null ? [] : [`Attention: ${attentionName}. It is not explanation.`]),
      ...(parts.length > maxBars ? [`The first ${maxBars} of ${parts.length} parts; the table has all.`] : []),
    ],
  };
}

const strokes: Readonly<Record<string, string>> = {
  attribution: 'stroke="#0072b2"',
  attention: 'stroke="#d55e00" stroke-dasharray="6 4"',
};

function checkPicture(check: DeletionCheck, { ask }: Attribution): Picture {
  const plot = plotCurves(check);
  const { left, right, top, bottom, zero } = plot;
  const body = [
    `<path d="${plot.band}" fill="#ddd"/>`,
    `<path d="${plot.chance.d}" fill="none" stroke="#111" stroke-width="1.5" stroke-dasharray="2 3"/>`,
    ...plot.curves.map(
      ({ name, d }) => `<path d="${d}" fill="none" stroke-width="2" ${strokes[name] ?? 'stroke="#111"'}/>`,
    ),
    ...plot.curves.flatMap(({ name, points }) =>
      points.map(({ x, y }) =>
        name === 'attribution'
          ? `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3" fill="#0072b2"/>`
          : `<rect x="${(x - 3).toFixed(1)}" y="${(y - 3).toFixed(1)}" width="6" height="6" fill="#d55e00"/>`,
      ),
    ),
    `<line x1="${left}" x2="${right}" y1="${zero}" y2="${zero}" stroke="#111"/><line x1="${left}" x2="${left}" y1="${top}" y2="${bottom}" stroke="#111"/>`,
    ...plot.xTicks.map(
      ({ at, label }) => `<text x="${at}" y="${bottom + 16}" text-anchor="middle" font-size="11">${label}</text>`,
    ),
    ...plot.yTicks.map(
      ({ at, label }) => `<text x="${left - 6}" y="${at + 4}" text-anchor="end" font-size="11">${label}</text>`,
    ),
    `<text x="${(left + right) / 2}" y="${plot.height - 4}" text-anchor="middle">${nameOfUnit(ask.unit, 2)} taken out</text>`,
    `<text x="12" y="${(top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 12 ${(top + bottom) / 2})">loss (nats)</text>`,
  ].join('\n');
  const legend = check.ranked.map(
    ({ name }) => `${name === 'attribution' ? 'solid, dots' : 'dashes, squares'}: ${curveNames[name] ?? name}`,
  );
  return {
    name: 'deletion-check',
    title: 'What is lost without the parts that come first',
    description: check.ranked.map((curve) => describeTrust(curve, check, ask.unit)).join(' '),
    width: plot.width,
    height: plot.height,
    body,
    notes: [
      `${legend.join('; ')}; dotted: mean by chance; grey: lowest to highest of ${check.chance.draws} draws (seed ${check.seed}).`,
      ...check.ranked.map((curve) => describeTrust(curve, check, ask.unit)),
    ],
  };
}

function linkPicture(link: Link): Picture {
  const rows = link.rows.map((row) => ({ row, bars: barsOf(row, link) })).filter(({ bars }) => bars.length > 0);
  const largest = Math.max(1.5, ...rows.flatMap(({ bars }) => bars.map(({ times }) => times)));
  const [left, width, rowHeight] = [150, 330, 52];
  const x = (times: number): number => (times / largest) * width;
  const height = rows.length * rowHeight + 22;
  const body = rows
    .map(({ row, bars }, r) => {
      const y = r * rowHeight;
      const drawn = bars.map(
        ({ name, times }, i) =>
          `<text x="${left - 6}" y="${y + 26 + i * 15}" text-anchor="end" font-size="11">${escapeMarkup(quoted(name, 22).slice(1, -1))}</text><rect x="${left}" y="${y + 17 + i * 15}" width="${x(times).toFixed(2)}" height="11" ${i === 0 ? 'fill="#0072b2"' : 'fill="none" stroke="#111"'}/><text x="${(left + x(times) + 5).toFixed(2)}" y="${y + 26 + i * 15}" font-size="11">${times.toFixed(2)}</text>`,
      );
      return `<text x="0" y="${y + 11}">${escapeMarkup(row.measure)}, per ${nameOfUnit(row.per)}</text>${drawn.join('')}`;
    })
    .join('\n');
  const chance = (left + x(1)).toFixed(2);
  return {
    name: 'coded',
    title: 'What coded parts receive, as a multiple of the mean',
    description: rows
      .map(
        ({ row, bars }) =>
          `${row.measure}: ${bars.map(({ name, times }) => `${name} ${times.toFixed(2)}`).join(', ')}.`,
      )
      .join(' '),
    width: 560,
    height,
    body: `${body}<line x1="${chance}" x2="${chance}" y1="14" y2="${height - 16}" stroke="#111" stroke-dasharray="3 3"/><text x="${chance}" y="${height - 3}" text-anchor="middle" font-size="11">1 = chance</text>`,
    notes: [`Coded: ${link.code}${link.other === null ? '' : ` against ${link.other}`}, by ${link.coders.join(', ')}.`],
  };
}
