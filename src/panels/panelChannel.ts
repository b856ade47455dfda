import * as vscode from 'vscode';
import type { CommandId } from '../commands';
import { isGlossaryRequest } from '../protocol/glossary';
import { isTypedWord, type TypedWords } from '../protocol/typedWords';

const showGlossary: CommandId = 'introspect.showGlossary';

/** Typed messages to and from one webview. What is posted before the panel says 'ready' is the feature's to repeat then. */
export class PanelChannel<ToPanel extends { type: string }, FromPanel extends { type: string }> {
  readonly #typed = new Map<string, string>();

  constructor(private readonly webview: vscode.Webview) {}

  post(message: ToPanel): void {
    // Resolves to false when the panel is hidden or gone: it asks again when it comes back.
    void this.webview.postMessage(message);
  }

  /** Links to the glossary are followed here, and words in fields are kept, for every panel alike. */
  onMessage(handle: (message: FromPanel) => void): vscode.Disposable {
    return this.webview.onDidReceiveMessage((message: FromPanel) => {
      if (isGlossaryRequest(message)) return void vscode.commands.executeCommand(showGlossary, message.term);
      if (isTypedWord(message)) return void this.#typed.set(message.field, message.words);
      // First: what the panel asks when it hears the rest may be about them.
      if (message.type === 'ready' && this.#typed.size > 0) this.#tellTyped();
      handle(message);
    });
  }

  #tellTyped(): void {
    const message: TypedWords = { type: 'typedWords', fields: Object.fromEntries(this.#typed) };
    void this.webview.postMessage(message);
  }
}
