import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/userError';
import { forgivingFolder } from '../../core/coding/spelledStudy';
import {
  codebookFile,
  codingFolder,
  studyFile,
  transcriptFolder,
  type StudyFolder,
} from '../../core/coding/studyFiles';
import { studyWrites } from './studyWrites';

/** Set while a folder of the workspace is a study. */
const hasStudyKey = 'introspect.hasStudy';
/** The files of a study that its figures rest on. */
const studyFilesPattern = `{${studyFile},${codebookFile},${codingFolder}/**,${transcriptFolder}/**}`;
const isStudyFile = (file: string): boolean =>
  [studyFile, codebookFile].includes(file) ||
  [codingFolder, transcriptFolder].some((folder) => file.startsWith(`${folder}/`));

/** A study's folder in any file system that VS Code knows; nothing is written. */
export function studyFolder(root: vscode.Uri): StudyFolder {
  return forgivingFolder({
    read: (path) => unlessAbsent(vscode.workspace.fs.readFile(vscode.Uri.joinPath(root, path)), path),
    list: async (path) => {
      const entries = await unlessAbsent(vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(root, path)), path);
      return (entries ?? []).map(([name, type]) => ({ name, isFolder: (type & vscode.FileType.Directory) !== 0 }));
    },
  });
}

/** @throws UserError `fileUnreadable` unless the file is simply not there. */
async function unlessAbsent<T>(reading: Thenable<T>, path: string): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const code = error instanceof vscode.FileSystemError ? error.code : 'unknown error';
    if (code === 'FileNotFound') return undefined;
    throw new UserError('fileUnreadable', `${path} cannot be read (${code}).`, 'Check the file and its permissions.');
  }
}

/** The folders of the workspace that are studies. */
export async function studyFolders(): Promise<vscode.WorkspaceFolder[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const isStudy = await Promise.all(folders.map(({ uri }) => exists(vscode.Uri.joinPath(uri, studyFile))));
  return folders.filter((_, i) => isStudy[i]);
}

/**
 * Keeps the context key `introspect.hasStudy` true to the workspace.
 *
 * @param found called while there is a study
 */
export function followStudies(found: () => void): vscode.Disposable {
  let latest = 0;
  const tell = async () => {
    const turn = ++latest;
    const hasStudy = (await studyFolders()).length > 0;
    if (turn !== latest) return;
    await vscode.commands.executeCommand('setContext', hasStudyKey, hasStudy);
    if (hasStudy) found();
  };
  const watcher = vscode.workspace.createFileSystemWatcher(`**/${studyFile}`, false, true, false);
  void tell();
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(tell),
    watcher.onDidDelete(tell),
    vscode.workspace.onDidChangeWorkspaceFolders(tell),
    // The folder of a study that has just been made may be too new for the watcher.
    new vscode.Disposable(
      studyWrites.on((file) => {
        if (path.basename(file) === path.basename(studyFile)) void tell();
      }),
    ),
  );
}

/** Calls back when a file of the study changes on disk. */
export function watchStudy(root: vscode.Uri, changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, studyFilesPattern));
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
    new vscode.Disposable(
      studyWrites.on((file) => {
        if (isStudyFile(path.relative(root.fsPath, file).replaceAll(path.sep, '/'))) changed();
      }),
    ),
  );
}

function exists(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
