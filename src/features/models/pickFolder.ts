import * as vscode from 'vscode';
import { precisionHint } from '../../core/models/downloadPlan';

export interface PickedFolder {
  readonly dir: string;
  /** '' where there is no choice to make. */
  readonly onnxFile: string;
}

/** A folder on this machine, and which of its ONNX files; undefined when the person backed out. */
export async function pickModelFolder(openLabel: string): Promise<PickedFolder | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: 'Folder of the Model',
      openLabel,
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  if (!folder) return undefined;
  const onnxFile = await pickOnnxFile(folder);
  return onnxFile === undefined ? undefined : { dir: folder.fsPath, onnxFile };
}

async function pickOnnxFile(folder: vscode.Uri): Promise<string | undefined> {
  const files = [...(await onnxFilesIn(folder, '')), ...(await onnxFilesIn(folder, 'onnx'))];
  if (files.length < 2) return '';
  return vscode.window.showQuickPick(files, {
    title: 'Which File of the Model?',
    placeHolder: precisionHint,
  });
}

async function onnxFilesIn(folder: vscode.Uri, sub: string): Promise<string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(folder, sub));
    return entries.map(([file]) => (sub ? `${sub}/${file}` : file)).filter((file) => file.endsWith('.onnx'));
  } catch {
    return []; // no such folder: reading the model will say what is missing
  }
}
