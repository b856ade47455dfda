import path from 'node:path';
import * as vscode from 'vscode';
import { toErrorInfo } from '../../core/base/userError';
import { bundledModelName } from '../../platform/models';
import type { Services } from '../../platform/services';

interface Choice extends vscode.QuickPickItem {
  readonly run: () => Promise<void>;
}

/** Lets the person pick the bundled model or a folder on disk; a folder is taken only once its model has loaded. */
export async function chooseModel(services: Services): Promise<void> {
  const { models } = services;
  const { bundled, dir, name } = models.choice;
  const choices: Choice[] = [
    {
      label: bundledModelName,
      description: bundled ? 'in use' : '',
      detail: 'Small, for learning and trying out. Works offline. Not for findings.',
      iconPath: new vscode.ThemeIcon('mortar-board'),
      run: () => models.choose('', ''),
    },
    {
      label: 'A folder on disk…',
      detail: 'A model in the Hugging Face layout: config.json, tokenizer.json and an ONNX file.',
      iconPath: new vscode.ThemeIcon('folder-opened'),
      run: () => pickFolder(services),
    },
  ];
  if (!bundled) {
    const again = { label: name, description: 'in use', detail: dir, iconPath: new vscode.ThemeIcon('check') };
    choices.unshift({ ...again, run: () => Promise.resolve(models.restart()) });
  }
  const picked = await vscode.window.showQuickPick(choices, {
    title: 'Choose Model',
    placeHolder: 'Models run on this machine; nothing you select leaves it.',
  });
  await picked?.run();
}

async function pickFolder(services: Services): Promise<void> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: 'Folder of the Model',
      openLabel: 'Use This Model',
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  if (!folder) return;
  const onnxFile = await pickOnnxFile(folder);
  if (onnxFile !== undefined) await tryModel(services, folder.fsPath, onnxFile);
}

/** Which ONNX file: '' where there is no choice to make; undefined when the person backed out. */
async function pickOnnxFile(folder: vscode.Uri): Promise<string | undefined> {
  const files = [...(await onnxFilesIn(folder, '')), ...(await onnxFilesIn(folder, 'onnx'))];
  if (files.length < 2) return '';
  return vscode.window.showQuickPick(files, {
    title: 'Which File of the Model?',
    placeHolder: 'The same model in several precisions: smaller files load faster and are a little less exact.',
  });
}

async function onnxFilesIn(folder: vscode.Uri, sub: string): Promise<string[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(folder, sub));
    return entries.map(([file]) => (sub ? `${sub}/${file}` : file)).filter((file) => file.endsWith('.onnx'));
  } catch {
    return []; // no such folder: loading the model will say what is missing
  }
}

async function tryModel({ models, log }: Services, dir: string, onnxFile: string): Promise<void> {
  const name = path.basename(dir);
  const options = { location: vscode.ProgressLocation.Notification, title: `Loading ${name}…`, cancellable: true };
  try {
    await vscode.window.withProgress(options, async (_progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      await models.probe(dir, onnxFile || undefined, abort.signal);
    });
  } catch (error) {
    const { code, message, remedy } = toErrorInfo(error);
    if (code === 'cancelled') return;
    log.error(`${code}: ${message}`);
    void vscode.window.showErrorMessage(`${message} ${remedy}`.trim());
    return;
  }
  await models.choose(dir, onnxFile);
}
