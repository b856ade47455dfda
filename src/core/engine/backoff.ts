/** Growing waits: the n-th failure (from 0) waits a random time below `baseMs` · 2ⁿ, at most `capMs`. */
export interface Backoff {
  /** How often a request is made at most. */
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
  /** A server that asks for a longer wait than this is not waited for. */
  readonly patienceMs: number;
}

export const defaultBackoff: Backoff = { attempts: 5, baseMs: 500, capMs: 30_000, patienceMs: 120_000 };

/**
 * How long to wait after failure `failure` (from 0) before the next attempt; null when there is to be none.
 * "Full jitter" (AWS Architecture Blog, *Exponential Backoff and Jitter*, 2015): clients that failed together do not
 * come back together; the jitter is added to what the server asked for, if it did.
 * @param uniform random number in [0, 1)
 * @param retryAfterMs what the server asked for
 */
export function retryDelayMs(
  failure: number,
  uniform: number,
  { attempts, baseMs, capMs, patienceMs }: Backoff,
  retryAfterMs = 0,
): number | null {
  if (failure + 1 >= attempts || retryAfterMs > patienceMs) return null;
  return retryAfterMs + uniform * Math.min(capMs, baseMs * 2 ** failure);
}

/** The wait that a `Retry-After` header asks for: seconds or an HTTP date (RFC 9110, 10.2.3); undefined if it says neither. */
export function parseRetryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const dateMs = /[a-z]/i.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
