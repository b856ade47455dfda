// The pictures that can be taken away, for print.
import type { DeletionCheck } from '../../src/core/attribution/deletion';
import { escapeMarkup } from '../../src/core/exchange/markup';
import type { Picture } from '../../src/core/figures/picture';
import { formatProbability } from '../shared/format';
import { curveNames } from './checkView';
import { plotCurves } from './curveGeometry';
import { barsOf, type Link } from './link';
import { measureOf } from './measure';
import type { Attribution, Part } from './parts';
import type { Shown } from './taken';
import { describeMost, describeTrust, nameOfAsk, nameOfUnit, quoted } from './wording';

/** Rows of a printed picture. */
const maxBars = 60;

export function partsPicture({ attribution, parts, attentionName, inside }: Shown): Picture {
  const measure = measureOf(attribution.ask);
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
    return `<text x="150" y="${y}" text-anchor="end">${escapeMarkup(quoted(part.text, 24))}</text><text x="218" y="${y}" text-anchor="end" font-size="11">${part.delta === null ? 'n/c' : measure.format(part.delta)}</text>${bar}${attention}`;
  };
  const height = 30 + rows.length * 16;
  const head = `<text x="150" y="8" text-anchor="end" font-weight="bold">part</text><text x="${middle}" y="8" text-anchor="middle" font-weight="bold">${measure.head.toLowerCase()}</text>${attentionName === null ? '' : `<text x="${second}" y="8" font-weight="bold">attention</text>`}`;
  return {
    name: 'parts',
    title: `What mattered for ${nameOfAsk(attribution.ask)}`,
    description: describeMost(attribution, parts, inside !== null),
    width: 700,
    height,
    body: `${head}<line x1="${middle}" x2="${middle}" y1="13" y2="${height - 8}" stroke="#111"/>${rows.map(line).join('\n')}`,
    notes: [
      describeMost(attribution, parts, inside !== null),
      measure.isDistance
        ? `${measure.caption} n/c: not computable.`
        : 'Filled: speaks for it; outlined: against. n/c: not computable.',
      ...(attentionName === null ? [] : [`Attention: ${attentionName}. It is not explanation.`]),
      ...(parts.length > maxBars ? [`The first ${maxBars} of ${parts.length} parts; the table has all.`] : []),
    ],
  };
}

const strokes: Readonly<Record<string, string>> = {
  attribution: 'stroke="#0072b2"',
  attention: 'stroke="#d55e00" stroke-dasharray="6 4"',
};

export function checkPicture(check: DeletionCheck, { ask }: Attribution): Picture {
  const measure = measureOf(ask);
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
    `<text x="12" y="${(top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 12 ${(top + bottom) / 2})">${measure.axis}</text>`,
  ].join('\n');
  const legend = check.ranked.map(
    ({ name }) => `${name === 'attribution' ? 'solid, dots' : 'dashes, squares'}: ${curveNames[name] ?? name}`,
  );
  return {
    name: 'deletion-check',
    title: measure.isDistance
      ? 'How far the embedding moves without the parts that come first'
      : 'What is lost without the parts that come first',
    description: check.ranked.map((curve) => describeTrust(curve, check, ask.unit, measure)).join(' '),
    width: plot.width,
    height: plot.height,
    body,
    notes: [
      `${legend.join('; ')}; dotted: mean by chance; grey: lowest to highest of ${check.chance.draws} draws (seed ${check.seed}).`,
      ...check.ranked.map((curve) => describeTrust(curve, check, ask.unit, measure)),
    ],
  };
}

export function linkPicture(link: Link): Picture {
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
