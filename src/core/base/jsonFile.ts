import type * as z from 'zod';
import { conflictLine, conflictMessage, settleConflict } from './conflictMarks';
import { UserError } from './userError';

const repairRemedy =
  'Correct that place in the file, or restore an earlier version of it. Introspect leaves the file as it is.';
/** What a schema says of a file's version that it does not know. */
export const newerVersion = 'this file was written by a newer Introspect';

/**
 * Reads a JSON file of the study against its schema.
 *
 * @param file the file's path, for messages only
 * @throws UserError `fileInvalid`, which names the file and the place but quotes nothing of what the file holds
 */
export function parseJsonFile<Schema extends z.ZodType>(json: string, file: string, schema: Schema): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch {
    throw notJson(json, file);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  if (issues.some(({ message }) => message === newerVersion)) {
    throw new UserError(
      'fileInvalid',
      `${file} was written by a newer Introspect, and this one could misread it.`,
      'Update Introspect. The file stays as it is.',
    );
  }
  const [first, ...others] = issues;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new UserError(
    'fileInvalid',
    `${file}, ${placeName(first?.path ?? [])}: ${first?.message ?? 'not as expected'}${more}.`,
    repairRemedy,
  );
}

/** The text of a JSON file of the study: two spaces, LF, so that git shows a change where it happened. */
export function formatJsonFile(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function notJson(json: string, file: string): UserError {
  // Some programs that sync leave as many zero bytes as the file will have.
  if (/^[\uFEFF\0\s]*$/.test(json)) {
    return new UserError(
      'fileInvalid',
      `${file} is empty.`,
      'If a program that syncs the folder has not fetched it yet, let it finish; else restore an earlier version. Introspect leaves the file as it is.',
    );
  }
  const conflict = conflictLine(json);
  if (conflict !== null) return new UserError('fileInvalid', conflictMessage(file, conflict), settleConflict);
  return new UserError('fileInvalid', `${file} is not valid JSON${jsonErrorPlace(json)}.`, repairRemedy);
}

/** Where the JSON breaks off: the engine does not say it of every slip, and its message quotes the file. */
function jsonErrorPlace(json: string): string {
  const text = json.replace(/^\uFEFF/, '');
  // The longest beginning that could still go on as JSON.
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (couldGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const before = text.slice(0, good).split('\n');
  return `, line ${before.length} column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function couldGoOn(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (message.includes('Unexpected end of JSON input')) return true;
    return Number(/ at position (\d+)/.exec(message)?.[1] ?? -1) >= beginning.length;
  }
}

function placeName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'as a whole';
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}
