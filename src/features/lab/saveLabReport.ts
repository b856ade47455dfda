import * as vscode from 'vscode';
import { UserError } from '../../core/base/userError';
import { openLabSheets } from './labEditor';
import { labViewType } from './viewType';

/** Saves the report of the lab sheet in front; of one that is chosen and opened where there is none. */
export async function saveLabReport(): Promise<void> {
  const session = openLabSheets.active ?? (await openChosen());
  await session?.saveReport();
}

async function openChosen() {
  const uri = await chooseSheet();
  if (!uri) return undefined;
  await vscode.commands.executeCommand('vscode.openWith', uri, labViewType);
  return openLabSheets.waitFor(uri);
}

async function chooseSheet(): Promise<vscode.Uri | undefined> {
  const sheets = await vscode.workspace.findFiles('**/introspect/lab/*.lab.json');
  if (sheets.length === 0) {
    throw new UserError('fileUnreadable', 'There is no lab sheet in this workspace.', 'Make one with New Lab Sheet….');
  }
  if (sheets.length === 1) return sheets[0];
  const items = sheets
    .map((uri) => ({ label: uri.path.split('/').at(-1)!, description: vscode.workspace.asRelativePath(uri), uri }))
    .sort((a, b) => (a.description < b.description ? -1 : 1));
  const title = 'The report of which lab sheet?';
  return (await vscode.window.showQuickPick(items, { title, placeHolder: title }))?.uri;
}
