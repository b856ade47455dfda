import type { LabRow } from '../../src/core/prompting/labResults';
import type { LabViewState } from '../../src/protocol/lab';

/** Rows on a page: what stands in the document stays small however many segments there are. */
export const pageSize = 100;

/**
 * The rows that a filter leaves.
 * @param of place of the column whose answers matter; -1 for any
 */
export function filtered(rows: readonly LabRow[], filter: LabViewState['filter'], of = -1): readonly LabRow[] {
  const all = ({ cells }: LabRow) => cells.filter((cell) => cell !== null);
  const answers = (row: LabRow) => (of < 0 ? all(row) : all({ ...row, cells: [row.cells[of] ?? null] }));
  switch (filter) {
    case 'all':
      return rows;
    case 'differ':
      return rows.filter((row) => new Set(all(row).map(({ label, text }) => label ?? text ?? '')).size > 1);
    case 'notPerson':
      return rows.filter((row) => row.person !== null && answers(row).some(({ label }) => label !== row.person));
    case 'noLabel':
      return rows.filter((row) => answers(row).some(({ why }) => why !== null));
  }
}
