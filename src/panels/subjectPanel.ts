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

const subjectPanelNames = new Set<string>();

/** Beside one of these, a third column would leave too little for the text. */
function isSubjectPanelInFront(): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  // VS Code puts a prefix of its own before the type.
  const name = input instanceof vscode.TabInputWebview && /introspect\.(\w+)$/.exec(input.viewType)?.[1];
  return typeof name === 'string' && subjectPanelNames.has(name);
}

/** A panel about the selected words, open once at most, beside the text. */
export class SubjectPanel<ToPanel extends { type: string }, FromPanel extends { type: string }> {
  #open: vscode.WebviewPanel | undefined;

  constructor(private readonly options: SubjectPanelOptions<ToPanel, FromPanel>) {
    subjectPanelNames.add(options.name);
  }

  /** Shows it beside the text, leaving the keyboard in the text; from another such panel, as a tab with that one. */
  show(extensionUri: vscode.Uri, services: Services): void {
    if (this.#open) {
      this.#open.reveal(undefined, true);
      return;
    }
    const { name, title } = this.options;
    const place = isSubjectPanelInFront()
      ? vscode.ViewColumn.Active
      : { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
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
