import * as vscode from 'vscode';
import { runsPath } from '../../core/prompting/sheet';

/** Tells when a sheet's runs file has changed: corrected by hand, or added to by the command line. */
export function watchRuns(sheet: vscode.Uri, changed: () => void): vscode.Disposable {
  const file = runsPath(sheet.path.split('/').at(-1)!);
  const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(sheet, '..'), file);
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
  );
}
