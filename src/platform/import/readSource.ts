import { MemorySource } from '../../core/base/byteSource';
import { decodeText, type TextEncoding } from '../../core/base/decodeText';
import { UserError } from '../../core/base/userError';
import { inspectCsv, type TableColumns, type TableInspection } from '../../core/exchange/import/csvTable';
import { detectFormat, detectionBytes, textParsers, type FileFormat } from '../../core/exchange/import/formats';
import type { NoteChoices } from '../../core/exchange/import/headerLines';
import { importCsv, type TableTranscript } from '../../core/exchange/import/importCsv';
import type { Imported, ImportedDocument, ImportWarning } from '../../core/exchange/import/imported';
import { about, documentName, many, toImported } from '../../core/exchange/import/utterances';
import type { ImportedProject } from '../../core/exchange/refi/importedProject';
import { readAll, readHead, type SourceFile } from './sourceFile';

/** What a person says about a file, where it was not told right. */
export interface ReadChoices {
  readonly format?: FileFormat;
  readonly encoding?: TextEncoding;
  readonly hasHeader?: boolean;
  readonly columns?: TableColumns;
  readonly notes?: NoteChoices;
}

/** How the bytes were taken for characters. */
export interface FoundEncoding {
  readonly encoding: TextEncoding;
  /** False for a guess. */
  readonly certain: boolean;
}

/** A file, read. */
export interface SourceContent extends Omit<Imported, 'documents'> {
  readonly format: FileFormat;
  /** Null where the format says it itself. */
  readonly encoding: FoundEncoding | null;
  /** Null unless the file is a table; its columns are null when nothing tells which one holds the words. */
  readonly table: (TableInspection & { readonly columnsUsed: TableColumns | null }) | null;
  /** Null unless the file is a project of another program. */
  readonly project: ImportedProject | null;
  /** In the order of the file; of a large table, read anew at each call, and one at a time. */
  readonly documents: () => AsyncIterable<ImportedDocument>;
}

/** Beyond any transcript; text of this size still fits a string several times. Tables have no limit. */
const maxBytes = 256 * 2 ** 20;

/** @throws UserError `fileInvalid`, `fileUnreadable`; nothing else, whatever the bytes are */
export async function readSource(source: SourceFile, choices: ReadChoices = {}): Promise<SourceContent> {
  const format = choices.format ?? detectFormat(source.name, await readHead(source, detectionBytes));
  if (format === null) {
    throw new UserError(
      'fileInvalid',
      `${source.name} is in no format that Introspect knows.`,
      'Export it as text, WebVTT, SRT, Word (.docx) or CSV in the program that made it, or say what it is.',
    );
  }
  if (format === 'csv') return readTable(source, choices);
  if (source.size > maxBytes) {
    const message = `${source.name} is larger than ${maxBytes / 2 ** 20} MiB.`;
    throw new UserError('fileInvalid', message, 'Take it apart into files of one conversation each.');
  }
  const content = await readWhole(source, format, choices);
  return source.leftOut ? { ...content, warnings: [besideWarning(source.leftOut), ...content.warnings] } : content;
}

function besideWarning(files: number): ImportWarning {
  const are = files === 1 ? '1 other file of the archive stays' : `${files} other files of the archive stay`;
  return {
    place: null,
    message: `Only the chat was taken: ${are} out of the study, such as photos and voice messages.`,
  };
}

async function readWhole(
  source: SourceFile,
  format: Exclude<FileFormat, 'csv'>,
  { encoding, notes }: ReadChoices,
): Promise<SourceContent> {
  const bytes = await readAll(source);
  switch (format) {
    case 'word': {
      const { importDocx } = await import('./docx');
      return whole(format, null, await importDocx(bytes, source.name, notes));
    }
    case 'refiProject': {
      const { parseQdpx } = await import('../../core/exchange/refi/readProject');
      const project = parseQdpx(new MemorySource(bytes), source.name);
      return { ...whole(format, null, project), project };
    }
    case 'refiCodebook': {
      const { parseQdc } = await import('../../core/exchange/refi/codebookFile');
      return whole(format, null, parseQdc(bytes, source.name));
    }
    default: {
      const { text, ...found } = decodeText(bytes, source.name, encoding);
      return whole(format, found, textParsers[format](text, source.name, notes));
    }
  }
}

function whole(format: FileFormat, encoding: FoundEncoding | null, imported: Imported): SourceContent {
  const { documents, codes, warnings } = imported;
  return { format, encoding, table: null, project: null, codes, warnings, documents: () => each(documents) };
}

async function* each<T>(list: readonly T[]): AsyncGenerator<T> {
  for (const one of list) yield await Promise.resolve(one);
}

async function readTable(source: SourceFile, choices: ReadChoices): Promise<SourceContent> {
  const inspected = await inspectCsv(source.chunks(), source.name, choices);
  const columnsUsed = choices.columns ?? inspected.guess;
  const { encoding } = inspected.form;
  return {
    format: 'csv',
    encoding: { encoding, certain: choices.encoding !== undefined || encoding !== 'windows-1252' },
    table: { ...inspected, columnsUsed },
    project: null,
    codes: [],
    warnings: [...columnWarnings(inspected, columnsUsed), ...timeUnitWarning(inspected, columnsUsed)],
    documents: () => tableDocuments(source, inspected, columnsUsed),
  };
}

function columnWarnings({ wordColumns }: TableInspection, used: TableColumns | null): ImportWarning[] {
  if (!used) return [];
  const persons = used.persons ?? [];
  const taken = [...persons, used.text, used.speaker, used.time, used.transcript];
  const left = wordColumns.filter((column) => !taken.includes(column)).map((column) => column + 1);
  const each = `${many(persons.length, 'column')} read as one person's words each, in the name of the column.`;
  const which = left.length === 1 ? `Column ${left[0]} holds` : `Columns ${left.join(', ')} hold`;
  return [
    ...(persons.length > 0 ? [about(each)] : []),
    ...(left.length > 0 ? [about(`${which} words too and ${left.length === 1 ? 'is' : 'are'} left out.`)] : []),
  ];
}

/** Unless the person has chosen another unit or column. */
function timeUnitWarning({ guess, isTimeUnitGuessed }: TableInspection, used: TableColumns | null): ImportWarning[] {
  if (!isTimeUnitGuessed || guess?.time !== used?.time || guess?.timeUnit !== used?.timeUnit) return [];
  const message = `The times are plain numbers and do not say of what: they are taken for ${used?.timeUnit}.`;
  return [about(message)];
}

function timeWarnings({ timesUnread, timesInFrames }: Omit<TableTranscript, 'name' | 'utterances'>): ImportWarning[] {
  const frames = `${many(timesInFrames, 'time')} in frames: read to the second, since the table does not say how many frames a second has.`;
  const unread = `${many(timesUnread, 'time')} left out: in a form that cannot be read.`;
  return [...(timesInFrames > 0 ? [about(frames)] : []), ...(timesUnread > 0 ? [about(unread)] : [])];
}

async function* tableDocuments(
  source: SourceFile,
  { form }: TableInspection,
  columns: TableColumns | null,
): AsyncGenerator<ImportedDocument> {
  if (!columns) return;
  for await (const { name, utterances, ...times } of importCsv(source.chunks(), source.name, form, columns)) {
    for (const document of toImported(source.name, utterances, timeWarnings(times)).documents) {
      yield { ...document, name: name ?? documentName(source.name) };
    }
  }
}
