import { UserError } from '../../base/userError';
import { decodeWindows1252 } from '../../base/windows1252';
import { type CsvDelimiter, type CsvForm, parseCsv, separatorLine } from '../parseCsv';
import type { CsvEncoding } from './csvRows';
import { personColumns, wordColumns } from './personColumns';
import { timeUnitOf, type TimeUnit } from './timeUnit';

/** How a table is written, as far as its bytes tell; a person may correct it. */
export interface TableForm extends CsvForm {
  readonly encoding: CsvEncoding;
  /** Whether the first row names the columns. */
  readonly hasHeader: boolean;
}

/** Which column holds what: positions from 0. */
export interface TableColumns {
  readonly text: number;
  readonly speaker: number | null;
  readonly time: number | null;
  /** Of times that are plain numbers; clock times such as 1:02.5 need none. */
  readonly timeUnit: 'seconds' | 'milliseconds';
  /** Rows with one value here become one transcript; null when all rows are one. */
  readonly transcript: number | null;
  /**
   * Several columns, each of them the words of the person that it is named after, `text` the first of them; absent
   * where one column holds everybody's words.
   */
  readonly persons?: readonly number[];
}

export interface TableInspection {
  readonly form: TableForm;
  /** Names from the first row, or `Column 1` and so on. */
  readonly columns: readonly string[];
  /** The first rows below the header, at most 20. */
  readonly rows: readonly (readonly string[])[];
  /** Null when no column looks like what was said. */
  readonly guess: TableColumns | null;
  /** Columns in which somebody may speak, by their cells alone. */
  readonly wordColumns: readonly number[];
  /** Whether times are plain numbers that no name of a column gives the unit of. */
  readonly isTimeUnitGuessed: boolean;
}

const sampleLength = 256 * 1024;
const shownRows = 20;

/** In English, German, French and Spanish. */
const headerWords = {
  text: /^(text|utterances?|words|content|sentences?|message|äußerung(en)?|aeusserung(en)?|aussagen?|wortlaut|inhalt|nachricht|texte|propos|énoncés?|contenu|texto|enunciados?|contenido|mensaje)$/,
  /** Names that mean the words only where no column is called text. */
  looseText: /^(transcript(ion)?|transkript(ion)?|transcripción|body|value|said|quote|note)$/,
  speaker:
    /^(speaker|participant|name|who|person|role|author|interlocutor|talker|channel|from|user|interviewe[re]|sprecher(in)?|redner(in)?|teilnehmer(in)?|befragte[rn]?|rolle|locuteur|locutrice|intervenante?|participante?|nom|rôle|hablante|nombre|rol)( ?(id|name|label))?$/,
  time: /^(start|begin|time|onset|timestamp|offset|start ?time|begin ?time|from|time ?in|zeit|start ?zeit|uhrzeit|zeit ?(stempel|marke)|beginn|anfang|heure|temps|début|horodatage|tiempo|hora|inicio)( ?\(?(s|sec|secs|seconds|ms|msec|milliseconds)\)?)?$/,
  transcript:
    /^(transcripts?|file|file ?name|document|doc|session|interview|conversation|dialogue?|case|source|video|sitzung|gespräch|datei|dokument|fall|aufnahme|séance|entretien|fichier|cas|sesión|entrevista|archivo|documento|caso)( ?(id|name|file|no|number|nr))?$/,
} as const;

/**
 * Reads a table's beginning, and its bytes to the end, to tell encoding, delimiter, header and columns.
 *
 * @param file the file's name, for messages only
 * @param known what the person says, which is not guessed then
 * @throws UserError `fileInvalid`: nothing in it, or bytes of no text
 */
export async function inspectCsv(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  known: { readonly encoding?: CsvEncoding; readonly hasHeader?: boolean } = {},
): Promise<TableInspection> {
  const { encoding, sample, isWhole } = await readSample(chunks, file, known.encoding);
  const { rows: all, delimiter, quotes } = readForm(sample, isWhole, file);
  const [first] = all;
  if (!first) throw new UserError('fileInvalid', `${file} holds no row.`, 'Choose a file with rows in it.');
  const hasHeader = known.hasHeader ?? looksLikeHeader(first, all.slice(1));
  const width = all.reduce((most, row) => Math.max(most, row.length), 0);
  const columns = Array.from({ length: width }, (_, i) => (hasHeader && first[i]?.trim()) || `Column ${i + 1}`);
  const rows = all.slice(hasHeader ? 1 : 0);
  return {
    form: { encoding, delimiter, quotes, hasHeader },
    columns,
    rows: rows.slice(0, shownRows),
    ...guessColumns(columns, rows, hasHeader),
  };
}

async function readSample(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  known: CsvEncoding | undefined,
): Promise<{ encoding: CsvEncoding; sample: string; isWhole: boolean }> {
  const head: Uint8Array[] = [];
  let headLength = 0;
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  for await (const bytes of chunks) {
    if (headLength < sampleLength) {
      head.push(new Uint8Array(bytes));
      headLength += bytes.length;
    }
    isUtf8 &&= accepts(() => utf8.decode(bytes, { stream: true }));
    if ((known !== undefined || !isUtf8) && headLength >= sampleLength) break;
  }
  isUtf8 &&= accepts(() => utf8.decode());
  const encoding = known ?? markedEncoding(head[0]) ?? (isUtf8 ? 'utf-8' : 'windows-1252');
  const sample = encoding === 'windows-1252' ? head.map(decodeWindows1252).join('') : decodeStart(head, encoding);
  if (sample.includes('\0')) {
    throw new UserError('fileInvalid', `${file} is not a text file.`, 'Save the table as CSV, and choose that file.');
  }
  return { encoding, sample, isWhole: headLength < sampleLength };
}

