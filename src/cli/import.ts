// `introspect import` (DESIGN 9), options already read.
import path from 'node:path';
import { toErrorInfo, UserError } from '../core/base/userError';
import { serializeCodebook } from '../core/codebook/codebook';
import { makeCodebook } from '../core/codebook/edit';
import { makeStudy } from '../core/coding/newStudy';
import { parseStudy, serializeStudy } from '../core/coding/study';
import { codebookFile, studyFile } from '../core/coding/studyFiles';
import type { TextEncoding } from '../core/base/decodeText';
import type { TableColumns, TableInspection } from '../core/exchange/import/csvTable';
import type { FileFormat } from '../core/exchange/import/formats';
import type { ImportWarning } from '../core/exchange/import/imported';
import { takeCoders } from '../core/exchange/review/takenCoders';
import { readSource, type ReadChoices, type SourceContent } from '../platform/import/readSource';
import { unpackChat } from '../platform/import/chatArchive';
import { sourceOnDisk, type SourceFile } from '../platform/import/sourceFile';
import { StudyImporter } from '../platform/import/studyImporter';
import { rehearsalDisk } from '../platform/study/rehearsalDisk';
import { StudyFiles } from '../platform/study/studyFiles';
import { diagnose } from './output';
import { folderOnDisk } from './studyOnDisk';

/** Columns as the person names them: by name, or by number from 1. */
export interface NamedColumns {
  readonly text: string | undefined;
  readonly speaker: string | undefined;
  readonly time: string | undefined;
  readonly timeUnit: TableColumns['timeUnit'] | undefined;
  readonly transcript: string | undefined;
  /** Each the words of one person. */
  readonly persons: readonly string[];
}

export interface ImportOptions {
  readonly format: FileFormat | undefined;
  readonly encoding: TextEncoding | undefined;
  readonly columns: NamedColumns;
  readonly mergeGapMs: number | null;
  readonly isDryRun: boolean;
  /** Name of the coder in whose file comments and footnotes become memos; undefined: they are left out. */
  readonly memosBy?: string | undefined;
}

export interface ImportReport {
  readonly files: readonly {
    /** As given. */
    readonly source: string;
    /** Relative to the study; null for a codebook alone. */
    readonly transcript: string | null;
    readonly turns: number;
    readonly speakers: readonly string[];
    readonly segments: number;
    /** Comments and footnotes that were kept; only where they are asked for. */
    readonly memos?: number;
    /** Only of files with a codebook. */
    readonly codesAdded?: number;
    readonly warnings: readonly ImportWarning[];
  }[];
}

/**
 * Imports files one after another; one that fails does not keep the others from being imported.
 *
 * @returns failure: null when every file was imported
 * @throws UserError when the study itself cannot be read or made
 */
export async function importFiles(
  files: readonly string[],
  out: string,
  options: ImportOptions,
): Promise<{ readonly report: ImportReport; readonly failure: UserError | null }> {
  const studyFiles = new StudyFiles(path.resolve(out), ...(options.isDryRun ? [rehearsalDisk()] : []));
  await makeStudyUnlessThere(studyFiles, path.basename(path.resolve(out)));
  const importer = new StudyImporter(studyFiles, folderOnDisk(path.resolve(out)), () => new Date());
  const remarksBy = options.memosBy === undefined ? undefined : await personNamed(studyFiles, options.memosBy);
  const report: ImportReport['files'][number][] = [];
  let failed = 0;
  for (const file of files) {
    try {
      report.push(...(await importFile(importer, file, options, remarksBy)));
    } catch (error) {
      const { message, remedy } = toErrorInfo(error);
      diagnose([message, remedy].filter(Boolean).join(' '));
      failed++;
    }
  }
  const failure =
    failed === 0 ? null : new UserError('badRequest', `${failed} of ${files.length} files could not be imported.`, '');
  return { report: { files: report }, failure };
}

