import * as vscode from 'vscode';
import { CodeDrafts } from '../../core/codebook/codeDrafts';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions, searchablePanelOptions } from '../../panels/panelHtml';
import type { CodebookViewState, FromCodebookPanel, ToCodebookPanel } from '../../protocol/codebook';
import type { CodeSession } from './codeSession';
import { tellUnsaved } from './unsavedNotice';

const codePanelType = 'introspect.codebookForm';

type Make = (
  root: vscode.Uri,
  code: string,
  drafts: CodeDrafts,
  post: (message: ToCodebookPanel) => void,
  named: (name: string) => void,
) => CodeSession;

/** The forms of codes: one panel for each study, which turns to the code that was asked for last. */
export class CodePanels implements vscode.Disposable {
  readonly #open = new Map<string, { readonly panel: vscode.WebviewPanel; readonly session: CodeSession }>();

  /** By study, as long as the window is there. */
  readonly #drafts = new Map<string, CodeDrafts>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly makeSession: Make,
  ) {}

  async show(root: vscode.Uri, code: string): Promise<void> {
    const shown = this.#open.get(root.toString());
    if (shown) {
      shown.panel.reveal(undefined, false);
      return shown.session.turnTo(code);
    }
    const options = searchablePanelOptions(this.extensionUri);
    this.fill(vscode.window.createWebviewPanel(codePanelType, 'Code', vscode.ViewColumn.Active, options), root, code);
  }

  /** Fills a panel that VS Code kept over a reload. Only a folder of this workspace is read. */
  restore(panel: vscode.WebviewPanel, state: CodebookViewState | undefined): void {
    panel.webview.options = panelOptions(this.extensionUri);
    const folders = vscode.workspace.workspaceFolders ?? [];
    const folder = folders.find(({ uri }) => uri.toString() === state?.folder);
    if (folder && state?.code) this.fill(panel, folder.uri, state.code);
    else panel.dispose();
  }

  private fill(panel: vscode.WebviewPanel, root: vscode.Uri, code: string): void {
    const { webview } = panel;
    const channel = new PanelChannel<ToCodebookPanel, FromCodebookPanel>(webview);
    let isOpen = true;
    const drafts = this.#draftsOf(root);
    const session = this.makeSession(
      root,
      code,
      drafts,
      (message) => {
        // The last save comes after the panel is gone.
        if (isOpen) channel.post(message);
      },
      (name) => {
        if (isOpen) panel.title = name;
      },
    );
    const subscriptions = vscode.Disposable.from(
      session,
      channel.onMessage((message) => void session.handle(message)),
      panel.onDidChangeViewState(({ webviewPanel }) => {
        if (!webviewPanel.active) void session.save();
      }),
    );
    this.#open.set(root.toString(), { panel, session });
    panel.onDidDispose(() => {
      isOpen = false;
      this.#open.delete(root.toString());
      void session.save().then(() => {
        subscriptions.dispose();
        void tellUnsaved(drafts.unsaved, (first) => this.show(root, first));
      });
    });
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'icons', 'codebook.svg');
    webview.html = panelHtml(webview, this.extensionUri, 'codebook', 'Code');
  }

  #draftsOf(root: vscode.Uri): CodeDrafts {
    const key = root.toString();
    const drafts = this.#drafts.get(key) ?? new CodeDrafts();
    this.#drafts.set(key, drafts);
    return drafts;
  }

  dispose(): void {
    for (const { panel } of this.#open.values()) panel.dispose();
  }
}
