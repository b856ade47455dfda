import * as vscode from 'vscode';
import type { CommandId } from '../../commands';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions, searchablePanelOptions } from '../../panels/panelHtml';
import type { Services } from '../../platform/services';
import { studyFolders } from '../../platform/study/studyFolder';
import type { ImportFromPanel, ImportToPanel, ImportViewState } from '../../protocol/import';
import { chooseFiles, ImportSession, type ImportSource } from './importSession';

export const importViewType = 'introspect.import';
const title = 'Import Transcripts';
const newStudyCommand: CommandId = 'introspect.newStudy';

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly session: ImportSession;
}
/** By the URI of their study. */
const open = new Map<string, OpenPanel>();

/** Lets the person look at files before they come into a study; without `sources`, they choose them first. */
export async function importTranscripts(
  extensionUri: vscode.Uri,
  services: Services,
  sources?: readonly ImportSource[],
): Promise<void> {
  const folder = await findStudy(sources);
  if (!folder) return;
  services.studies.files(folder.uri);
  const files = sources ?? (await chooseFiles());
  if (files.length === 0) return;
  const shown = open.get(folder.uri.toString());
  if (shown) {
    shown.panel.reveal();
    return shown.session.add(files);
  }
  const panel = vscode.window.createWebviewPanel(
    importViewType,
    title,
    vscode.ViewColumn.Active,
    searchablePanelOptions(extensionUri),
  );
  await fill(panel, folder.uri, extensionUri, services).add(files);
}

/** Fills a panel that VS Code kept over a reload, and reads its files again. */
export async function restoreImportPanel(
  panel: vscode.WebviewPanel,
  state: ImportViewState | undefined,
  extensionUri: vscode.Uri,
  services: Services,
): Promise<void> {
  panel.webview.options = panelOptions(extensionUri);
  const folder = (await studyFolders()).find(({ uri }) => uri.toString() === state?.folder);
  if (!folder || !state || state.files.length === 0) {
    panel.dispose();
    return;
  }
  await fill(panel, folder.uri, extensionUri, services).restore(state);
}

/** The study to import into; where there is none, a new one is offered first. */
async function findStudy(sources: readonly ImportSource[] | undefined): Promise<vscode.WorkspaceFolder | undefined> {
  const studies = await studyFolders();
  if (studies.length === 0) return makeStudy();
  if (studies.length === 1) return studies[0];
  const [first] = sources ?? [];
  const around = first instanceof vscode.Uri ? vscode.workspace.getWorkspaceFolder(first) : undefined;
  const own = studies.find(({ uri }) => uri.toString() === around?.uri.toString());
  if (own) return own;
  const items = studies.map((folder) => ({ label: folder.name, folder }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Into which study?' }))?.folder;
}

async function makeStudy(): Promise<vscode.WorkspaceFolder | undefined> {
  const answer = await vscode.window.showInformationMessage(
    'Transcripts are imported into a study: a folder with transcripts and a codebook.',
    { modal: true, detail: 'No folder that is open here is a study yet. Make one now?' },
    'New Study…',
  );
  if (!answer) return undefined;
  const folders = vscode.workspace.workspaceFolders ?? [];
  await vscode.commands.executeCommand(newStudyCommand, ...(folders.length === 1 ? [folders[0]!.uri.toString()] : []));
  return (await studyFolders())[0];
}

function fill(panel: vscode.WebviewPanel, folder: vscode.Uri, extensionUri: vscode.Uri, services: Services) {
  const { webview } = panel;
  const channel = new PanelChannel<ImportToPanel, ImportFromPanel>(webview);
  const session = new ImportSession(
    folder,
    services,
    (message) => channel.post(message),
    () => {
      panel.dispose();
    },
  );
  const subscription = channel.onMessage((message) => session.handle(message));
  const key = folder.toString();
  open.set(key, { panel, session });
  panel.onDidDispose(() => {
    subscription.dispose();
    session.dispose();
    if (open.get(key)?.panel === panel) open.delete(key);
  });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'import.svg');
  webview.html = panelHtml(webview, extensionUri, 'import', title);
  return session;
}
