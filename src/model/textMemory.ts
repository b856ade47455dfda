/** For the logits. */
const budgetBytes = 64 * 1024 * 1024;

/** The logits of the text that was scored last, so that its beginnings need not be computed again. */
export class TextMemory {
  #ids: readonly number[] = [];
  /** By position; empty where they would not fit. */
  #logits: readonly Float32Array[] = [];

  /** Whether logits of `size` values may be kept. */
  static fits(size: number): boolean {
    return size * Float32Array.BYTES_PER_ELEMENT <= budgetBytes;
  }

  /** @param logits by position, or empty; they are kept, not copied. */
  remember(ids: readonly number[], logits: readonly Float32Array[]): void {
    this.#ids = ids;
    this.#logits = logits;
  }

  /**
   * Logits for the token after `ids`, shape [vocabulary], if the text is `ids` and then `after`: with int8 a row depends
   * on what was read in the same run.
   */
  logitsAfter(ids: readonly number[], after: readonly number[]): Float32Array | undefined {
    if (ids.length + after.length !== this.#ids.length) return undefined;
    const isText = [...ids, ...after].every((id, i) => id === this.#ids[i]);
    return isText ? this.#logits[ids.length - 1] : undefined;
  }
}
