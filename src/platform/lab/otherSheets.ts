import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runsPath } from '../../core/prompting/sheet';

/** The lab sheets beside one, with how many runs each has: a report says what else was tried. */
export async function otherSheets(sheetFile: string): Promise<{ readonly name: string; readonly runs: number }[]> {
  const folder = path.dirname(sheetFile);
  const names = (await readdir(folder)).filter(
    (name) => name.endsWith('.lab.json') && name !== path.basename(sheetFile),
  );
  return Promise.all(
    names.sort().map(async (name) => {
      // A sheet without runs has no such file.
      const runs = await readFile(runsPath(path.join(folder, name)), 'utf8').catch(() => '');
      return { name, runs: runs.split('\n').filter((line) => line.trim() !== '').length };
    }),
  );
}
