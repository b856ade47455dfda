import * as vscode from 'vscode';

const studyFile = 'introspect/study.json';

/** Keeps the context key `introspect.hasStudy`: whether a folder of the workspace is a study. Reads no file. */
export function watchForStudy(): vscode.Disposable {
  let watchers: vscode.Disposable[] = [];
  const look = async () => {
    const found = await Promise.all((vscode.workspace.workspaceFolders ?? []).map(({ uri }) => isStudy(uri)));
    await vscode.commands.executeCommand('setContext', 'introspect.hasStudy', found.includes(true));
  };
  const watch = () => {
    vscode.Disposable.from(...watchers).dispose();
    watchers = (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => {
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, studyFile),
        false,
        true,
        false,
      );
      return [watcher, watcher.onDidCreate(look), watcher.onDidDelete(look)];
    });
    void look();
  };
  watch();
  const subscription = vscode.workspace.onDidChangeWorkspaceFolders(watch);
  return new vscode.Disposable(() => {
    vscode.Disposable.from(subscription, ...watchers).dispose();
  });
}

/** Whether a folder holds `introspect/study.json`. */
export async function isStudy(folder: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, studyFile));
    return true;
  } catch {
    return false;
  }
}
