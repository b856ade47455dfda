import * as vscode from 'vscode';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions } from '../../panels/panelHtml';
import type { Services } from '../../platform/services';
import type { ExploreFromPanel, ExploreToPanel } from '../../protocol/explore';
import { ExploreSession } from './exploreSession';

/** Fills the Explore view of the Introspect container. */
export function resolveExploreView(view: vscode.WebviewView, extensionUri: vscode.Uri, services: Services): void {
  const { webview } = view;
  const channel = new PanelChannel<ExploreToPanel, ExploreFromPanel>(webview);
  const session = new ExploreSession(
    services,
    (message) => channel.post(message),
    () => view.visible,
  );
  const subscriptions = vscode.Disposable.from(
    session,
    channel.onMessage((message) => session.handle(message)),
    // A hidden view's page is gone; shown again, it says 'ready' afresh.
    view.onDidChangeVisibility(() => session.refresh()),
  );
  view.onDidDispose(() => void subscriptions.dispose());
  webview.options = panelOptions(extensionUri);
  webview.html = panelHtml(webview, extensionUri, 'explore', 'Explore');
}