async function importFile(
  importer: StudyImporter,
  file: string,
  options: ImportOptions,
  remarksBy: string | undefined,
): Promise<ImportReport['files'][number][]> {
  const source = await unpackChat(await sourceOnDisk(file));
  const content = await readWithColumns(source, options);
  const choices = { names: new Map<string, string>(), mergeGapMs: options.mergeGapMs };
  const outcome = await importer.import({
    source,
    content,
    choices,
    ...(remarksBy === undefined ? {} : { remarksBy }),
  });
  const none = { source: file, turns: 0, speakers: [], segments: 0 };
  if (outcome.alreadyThere) {
    const message = 'The study has this file already: nothing was done.';
    return outcome.alreadyThere.map((transcript) => ({ ...none, transcript, warnings: [{ place: null, message }] }));
  }
  const codes = content.codes.length > 0 ? { codesAdded: outcome.codesAdded } : {};
  if (outcome.transcripts.length === 0) {
    return [{ ...none, transcript: null, ...codes, warnings: outcome.warnings }];
  }
  return outcome.transcripts.map(({ path: transcript, turns, speakers, segments, memos, warnings }, i) => ({
    source: file,
    transcript,
    turns,
    speakers,
    segments,
    ...(remarksBy === undefined ? {} : { memos }),
    ...(i === 0 ? codes : {}),
    warnings: [...(i === 0 ? outcome.warnings : []), ...warnings],
  }));
}

async function readWithColumns(source: SourceFile, options: ImportOptions): Promise<SourceContent> {
  const { format, encoding, columns } = options;
  const choices: ReadChoices = { ...(format ? { format } : {}), ...(encoding ? { encoding } : {}) };
  const content = await readSource(source, choices);
  if (!content.table) return content;
  const chosen = chooseColumns(content.table, columns, source.name);
  return readSource(source, { ...choices, format: 'csv', columns: chosen });
}

function chooseColumns({ columns, guess }: TableInspection, named: NamedColumns, file: string): TableColumns {
  const find = (name: string | undefined, otherwise: number | null): number | null => {
    if (name === undefined) return otherwise;
    const byName = columns.findIndex((column) => column.trim().toLowerCase() === name.trim().toLowerCase());
    const byNumber = /^\d+$/.test(name) && Number(name) >= 1 && Number(name) <= columns.length ? Number(name) - 1 : -1;
    const found = byName >= 0 ? byName : byNumber;
    if (found >= 0) return found;
    const remedy = `It has ${columns.length} columns; name one as its first row does, or give a number from 1.`;
    throw new UserError('badRequest', `${file} has no column "${name}".`, remedy);
  };
  const isChosen = named.text !== undefined || named.speaker !== undefined;
  const found = named.persons.map((name) => find(name, null)!);
  const persons = found.length > 0 ? found : isChosen ? [] : (guess?.persons ?? []);
  const text = persons[0] ?? find(named.text, guess?.text ?? null);
  if (text === null) {
    const message = `${file} does not tell which column holds the words.`;
    throw new UserError('badRequest', message, 'Name it with --text-column.');
  }
  return {
    text,
    speaker: persons.length > 0 ? null : find(named.speaker, guess?.speaker ?? null),
    time: find(named.time, guess?.time ?? null),
    timeUnit: named.timeUnit ?? guess?.timeUnit ?? 'seconds',
    transcript: find(named.transcript, guess?.transcript ?? null),
    ...(persons.length > 0 ? { persons } : {}),
  };
}

/** Id of a person of the study, who is entered where there is none of this name. */
async function personNamed(files: StudyFiles, name: string): Promise<string> {
  let id = '';
  await files.update(studyFile, { parse: parseStudy, serialize: serializeStudy }, (study) => {
    const taken = takeCoders(study!, [], new Set([name]));
    id = taken.coders.get(name)!.id;
    return taken.study === study ? undefined : taken.study;
  });
  return id;
}

async function makeStudyUnlessThere(files: StudyFiles, title: string): Promise<void> {
  const { value } = await files.load(studyFile, parseStudy);
  if (value) return;
  const encode = (text: string) => new TextEncoder().encode(text);
  await files.create(codebookFile, encode(serializeCodebook(makeCodebook())));
  await files.create(studyFile, encode(serializeStudy(makeStudy(title))));
}
