import * as vscode from 'vscode';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions } from '../../panels/panelHtml';
import type { Services } from '../../platform/services';
import type { AttentionFromPanel, AttentionToPanel, AttentionViewState } from '../../protocol/attention';
import { AttentionSession } from './attentionSession';

export const attentionViewType = 'introspect.attention';
const title = 'Attention';

/** The one Attention panel, while it is open. */
let open: vscode.WebviewPanel | undefined;

/** Shows the attention of the subject beside the text, leaving the keyboard in the text. */
export function showAttentionPanel(extensionUri: vscode.Uri, services: Services): void {
  if (open) {
    open.reveal(undefined, true);
    return;
  }
  const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  fill(
    vscode.window.createWebviewPanel(attentionViewType, title, place, panelOptions(extensionUri)),
    extensionUri,
    services,
  );
}

/** Fills a panel that VS Code kept over a reload, and takes up the words it was about. */
export async function restoreAttentionPanel(
  panel: vscode.WebviewPanel,
  state: AttentionViewState | undefined,
  extensionUri: vscode.Uri,
  services: Services,
): Promise<void> {
  panel.webview.options = panelOptions(extensionUri);
  fill(panel, extensionUri, services);
  if (state?.source) await services.subjects.restore(state.source);
}

function fill(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, services: Services): void {
  open = panel;
  const { webview } = panel;
  const channel = new PanelChannel<AttentionToPanel, AttentionFromPanel>(webview);
  const session = new AttentionSession(
    services,
    (message) => channel.post(message),
    () => panel.visible,
  );
  const subscriptions = vscode.Disposable.from(
    session,
    channel.onMessage((message) => session.handle(message)),
    // A hidden tab's page is gone; shown again, it says 'ready' afresh.
    panel.onDidChangeViewState(() => panel.visible || session.refresh()),
  );
  panel.onDidDispose(() => {
    subscriptions.dispose();
    if (open === panel) open = undefined;
  });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'attention.svg');
  webview.html = panelHtml(webview, extensionUri, 'attention', title);
}
