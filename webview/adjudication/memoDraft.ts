/** After so long without a key, in milliseconds, a memo is kept. */
const pauseMs = 700;

/**
 * A memo that is being typed. A pause keeps it: whoever closes the window while typing leaves no field. Until the host
 * has it, none of its answers is to be written over it.
 */
export class MemoDraft {
  #typed: { readonly difference: string; readonly memo: string } | null = null;
  #pause: ReturnType<typeof setTimeout> | undefined;

  /** @param keep called after a pause */
  constructor(private readonly keep: () => void) {}

  type(difference: string, memo: string): void {
    this.#typed = { difference, memo };
    this.stop();
    this.#pause = setTimeout(this.keep, pauseMs);
  }

  /** The memo is kept by other means, or the page goes. */
  stop(): void {
    clearTimeout(this.#pause);
  }

  /** What the field of a difference is to say, where `saved` is what the host has. */
  shown(difference: string, saved: string): string {
    if (this.#typed?.difference !== difference || this.#typed.memo.trim() === saved) this.#typed = null;
    return this.#typed?.memo ?? saved;
  }
}
