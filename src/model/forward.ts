import { UserError } from '../core/base/userError';
import type { LogitRows, ModelSession, Past, Tensors } from './session';

/** Tokens a run: bounds what one run's logits and attention take. */
export const chunkTokens = 128;

/** The outputs for the tokens [start, end). */
export interface Pass {
  readonly start: number;
  readonly end: number;
  readonly outputs: Tensors;
  readonly past: Past | null;
}

export interface ForwardOptions {
  readonly fetch: readonly string[];
  /**
   * `last` or the last so many: logits, if fetched, come with the chunks that hold these rows, and a graph that can choose
   * computes no others.
   */
  readonly rows?: LogitRows;
  /** Starts here instead of at the first token. Only a length that is a multiple of `chunkTokens` repeats the same numbers. */
  readonly from?: Past | null;
  /** False where nothing goes on after `ids`: the cache after the last chunk is not given. */
  readonly keepsCache?: boolean;
  /** Tokens that the cache will hold in the end, where that is more than `ids`. */
  readonly room?: number;
  /** For the inputs that an overlay added, in the run of the tokens [start, end). */
  readonly own?: (start: number, end: number) => Tensors;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `ids` through the model in chunks, each after the cache of those before it; in one piece when it has no cache.
 * Chunks begin at multiples of `chunkTokens`: int8 models scale their activations by chunk, so that the same text gives
 * the same numbers only when it is cut in the same places.
 * @throws UserError `cancelled` when the signal is aborted, looked at before each chunk.
 */
export async function* forward(
  session: ModelSession,
  ids: readonly number[],
  { fetch, rows = 'all', from = null, keepsCache = true, room = 0, own, signal }: ForwardOptions,
): AsyncGenerator<Pass, void, undefined> {
  const withoutLogits = fetch.filter((name) => name !== session.io.logits?.name);
  const firstRow = rows === 'all' ? 0 : ids.length - (rows === 'last' ? 1 : rows);
  let past = from;
  let start = from?.length ?? 0;
  while (start < ids.length) {
    await throwIfCancelled(signal);
    const end = Math.min(ids.length, start + passTokens(session, start));
    const names = end <= firstRow ? withoutLogits : fetch;
    const options = {
      rows: rows === 'all' ? rows : end - firstRow,
      own: own?.(start, end),
      room: Math.max(room, ids.length),
      keepsCache: keepsCache || end < ids.length,
    };
    const result = await session.run(ids.slice(start, end), past, names, options);
    past = result.past;
    yield { start, end, outputs: result.outputs, past };
    start = end;
  }
}

/** A graph of two branches takes a whole text without cache, or one token with it. */
function passTokens({ io, chunks }: ModelSession, start: number): number {
  if (chunks) return chunkTokens;
  return io.useCacheBranch && start > 0 ? 1 : Infinity;
}

/** Lets messages in first: a cancellation waits in the event loop while the model runs. */
export async function throwIfCancelled(signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return;
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) throw new UserError('cancelled', 'The request was cancelled.', '');
}
