/** After so long without a key, in milliseconds, a memo is kept. */
const pauseMs = 700;

export interface Memo {
  readonly difference: string;
  readonly memo: string;
}

/**
 * Memos that are being typed. A pause keeps them: whoever closes the window while typing leaves no field. Until the host
 * has one, none of its answers is to be written over it, whichever difference is in view by then.
 */
export class MemoDraft {
  readonly #typed = new Map<string, string>();
  /** What the host was sent and has not said that it has. */
  readonly #sent = new Map<string, string>();
  #pause: ReturnType<typeof setTimeout> | undefined;

  /** @param keep called after a pause */
  constructor(private readonly keep: () => void) {}

  type(difference: string, memo: string): void {
    this.#typed.set(difference, memo);
    this.stop();
    this.#pause = setTimeout(this.keep, pauseMs);
  }

  /** What an earlier page was not able to have saved. */
  restore(memos: readonly (readonly [string, string])[]): void {
    for (const [difference, memo] of memos) if (!this.#typed.has(difference)) this.#typed.set(difference, memo);
  }

  /** The page goes. */
  stop(): void {
    clearTimeout(this.#pause);
  }

  /** A decision takes its memo with it. */
  sentWith(difference: string, memo: string): void {
    this.stop();
    this.#sent.set(difference, memo);
  }

  /** What is to be sent now, which is taken for sent. */
  take(saved: (difference: string) => string): Memo[] {
    this.stop();
    const unsent = [...this.#typed].flatMap(([difference, typed]) => {
      const memo = typed.trim();
      return memo === (this.#sent.get(difference) ?? saved(difference)) ? [] : [{ difference, memo }];
    });
    for (const { difference, memo } of unsent) this.#sent.set(difference, memo);
    return unsent;
  }

  /** The host tells what it has. */
  heard(saved: (difference: string) => string): void {
    for (const [difference, memo] of this.#sent) if (memo === saved(difference)) this.#sent.delete(difference);
    for (const [difference, typed] of this.#typed) {
      if (!this.#sent.has(difference) && typed.trim() === saved(difference)) this.#typed.delete(difference);
    }
  }

  /** What was sent is not kept, or was taken back. */
  lost(): void {
    this.#sent.clear();
  }

  /** What the field of a difference is to say, where `saved` is what the host has. */
  shown(difference: string, saved: string): string {
    return this.#typed.get(difference) ?? saved;
  }
}
