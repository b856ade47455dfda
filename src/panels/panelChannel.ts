import * as vscode from 'vscode';
import type { CommandId } from '../commands';
import { isGlossaryRequest } from '../protocol/glossary';

const showGlossary: CommandId = 'introspect.showGlossary';

/** Typed messages to and from one webview. What is posted before the panel says 'ready' is the feature's to repeat then. */
export class PanelChannel<ToPanel extends { type: string }, FromPanel extends { type: string }> {
  constructor(private readonly webview: vscode.Webview) {}

  post(message: ToPanel): void {
    // Resolves to false when the panel is hidden or gone: it asks again when it comes back.
    void this.webview.postMessage(message);
  }

  /** Links to the glossary are followed here, for every panel alike. */
  onMessage(handle: (message: FromPanel) => void): vscode.Disposable {
    return this.webview.onDidReceiveMessage((message: FromPanel) => {
      if (isGlossaryRequest(message)) void vscode.commands.executeCommand(showGlossary, message.term);
      else handle(message);
    });
  }
}
