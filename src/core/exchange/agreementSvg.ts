import { coefficientNotes, type CoefficientName } from '../agreement/coefficients';
import { type Figure, isComputed } from '../agreement/figure';
import type { StudyAgreement } from '../agreement/studyAgreement';
import {
  aboutSegments,
  describeComparison,
  describeIntervals,
  figureNotes,
  formatInterval,
  formatValue,
  overallUnits,
  unitWords,
} from '../agreement/wording';
import { escapeMarkup } from './markup';

const rowHeight = 24;
const labelWidth = 240;
const plotWidth = 360;
const valueWidth = 190;
const lineHeight = 15;
/** Characters that fit on a line of small print. */
const lineLength = 125;

/** Position on an axis that runs from `lowest` to 1. */
export function axisScale(figures: readonly (Figure | undefined)[]): {
  readonly lowest: number;
  readonly at: (value: number) => number;
} {
  const lows = figures.flatMap((f) => (f !== undefined && isComputed(f) ? [Math.min(f.value, f.low ?? f.value)] : []));
  const lowest = Math.max(-1, Math.min(0, Math.floor(Math.min(0, ...lows) * 4) / 4));
  return { lowest, at: (value) => (Math.max(lowest, Math.min(1, value)) - lowest) / (1 - lowest) };
}

/** A figure for a paper: one coefficient of every code and overall, as dots with whiskers for the 95 % intervals. */
export function agreementSvg(result: StudyAgreement, name: CoefficientName): string {
  const rows = [
    { label: 'All codes', figure: result.overall[name], bold: true },
    ...result.codes.map((code) => ({ label: code.name, figure: code.figures[name], bold: false })),
  ].filter(({ figure }) => figure !== undefined);
  const { lowest, at } = axisScale(rows.map(({ figure }) => figure));
  const { choices } = result;
  const about = linesOf(describeComparison(result));
  const over = aboutSegments(name)
    ? 'Over the segments of the codes, boundaries included.'
    : `All codes: ${choices.scale === 'presence' && name !== 'percent' ? 'pooled ' : ''}over ${overallUnits(choices)}. Each code: over ${unitWords[choices.unit].many}.`;
  const metric = choices.scale === 'ordered' ? 'Ordinal over all codes, nominal for each.' : 'Nominal.';
  const notes = [
    `${over} ${describeIntervals(result, name)}${name === 'alpha' ? ` ${metric}` : ''} Introspect.`,
    ...new Set(rows.flatMap(({ figure }) => figureNotes(figure).filter((note) => !note.startsWith('Not')))),
  ].flatMap(linesOf);
  const top = 46 + about.length * lineHeight;
  const bottom = 36 + notes.length * lineHeight;
  const width = labelWidth + plotWidth + valueWidth;
  const height = top + rows.length * rowHeight + bottom;
  const x = (value: number) => (labelWidth + at(value) * plotWidth).toFixed(1);
  const ticks = Array.from({ length: Math.round((1 - lowest) * 4) + 1 }, (_, i) => lowest + i / 4);
  const plotEnd = top + rows.length * rowHeight;
  const title = `${coefficientNotes[name].name} by code`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#111" role="img">
<title>${escapeMarkup(title)}</title>
<desc>${escapeMarkup(describeComparison(result))}</desc>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="8" y="22" font-size="15" font-weight="bold">${escapeMarkup(title)}${choices.samples > 0 ? ', with 95 % intervals' : ''}</text>
${smallPrint(about, 42)}
${ticks.map((tick) => `<line x1="${x(tick)}" x2="${x(tick)}" y1="${top}" y2="${plotEnd}" stroke="${tick === 0 ? '#777' : '#ddd'}"/><text x="${x(tick)}" y="${plotEnd + 18}" text-anchor="middle">${tickLabel(tick, name)}</text>`).join('\n')}
${rows.map(({ label, figure, bold }, i) => row(label, figure!, bold, i)).join('\n')}
${smallPrint(notes, plotEnd + 42)}
</svg>
`;

  function row(label: string, figure: Figure, bold: boolean, index: number): string {
    const y = top + (index + 0.5) * rowHeight;
    const weight = bold ? ' font-weight="bold"' : '';
    const shown = label.length > 34 ? `${label.slice(0, 33)}…` : label;
    const text = `<text x="${labelWidth - 12}" y="${y + 4}" text-anchor="end"${weight}>${escapeMarkup(shown)}</text>`;
    const valueAt = labelWidth + plotWidth + 16;
    if (!isComputed(figure)) {
      return `${text}<text x="${valueAt}" y="${y + 4}" font-size="12" font-style="italic"><title>${escapeMarkup(figure.notComputable)}</title>not computable</text>`;
    }
    const { value, low, high } = figure;
    const whisker =
      low === undefined || high === undefined
        ? ''
        : `<path d="M${x(low)} ${y - 5}V${y + 5}M${x(low)} ${y}H${x(high)}M${x(high)} ${y - 5}V${y + 5}" stroke="#0b5cad" stroke-width="1.5" fill="none"/>`;
    const bounds = low === undefined ? '' : ` (${formatInterval(figure, name)})`;
    const words = `${formatValue(figure, name)}${bounds}`;
    return `${text}${whisker}<circle cx="${x(value)}" cy="${y}" r="4.5" fill="#0b5cad"/><text x="${valueAt}" y="${y + 4}" font-size="12"${weight}>${words}</text>`;
  }
}

function linesOf(text: string): string[] {
  return (
    text.match(new RegExp(`.{1,${lineLength}}(?= |$)|\\S{1,${lineLength}}`, 'g'))?.map((line) => line.trim()) ?? []
  );
}

function smallPrint(lines: readonly string[], y: number): string {
  return lines
    .map((line, i) => `<text x="8" y="${y + i * lineHeight}" font-size="11" fill="#444">${escapeMarkup(line)}</text>`)
    .join('\n');
}

function tickLabel(tick: number, name: CoefficientName): string {
  if (name === 'percent') return `${100 * tick} %`;
  return tick < 0 ? `−${Math.abs(tick)}` : String(tick);
}
