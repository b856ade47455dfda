import path from 'node:path';
import * as vscode from 'vscode';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions } from '../../panels/panelHtml';
import type { Services } from '../../platform/services';
import { locateStudy } from '../../platform/study/locateStudy';
import type { LabFromPanel, LabToPanel } from '../../protocol/lab';
import { LabSession } from './labSession';

/** The sheets that are open in an editor of theirs. */
class OpenLabSheets {
  readonly #open = new Map<LabSession, { readonly uri: string; readonly panel: vscode.WebviewPanel }>();
  readonly #waiting: { readonly uri: string; readonly take: (session: LabSession) => void }[] = [];

  get active(): LabSession | undefined {
    return [...this.#open].find(([, { panel }]) => panel.active)?.[0];
  }

  /** The session of a sheet that is being opened. */
  waitFor(uri: vscode.Uri): Promise<LabSession> {
    const there = [...this.#open].find(([, open]) => open.uri === uri.toString())?.[0];
    return there ? Promise.resolve(there) : new Promise((take) => this.#waiting.push({ uri: uri.toString(), take }));
  }

  add(session: LabSession, uri: vscode.Uri, panel: vscode.WebviewPanel): vscode.Disposable {
    this.#open.set(session, { uri: uri.toString(), panel });
    for (const one of this.#waiting.filter((waiting) => waiting.uri === uri.toString())) {
      this.#waiting.splice(this.#waiting.indexOf(one), 1);
      one.take(session);
    }
    return new vscode.Disposable(() => void this.#open.delete(session));
  }
}

export const openLabSheets = new OpenLabSheets();

/** Fills the editor of a lab sheet. The text of the document is the sheet: undo, saving and comparing are VS Code's own. */
export async function resolveLabEditor(
  document: vscode.TextDocument,
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  services: Services,
): Promise<void> {
  const { webview } = panel;
  webview.options = panelOptions(extensionUri);
  const place = document.uri.scheme === 'file' ? await locateStudy(document.uri.fsPath) : null;
  const channel = new PanelChannel<LabToPanel, LabFromPanel>(webview);
  if (!place) {
    const error = {
      code: 'fileUnreadable',
      message: `${path.posix.basename(document.uri.path)} does not lie in the folder of a study.`,
      remedy: 'Put it into introspect/lab of a study, and open it there.',
    } as const;
    const listening = channel.onMessage(({ type }) => {
      if (type === 'ready') channel.post({ type: 'invalid', error });
      if (type === 'openAsText') void vscode.commands.executeCommand('vscode.openWith', document.uri, 'default');
    });
    panel.onDidDispose(() => void listening.dispose());
  } else {
    const session = new LabSession(
      document,
      vscode.Uri.file(place.root),
      services,
      (message) => channel.post(message),
      panel,
    );
    const subscriptions = vscode.Disposable.from(
      session,
      openLabSheets.add(session, document.uri, panel),
      channel.onMessage((message) => session.handle(message)),
    );
    panel.onDidDispose(() => void subscriptions.dispose());
  }
  webview.html = panelHtml(webview, extensionUri, 'lab', 'Lab Sheet');
}
