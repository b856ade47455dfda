import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { UserError } from '../core/base/userError';

const downloadAgain = 'Download or copy the model folder again, with all its files.';

/** @throws UserError `modelFileMissing`, or `modelFileInvalid` when the file is empty or a Git LFS pointer. */
export function requireModelFile(file: string, remedy = downloadAgain): void {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) throw new UserError('modelFileMissing', `The model file ${file} is missing.`, remedy);
  if (stat.size === 0) throw new UserError('modelFileInvalid', `The model file ${file} is empty (0 bytes).`, remedy);
  if (stat.size < 1024 && firstBytes(file, lfsMark.length) === lfsMark) {
    throw new UserError(
      'modelFileInvalid',
      `${file} is a Git LFS pointer of ${stat.size} bytes that stands for the model file, not the model file itself.`,
      `Run \`git lfs pull\` in ${path.dirname(file)}, or download the file from the model's page.`,
    );
  }
}

const lfsMark = 'version https://git-lfs.github.com/spec/';

function firstBytes(file: string, count: number): string {
  const buffer = new Uint8Array(count);
  const fd = openSync(file, 'r');
  try {
    return new TextDecoder('latin1').decode(buffer.subarray(0, readSync(fd, buffer, 0, count, 0)));
  } finally {
    closeSync(fd);
  }
}

/** @throws UserError `modelFileMissing` or `modelFileInvalid`, naming the file and the place. */
export function loadJson<T>(file: string, schema: z.ZodType<T>): T {
  requireModelFile(file);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UserError('modelFileInvalid', `${file} is not valid JSON: it is damaged or was cut off.`, downloadAgain);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.length ? ` at "${issue.path.join('.')}"` : '';
  throw new UserError(
    'modelFileInvalid',
    `${file} does not hold what a model folder needs${place}: ${issue?.message ?? 'wrong shape'}.`,
    downloadAgain,
  );
}

/** As `loadJson`, or `undefined` when there is no such file. */
export function loadOptionalJson<T>(file: string, schema: z.ZodType<T>): T | undefined {
  return existsSync(file) ? loadJson(file, schema) : undefined;
}
