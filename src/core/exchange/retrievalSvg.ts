import type { MatrixView } from '../retrieval/matrixView';
import { shortPath } from '../retrieval/queryText';
import type { StudyIndex } from '../retrieval/studyIndex';
import { tickLabel, ticksOf, type Timeline } from '../retrieval/timeline';
import { escapeMarkup } from './markup';

const labelWidth = 220;
const fontFamily = 'Helvetica, Arial, sans-serif';

function frame(width: number, height: number, title: string, note: string, source: string, body: string): string {
  const lines = wrap(note, width);
  const sources = wrap(source, width);
  const total = height + 15 * (lines.length + sources.length) + 52;
  const small = (texts: readonly string[], from: number) =>
    texts.map((text, i) => `<text x="8" y="${from + 15 * i}" font-size="11" fill="#444">${escapeMarkup(text)}</text>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="${fontFamily}" font-size="12" fill="#111" role="img">
<title>${escapeMarkup(title)}</title>
<desc>${escapeMarkup(`${note} ${source}`)}</desc>
<rect width="${width}" height="${total}" fill="#fff"/>
<text x="8" y="22" font-size="15" font-weight="bold">${escapeMarkup(title)}</text>
${small(lines, 42).join('\n')}
<g transform="translate(0 ${34 + 15 * lines.length})">
${body}
</g>
${small(sources, total - 15 * sources.length + 4).join('\n')}
</svg>
`;
}

/** A figure for a paper: cells shaded by size, each with its number. */
export function matrixSvg({ title, note, rows, columns, cells }: MatrixView, source: string): string {
  const cellWidth = 58;
  const cellHeight = 24;
  const top = 130;
  const width = Math.max(560, labelWidth + columns.length * cellWidth + 90);
  const x = (column: number) => labelWidth + column * cellWidth;
  const heads = columns.map(
    (name, j) =>
      `<text transform="translate(${x(j) + cellWidth / 2 + 4} ${top - 8}) rotate(-45)">${escapeMarkup(shorten(name, 24))}</text>`,
  );
  const body = rows.flatMap((name, i) => {
    const y = top + i * cellHeight;
    const label = `<text x="${labelWidth - 8}" y="${y + 16}" text-anchor="end">${escapeMarkup(shorten(name, 34))}</text>`;
    return [
      label,
      ...cells[i]!.map(({ text, shade }, j) => {
        // White text on the darkest half keeps a contrast above 4.5:1.
        const light = Math.round(100 - 62 * shade);
        return `<rect x="${x(j)}" y="${y}" width="${cellWidth}" height="${cellHeight}" fill="hsl(208 70% ${light}%)" stroke="#ccc"/><text x="${x(j) + cellWidth / 2}" y="${y + 16}" text-anchor="middle"${light < 58 ? ' fill="#fff"' : ''}>${escapeMarkup(text)}</text>`;
      }),
    ];
  });
  return frame(width, top + rows.length * cellHeight, title, note, source, [...heads, ...body].join('\n'));
}

/** A figure for a paper: one row for each code, in it one lane for each coder. */
export function timelineSvg(timeline: Timeline, index: StudyIndex, source: string): string {
  const laneHeight = 12;
  const plotWidth = 620;
  const nameWidth = 110;
  const width = labelWidth + plotWidth + nameWidth;
  const x = (at: number) => (labelWidth + (at / timeline.length) * plotWidth).toFixed(1);
  const lanes = timeline.rows.flatMap(({ code, lanes: own }) => own.map((lane, i) => ({ code, lane, first: i === 0 })));
  let y = 8;
  const rows = lanes.map(({ code, lane, first }) => {
    if (first) y += 8;
    const at = y;
    y += laneHeight;
    const known = index.codes.find(({ id }) => id === code);
    const coder = index.coders.find(({ id }) => id === lane.coder)?.name ?? lane.coder;
    const label = first
      ? `<text x="${labelWidth - 8}" y="${at + 10}" text-anchor="end">${escapeMarkup(shorten(known?.name ?? code, 34))}</text>`
      : '';
    const marks = lane.marks.map(
      ({ from, to }) =>
        `<rect x="${x(from)}" y="${at + 1}" width="${Math.max(1.5, Number(x(to)) - Number(x(from))).toFixed(1)}" height="${laneHeight - 3}" fill="${escapeMarkup(known?.colour ?? '#808080')}" stroke="#333" stroke-width=".4"/>`,
    );
    return `${label}${marks.join('')}<text x="${labelWidth + plotWidth + 8}" y="${at + 9}" font-size="9" fill="#444">${escapeMarkup(shorten(coder, 18))}</text>`;
  });
  const ticks = ticksOf(timeline).map(
    (tick) =>
      `<line x1="${x(tick)}" x2="${x(tick)}" y1="8" y2="${y + 4}" stroke="#ddd"/><text x="${x(tick)}" y="${y + 18}" text-anchor="middle" font-size="11">${tickLabel(timeline, tick)}</text>`,
  );
  const note =
    timeline.axis === 'time'
      ? 'Along the recording; within a turn, time is taken to run evenly with the text.'
      : 'Along the turns, each as wide as any other.';
  const title = `Codes over ${shortPath(timeline.transcript)}`;
  return frame(width, y + 24, title, note, source, [...ticks, ...rows].join('\n'));
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function wrap(text: string, width: number): string[] {
  const perLine = Math.floor((width - 16) / 5.8);
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + 1 + word.length > perLine) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
