import * as vscode from 'vscode';
import { counted } from '../../core/agreement/wording';
import { labViewType } from './viewType';

/** After the tab of a sheet was closed in mid-run: what became of the runs, and the way back. */
export async function tellStopped(sheet: vscode.Uri, made: number, planned: number): Promise<void> {
  const open = 'Open the Sheet';
  const answer = await vscode.window.showWarningMessage(
    `${sheet.path.split('/').at(-1)!}: closing its tab stopped the runs. ${counted(made, 'run')} of ${planned.toLocaleString('en-US')} ${made === 1 ? 'is' : 'are'} made and kept; open the sheet and press Run to go on with the others.`,
    open,
  );
  if (answer === open) await vscode.commands.executeCommand('vscode.openWith', sheet, labViewType);
}
