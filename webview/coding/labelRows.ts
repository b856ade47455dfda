/** Where a label stands beside its block: labels of one row share its width. */
export interface LabelPlace {
  readonly row: number;
  readonly column: number;
  /** How many share the row. */
  readonly columns: number;
}

/**
 * Places the labels of one block within its height, each at the row of its start or the next that is free; when no row
 * is left they share rows evenly. A label without room has none: its bar still tells its name.
 * Depends on this block alone, so that labels stand still while one scrolls.
 *
 * @param wanted the rows at which the labels' segments begin, ascending
 * @param rows that the block has room for
 * @param capacity labels that fit beside each other
 */
export function placeLabels(wanted: readonly number[], rows: number, capacity: number): (LabelPlace | null)[] {
  const inRow: number[][] = Array.from({ length: Math.max(1, rows) }, () => []);
  const share = Math.max(1, Math.min(capacity, Math.ceil(wanted.length / inRow.length)));
  wanted.forEach((row, i) => {
    const hasRoom = (labels: readonly number[]) => labels.length < share;
    const below = inRow.findIndex((labels, at) => at >= row && hasRoom(labels));
    // A row left empty above serves when there is none below.
    const place = below >= 0 ? below : inRow.findLastIndex(hasRoom);
    inRow[place]?.push(i);
  });
  const places = wanted.map((): LabelPlace | null => null);
  inRow.forEach((labels, row) => {
    labels.forEach((label, column) => (places[label] = { row, column, columns: labels.length }));
  });
  return places;
}
