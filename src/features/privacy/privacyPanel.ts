import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError, toErrorInfo } from '../../core/base/userError';
import { transcriptFiles } from '../../core/coding/loadStudy';
import { parseStudy } from '../../core/coding/study';
import { studyFile } from '../../core/coding/studyFiles';
import { isOnThisMachine } from '../../core/models/endpoint';
import type { PrivacyKey } from '../../core/privacy/privacyKey';
import { restorable, type Restorable } from '../../core/privacy/restorable';
import { toWorkingText } from '../../core/transcript/transcript';
import { isCancelled } from '../../panels/notices';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions, searchablePanelOptions } from '../../panels/panelHtml';
import { loadCommonNames } from '../../platform/commonNames';
import type { Services } from '../../platform/services';
import { studyFolder, studyFolders } from '../../platform/study/studyFolder';
import type { PrivacyFromPanel, PrivacySaved, PrivacyToPanel } from '../../protocol/privacy';
import { loadKey, restorePassOnDisk, updateKey, type PrivacyStudy } from './applyPass';
import { hashOf } from './hashOf';
import { LateMemory } from './lateMemory';
import { ListsInSecrets } from './listsInSecrets';
import { parsePendingRun } from './pendingRun';
import { PrivacySession } from './privacySession';
import { ToldToPage } from './toldToPage';

const title = 'De-identify Transcripts';
export const privacyViewType = 'introspect.privacy';
const pendingKey = (root: vscode.Uri) => `introspect.privacy.pending ${root.toString()}`;
const listsKey = (root: vscode.Uri) => `introspect.privacy.lists ${root.toString()}`;
const memoryKey = (root: vscode.Uri) => `introspect.privacy.review ${root.toString()}`;

/** The open panels by the URI of their study. */
const open = new Map<string, vscode.WebviewPanel>();
/** By study: what the tab that was closed last still has to do. */
const closing = new Map<string, Promise<void>>();

/** Opens the panel on a study. */
export async function deidentify(context: vscode.ExtensionContext, services: Services): Promise<void> {
  const study = await services.studies.choose(title);
  if (!study) return;
  const { root } = study;
  const shown = open.get(root.toString());
  if (shown) return shown.reveal();
  const panel = vscode.window.createWebviewPanel(
    privacyViewType,
    title,
    vscode.ViewColumn.Active,
    searchablePanelOptions(context.extensionUri),
  );
  fill(panel, root, context, services);
}

/** Fills a panel that VS Code kept over a reload; what was said in it is in the workspace's state. */
export async function restorePrivacyPanel(
  panel: vscode.WebviewPanel,
  state: PrivacySaved | undefined,
  context: vscode.ExtensionContext,
  services: Services,
): Promise<void> {
  panel.webview.options = panelOptions(context.extensionUri);
  const folder = (await studyFolders()).find(({ uri }) => uri.toString() === state?.study);
  if (!folder || open.has(folder.uri.toString())) {
    panel.dispose();
    return;
  }
  fill(panel, folder.uri, context, services);
}

