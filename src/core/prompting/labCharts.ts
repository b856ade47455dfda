import { coefficientNotes, type CoefficientName } from '../agreement/coefficients';
import { type Figure, isComputed } from '../agreement/figure';
import { counted, figureNotes, formatInterval, formatValue } from '../agreement/wording';
import type { Picture } from '../figures/picture';
import { printShapes, type Shape } from '../figures/shapes';
import type { TakenTable } from '../figures/takeAway';
import type { LabResults } from './labResults';
import { leastTranscripts, noAnswer } from './measure';
import type { TechniqueReport } from './report';

/** A chart with the numbers that it shows. */
export interface Chart {
  /** Part of a file's name. */
  readonly name: string;
  readonly title: string;
  /** What is to be seen, in words. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
  readonly notes: readonly string[];
  readonly table: TakenTable;
}

export function pictureOf({ name, title, description, width, height, shapes, notes }: Chart): Picture {
  return { name, title, description, width, height, body: printShapes(shapes), notes };
}

/** The coefficients that are shown of answers against a coder; weighted kappa where they are steps of a scale. */
export function shownCoefficients({ report }: Pick<LabResults, 'report'>): readonly CoefficientName[] {
  const isScale = report.techniques.some(({ measure }) => measure?.agreement.weightedKappa !== undefined);
  return ['percent', 'cohenKappa', ...(isScale ? (['weightedKappa'] as const) : []), 'alpha', 'gwetAC1'];
}

const labelWidth = 210;
const plotWidth = 360;
const valueWidth = 190;
const rowHeight = 26;
const intervalNote = `Dots: value. Whiskers: 95 % bootstrap intervals, over whole transcripts where there are ${leastTranscripts} or more, else over segments; where fewer than ${leastTranscripts} could be drawn, or all samples say the same, Wilson’s for percent agreement with the coder, and none for the others.`;

type NameOf = (technique: Pick<TechniqueReport, 'id' | 'name'>) => string;
const ownName: NameOf = ({ name }) => name;

/**
 * One coefficient of every technique with its interval, beside that of the coders with each other.
 *
 * @returns null where no technique can be held against a coder
 */
export function agreementChart(
  { report, part, coder }: LabResults,
  coefficient: CoefficientName,
  nameOf: NameOf = ownName,
): Chart | null {
  const rows = report.techniques.flatMap((technique) => {
    const figure = technique.measure?.agreement[coefficient];
    return figure === undefined || technique.measure!.n === 0 ? [] : [{ label: nameOf(technique), figure }];
  });
  if (rows.length === 0) return null;
  const people = report.people?.[coefficient];
  const name = coefficientNotes[coefficient].name;
  const whom = coder ?? 'the coder';
  return whiskerChart({
    name: `agreement-${coefficient}`,
    title: `${coefficient === 'percent' ? `Accuracy (percent agreement with ${whom})` : `${name} with ${whom}`}, ${part} part`,
    rows,
    people: people && isComputed(people) ? people : undefined,
    coefficient,
    notes: [
      ...(people && isComputed(people)
        ? [
            `Dashed line and shaded band: the coders with each other on the ${counted(people.n, 'segment')} that two of them coded, ${formatValue(people, coefficient)}${intervalIn(people, coefficient)}.`,
          ]
        : [
            'No figure of the coders with each other: fewer than two coded the same segments, or it is not computable.',
          ]),
    ],
  });
}

/** How far every technique agrees with itself over its repeats; null without repeats. */
export function stabilityChart(
  { report }: LabResults,
  coefficient: CoefficientName,
  nameOf: NameOf = ownName,
): Chart | null {
  const rows = report.techniques.flatMap((technique) => {
    const figure = technique.stability?.[coefficient];
    return figure === undefined ? [] : [{ label: nameOf(technique), figure }];
  });
  if (rows.length === 0) return null;
  const name = coefficientNotes[coefficient].name;
  return whiskerChart({
    name: `stability-${coefficient}`,
    title: `Agreement of each technique with itself (${coefficient === 'percent' ? 'percent agreement' : name})`,
    rows,
    coefficient,
    bars: true,
    notes: [
      'Repeats of a technique on the same segment, each with a seed of its own, as if they were raters. Their prompt is the same, but where the technique draws it by the seed, as few-shot draws its examples.',
    ],
  });
}

interface Whiskers {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly figure: Figure }[];
  readonly people?: Figure | undefined;
  readonly coefficient: CoefficientName;
  readonly bars?: true;
  readonly notes: readonly string[];
}

