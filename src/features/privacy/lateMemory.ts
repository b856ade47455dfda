import type * as vscode from 'vscode';
import type { SessionMemory } from './reviewMemory';

const delayMs = 500;

/** A session's memory in the workspace's state, written a moment after the last change. */
export class LateMemory {
  #next: SessionMemory | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly state: vscode.Memento,
    private readonly key: string,
  ) {}

  get(): unknown {
    return this.#timer === undefined ? this.state.get(this.key) : this.#next;
  }

  set(memory: SessionMemory | undefined): void {
    this.#next = memory;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), delayMs);
  }

  async flush(): Promise<void> {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.state.update(this.key, this.#next);
  }
}