function fill(
  panel: vscode.WebviewPanel,
  root: vscode.Uri,
  { extensionUri, workspaceState, secrets }: vscode.ExtensionContext,
  services: Services,
): void {
  const files = services.studies.files(root);
  const channel = new PanelChannel<PrivacyToPanel, PrivacyFromPanel>(panel.webview);
  const told = new ToldToPage((message) => channel.post(message));
  const memory = new LateMemory(workspaceState, memoryKey(root));
  const lists = new ListsInSecrets(secrets, listsKey(root));
  const { models } = services;
  const session = new PrivacySession(
    { files, folder: studyFolder(root) },
    {
      post: (message) => told.post(message),
      askKey: () => askKey(root),
      folders: () =>
        [root, ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri)].map((uri) => uri.fsPath),
      unsaved: () => unsavedFiles(root),
      pending: {
        get: () => parsePendingRun(workspaceState.get(pendingKey(root))),
        set: async (run) => workspaceState.update(pendingKey(root), run),
      },
      memory,
      lists,
      commonNames: () => loadCommonNames(extensionUri),
      model: () => {
        const { endpoint } = models;
        const isElsewhere = endpoint !== undefined && !isOnThisMachine(endpoint.url);
        return { name: models.name, server: isElsewhere ? new URL(endpoint.url).host : null };
      },
      engine: () => models.engine(),
      maySend,
      studyUri: root.toString(),
      moveOriginals: (toFolder) => moveOriginals(root, vscode.Uri.file(toFolder)),
      now: () => new Date(),
      newId: () => crypto.randomUUID(),
      random: () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32,
    },
  );
  const fail = (message: PrivacyFromPanel) => (error: unknown) => {
    if (isCancelled(error)) return;
    const info = toErrorInfo(error);
    services.log.error(`${info.code}: De-identify, ${message.type}`);
    told.post({ type: 'error', error: info });
  };
  const key = root.toString();
  // What was typed last in a tab that was closed is heard before another one shows what there is.
  let turn = closing.get(key) ?? Promise.resolve();
  const subscriptions = channel.onMessage((message) => {
    const handle = () => session.handle(message).catch(fail(message));
    if (message.type === 'ready') {
      told.greet();
      turn = turn.then(handle).then(() => told.goOn());
      return;
    }
    told.heard();
    // The model reads for minutes; meanwhile the person goes on, or stops it.
    if (message.type === 'propose' || message.type === 'stop') void handle();
    else turn = turn.then(handle);
  });
  const modelChanges = models.onDidChange(() => void session.modelChanged().catch(() => undefined));
  open.set(key, panel);
  panel.onDidDispose(() => {
    session.stop();
    subscriptions.dispose();
    modelChanges.dispose();
    const keep = () => Promise.allSettled([memory.flush(), lists.flush()]);
    // At once, since the window may be closing; and what was still being heard.
    closing.set(
      key,
      Promise.all([keep(), turn.then(keep)]).then(() => undefined),
    );
    open.delete(key);
  });
  panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'privacy.svg');
  panel.webview.html = panelHtml(panel.webview, extensionUri, 'privacy', title);
}

/** These texts hold names: that they leave the machine is asked each time. */
async function maySend(server: string, transcripts: number): Promise<boolean> {
  const what = transcripts === 1 ? 'one transcript' : `${transcripts} transcripts`;
  const message = `Send ${what}, names and all, to ${server}?`;
  const detail =
    'The model in use runs there. It would receive every word of these transcripts as they are now, before anything is replaced. To keep them on this machine, choose a model on this machine first.';
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, 'Send')) === 'Send';
}

