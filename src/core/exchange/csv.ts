import { UserError } from '../base/userError';

/**
 * The records of a CSV file with a header line, by column. Extra columns are left aside.
 *
 * @param file the file's name, for messages only
 * @throws UserError `fileInvalid`, which names the line but quotes nothing of what the file holds
 */
export function parseCsvRecords<Column extends string>(
  csv: string,
  file: string,
  columns: readonly Column[],
): Record<Column, string>[] {
  const [header, ...rows] = parseCsv(csv, file);
  const names = header?.fields.map((name) => name.trim().toLowerCase()) ?? [];
  const absent = columns.filter((column) => !names.includes(column));
  if (absent.length > 0) {
    throw new UserError(
      'fileInvalid',
      `${file}: the first line does not name the column ${absent.join(', ')}.`,
      `The first line must name the columns ${columns.join(',')}, with commas between them.`,
    );
  }
  return rows.map(({ line, fields }) => {
    if (fields.length !== names.length) {
      throw new UserError(
        'fileInvalid',
        `${file}, line ${line}: ${fields.length} fields where the first line names ${names.length}.`,
        'Put a field that holds a comma between double quotes.',
      );
    }
    return Object.fromEntries(columns.map((column) => [column, fields[names.indexOf(column)]!])) as Record<
      Column,
      string
    >;
  });
}

interface Row {
  /** 1-based line on which it begins. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Reads CSV strictly as RFC 4180 has it (LF alone and a byte-order mark allowed; empty lines are skipped).
 *
 * @throws UserError `fileInvalid` for a quote that is not closed or stands inside an unquoted field
 */
export function parseCsv(csv: string, file: string): Row[] {
  // One field and what ends it; sticky, so that nothing between two fields goes unnoticed.
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  const text = csv.replace(/^\uFEFF/, '');
  const rows: Row[] = [];
  let line = 1;
  let rowLine = 1;
  let fields: string[] = [];
  while (field.lastIndex < text.length || fields.length > 0) {
    const match = field.exec(text);
    if (!match) {
      throw new UserError(
        'fileInvalid',
        `${file}, line ${line}: a double quote that is not closed, or that stands inside a field without quotes.`,
        'A field with quotes in it stands between quotes, its own quotes doubled.',
      );
    }
    const [whole, quoted, bare = '', end] = match;
    fields.push(quoted?.replaceAll('""', '"') ?? bare);
    line += whole.split('\n').length - 1;
    if (end === ',') continue;
    if (fields.length > 1 || fields[0] !== '' || quoted !== undefined) rows.push({ line: rowLine, fields });
    fields = [];
    rowLine = line;
    if (end === '') break;
  }
  return rows;
}

/**
 * Writes CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV
 * Injection); numbers are written as they are.
 */
export function formatCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => `${row.map(formatField).join(',')}\r\n`).join('');
}

function formatField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
