/**
 * Acts once things stand still; at once where the person turns to a menu or leaves the page, because a command that they
 * choose there is about what is selected now.
 */
export class Settling {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly act: () => void,
    private readonly afterMs: number,
  ) {
    window.addEventListener('contextmenu', this.#now, true);
    window.addEventListener('blur', this.#now);
  }

  /** Things moved. */
  begin(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#now, this.afterMs);
  }

  dispose(): void {
    this.#clear();
    window.removeEventListener('contextmenu', this.#now, true);
    window.removeEventListener('blur', this.#now);
  }

  readonly #now = (): void => {
    if (this.#clear()) this.act();
  };

  #clear(): boolean {
    const wasWaiting = this.#timer !== undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return wasWaiting;
  }
}
