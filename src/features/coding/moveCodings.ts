import * as vscode from 'vscode';
import { codingFolder } from '../../core/coding/studyFiles';
import { locateStudy } from '../../platform/study/locateStudy';

/** Lets the codings of transcripts, or of folders of them, move with these: in the same step, and undone with it. */
export async function moveCodings(
  files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
): Promise<vscode.WorkspaceEdit> {
  const edit = new vscode.WorkspaceEdit();
  for (const { oldUri, newUri } of files) {
    if (oldUri.scheme !== 'file' || newUri.scheme !== 'file') continue;
    const [from, to] = await Promise.all([locateStudy(oldUri.fsPath), locateStudy(newUri.fsPath)]);
    if (!from || from.root !== to?.root || from.path.startsWith('introspect/')) continue;
    const folder = vscode.Uri.joinPath(vscode.Uri.file(from.root), codingFolder);
    const codings = vscode.Uri.joinPath(folder, from.path);
    if (await exists(codings)) edit.renameFile(codings, vscode.Uri.joinPath(folder, to.path));
  }
  return edit;
}

function exists(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
