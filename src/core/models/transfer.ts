/** Speed over the last few seconds: an average over all of a download would not notice that the line got slow. */
export class TransferRate {
  readonly #marks: { readonly atMs: number; readonly bytes: number }[] = [];

  constructor(private readonly windowMs = 10_000) {}

  /** @param bytes all that have come so far */
  add(bytes: number, atMs: number): void {
    this.#marks.push({ atMs, bytes });
    while (this.#marks.length > 2 && this.#marks[1]!.atMs <= atMs - this.windowMs) this.#marks.shift();
  }

  /** Seconds until `total` bytes are there; undefined while nothing can be said. */
  secondsLeft(total: number): number | undefined {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (!first || !last || last.atMs - first.atMs < 1000 || last.bytes <= first.bytes) return undefined;
    return ((total - last.bytes) * (last.atMs - first.atMs)) / (last.bytes - first.bytes) / 1000;
  }
}

/** Decimal units, as on the Hub's pages: “137 MB”. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** “about 3 min left” */
export function formatSecondsLeft(seconds: number): string {
  if (seconds < 60) return 'less than a minute left';
  return seconds < 5400 ? `about ${Math.round(seconds / 60)} min left` : `about ${Math.round(seconds / 3600)} h left`;
}

/** “43 % · 59 of 137 MB · about 2 min left” */
export function formatProgress(done: number, total: number, secondsLeft?: number): string {
  const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
  const parts = [`${percent} %`, `${formatBytes(done)} of ${formatBytes(total)}`];
  return [...parts, ...(secondsLeft === undefined ? [] : [formatSecondsLeft(secondsLeft)])].join(' · ');
}
