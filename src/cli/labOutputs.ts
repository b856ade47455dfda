// What `introspect run` writes beside its JSON: a report and a set of tables.
import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/base/userError';
import { labCsvNames } from '../core/prompting/labReport/csvSet';
import type { LabFacts } from '../core/prompting/labReport/facts';
import { writeNewFile } from './writeFile';

export interface LabOutputs {
  /** HTML file to write; undefined: none. */
  readonly report: string | undefined;
  /** Folder for the tables; undefined: none. */
  readonly csv: string | undefined;
  /** Whether what is there may be overwritten. */
  readonly force: boolean;
}

export interface WrittenOutputs {
  readonly report?: string;
  readonly csv?: readonly string[];
}

/**
 * Before hours of runs, not after them.
 * @param sheetFile the sheet's base name
 * @throws UserError where something is there already, or where nothing can be
 */
export function checkOutputs({ report, csv, force }: LabOutputs, sheetFile: string): void {
  const folders = [
    ...(report === undefined ? [] : [path.dirname(path.resolve(report))]),
    ...(csv === undefined ? [] : [csv]),
  ];
  const isFile = (folder: string) => !(statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? true);
  const file = folders.find(isFile);
  if (file !== undefined) throw new UserError('fileUnwritable', `${file} is no folder.`, 'Choose another one.');
  const absent = folders.slice(0, report === undefined ? 0 : 1).find((folder) => !existsSync(folder));
  if (absent !== undefined)
    throw new UserError(
      'fileUnwritable',
      `The folder ${absent} for the report is not there.`,
      'Make it, or choose another.',
    );
  if (force) return;
  const tables = csv === undefined ? [] : labCsvNames(sheetFile).map((name) => path.join(csv, name));
  const taken = [...(report === undefined ? [] : [report]), ...tables].find((file) => existsSync(file));
  if (taken !== undefined)
    throw new UserError('fileUnwritable', `${taken} is there already.`, 'Choose another name, or add --force.');
}

/** @throws UserError `fileUnwritable`; without `force` no file is overwritten */
export async function writeOutputs(facts: LabFacts, { report, csv, force }: LabOutputs): Promise<WrittenOutputs> {
  const { labHtml } = await import('../core/prompting/labReport/html');
  const { labCsvSet } = await import('../core/prompting/labReport/csvSet');
  if (report !== undefined) await writeNewFile(report, labHtml(facts), force);
  const files: string[] = [];
  if (csv !== undefined) {
    await mkdir(csv, { recursive: true }).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      throw new UserError(
        'fileUnwritable',
        `${csv} cannot be made (${code}).`,
        'Check the folder and its permissions.',
      );
    });
    for (const { name, content } of labCsvSet(facts)) {
      await writeNewFile(path.join(csv, name), content, force);
      files.push(name);
    }
  }
  return {
    ...(report === undefined ? {} : { report: path.basename(report) }),
    ...(csv === undefined ? {} : { csv: files }),
  };
}
