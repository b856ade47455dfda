/**
 * Writes CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV
 * Injection); numbers are written as they are.
 */
export function formatCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => `${row.map(formatField).join(',')}\r\n`).join('');
}

/** Before a table that people open: without it Excel takes UTF-8 for the country's old encoding. */
export const byteOrderMark = '\uFEFF';

function formatField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
