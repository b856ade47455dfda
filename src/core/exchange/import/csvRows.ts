import { UserError } from '../../base/userError';
import { decodeWindows1252 } from '../../base/windows1252';
import { type CsvForm, type CsvRow, parseCsv, separatorLine } from '../parseCsv';

export type CsvEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Longer than any record that a person made; a quote that is never closed swallows the rest of the file. */
const maxRecordLength = 16 * 2 ** 20;

/**
 * The rows of a table of any size, batch by batch; memory holds one batch.
 *
 * @param file the file's name, for messages only
 * @throws UserError `fileInvalid`: bytes that the encoding does not know, a broken quote, a record of more than 16 Mi
 * characters
 */
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  form: CsvForm & { readonly encoding: CsvEncoding },
): AsyncGenerator<CsvRow[]> {
  let rest = '';
  let line = 1;
  const parsePart = (part: string) => {
    const separator = line === 1 ? separatorLine(part) : null;
    const rows = parseCsv(part.slice(separator?.line.length ?? 0), file, form, line + (separator ? 1 : 0));
    line += part.split('\n').length - 1;
    return rows;
  };
  for await (const text of decodeChunks(chunks, file, form.encoding)) {
    rest += text;
    const end = form.quotes ? recordsEnd(rest) : rest.lastIndexOf('\n') + 1;
    if (end > 0) {
      yield parsePart(rest.slice(0, end));
      rest = rest.slice(end);
    } else if (rest.length > maxRecordLength) {
      throw new UserError(
        'fileInvalid',
        `${file}, line ${line}: one record of more than ${maxRecordLength} characters.`,
        'Look for a double quote that is not closed near that line.',
      );
    }
  }
  yield parsePart(rest);
}

/** The text of a file in pieces, without byte order mark. */
async function* decodeChunks(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  encoding: CsvEncoding,
): AsyncGenerator<string> {
  if (encoding === 'windows-1252') {
    for await (const bytes of chunks) yield decodeWindows1252(bytes);
    return;
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (error) {
      throw new UserError('fileInvalid', `${file} is not text in the encoding ${encoding}.`, 'Save it as UTF-8.', {
        cause: error,
      });
    }
  };
  for await (const bytes of chunks) yield decode(bytes);
  yield decode();
}

/** Where the last record ends that is certain to be complete: after the last line feed outside quotes. */
function recordsEnd(text: string): number {
  let quotes = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes++;
  let isOutside = quotes % 2 === 0;
  for (let to = text.length; to > 0; isOutside = !isOutside) {
    const from = text.lastIndexOf('"', to - 1);
    if (isOutside) {
      const lineFeed = text.slice(from + 1, to).lastIndexOf('\n');
      if (lineFeed >= 0) return from + 1 + lineFeed + 1;
    }
    to = from;
  }
  return 0;
}