function whiskerChart({ name, title, rows, people, coefficient, bars, notes }: Whiskers): Chart {
  const figures = [...rows.map(({ figure }) => figure), ...(people ? [people] : [])];
  const lows = figures.flatMap((f) => (isComputed(f) ? [Math.min(f.value, f.low ?? f.value)] : []));
  const lowest = Math.max(-1, Math.floor(Math.min(0, ...lows) * 4) / 4);
  const x = (value: number) =>
    labelWidth + ((Math.max(lowest, Math.min(1, value)) - lowest) / (1 - lowest)) * plotWidth;
  const bottom = rows.length * rowHeight;
  const ticks = Array.from({ length: Math.round((1 - lowest) * 4) + 1 }, (_, i) => lowest + i / 4);
  const shapes: Shape[] = [];
  if (people && isComputed(people) && people.low !== undefined && people.high !== undefined) {
    const [from, to] = [x(people.low), x(people.high)];
    shapes.push({ kind: 'box', x: from, y: 0, width: to - from, height: bottom, tone: 'people', level: 0.35 });
  }
  for (const tick of ticks) {
    shapes.push({ kind: 'line', x1: x(tick), y1: 0, x2: x(tick), y2: bottom, tone: tick === 0 ? 'muted' : 'grid' });
    shapes.push({
      kind: 'text',
      x: x(tick),
      y: bottom + 18,
      text: tickLabel(tick, coefficient),
      tone: 'muted',
      anchor: 'middle',
    });
  }
  if (people && isComputed(people)) {
    const at = x(people.value);
    shapes.push({ kind: 'line', x1: at, y1: 0, x2: at, y2: bottom, tone: 'people', width: 2, dashed: true });
  }
  rows.forEach(({ label, figure }, i) => {
    const y = (i + 0.5) * rowHeight;
    shapes.push({ kind: 'text', x: labelWidth - 10, y: y + 4, text: shorten(label, 32), tone: 'ink', anchor: 'end' });
    const valueAt = labelWidth + plotWidth + 14;
    if (!isComputed(figure)) {
      shapes.push({ kind: 'text', x: valueAt, y: y + 4, text: 'not computable', tone: 'muted' });
      return;
    }
    const { value, low, high } = figure;
    if (bars) {
      const [from, to] = [Math.min(x(0), x(value)), Math.max(x(0), x(value))];
      shapes.push({ kind: 'box', x: from, y: y - 8, width: to - from, height: 16, tone: 'accent', level: 0.7 });
    }
    if (low !== undefined && high !== undefined) {
      shapes.push({ kind: 'line', x1: x(low), y1: y, x2: x(high), y2: y, tone: 'accent', width: 1.5 });
      for (const end of [low, high])
        shapes.push({ kind: 'line', x1: x(end), y1: y - 5, x2: x(end), y2: y + 5, tone: 'accent', width: 1.5 });
    }
    shapes.push({ kind: 'dot', x: x(value), y, r: 4.5, tone: 'accent' });
    const words = `${formatValue(figure, coefficient)}${intervalIn(figure, coefficient)}`;
    shapes.push({ kind: 'text', x: valueAt, y: y + 4, text: words, tone: 'ink' });
  });
  const told = rows.map(({ label, figure }) => `${label} ${formatValue(figure, coefficient)}`).join('; ');
  return {
    name,
    title,
    description: `${title}: ${told}.`,
    width: labelWidth + plotWidth + valueWidth,
    height: bottom + 26,
    shapes,
    notes: [intervalNote, ...notes, ...figureNotesOf(rows)],
    table: {
      name,
      title,
      columns: ['technique', 'coefficient', 'value', 'low', 'high', 'n', 'not computable', 'no interval', 'caveat'],
      rows: [...rows, ...(people ? [{ label: 'coders with each other', figure: people }] : [])].map(
        ({ label, figure }) =>
          isComputed(figure)
            ? [
                ...[label, coefficient, figure.value, figure.low ?? null, figure.high ?? null, figure.n, null],
                ...[figure.noInterval ?? null, figure.caveat ?? null],
              ]
            : [label, coefficient, null, null, null, null, figure.notComputable, null, null],
      ),
    },
  };
}

/** Why intervals are missing and what else must be read beside figures; each note once, with the rows that it is about. */
function figureNotesOf(rows: Whiskers['rows']): string[] {
  const labelsOf = new Map<string, string[]>();
  for (const { label, figure } of rows)
    for (const note of isComputed(figure) ? figureNotes(figure) : [])
      labelsOf.set(note, [...(labelsOf.get(note) ?? []), label]);
  return [...labelsOf].map(([note, labels]) =>
    labels.length === rows.length ? note : `${labels.join(', ')}: ${note}`,
  );
}

/** A table of counts, shaded: rows by columns. */
export interface Counts {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [row][column] */
  readonly counts: readonly (readonly number[])[];
}

/** How often each label was given: by the coder, and by every technique in its first repeat. */
export function answerCounts({ rows, labels, report, coder }: LabResults, nameOf: NameOf = ownName): Counts {
  const hasPerson = rows.some(({ person }) => person !== null);
  const given = [
    ...(hasPerson ? [rows.map(({ person }) => person ?? undefined)] : []),
    ...report.techniques.map((_, i) => rows.map(({ cells }) => (cells[i] ? (cells[i].label ?? noAnswer) : undefined))),
  ];
  const ids = [...labels.map(({ id }) => id), noAnswer];
  const counts = ids.map((id) => given.map((answers) => answers.filter((answer) => answer === id).length));
  const used = ids.map((_, i) => i).filter((i) => counts[i]!.some((n) => n > 0));
  return {
    rows: used.map((i) => labels[i]?.name ?? noAnswer),
    columns: [...(hasPerson ? [coder ?? 'the coder'] : []), ...report.techniques.map(nameOf)],
    counts: used.map((i) => counts[i]!),
  };
}

