import { UserError } from '../base/userError';

/** A stretch of a long text that the model reads at once; tokens count from 0, half-open. */
export interface ScoreWindow {
  readonly start: number;
  readonly end: number;
  /** The tokens from here to `end` get their score in this window; those before it are context that was scored already. */
  readonly scoredFrom: number;
}

/**
 * Windows over tokens `from` to `count`, each read anew: every token is scored exactly once, and has before it in its
 * window all tokens of the text or at least `overlap` of them.
 * @param size tokens in a window, at least 1
 * @param overlap tokens that a window shares with the one before it, from 0 to under `size`
 * @throws UserError 'badRequest'
 */
export function planWindows(from: number, count: number, size: number, overlap: number): ScoreWindow[] {
  if (!(Number.isInteger(size) && size >= 1)) throw badWindow(`${size} tokens`, 'must hold at least 1 token');
  if (!(Number.isInteger(overlap) && overlap >= 0 && overlap < size)) {
    throw badWindow(`${size} tokens`, `cannot share ${overlap} with the one before it`);
  }
  const windows: ScoreWindow[] = [];
  for (let scoredFrom = from; scoredFrom < count;) {
    const start = windows.length === 0 ? from : scoredFrom - overlap;
    const end = Math.min(count, start + size);
    windows.push({ start, end, scoredFrom });
    scoredFrom = end;
  }
  return windows;
}

/** Half of a window: what a window shares with the one before it unless told otherwise. */
export function halfOverlap(size: number): number {
  return Math.floor(size / 2);
}

/** The window in which a token was scored; undefined for a token before all windows. */
export function windowOf(windows: readonly ScoreWindow[], token: number): ScoreWindow | undefined {
  let [low, high] = [0, windows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (windows[middle]!.scoredFrom <= token) low = middle + 1;
    else high = middle;
  }
  return windows[low - 1];
}

function badWindow(what: string, why: string): UserError {
  return new UserError('badRequest', `A window of ${what} ${why}.`, 'Choose another window or overlap.');
}