/** Brings the original words back from a key that the person chooses. */
export async function restoreFromKey(services: Services): Promise<void> {
  const study = await services.studies.choose('Restore from Key');
  if (!study) return;
  const [uri] =
    (await vscode.window.showOpenDialog({ title: 'The key file', filters: { Key: ['json'] }, openLabel: 'Use Key' })) ??
    [];
  if (!uri) return;
  const key = await loadKey(uri.fsPath);
  if (!key) throw new UserError('fileUnreadable', 'The key is not there.', 'Choose the key file.');
  const on = { files: services.studies.files(study.root), folder: studyFolder(study.root) };
  const items = (await offer(on, key)).map((one) => ({
    label: one.transcript,
    description: describeOffer(one),
    picked: one.of === 'own',
    passes: one.passes,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: 'Which transcripts shall have their original words back?',
    placeHolder: 'Names and all; close these transcripts first if they have changes that are not saved',
  });
  if (!picked?.length) return;
  const chosen = new Set(picked.map(({ label }) => label));
  const unsaved = unsavedFiles(study.root).filter((file) => chosen.has(file));
  if (unsaved.length > 0) throw new UserError('badRequest', `${unsaved.join(', ')}: not saved yet.`, 'Save first.');
  const passes = new Set(picked.flatMap((one) => one.passes));
  let missing = 0;
  for (const pass of key.passes.filter((one) => passes.has(one)).reverse()) {
    const outcome = await restorePassOnDisk(on, pass, new Date().toISOString());
    missing += outcome.missing;
    // What is taken back in full need not be taken back again; what is not stays, so that nothing is lost.
    if (outcome.missing > 0) continue;
    const isIt = ({ transcript, after, when }: typeof pass) =>
      transcript === pass.transcript && after === pass.after && when === pass.when;
    await updateKey(uri.fsPath, (now) => ({
      ...(now ?? key),
      passes: (now ?? key).passes.filter((one) => !isIt(one)),
    }));
  }
  const left = missing === 0 ? '' : ` ${missing} pseudonyms were no longer found where they stood and stay.`;
  const where = chosen.size === 1 ? 'one transcript' : `${chosen.size} transcripts`;
  await vscode.window.showInformationMessage(`The original words stand in ${where} again.${left}`);
}

/** @throws UserError `badRequest` when the key holds nothing for the study */
async function offer({ files, folder }: PrivacyStudy, key: PrivacyKey): Promise<Restorable[]> {
  const { value: known } = await files.load(studyFile, parseStudy);
  const hashes = new Map<string, string>();
  for (const file of await transcriptFiles(folder)) {
    hashes.set(file, hashOf(toWorkingText(await files.loadText(file))));
  }
  const offered = restorable(key, known?.id, hashes);
  if (offered.length > 0) return offered;
  const titles = new Set(key.passes.flatMap((pass) => pass.study?.title ?? []));
  throw new UserError(
    'badRequest',
    'The key holds nothing that could be brought back in this study.',
    titles.size > 0 ? `It is of ${[...titles].join(', ')}. Choose another key.` : 'Choose another key.',
  );
}

function describeOffer({ of, title }: Restorable): string {
  if (of === 'own') return '';
  return of === 'other' ? `made in another study: ${title ?? ''}` : 'an older key: it may be of another study';
}

async function askKey(root: vscode.Uri): Promise<string | null> {
  const uri = await vscode.window.showSaveDialog({
    title: 'Where to keep the key, outside the study (an earlier key is continued, not replaced)',
    defaultUri: vscode.Uri.file(path.join(homedir(), `introspect-${path.basename(root.fsPath)}-key.json`)),
    filters: { Key: ['json'] },
    saveLabel: 'Use This Key File',
  });
  return uri?.scheme === 'file' ? uri.fsPath : null;
}

/** Files of the study with changes that are not saved, in any editor; paths relative to it. */
function unsavedFiles(root: vscode.Uri): string[] {
  const documents = vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map(({ uri }) => uri);
  const custom = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ isDirty, input }) => (isDirty && input instanceof vscode.TabInputCustom ? [input.uri] : []));
  return [...documents, ...custom]
    .filter(({ scheme }) => scheme === 'file')
    .map((uri) => path.relative(root.fsPath, uri.fsPath).split(path.sep).join('/'));
}

/** Moves originals/ beside the key, under a name that is free there. */
async function moveOriginals(root: vscode.Uri, toFolder: vscode.Uri): Promise<void> {
  const from = vscode.Uri.joinPath(root, 'originals');
  const base = `originals-${path.basename(root.fsPath)}`;
  for (let n = 1; ; n++) {
    const target = vscode.Uri.joinPath(toFolder, n === 1 ? base : `${base}-${n}`);
    try {
      return await vscode.workspace.fs.rename(from, target, { overwrite: false });
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileExists') continue;
      throw new UserError(
        'fileUnwritable',
        'originals/ could not be moved.',
        'Move it by hand to where the key is; nothing was deleted.',
        { cause: error },
      );
    }
  }
}