/** Without an end, so that a character that the sample cuts in two is left out. */
function decodeStart(head: readonly Uint8Array[], encoding: CsvEncoding): string {
  const decoder = new TextDecoder(encoding);
  return head.map((bytes) => decoder.decode(bytes, { stream: true })).join('');
}

function accepts(decode: () => unknown): boolean {
  try {
    decode();
    return true;
  } catch {
    return false;
  }
}

function markedEncoding(bytes: Uint8Array | undefined): CsvEncoding | undefined {
  const [first, second] = bytes ?? [];
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return undefined;
}

/** The delimiter that the first line names for Excel, else the one that gives most rows the same number of fields, more than one. */
function readForm(sample: string, isWhole: boolean, file: string): CsvForm & { rows: (readonly string[])[] } {
  const separator = separatorLine(sample);
  const body = sample.slice(separator?.line.length ?? 0);
  const text = isWhole ? body : body.slice(0, body.lastIndexOf('\n') + 1 || body.length);
  // The cut may lie inside a quoted field: a quote that only the cut leaves open is not held against the table.
  const texts = isWhole ? [text] : [text, `${text}"`];
  const delimiters: readonly CsvDelimiter[] = separator ? [separator.delimiter] : [',', ';', '\t', '|'];
  const read = delimiters.map((delimiter) => {
    const quoted = attempt(texts, file, { delimiter, quotes: true });
    const rows = quoted ?? attempt([text], file, { delimiter, quotes: false }) ?? [];
    return { delimiter, quotes: quoted !== null, rows, score: regularity(rows) + (quoted ? 0.5 : 0) };
  });
  return read.reduce((best, one) => (one.score > best.score ? one : best));
}

/** The first of the texts that reads; null when the quotes are not those of CSV. */
function attempt(texts: readonly string[], file: string, form: CsvForm): (readonly string[])[] | null {
  for (const text of texts) {
    try {
      return parseCsv(text, file, form).map(({ fields }) => fields);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return null;
}

/** Share of rows that have the commonest number of fields; 0 when that is one. */
function regularity(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [commonest, n] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [1, 0]);
  return commonest > 1 ? n / rows.length : 0;
}

function looksLikeHeader(first: readonly string[], others: readonly (readonly string[])[]): boolean {
  const names = first.map(headerKey);
  if (names.some((name) => Object.values(headerWords).some((words) => words.test(name)))) return true;
  const areNames = names.every((name) => name !== '' && name.length <= 40 && !/^[\d.,:]+$/.test(name));
  return others.length > 0 && areNames && new Set(names).size === names.length && first.every((c) => !/[.!?]$/.test(c));
}

function headerKey(name: string): string {
  return name
    .trim()
    .normalize('NFC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[_\s-]+/g, ' ');
}

/** Which columns a header names, each once. */
export function headerKinds(header: readonly string[]): Pick<TableColumns, 'speaker' | 'time' | 'transcript'> & {
  readonly text: number | null;
} {
  const keys = header.map(headerKey);
  const taken = new Set<number>();
  const take = (words: RegExp): number | null => {
    const found = keys.findIndex((key, i) => words.test(key) && !taken.has(i));
    if (found < 0) return null;
    taken.add(found);
    return found;
  };
  return {
    text: take(headerWords.text) ?? take(headerWords.looseText),
    speaker: take(headerWords.speaker),
    time: take(headerWords.time),
    transcript: take(headerWords.transcript),
  };
}

const noTimes: TimeUnit = { unit: 'seconds', isGuessed: false };

function guessColumns(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  hasHeader: boolean,
): Pick<TableInspection, 'guess' | 'isTimeUnitGuessed' | 'wordColumns'> {
  const kinds = headerKinds(columns);
  const { time, transcript } = kinds;
  const wordy = wordColumns(columns.length, rows).filter((column) => column !== time && column !== transcript);
  const persons = hasHeader && kinds.text === null ? personColumns(columns, rows, wordy) : [];
  const speaker = persons.length > 0 ? null : kinds.speaker;
  const taken = new Set([kinds.text, speaker, time, transcript].filter((column) => column !== null));
  const text = persons[0] ?? kinds.text ?? longestColumn(columns.length, rows, taken);
  if (text === null) return { guess: null, isTimeUnitGuessed: false, wordColumns: wordy };
  const { unit, isGuessed } = time === null ? noTimes : timeUnitOf(columns.map(headerKey), rows, time);
  const guess = { text, speaker, time, timeUnit: unit, transcript, ...(persons.length > 0 ? { persons } : {}) };
  return { guess, isTimeUnitGuessed: isGuessed, wordColumns: wordy };
}

/** The column with the longest cells, if they are longer than names and numbers are. */
function longestColumn(width: number, rows: readonly (readonly string[])[], taken: ReadonlySet<number>): number | null {
  const means = Array.from({ length: width }, (_, i) =>
    taken.has(i) ? 0 : rows.reduce((sum, row) => sum + (row[i]?.length ?? 0), 0) / rows.length,
  );
  const longest = Math.max(...means);
  return longest >= 12 ? means.indexOf(longest) : null;
}
