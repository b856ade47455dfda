import type * as z from 'zod';
import { UserError } from './userError';

const repairRemedy =
  'Correct that place in the file, or restore an earlier version of it. Introspect leaves the file as it is.';

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
  } catch (error) {
    throw new UserError('fileInvalid', `${file} is not valid JSON${jsonErrorPlace(json, error)}.`, repairRemedy);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first, ...others] = result.error.issues;
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

/** The engine's message quotes the file, so only the position is taken from it. */
function jsonErrorPlace(json: string, error: unknown): string {
  const position = error instanceof Error ? / at position (\d+)/.exec(error.message)?.[1] : undefined;
  if (position === undefined) return '';
  const before = json.slice(0, Number(position)).split('\n');
  return `, line ${before.length} column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function placeName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'as a whole';
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}
