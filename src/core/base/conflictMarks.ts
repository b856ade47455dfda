/**
 * The line, from 1, on which git's marks of an unsettled conflict begin; null where there are none. They stand at the
 * beginnings of lines, in their order.
 */
export function conflictLine(text: string): number | null {
  if (!text.includes('<<<<<<<')) return null;
  let begins: number | null = null;
  let isParted = false;
  for (const [i, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (/^<{7} ./.test(line)) [begins, isParted] = [i + 1, false];
    else if (/^={7}$/.test(line)) isParted = begins !== null;
    else if (/^>{7} ./.test(line) && isParted) return begins;
  }
  return null;
}

/** What to do about it. */
export const settleConflict =
  'Settle it in VS Code’s Source Control view, or restore an earlier version. Introspect leaves the file as it is.';

export function conflictMessage(file: string, line: number): string {
  return `${file}, line ${line}: git has left both versions of what two people changed here.`;
}
