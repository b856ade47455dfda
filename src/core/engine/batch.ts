// Many requests to an engine, none of them paid for twice: what is finished stands in a journal and is not asked again.
import { toErrorInfo, type ErrorCode, type ErrorInfo } from '../base/userError';
import { Limit } from './limit';

/** Where finished requests are kept: JSON lines, append-only. */
export interface BatchJournal {
  /** What its file is called, for errors. */
  readonly name?: string;
  /** All there is; '' when there is none yet. */
  read(): Promise<string>;
  /** Resolves once the text will outlive a crash. */
  append(text: string): Promise<void>;
}

export interface BatchOptions<Request, Result> {
  readonly journal: BatchJournal;
  readonly run: (request: Request, signal: AbortSignal | undefined) => Promise<Result>;
  /** A result read back from the journal; undefined for what is none: then it is asked for again. */
  readonly parseResult: (value: unknown) => Result | undefined;
  /** The results that the journal's text has, in the order of the requests, where its keys alone do not tell. */
  readonly recall?: ((journal: string) => readonly (Result | undefined)[]) | undefined;
  /** Hash of a text, such as SHA-256 in hex. */
  readonly hash: (text: string) => string;
  /** What of a request its result depends on, as a text; all of it unless told. */
  readonly textOf?: ((request: Request) => string) | undefined;
  readonly concurrency: number;
  /** What a request takes of the concurrency; 1 unless told. */
  readonly weightOf?: ((request: Request) => number) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onDone?: ((index: number, outcome: BatchOutcome<Result>) => void) | undefined;
  /** The time, ISO 8601 in UTC, that the journal gives a result; absent: none. */
  readonly now?: (() => string) | undefined;
}

/** A line of a journal. */
export interface JournalEntry<Result> {
  readonly result: Result;
  /** When it was finished, ISO 8601; null where the journal does not say. */
  readonly at: string | null;
  /** From 1. */
  readonly line: number;
}

export type BatchOutcome<Result> =
  | { readonly ok: true; readonly result: Result; readonly fromJournal: boolean }
  | { readonly ok: false; readonly error: ErrorInfo };

/** Failures that every further request would meet as well. */
const hopeless: ReadonlySet<ErrorCode> = new Set([
  'networkClosed',
  'endpointRefused',
  'endpointUnreachable',
  'cancelled',
]);

/** Failures that may be the request's, a text too long for a slow server for instance, or the server's: then all meet them. */
const doubtful: ReadonlySet<ErrorCode> = new Set(['endpointSilent', 'endpointFailed']);
/** That many of them one after the other are the server's. */
const mostInARow = 3;

/**
 * Runs `requests`, each with all that its result depends on (engine and model included, its seed too): equal requests
 * are run once. After a failure that the others would meet too, and after `signal` aborts, nothing new is begun, and
 * what was not begun has that error. Where a failure may be the request's own, only the third in a row ends the batch; of
 * requests that ran at the same time it counts once. A failed request is not in the journal and runs again when the batch does.
 * @returns outcomes in the order of `requests`
 * @throws what the journal throws: without it, nothing is paid for
 */
export async function runBatch<Request, Result>(
  requests: readonly Request[],
  options: BatchOptions<Request, Result>,
): Promise<BatchOutcome<Result>[]> {
  const { journal, signal, onDone } = options;
  const written = await journal.read();
  const recalled = options.recall?.(written);
  const finished = recalled ? new Map<string, never>() : finishedIn(written, options.parseResult);
  const limit = new Limit(options.concurrency);
  const begun = new Map<string, Promise<BatchOutcome<Result>>>();
  let stop: ErrorInfo | undefined;
  let started = 0;
  let inARow = 0;
  /** Requests begun before the last doubtful failure that counts. */
  let startedBefore = 0;
  let broken: { readonly error: unknown } | undefined;
  // A crash may have left half a line: the next must not be glued to it.
  if (written !== '' && !written.endsWith('\n')) await journal.append('\n');
  const append = appendTogether(journal);

  const runOne = async (key: string, request: Request): Promise<BatchOutcome<Result>> => {
    if (signal?.aborted) stop ??= { code: 'cancelled', message: 'The batch was cancelled.', remedy: '' };
    if (stop) return { ok: false, error: stop };
    let result: Result;
    const number = started++;
    try {
      result = await options.run(request, signal);
      inARow = 0;
    } catch (error) {
      const info = toErrorInfo(error);
      if (!doubtful.has(info.code)) inARow = 0;
      else if (number >= startedBefore) {
        inARow++;
        startedBefore = started;
      }
      if (hopeless.has(info.code) || inARow === mostInARow) stop ??= info;
      return { ok: false, error: info };
    }
    try {
      await append(`${JSON.stringify({ key, ...(options.now ? { at: options.now() } : {}), result })}\n`);
    } catch (error) {
      broken ??= { error };
      stop ??= toErrorInfo(error);
    }
    return { ok: true, result, fromJournal: false };
  };

  const outcomes = await Promise.all(
    requests.map(async (request, index) => {
      const key = options.hash((options.textOf ?? canonicalJson)(request));
      const known = recalled ? recalled[index] : finished.get(key)?.result;
      let outcome: Promise<BatchOutcome<Result>> | undefined = begun.get(key);
      if (known !== undefined) outcome = Promise.resolve({ ok: true, result: known, fromJournal: true });
      else if (!outcome) {
        outcome = limit.run(() => runOne(key, request), options.weightOf?.(request));
        begun.set(key, outcome);
      }
      const settled = await outcome;
      onDone?.(index, settled);
      return settled;
    }),
  );
  if (broken) throw broken.error;
  return outcomes;
}

/** One write at a time; what comes while one is under way is written together after it, in the order it came. */
function appendTogether(journal: BatchJournal): (line: string) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let next: { text: string; readonly written: Promise<void> } | undefined;
  return (line) => {
    if (next) {
      next.text += line;
      return next.written;
    }
    const written = last.then(() => {
      const text = next!.text;
      next = undefined;
      return journal.append(text);
    });
    next = { text: line, written };
    last = written;
    return written;
  };
}

/** JSON with the keys of every object in order, so that equal requests have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/**
 * What a journal has, by key. Lines that cannot be read are no record of anything: what they stood for is asked for again.
 */
export function finishedIn<Result>(
  text: string,
  parseResult: (value: unknown) => Result | undefined,
): ReadonlyMap<string, JournalEntry<Result>> {
  return readJournal(text, parseResult).finished;
}

/** As `finishedIn`, and which lines could not be read, from 1. */
export function readJournal<Result>(
  text: string,
  parseResult: (value: unknown) => Result | undefined,
): { readonly finished: ReadonlyMap<string, JournalEntry<Result>>; readonly unreadable: readonly number[] } {
  const finished = new Map<string, JournalEntry<Result>>();
  const unreadable: number[] = [];
  // Some editors put a mark before the first line.
  for (const [i, line] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    const entry = parseLine(line);
    const result = entry && parseResult(entry.result);
    if (result !== undefined) finished.set(entry!.key, { result, at: entry!.at, line: i + 1 });
    else if (line.trim() !== '') unreadable.push(i + 1);
  }
  return { finished, unreadable };
}

function parseLine(
  line: string,
): { readonly key: string; readonly result: unknown; readonly at: string | null } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('key' in value) || !('result' in value)) return undefined;
  if (typeof value.key !== 'string') return undefined;
  return { key: value.key, result: value.result, at: 'at' in value && typeof value.at === 'string' ? value.at : null };
}
