/** Where the arrow keys lead in a grid; null for any other key, and where they lead nowhere. */
export function moveInGrid(
  { key, ctrlKey, metaKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>,
  { row, column }: GridPlace,
  size: { readonly rows: number; readonly columns: number },
): GridPlace | null {
  const [lastRow, lastColumn] = [size.rows - 1, size.columns - 1];
  const whole = ctrlKey || metaKey;
  const to = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    Home: { row: whole ? 0 : row, column: 0 },
    End: { row: whole ? lastRow : row, column: lastColumn },
    PageUp: { row: 0, column },
    PageDown: { row: lastRow, column },
  }[key];
  if (!to || to.row < 0 || to.column < 0 || to.row > lastRow || to.column > lastColumn) return null;
  return to;
}

export interface GridPlace {
  readonly row: number;
  readonly column: number;
}
