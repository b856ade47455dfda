import * as vscode from 'vscode';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions } from '../../panels/panelHtml';
import type { Services } from '../../platform/services';
import { studyFolders } from '../../platform/study/studyFolder';
import type { RetrievalFromPanel, RetrievalTab, RetrievalToPanel, RetrievalViewState } from '../../protocol/retrieval';
import { RetrievalSession } from './retrievalSession';

export const retrievalViewType = 'introspect.retrieval';
const title = 'Find in Study';

/** The open panels by the URI of their study. */
const open = new Map<string, { readonly panel: vscode.WebviewPanel; readonly session: RetrievalSession }>();

/**
 * Shows a tab of the panel.
 *
 * @param about what a menu handed over: a code as `{ code: UUID }`, or anything else
 */
export async function showRetrieval(
  extensionUri: vscode.Uri,
  services: Services,
  tab: RetrievalTab,
  about?: unknown,
): Promise<void> {
  const study = await services.studies.choose(title);
  if (!study) return;
  const { root } = study;
  const shown = open.get(root.toString());
  const session = shown?.session ?? create(root, extensionUri, services);
  shown?.panel.reveal();
  session.show(tab, codeOf(about));
}

/** Fills a panel that VS Code kept over a reload. Only a folder of this workspace is read. */
export async function restoreRetrievalPanel(
  panel: vscode.WebviewPanel,
  state: Partial<RetrievalViewState> | undefined,
  extensionUri: vscode.Uri,
  services: Services,
): Promise<void> {
  panel.webview.options = panelOptions(extensionUri);
  const studies = await studyFolders();
  const folder = studies.find(({ uri }) => uri.toString() === state?.folder) ?? studies[0];
  if (folder) fill(panel, folder.uri, extensionUri, services);
  else panel.dispose();
}

function create(folder: vscode.Uri, extensionUri: vscode.Uri, services: Services): RetrievalSession {
  const options = panelOptions(extensionUri);
  const panel = vscode.window.createWebviewPanel(retrievalViewType, title, vscode.ViewColumn.Active, options);
  return fill(panel, folder, extensionUri, services);
}

function fill(
  panel: vscode.WebviewPanel,
  folder: vscode.Uri,
  extensionUri: vscode.Uri,
  services: Services,
): RetrievalSession {
  const { webview } = panel;
  const channel = new PanelChannel<RetrievalToPanel, RetrievalFromPanel>(webview);
  const session = new RetrievalSession(
    folder,
    services,
    (message) => channel.post(message),
    () => panel.viewColumn,
  );
  const subscriptions = vscode.Disposable.from(
    session,
    channel.onMessage((message) => session.handle(message)),
  );
  open.set(folder.toString(), { panel, session });
  panel.onDidDispose(() => {
    subscriptions.dispose();
    if (open.get(folder.toString())?.panel === panel) open.delete(folder.toString());
  });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'retrieval.svg');
  webview.html = panelHtml(webview, extensionUri, 'retrieval', title);
  return session;
}

function codeOf(about: unknown): string | null {
  const code = typeof about === 'object' && about !== null && 'code' in about ? about.code : undefined;
  return typeof code === 'string' ? code.toLowerCase() : null;
}
