import type { CodeTable, CoOccurrence } from './matrices';
import type { Query, Scope } from './query';

/** The question whose answer is what a cell of a matrix counts, for a look at the words behind the number. */
export interface CellQuestion {
  readonly query: Query;
  readonly scope: Scope;
}

/** @param coders those whose segments are in the matrix */
export function questionOfCell(
  matrix: CoOccurrence | CodeTable,
  row: number,
  column: number,
  scope: Scope,
  coders: readonly string[],
): CellQuestion {
  const ofCode = (code: string, by: readonly string[] | null = null): Query => ({
    kind: 'code',
    code,
    below: false,
    coders: by,
  });
  const code = matrix.codes[row]!;
  if (matrix.kind !== 'codes') {
    const place = matrix.columns[column]!;
    const within = matrix.kind === 'transcripts' ? { transcripts: [place] } : { speakers: [place] };
    return { query: ofCode(code), scope: { ...scope, ...within } };
  }
  const other = matrix.codes[column]!;
  if (code === other) return { query: ofCode(code), scope };
  const together = (by: readonly string[] | null): Query =>
    matrix.together === 'overlap'
      ? { kind: 'overlapping', of: ofCode(code, by), to: ofCode(other, by) }
      : {
          kind: 'and',
          parts: [
            { kind: 'turns', of: ofCode(code, by) },
            { kind: 'turns', of: ofCode(other, by) },
          ],
        };
  // Each coder by themselves, as the matrix counts.
  const parts = coders.map((coder) => together([coder]));
  return { query: parts.length > 1 ? { kind: 'or', parts } : together(null), scope };
}
