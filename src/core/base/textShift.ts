/** [start, end), UTF-16. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where places of a text are in a later version of it, of which nothing else is known. */
export class TextShift {
  /** Length of what both begin with, and of what both end with after it. */
  readonly #same: { readonly prefix: number; readonly suffix: number };

  constructor(
    private readonly before: string,
    private readonly now: string,
  ) {
    const shortest = Math.min(before.length, now.length);
    let prefix = 0;
    while (prefix < shortest && before[prefix] === now[prefix]) prefix++;
    let suffix = 0;
    while (suffix < shortest - prefix && before.at(-1 - suffix) === now.at(-1 - suffix)) suffix++;
    this.#same = { prefix, suffix };
  }

  /** The very same words: where all changes lie on one side of them, or they occur once in both; null where that is not so. */
  placeOf({ start, end }: Place): Place | null {
    const { prefix, suffix } = this.#same;
    if (end <= prefix) return { start, end };
    const delta = this.now.length - this.before.length;
    if (start >= this.before.length - suffix) return { start: start + delta, end: end + delta };
    const words = this.before.slice(start, end);
    const at = onlyPlace(this.now, words);
    return at === null || onlyPlace(this.before, words) === null ? null : { start: at, end: at + words.length };
  }

  /** The nearest place. */
  offsetOf(at: number): number {
    const { prefix, suffix } = this.#same;
    if (at <= prefix) return at;
    return Math.max(prefix, Math.min(at + this.now.length - this.before.length, this.now.length - suffix));
  }
}

function onlyPlace(text: string, words: string): number | null {
  const at = text.indexOf(words);
  return words === '' || at < 0 || text.includes(words, at + 1) ? null : at;
}
