import { decodeText } from '../base/decodeText';
import { UserError } from '../base/userError';
import type { Codebook } from '../codebook/codebook';
import { codeNameKey } from '../codebook/codeRules';
import { codebookColumns, findCodebookColumns, type CodebookColumn } from './codebookColumns';
import { formatCodeDescription, formatExamples, parseExamples } from './codeDescription';
import { byteOrderMark, formatCsv } from './csv';
import type { Imported, ImportedCode, ImportWarning } from './import/imported';
import { parseCsv, separatorLine, type CsvDelimiter } from './parseCsv';
import { parseGuid } from './refi/guid';

/** A codebook as a table for people: parents by name, examples as a list in one cell. */
export function codebookCsv({ codes }: Codebook): string {
  const names = new Map(codes.map(({ id, name }) => [id.toLowerCase(), name]));
  const table = formatCsv([
    codebookColumns,
    ...codes.map((code) => [
      code.id,
      code.name,
      code.parent === null ? null : (names.get(code.parent.toLowerCase()) ?? null),
      code.definition,
      code.whenToUse,
      code.whenNotToUse,
      formatExamples(code.examples),
      code.colour,
      code.shortcut,
    ]),
  ]);
  return byteOrderMark + table;
}

/**
 * Reads a codebook from a table's bytes, in whatever encoding a spreadsheet saved it: German Excel writes Windows-1252.
 *
 * @throws UserError `fileInvalid` for what is no text, and as `parseCodebookCsv`
 */
export function readCodebookCsv(bytes: Uint8Array, file: string): Imported {
  const { text, encoding, certain } = decodeText(bytes, file);
  const imported = parseCodebookCsv(text, file);
  if (certain) return imported;
  const message = `The table is not UTF-8 and was read as ${encoding}: look whether accents are right.`;
  return { ...imported, warnings: [...imported.warnings, { place: null, message }] };
}

/**
 * Reads a codebook from a table. Only the column `name` is required, which may be called `code` or `Kategorie` too; a
 * parent is given by name or id; other columns are left aside, with a warning. Commas, semicolons or tabs part the
 * fields, whichever the first line has.
 *
 * @param file the file's name, for messages only
 * @throws UserError `fileInvalid` with the line: broken quotes, no column `name`, a name twice, a parent that is not
 * there or a code above itself
 */
export function parseCodebookCsv(csv: string, file: string): Imported {
  const separator = separatorLine(csv);
  const body = csv.slice(separator?.line.length ?? 0);
  const delimiter = separator?.delimiter ?? delimiterOf(csv);
  const [header, ...rows] = parseCsv(body, file, { delimiter, quotes: true }, separator ? 2 : 1);
  const { at, others } = findCodebookColumns(header?.fields ?? []);
  if (!at.has('name')) {
    const remedy = `Call it name or code. The first line names the columns, as ${codebookColumns.join(', ')}; all but name may be missing.`;
    throw new UserError('fileInvalid', `${file}: the first line names no column for the names of the codes.`, remedy);
  }
  const refuse = (line: number, what: string, remedy: string) =>
    new UserError('fileInvalid', `${file}, line ${line}: ${what}.`, remedy);
  const keys = new Map<string, string>();
  // Spreadsheets write lines of delimiters alone below a table.
  const written = rows.filter(({ fields }) => fields.some((field) => field.trim() !== ''));
  const read = written.map(({ line, fields }) => {
    const cell = (column: CodebookColumn) => unguard(fields[at.get(column) ?? -1] ?? '').trim();
    const name = cell('name');
    if (name === '') throw refuse(line, 'a code without a name', 'Give it a name, or remove the line.');
    const guid = parseGuid(cell('id'));
    const key = `line ${line}`;
    for (const reference of [codeNameKey(name), guid]) {
      if (reference === null) continue;
      if (keys.has(reference)) throw refuse(line, 'a name or id that another code has', 'Give each code its own.');
      keys.set(reference, key);
    }
    return { line, key, guid, name, parent: cell('parent'), cell };
  });
  const parents = new Map<string, string>();
  const codes = read.map(({ line, key, guid, name, parent, cell }): ImportedCode => {
    const above = parent === '' ? null : keys.get(parseGuid(parent) ?? codeNameKey(parent));
    if (above === undefined) throw refuse(line, 'a parent that no code is called', 'Name another code of this table.');
    if (above !== null) parents.set(key, above);
    const colour = cell('colour').toLowerCase();
    return {
      key,
      guid,
      name,
      parent: above,
      colour: /^#[0-9a-f]{6}$/.test(colour) ? colour : null,
      definition: formatCodeDescription({
        definition: cell('definition'),
        whenToUse: cell('whenToUse'),
        whenNotToUse: cell('whenNotToUse'),
        examples: parseExamples(cell('examples')),
        shortcut: cell('shortcut') || null,
      }),
    };
  });
  for (const { line, key } of read) {
    const seen = new Set<string>();
    for (let above = parents.get(key); above !== undefined && !seen.has(above); above = parents.get(above))
      seen.add(above);
    if (seen.has(key)) throw refuse(line, 'a code that stands above itself', 'Leave the parent of one of them empty.');
  }
  const lost = others.filter((i) => written.some(({ fields }) => (fields[i] ?? '').trim() !== ''));
  return { documents: [], codes, warnings: lost.length > 0 ? [leftOut(lost.map((i) => header?.fields[i] ?? ''))] : [] };
}

function leftOut(names: readonly string[]): ImportWarning {
  const named = names.map((name) => (name.trim() === '' ? 'one without a name' : `“${name.trim().slice(0, 40)}”`));
  const which = names.length === 1 ? 'A column' : `${names.length} columns`;
  return {
    place: null,
    message: `${which} of the table left out, as a code has no place for it: ${named.join(', ')}.`,
  };
}

function delimiterOf(csv: string): CsvDelimiter {
  const [first = ''] = csv.split(/[\r\n]/, 1);
  const delimiters: readonly CsvDelimiter[] = [',', ';', '\t'];
  return delimiters.reduce((best, one) => (first.split(one).length > first.split(best).length ? one : best));
}

/** Takes away what `formatCsv` puts before text that a spreadsheet would run. */
function unguard(cell: string): string {
  return cell.replace(/^'(?=[=+\-@\t\r])/, '');
}
