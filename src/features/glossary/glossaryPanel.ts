import * as vscode from 'vscode';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions, searchablePanelOptions } from '../../panels/panelHtml';
import type { GlossaryFromPanel, GlossaryToPanel } from '../../protocol/glossary';

const title = 'Glossary';

interface OpenGlossary {
  readonly panel: vscode.WebviewPanel;
  readonly show: (term: string) => void;
}
let open: OpenGlossary | undefined;

/** Shows the glossary, at an entry if one is named. */
export function showGlossary(extensionUri: vscode.Uri, term: string | undefined): Promise<void> {
  if (open) open.panel.reveal();
  else {
    const panel = vscode.window.createWebviewPanel(
      'introspect.glossary',
      title,
      vscode.ViewColumn.Active,
      searchablePanelOptions(extensionUri),
    );
    fill(panel, extensionUri);
  }
  if (term !== undefined) open?.show(term);
  return Promise.resolve();
}

/** Fills a panel that VS Code kept over a reload. */
export function restoreGlossary(panel: vscode.WebviewPanel, extensionUri: vscode.Uri): void {
  panel.webview.options = panelOptions(extensionUri);
  fill(panel, extensionUri);
}

function fill(panel: vscode.WebviewPanel, extensionUri: vscode.Uri): void {
  const channel = new PanelChannel<GlossaryToPanel, GlossaryFromPanel>(panel.webview);
  /** What a page that is not there yet, or hidden, is to show when it comes. */
  let wanted: string | undefined;
  const tell = (): void => {
    if (wanted !== undefined) channel.post({ type: 'show', term: wanted });
  };
  const subscription = channel.onMessage(() => {
    tell();
    wanted = undefined;
  });
  const mine: OpenGlossary = {
    panel,
    show: (term) => {
      wanted = term;
      tell();
    },
  };
  open = mine;
  panel.onDidDispose(() => {
    subscription.dispose();
    if (open === mine) open = undefined;
  });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'glossary.svg');
  panel.webview.html = panelHtml(panel.webview, extensionUri, 'glossary', title);
}
