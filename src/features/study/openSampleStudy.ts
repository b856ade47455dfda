import * as vscode from 'vscode';
import { openedSampleStudyKey } from './openedStudy';

/** In the first transcript; short, and typical of how people speak. */
const exampleSentence = "I'd honestly rather not go back to sleep at all than have that half an hour.";
const firstTranscript = ['transcripts', 'P01.transcript.txt'];

/** Opens the person's own copy of the sample study. */
export async function openSampleStudy(context: vscode.ExtensionContext): Promise<void> {
  const copy = await ownCopy(context);
  const alreadyOpen = vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === copy.toString());
  if (alreadyOpen) return showFirstTranscript(copy);
  await context.globalState.update(openedSampleStudyKey, copy.toString());
  const options = { forceNewWindow: vscode.workspace.workspaceFolders !== undefined };
  await vscode.commands.executeCommand('vscode.openFolder', copy, options);
}

/** Opens a transcript of the sample study without leaving the present workspace, and selects a sentence in it. */
export async function explainExample(context: vscode.ExtensionContext): Promise<void> {
  const uri = vscode.Uri.joinPath(await ownCopy(context), ...firstTranscript);
  // As text: there the token that a person points at in the view is marked.
  const editor = await vscode.window.showTextDocument(uri, { preview: false });
  await showExplore();
  const start = editor.document.getText().indexOf(exampleSentence);
  if (start < 0) return; // the person has edited their copy
  const range = new vscode.Range(
    editor.document.positionAt(start),
    editor.document.positionAt(start + exampleSentence.length),
  );
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
}

/** The person's copy, made at the first time and never overwritten. */
async function ownCopy({ extensionUri, globalStorageUri }: vscode.ExtensionContext): Promise<vscode.Uri> {
  const copy = vscode.Uri.joinPath(globalStorageUri, 'sample-study');
  if (!(await exists(copy)))
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, 'media', 'sample-study'), copy);
  return copy;
}

/** After the window has opened the sample study: shows a transcript and the Explore view, so that the next step is in sight. */
export async function finishOpeningSampleStudy(context: vscode.ExtensionContext): Promise<void> {
  const pending = context.globalState.get<string>(openedSampleStudyKey);
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === pending);
  if (!folder) return;
  await context.globalState.update(openedSampleStudyKey, undefined);
  await showFirstTranscript(folder.uri);
}

/** In the editor that it opens in by itself, ready for coding. */
async function showFirstTranscript(study: vscode.Uri): Promise<void> {
  const uri = vscode.Uri.joinPath(study, ...firstTranscript);
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  await showExplore();
}

async function showExplore(): Promise<void> {
  await vscode.commands.executeCommand('introspect.explore.focus', { preserveFocus: true });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
