/** Lets tasks of at most `size` in all run at the same time; the others wait in the order they came. */
export class Limit {
  #running = 0;
  readonly #waiting: { readonly weight: number; readonly start: () => void }[] = [];

  constructor(private readonly size: number) {}

  /**
   * Settles as `task` does.
   * @param weight what the task takes of the size; one that takes more than all of it runs alone
   */
  async run<T>(task: () => Promise<T>, weight = 1): Promise<T> {
    const taken = Math.min(weight, this.size);
    if (this.#waiting.length === 0 && this.#running + taken <= this.size) this.#running += taken;
    // Whoever ends hands its place over, so that no newcomer slips in between.
    else await new Promise<void>((start) => this.#waiting.push({ weight: taken, start }));
    try {
      return await task();
    } finally {
      this.#running -= taken;
      this.#startNext();
    }
  }

  #startNext(): void {
    for (let next = this.#waiting[0]; next && this.#running + next.weight <= this.size; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#running += next.weight;
      next.start();
    }
  }
}
