import path from 'node:path';
import * as vscode from 'vscode';
import { makeCodebook } from '../../core/codebook/edit';
import { findCandidates, findImportable, type TranscriptCandidate } from '../../core/coding/newStudy';
import type { StudyFolder } from '../../core/coding/studyFiles';
import { openingOf } from '../../panels/openPlace';
import type { Services } from '../../platform/services';
import { pickStarter } from '../../platform/study/starters';
import { studyFolder, studyFolders } from '../../platform/study/studyFolder';
import { openedStudyKey } from './openedStudy';
import { partsOf, setUpStudy } from './studySetup';

type Context = Pick<vscode.ExtensionContext, 'extensionUri' | 'globalState'>;

const title = 'New Study';
/** Bytes; a text of an interview is far smaller, and this one is read whole. */
const maxTextBytes = 8e6;
const maxTexts = 500;

/**
 * Makes a study of a folder in one go: title, codebook and transcripts have defaults.
 *
 * @param folder URI of a folder of this workspace; absent: the person chooses
 */
export async function newStudy(context: Context, services: Pick<Services, 'studies'>, folder?: string): Promise<void> {
  const root = folder === undefined ? await chooseFolder() : vscode.Uri.parse(folder);
  if (!root) return;
  const files = services.studies.files(root);
  const parts = await partsOf(files);
  if (parts.hasStudy && parts.hasCodebook) {
    void vscode.window.showInformationMessage(`${path.basename(root.path)} is a study already.`);
    return showStudy(root, context);
  }
  const codebook = parts.hasCodebook ? makeCodebook() : await chooseCodebook(context.extensionUri);
  if (!codebook) return;
  const copies = await chooseTranscripts(await findCandidates(readableFolder(root), { atMost: maxTexts }));
  if (!copies) return;
  const name = path.basename(root.path) || 'Study';
  const made = await setUpStudy(files, studyFolder(root), { title: name, codebook, copies }, () => new Date());
  services.studies.refresh();
  if (made.notUtf8.length > 0) {
    const message = `Left out, because they are not UTF-8: ${made.notUtf8.join(', ')}. Save them as UTF-8 and copy them into transcripts.`;
    void vscode.window.showWarningMessage(message);
  }
  await showStudy(root, context);
}

/** A folder whose large files are passed over. */
export function readableFolder(root: vscode.Uri): StudyFolder {
  const folder = studyFolder(root);
  return {
    list: (path) => folder.list(path),
    read: async (file) => {
      const { size } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(root, file));
      return size > maxTextBytes ? undefined : folder.read(file);
    },
  };
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const studies = new Set((await studyFolders()).map(({ uri }) => uri.toString()));
  const open = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => !studies.has(uri.toString()));
  if (open.length > 0) {
    const items = [
      ...open.map(({ name, uri }) => ({ label: name, description: 'open in this window', uri })),
      { label: '$(folder-opened) Another folder…', description: '', uri: undefined },
    ];
    const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: 'Which folder becomes a study?' });
    if (!chosen) return undefined;
    if (chosen.uri) return chosen.uri;
  }
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: `${title}: a folder of its own, or the one with the interviews`,
      openLabel: 'Make It a Study',
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  return picked;
}

async function chooseCodebook(extensionUri: vscode.Uri) {
  const starter = await pickStarter(extensionUri, { title: `${title}: Codebook`, empty: 'Empty codebook' });
  return starter === undefined ? undefined : (starter?.codebook ?? makeCodebook());
}

async function chooseTranscripts(
  found: readonly TranscriptCandidate[],
): Promise<readonly TranscriptCandidate[] | undefined> {
  if (found.length === 0) return [];
  const items = found.map((candidate) => ({ label: candidate.file, picked: true, candidate }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: `${title}: Transcripts`,
    placeHolder: 'These read as conversations. They are copied; your files stay.',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return chosen?.map(({ candidate }) => candidate);
}

/** Opens the folder where it is not open, which starts the extension anew: what follows is done then. */
async function showStudy(root: vscode.Uri, { globalState }: Context): Promise<void> {
  if (vscode.workspace.getWorkspaceFolder(root)) return showFirstStep(root);
  await globalState.update(openedStudyKey, root.toString());
  const forceNewWindow = vscode.workspace.workspaceFolders !== undefined;
  await vscode.commands.executeCommand('vscode.openFolder', root, { forceNewWindow });
}

/** After the window has opened the study that was made in another. */
export async function finishOpeningStudy({ globalState }: Pick<vscode.ExtensionContext, 'globalState'>): Promise<void> {
  const pending = globalState.get<string>(openedStudyKey);
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === pending);
  if (!folder) return;
  await globalState.update(openedStudyKey, undefined);
  await showFirstStep(folder.uri);
}

/** Word files and the like lie in the folder, and would be missed: they are read by the import. */
async function offerImport(root: vscode.Uri, files: readonly string[]): Promise<void> {
  if (files.length === 0) return;
  const look = files.length === 1 ? 'Look at It' : 'Look at Them';
  const answer = await vscode.window.showInformationMessage(notInStudy(files), look);
  if (answer === look) await lookAt(root, files);
}

async function lookAt(root: vscode.Uri, files: readonly string[]): Promise<void> {
  const uris = files.map((file) => vscode.Uri.joinPath(root, file));
  await vscode.commands.executeCommand('introspect.importTranscripts', uris[0], uris);
}

function notInStudy(files: readonly string[]): string {
  const named = files.slice(0, 3).join(', ');
  const more = files.length > 3 ? ` and ${files.length - 3} more` : '';
  return `Not in the study yet: ${named}${more}. Import what is a transcript; you see how it reads before anything is written.`;
}

/** The codebook and the first transcript, to be coded; where there is none, the import of what may become one, or its view. */
async function showFirstStep(root: vscode.Uri): Promise<void> {
  const importable = await findImportable(studyFolder(root), { atMost: maxTexts });
  const transcripts = await studyFolder(root).list('transcripts');
  const [first] = transcripts
    .flatMap(({ name, isFolder }) => (!isFolder && name.endsWith('.txt') ? [name] : []))
    .sort();
  if (first === undefined) {
    await vscode.commands.executeCommand('introspect.transcripts.focus');
    if (importable.length > 0) await lookAt(root, importable);
    return;
  }
  void offerImport(root, importable);
  const { command, arguments: args = [] } = openingOf(vscode.Uri.joinPath(root, 'transcripts', first));
  await vscode.commands.executeCommand(command, ...(args as unknown[]));
  await vscode.commands.executeCommand('introspect.codebook.focus');
}
