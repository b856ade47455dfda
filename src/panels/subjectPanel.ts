import * as vscode from 'vscode';
import type { Services } from '../platform/services';
import type { PanelName } from '../protocol/panel';
import { PanelChannel } from './panelChannel';
import { panelHtml, panelOptions } from './panelHtml';

/** What serves one panel; see `SubjectSession`. */
interface Session<FromPanel> extends vscode.Disposable {
  handle(message: FromPanel): void;
  refresh(): void;
}

interface SubjectPanelOptions<ToPanel, FromPanel> {
  readonly name: PanelName;
  readonly title: string;
  /** In media/icons. */
  readonly icon: string;
  readonly createSession: (
    services: Services,
    post: (message: ToPanel) => void,
    isVisible: () => boolean,
  ) => Session<FromPanel>;
}

/** The saved state of a panel about the subject: with what it takes, the stretch that it was about. */
export interface SubjectPanelState {
  readonly source: { readonly uri: string; readonly start: number; readonly end: number } | null;
}

/** A panel about the selected words, open once at most, beside the text. */
export class SubjectPanel<ToPanel extends { type: string }, FromPanel extends { type: string }> {
  #open: vscode.WebviewPanel | undefined;

  constructor(private readonly options: SubjectPanelOptions<ToPanel, FromPanel>) {}

  /** Shows it beside the text, leaving the keyboard in the text. */
  show(extensionUri: vscode.Uri, services: Services): void {
    if (this.#open) {
      this.#open.reveal(undefined, true);
      return;
    }
    const { name, title } = this.options;
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(`introspect.${name}`, title, place, panelOptions(extensionUri));
    this.#fill(panel, extensionUri, services);
  }

  /** Fills a panel that VS Code kept over a reload, and takes up the words it was about. */
  async restore(
    panel: vscode.WebviewPanel,
    state: SubjectPanelState | undefined,
    extensionUri: vscode.Uri,
    services: Services,
  ): Promise<void> {
    panel.webview.options = panelOptions(extensionUri);
    this.#fill(panel, extensionUri, services);
    if (state?.source) await services.subjects.restore(state.source);
  }

  #fill(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, services: Services): void {
    this.#open = panel;
    const { name, title, icon, createSession } = this.options;
    const { webview } = panel;
    const channel = new PanelChannel<ToPanel, FromPanel>(webview);
    const session = createSession(
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
      if (this.#open === panel) this.#open = undefined;
    });
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', icon);
    webview.html = panelHtml(webview, extensionUri, name, title);
  }
}
