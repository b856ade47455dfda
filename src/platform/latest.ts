import type * as vscode from 'vscode';

/** Runs one task at a time: a newer one cancels the older, also while it waits for its delay. */
export class Latest implements vscode.Disposable {
  #controller: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `task` must handle its own errors, and post nothing once its signal has aborted. */
  run(delayMs: number, task: (signal: AbortSignal) => Promise<void>): void {
    this.dispose();
    const controller = new AbortController();
    this.#controller = controller;
    this.#timer = setTimeout(() => void task(controller.signal), delayMs);
  }

  /** Cancels what runs or waits. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#controller?.abort();
  }
}
