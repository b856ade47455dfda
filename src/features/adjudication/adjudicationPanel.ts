import * as vscode from 'vscode';
import { runNoticeAction } from '../../panels/noticeActions';
import { errorNotice } from '../../panels/notices';
import { openPlace } from '../../panels/openPlace';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions } from '../../panels/panelHtml';
import type { Services } from '../../platform/services';
import { StudyFiles } from '../../platform/study/studyFiles';
import type {
  AdjudicationFromPanel,
  AdjudicationPlace,
  AdjudicationToPanel,
  AdjudicationViewState,
} from '../../protocol/adjudication';
import { AdjudicationSession } from './adjudicationSession';
import { ConsensusUnreadable } from './consensusStudy';

const viewType = 'introspect.adjudication';
const title = 'Differences';

/** The one panel, while it is open. */
let open: { readonly panel: vscode.WebviewPanel; readonly subscriptions: vscode.Disposable } | undefined;

/** Shows the differences at a place; the panel that is open goes over to it. */
export function showAdjudicationPanel(place: AdjudicationPlace, extensionUri: vscode.Uri, services: Services): void {
  const panel =
    open?.panel ??
    vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active, panelOptions(extensionUri));
  panel.reveal();
  fill(panel, place, extensionUri, services);
}

/** Fills a panel that VS Code kept over a reload, at the place that it saved. */
export function restoreAdjudicationPanel(
  panel: vscode.WebviewPanel,
  state: AdjudicationViewState | undefined,
  extensionUri: vscode.Uri,
  services: Services,
): void {
  const place = state?.place;
  const isOpen = vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === place?.folder);
  if (!place || !isOpen) {
    panel.dispose();
    return;
  }
  panel.webview.options = panelOptions(extensionUri);
  fill(panel, place, extensionUri, services);
}

function fill(
  panel: vscode.WebviewPanel,
  place: AdjudicationPlace,
  extensionUri: vscode.Uri,
  services: Services,
): void {
  if (open?.panel === panel) open.subscriptions.dispose();
  const channel = new PanelChannel<AdjudicationToPanel, AdjudicationFromPanel>(panel.webview);
  const folder = vscode.Uri.parse(place.folder, true);
  const files = new StudyFiles(folder.fsPath);
  const tellFailure = (error: unknown, keepContent: boolean) => {
    channel.post({ type: 'notice', notice: errorNotice(error, services.log), keepContent });
    if (error instanceof ConsensusUnreadable) void offerToSetAside(error.file);
  };
  const session = new AdjudicationSession(files, place, (message) => channel.post(message), tellFailure);
  const retry = () => {
    void session.handle({ type: 'ready' });
  };

  async function offerToSetAside(file: string): Promise<void> {
    const setAside = 'Set It Aside and Begin Anew';
    const message = `${file} cannot be read. It can be kept under another name; the coders’ own files are not touched.`;
    if ((await vscode.window.showWarningMessage(message, setAside)) !== setAside) return;
    await files.setAside(file).catch((error: unknown) => tellFailure(error, false));
    retry();
  }

  async function handle(message: AdjudicationFromPanel): Promise<void> {
    switch (message.type) {
      case 'ready':
      case 'decide':
      case 'memo':
      case 'undo':
      case 'dismiss':
      case 'takeAgreed':
        return session.handle(message);
      case 'reveal':
        return openPlace({
          uri: vscode.Uri.joinPath(folder, place.transcript),
          text: session.study?.text.text ?? '',
          start: message.start,
          end: message.end,
          from: panel.viewColumn,
          preserveFocus: true,
        });
      case 'openConsensus':
        if (session.study) await showBeside(vscode.Uri.joinPath(folder, session.study.file));
        return;
      case 'action':
        return runNoticeAction(message.action, retry);
    }
  }

  const subscriptions = vscode.Disposable.from(
    channel.onMessage((message) => void handle(message).catch((error: unknown) => tellFailure(error, true))),
    panel.onDidDispose(() => {
      subscriptions.dispose();
      if (open?.panel === panel) open = undefined;
    }),
  );
  open = { panel, subscriptions };
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'adjudication.svg');
  panel.webview.html = panelHtml(panel.webview, extensionUri, 'adjudication', title);
}

/** Leaves the keyboard in the panel. */
function showBeside(uri: vscode.Uri): Thenable<vscode.TextEditor> {
  return vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
}
