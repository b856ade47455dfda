/** Whether a transcript holds nothing; zero bytes are what some programs leave that have not fetched a file yet. */
export function isEmptyText(text: string): boolean {
  return /^[\0\s]*$/.test(text);
}

export const emptyTextRemedy =
  'If a program that syncs the folder has not fetched it yet, let it finish; else restore an earlier version. Codes on it are kept.';
