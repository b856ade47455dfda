import * as vscode from 'vscode';
import { UserError } from '../../core/base/userError';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions, searchablePanelOptions } from '../../panels/panelHtml';
import type { Services } from '../../platform/services';
import { studyFolders } from '../../platform/study/studyFolder';
import type { AgreementFromPanel, AgreementToPanel, AgreementViewState } from '../../protocol/agreement';
import { AgreementSession } from './agreementSession';

export const agreementViewType = 'introspect.agreement';
const title = 'Compare Coders';

/** The open panels by the URI of their study. */
const open = new Map<string, vscode.WebviewPanel>();

/** Shows how far the coders of a study agree. */
export async function compareCoders(extensionUri: vscode.Uri, services: Services): Promise<void> {
  const folder = await chooseStudy();
  if (!folder) return;
  const shown = open.get(folder.uri.toString());
  if (shown) return shown.reveal();
  const panel = vscode.window.createWebviewPanel(
    agreementViewType,
    title,
    vscode.ViewColumn.Active,
    searchablePanelOptions(extensionUri),
  );
  fill(panel, folder.uri, extensionUri, services);
}

/** Fills a panel that VS Code kept over a reload. Only a folder of this workspace is read. */
export async function restoreAgreementPanel(
  panel: vscode.WebviewPanel,
  state: AgreementViewState | undefined,
  extensionUri: vscode.Uri,
  services: Services,
): Promise<void> {
  panel.webview.options = panelOptions(extensionUri);
  const studies = await studyFolders();
  const folder = studies.find(({ uri }) => uri.toString() === state?.folder) ?? studies[0];
  if (folder) fill(panel, folder.uri, extensionUri, services);
  else panel.dispose();
}

async function chooseStudy(): Promise<vscode.WorkspaceFolder | undefined> {
  const studies = await studyFolders();
  if (studies.length === 0) {
    throw new UserError(
      'fileUnreadable',
      'No folder of this workspace is a study: introspect/study.json is missing.',
      'Open the folder of a study, or the sample study.',
    );
  }
  if (studies.length === 1) return studies[0];
  const items = studies.map((folder) => ({ label: folder.name, folder }));
  return (await vscode.window.showQuickPick(items, { title: 'Compare the coders of which study?' }))?.folder;
}

function fill(panel: vscode.WebviewPanel, folder: vscode.Uri, extensionUri: vscode.Uri, services: Services): void {
  const { webview } = panel;
  const channel = new PanelChannel<AgreementToPanel, AgreementFromPanel>(webview);
  const session = new AgreementSession(
    folder,
    services.log,
    (message) => channel.post(message),
    () => panel.viewColumn,
  );
  const subscriptions = vscode.Disposable.from(
    session,
    channel.onMessage((message) => session.handle(message)),
  );
  open.set(folder.toString(), panel);
  panel.onDidDispose(() => {
    subscriptions.dispose();
    if (open.get(folder.toString()) === panel) open.delete(folder.toString());
  });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'agreement.svg');
  webview.html = panelHtml(webview, extensionUri, 'agreement', title);
}
