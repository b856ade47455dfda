import path from 'node:path';
import * as vscode from 'vscode';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions } from '../../panels/panelHtml';
import type { Services } from '../../platform/services';
import { locateStudy } from '../../platform/study/locateStudy';
import type { LabFromPanel, LabToPanel } from '../../protocol/lab';
import { LabSession } from './labSession';

export const labViewType = 'introspect.lab';

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
    const session = new LabSession(document, vscode.Uri.file(place.root), services, (message) => channel.post(message));
    const subscriptions = vscode.Disposable.from(
      session,
      channel.onMessage((message) => session.handle(message)),
    );
    panel.onDidDispose(() => void subscriptions.dispose());
  }
  webview.html = panelHtml(webview, extensionUri, 'lab', 'Lab Sheet');
}
