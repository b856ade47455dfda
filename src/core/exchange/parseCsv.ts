import { CsvError, parse } from 'csv-parse/sync';
import { UserError } from '../base/userError';

export type CsvDelimiter = ',' | ';' | '\t' | '|';

/** A first line `sep=;`, which tells Excel the delimiter and is no row: with its line end; null where there is none. */
export function separatorLine(text: string): { readonly line: string; readonly delimiter: CsvDelimiter } | null {
  const [line, , delimiter] = /^\uFEFF?("?)sep=([,;|\t])\1[,;|\t]*(?:\r\n|\r|\n|$)/i.exec(text) ?? [];
  return line === undefined ? null : { line, delimiter: delimiter as CsvDelimiter };
}

export interface CsvForm {
  readonly delimiter: CsvDelimiter;
  /** Whether `"` around a field quotes it; else it is a character like any other, as some programs have it in TSV. */
  readonly quotes: boolean;
}

export interface CsvRow {
  /** 1-based line on which it begins. */
  readonly line: number;
  readonly fields: readonly string[];
}

const commaForm: CsvForm = { delimiter: ',', quotes: true };

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

/**
 * Reads CSV strictly as RFC 4180 has it (any line ends and a byte-order mark allowed; empty lines are skipped).
 *
 * @param firstLine number of the text's first line, where it is a part of a file
 * @throws UserError `fileInvalid` for a quote that is not closed or stands inside an unquoted field
 */
export function parseCsv(csv: string, file: string, form: CsvForm = commaForm, firstLine = 1): CsvRow[] {
  const rows: CsvRow[] = [];
  try {
    parse(csv, {
      bom: true,
      delimiter: form.delimiter,
      quote: form.quotes,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (fields: string[], { lines }: { lines: number }) => {
        // The parser tells the line on which a record ends.
        const within = fields.reduce((n, field) => n + field.split(/\r\n|\r|\n/).length - 1, 0);
        rows.push({ line: firstLine + lines - 1 - within, fields });
        return null;
      },
    });
  } catch (error) {
    const at = error instanceof CsvError && typeof error['lines'] === 'number' ? error['lines'] : 1;
    // The parser's own message quotes the file.
    throw new UserError(
      'fileInvalid',
      `${file}, line ${firstLine + at - 1}: a double quote that is not closed, or that stands inside a field without quotes.`,
      'A field with quotes in it stands between quotes, its own quotes doubled.',
    );
  }
  return rows;
}
