import { readFileSync } from 'node:fs';
import { UserError } from '../core/base/userError';
import { decodeUtf8 } from '../core/base/utf8';
import { UsageError, type Values } from './command';

export const textFile = {
  'text-file': { type: 'string', help: 'FILE  the text, UTF-8, taken exactly as it is' },
} as const;
export const raw = { raw: { type: 'boolean', help: 'leave out the special tokens that the tokenizer adds' } } as const;
export const modelOptions = {
  model: { type: 'string', help: 'DIR  model folder in the Hugging Face layout (default: the bundled model)' },
  onnx: {
    type: 'string',
    help: 'FILE  one of several ONNX files in it (default: model_quantized, then model, then the merged decoder of older exports)',
  },
  ...textFile,
  ...raw,
} as const;
/** For the commands that a server can serve as well; naming it is the agreement to connect to it, and to no other. */
export const endpointOptions = {
  endpoint: {
    type: 'string',
    help: "URL  a server with OpenAI's protocol instead of --model; key: INTROSPECT_API_KEY",
  },
  'endpoint-model': { type: 'string', help: 'NAME  the model of that server' },
} as const;

export function readText(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new UserError('fileUnreadable', `${file} cannot be read (${code}).`, 'Check the path.');
  }
  const result = decodeUtf8(bytes);
  if ('text' in result) return result.text;
  throw new UserError(
    'fileUnreadable',
    `${file} is not valid UTF-8 at byte ${result.invalidAt}, line ${result.line}.`,
    'Save it as UTF-8.',
  );
}

export function required(values: Values, name: string): string {
  const value = values[name];
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is missing.`);
  return value;
}

export function number(
  values: Values,
  name: string,
  otherwise: number,
  isAllowed: (n: number) => boolean,
  allowed: string,
): number {
  const value = values[name];
  if (value === undefined) return otherwise;
  const n = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  if (Number.isFinite(n) && isAllowed(n)) return n;
  throw new UsageError(`--${name} must be ${allowed}, not "${String(value)}".`);
}

export function wholeNumber(values: Values, name: string, otherwise: number, least = 0): number {
  const isAllowed = (n: number): boolean => Number.isInteger(n) && n >= least;
  return number(values, name, otherwise, isAllowed, `a whole number, ${least} or more`);
}

export function optionalNumber(values: Values, name: string): number | undefined {
  return values[name] === undefined ? undefined : wholeNumber(values, name, 0);
}

export function isUint32(n: number): boolean {
  return Number.isInteger(n) && n >= 0 && n <= 0xffffffff;
}

/** The one that was named, or all. */
export function chosen(index: number | undefined, count: number): number[] {
  return index === undefined ? Array.from({ length: Math.max(1, count) }, (_, i) => i) : [index];
}

export function choice<T extends string>(values: Values, name: string, allowed: readonly T[]): T | undefined {
  const value = values[name];
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} must be one of ${allowed.join(', ')}, not "${String(value)}".`);
}

/** Refuses options that belong to another form of the command. */
export function allowOnlyWith(
  values: Values,
  form: string,
  options: Readonly<Record<string, readonly string[]>>,
): void {
  for (const [of, names] of Object.entries(options)) {
    const stray = of === form ? undefined : names.find((name) => values[name] !== undefined);
    if (stray !== undefined) throw new UsageError(`--${stray} belongs to ${/^[a-z]/.test(of) ? `--${of}` : of}.`);
  }
}

/** The labels of --labels or --labels-file. */
export function readLabels(values: Values): string[] {
  if ((values['labels'] === undefined) === (values['labels-file'] === undefined)) {
    throw new UsageError('Give one of these: --labels or --labels-file.');
  }
  const labels =
    values['labels'] === undefined
      ? readText(required(values, 'labels-file')).split(/\r?\n/)
      : required(values, 'labels').split(',');
  const named = labels.filter((label) => label !== '');
  if (named.length === 0) throw new UsageError('There is no label.');
  return named;
}
