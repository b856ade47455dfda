import * as vscode from 'vscode';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions, searchablePanelOptions } from '../../panels/panelHtml';
import type { Services } from '../../platform/services';
import type { LessonFromPanel, LessonToPanel } from '../../protocol/lesson';
import { LessonSession } from './lessonSession';

const title = 'How a Language Model Is Made';
let open: vscode.WebviewPanel | undefined;

/** The lesson, open once at most. */
export function showLesson(extensionUri: vscode.Uri, services: Services): Promise<void> {
  if (open) open.reveal();
  else {
    const place = vscode.ViewColumn.Active;
    fill(
      vscode.window.createWebviewPanel('introspect.lesson', title, place, searchablePanelOptions(extensionUri)),
      extensionUri,
      services,
    );
  }
  return Promise.resolve();
}

/** Fills a panel that VS Code kept over a reload. */
export function restoreLesson(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, services: Services): void {
  panel.webview.options = panelOptions(extensionUri);
  fill(panel, extensionUri, services);
}

function fill(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, services: Services): void {
  open = panel;
  const channel = new PanelChannel<LessonToPanel, LessonFromPanel>(panel.webview);
  const session = new LessonSession(services, (message) => channel.post(message));
  const subscriptions = vscode.Disposable.from(
    session,
    channel.onMessage((message) => session.handle(message)),
    // A hidden tab's page is gone; shown again, it says 'ready' afresh.
    panel.onDidChangeViewState(() => panel.visible || session.pause()),
  );
  panel.onDidDispose(() => {
    subscriptions.dispose();
    if (open === panel) open = undefined;
  });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'lesson.svg');
  panel.webview.html = panelHtml(panel.webview, extensionUri, 'lesson', title);
}
