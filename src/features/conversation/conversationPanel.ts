import * as vscode from 'vscode';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions, searchablePanelOptions } from '../../panels/panelHtml';
import type { Services } from '../../platform/services';
import type { ConversationFromPanel, ConversationToPanel } from '../../protocol/conversation';
import { ConversationSession } from './conversationSession';

const title = 'Talk to the Model';
let open: vscode.WebviewPanel | undefined;

/** The conversation sandbox, open once at most. */
export function showConversation(extensionUri: vscode.Uri, services: Services): Promise<void> {
  if (open) open.reveal();
  else {
    const place = vscode.ViewColumn.Active;
    fill(
      vscode.window.createWebviewPanel('introspect.conversation', title, place, searchablePanelOptions(extensionUri)),
      extensionUri,
      services,
    );
  }
  return Promise.resolve();
}

/** Fills a panel that VS Code kept over a reload. */
export function restoreConversation(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, services: Services): void {
  panel.webview.options = panelOptions(extensionUri);
  fill(panel, extensionUri, services);
}

function fill(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, services: Services): void {
  open = panel;
  const channel = new PanelChannel<ConversationToPanel, ConversationFromPanel>(panel.webview);
  const session = new ConversationSession(services, (message) => channel.post(message));
  const subscriptions = vscode.Disposable.from(
    session,
    channel.onMessage((message) => session.handle(message)),
  );
  panel.onDidDispose(() => {
    subscriptions.dispose();
    if (open === panel) open = undefined;
  });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'conversation.svg');
  panel.webview.html = panelHtml(panel.webview, extensionUri, 'conversation', title);
}
