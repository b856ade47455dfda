import { cCoefficient, type CodeTable, type CoOccurrence } from './matrices';
import { shortPath } from './queryText';

/** What a cell shows. */
export const measures = ['count', 'coefficient', 'characters', 'percentOfText', 'percentOfCode'] as const;
export type Measure = (typeof measures)[number];

export const measureNames: { readonly [M in Measure]: string } = {
  count: 'Count',
  coefficient: 'Co-occurrence coefficient (0 to 1)',
  characters: 'Coded characters',
  percentOfText: '% of what is said there',
  percentOfCode: '% of the code’s segments',
};

/** Those that make sense for a kind of matrix; the first is the usual one. */
export function measuresOf(kind: (CoOccurrence | CodeTable)['kind']): readonly Measure[] {
  return kind === 'codes' ? ['count', 'coefficient'] : ['count', 'percentOfText', 'characters', 'percentOfCode'];
}

export interface MatrixCell {
  /** Null: not computable. */
  readonly value: number | null;
  /** As shown. */
  readonly text: string;
  /** From 0 to 1, of the largest; the diagonal of a co-occurrence matrix has none. */
  readonly shade: number;
}

/** A matrix ready to be shown or written: labels, and cells by row. */
export interface MatrixView {
  readonly title: string;
  /** What the numbers are, in a sentence or two. */
  readonly note: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly MatrixCell[])[];
}

/** @param nameOf name of a code */
export function viewMatrix(
  matrix: CoOccurrence | CodeTable,
  measure: Measure,
  nameOf: (code: string) => string,
): MatrixView {
  const known = measuresOf(matrix.kind).includes(measure) ? measure : 'count';
  const rows = matrix.codes.map(nameOf);
  if (matrix.kind === 'codes') {
    const { counts } = matrix;
    const values = counts.map((row, i) =>
      row.map((n, j) => (known === 'count' || i === j ? n : cCoefficient(n, counts[i]![i]!, counts[j]![j]!))),
    );
    const largest = maxOf(values.map((row, i) => row.filter((_, j) => j !== i)));
    const cells = values.map((row, i) =>
      row.map((value, j) =>
        i === j ? { ...cell(value, 'count', 1), shade: 0 } : cell(value, known, known === 'count' ? largest : 1),
      ),
    );
    return { title: 'Codes that occur together', note: noteOn(matrix, known), rows, columns: rows, cells };
  }
  const values = matrix.segments.map((row, i) =>
    row.map((n, j) => {
      if (known === 'count') return n;
      if (known === 'characters') return matrix.characters[i]![j]!;
      if (known === 'percentOfText') return percent(matrix.characters[i]![j]!, matrix.sizes[j]!);
      return percent(
        n,
        row.reduce((sum, one) => sum + one, 0),
      );
    }),
  );
  const largest = maxOf(values);
  return {
    title: matrix.kind === 'transcripts' ? 'Codes by transcript' : 'Codes by speaker',
    note: noteOn(matrix, known),
    rows,
    columns: matrix.kind === 'transcripts' ? matrix.columns.map(shortPath) : matrix.columns,
    cells: values.map((row) => row.map((value) => cell(value, known, largest))),
  };
}

function noteOn(matrix: CoOccurrence | CodeTable, measure: Measure): string {
  if (matrix.kind === 'codes') {
    const what =
      matrix.together === 'overlap'
        ? 'Pairs of segments of the same coder that share at least one character; on the diagonal, all segments of the code.'
        : 'Turns that one coder gave both codes, counted for each coder; on the diagonal, all turns with the code.';
    return measure === 'count'
      ? what
      : `c = n12 ÷ (n1 + n2 − n12): 0 never together, 1 never apart. ${what} “–”: one segment overlaps several of the other code, so that c says nothing; count turns instead.`;
  }
  const where = matrix.kind === 'transcripts' ? 'transcript' : 'speaker';
  const overTwo = matrix.kind === 'speakers' ? ' A segment over two speakers counts for both.' : '';
  const ofCoders = 'What two coders coded alike counts for each of them.';
  switch (measure) {
    case 'characters':
      return `Characters of each ${where}’s words to which any coder gave the code, each counted once.`;
    case 'percentOfText':
      return `Share of the characters that are spoken to which any coder gave the code, by ${where}; codes may overlap, so columns need not add up to 100.`;
    case 'percentOfCode':
      return `Share of the code’s segments, by ${where}; each row adds up to 100.${overTwo} ${ofCoders}`;
    default:
      return matrix.kind === 'speakers'
        ? `Segments that touch the speaker’s words.${overTwo} ${ofCoders}`
        : `Segments of each code. ${ofCoders}`;
  }
}

function cell(value: number | null, measure: Measure, largest: number): MatrixCell {
  if (value === null) return { value, text: '–', shade: 0 };
  return { value, text: formatCell(value, measure), shade: largest > 0 ? value / largest : 0 };
}

function formatCell(value: number, measure: Measure): string {
  if (value === 0) return '0';
  switch (measure) {
    case 'coefficient':
      return value.toFixed(2);
    case 'percentOfText':
    case 'percentOfCode':
      return value < 0.1 ? '< 0.1' : value.toFixed(1);
    default:
      return value.toLocaleString('en-US');
  }
}

function percent(part: number, whole: number): number | null {
  return whole > 0 ? (100 * part) / whole : null;
}

function maxOf(values: readonly (readonly (number | null)[])[]): number {
  return values.reduce((max, row) => row.reduce<number>((m, value) => Math.max(m, value ?? 0), max), 0);
}
