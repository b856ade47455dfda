/** Moves the keyboard to a cell of a table whose heads stay in sight while it scrolls, and the cell out from under them. */
export function focusCell(cell: HTMLElement): void {
  cell.focus();
  const table = cell.closest('table');
  const scroller = table?.parentElement;
  const [name] = cell.parentElement?.children ?? [];
  if (!scroller || !name) return;
  const seen = cell.getBoundingClientRect();
  const top = table.tHead?.getBoundingClientRect().bottom ?? seen.top;
  scroller.scrollTop -= Math.max(0, top - seen.top);
  scroller.scrollLeft -= Math.max(0, name.getBoundingClientRect().right - seen.left);
}
