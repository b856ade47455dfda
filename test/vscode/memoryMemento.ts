import type * as vscode from 'vscode';

/** What VS Code would keep, for the length of a test. */
export class MemoryMemento implements vscode.Memento {
  readonly #values = new Map<string, unknown>();
  readonly keys = (): string[] => [...this.#values.keys()];
  get(key: string, otherwise?: unknown): never {
    return (this.#values.get(key) ?? otherwise) as never;
  }
  update(key: string, value: unknown): Promise<void> {
    this.#values.set(key, value);
    return Promise.resolve();
  }
  setKeysForSync(): void {}
}
