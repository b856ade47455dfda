import * as vscode from 'vscode';

const pinsKey = (root: vscode.Uri) => `introspect.pins ${root.toString()}`;

/** Which codes have a place among the pinned ones, for each study; kept by VS Code, never in the study. */
export class Pins implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly state: vscode.Memento) {}

  /** Position, from 1 to 9, by id of the code. */
  of(root: vscode.Uri): ReadonlyMap<string, number> {
    return new Map(Object.entries(this.state.get<Record<string, number>>(pinsKey(root)) ?? {}));
  }

  /** @param pin null takes the code's pin away; a code that has this pin loses it */
  async set(root: vscode.Uri, code: string, pin: number | null): Promise<void> {
    const others = [...this.of(root)].filter(([id, at]) => id !== code && at !== pin);
    await this.state.update(pinsKey(root), Object.fromEntries(pin === null ? others : [...others, [code, pin]]));
    this.#changed.fire(root);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