export function answersChart(results: LabResults, nameOf: NameOf = ownName): Chart | null {
  if (results.labels.length === 0) return null;
  return heatChart('answers-by-code', 'Answers by code', answerCounts(results, nameOf), 'code', [
    'Number of segments; a technique’s first repeat. Shade: share of the column.',
    ...answersOfMore(results),
  ]);
}

/** Without it, codes that a technique gave where the coder has coded nothing would read as given too often. */
export function answersOfMore({ rows, coder }: Pick<LabResults, 'rows' | 'coder'>): string[] {
  const asked = rows.filter(({ cells }) => cells.some(Boolean)).length;
  const compared = rows.filter(({ person }) => person !== null).length;
  if (compared === 0 || compared >= asked) return [];
  return [
    `The numbers of ${coder ?? 'the coder'} are of ${compared} segments, those of the model of up to ${asked}: compare shares of a column, not numbers. “Code by code” is over the same segments for both.`,
  ];
}

/** What the coder's labels were taken for: rows the coder, columns the technique; labels that nobody gave left out. */
export function confusionCounts({ measure }: TechniqueReport): Counts | null {
  if (!measure || measure.n === 0) return null;
  const { labels, confusion } = measure;
  const used = labels.map((_, i) => i).filter((i) => labels[i]!.given + labels[i]!.predicted > 0);
  const names = used.map((i) => labels[i]!.name);
  return {
    rows: names,
    columns: [...names, noAnswer],
    counts: used.map((row) => [...used, labels.length].map((column) => confusion[row]![column]!)),
  };
}

/** @param coder name of the reference coder */
export function confusionChart(
  technique: TechniqueReport,
  coder: string | null,
  nameOf: NameOf = ownName,
): Chart | null {
  const counts = confusionCounts(technique);
  if (!counts) return null;
  return heatChart(
    `confusion-${technique.id}`,
    `What was taken for what: ${nameOf(technique)}`,
    counts,
    `${shorten(coder ?? 'coder', 16)} ↓ model →`,
    [
      `Rows: the code by ${coder ?? 'the coder'}. Columns: the model’s answer. ${counted(technique.measure!.n, 'segment')}. Shade: share of the row.`,
    ],
    'row',
  );
}

function heatChart(
  name: string,
  title: string,
  { rows, columns, counts }: Counts,
  corner: string,
  notes: readonly string[],
  by: 'row' | 'column' = 'column',
): Chart {
  const [cellWidth, cellHeight, top] = [54, 24, 118];
  const totals =
    by === 'row'
      ? counts.map((row) => row.reduce((a, b) => a + b, 0))
      : columns.map((_, j) => counts.reduce((total, row) => total + row[j]!, 0));
  const shapes: Shape[] = columns.map((column, j) => ({
    kind: 'text',
    x: labelWidth + (j + 0.5) * cellWidth,
    y: top - 8,
    text: shorten(column, 24),
    tone: 'ink',
    turn: -45,
  }));
  shapes.push({ kind: 'text', x: labelWidth - 10, y: top - 8, text: corner, tone: 'muted', anchor: 'end' });
  rows.forEach((row, i) => {
    const y = top + i * cellHeight;
    shapes.push({ kind: 'text', x: labelWidth - 10, y: y + 16, text: shorten(row, 34), tone: 'ink', anchor: 'end' });
    counts[i]!.forEach((count, j) => {
      const x = labelWidth + j * cellWidth;
      const level = count / Math.max(1, totals[by === 'row' ? i : j]!);
      shapes.push({ kind: 'box', x, y, width: cellWidth - 1, height: cellHeight - 1, tone: 'accent', level });
      const isHit = by === 'row' && rows[i] === columns[j];
      shapes.push({
        kind: 'text',
        x: x + cellWidth / 2,
        y: y + 16,
        text: String(count),
        tone: count === 0 ? 'muted' : 'ink',
        anchor: 'middle',
        ...(isHit ? { bold: true as const } : {}),
      });
    });
  });
  return {
    name,
    title,
    description: `${title}: ${rows.length} rows by ${columns.length} columns of counts; the table beside it has them all.`,
    width: Math.max(labelWidth + columns.length * cellWidth + 80, 420),
    height: top + rows.length * cellHeight,
    shapes,
    notes,
    table: {
      name,
      title,
      columns: [by === 'row' ? 'coder' : 'code', ...columns],
      rows: rows.map((row, i) => [row, ...counts[i]!]),
    },
  };
}

function intervalIn(figure: Figure, name: CoefficientName): string {
  return isComputed(figure) && figure.low !== undefined ? ` (${formatInterval(figure, name)})` : '';
}

function tickLabel(tick: number, name: CoefficientName): string {
  if (name === 'percent') return `${100 * tick} %`;
  return tick < 0 ? `−${Math.abs(tick)}` : String(tick);
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
