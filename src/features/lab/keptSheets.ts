import * as vscode from 'vscode';
import type { Sheet } from '../../core/prompting/sheet';
import { labViewType } from './viewType';

/** What was made of sheets whose tab is closed and cannot stand in their files as it is, such as a prompt without {{text}}. */
class KeptSheets {
  readonly #kept = new Map<string, { readonly sheet: Sheet; readonly of: readonly string[] }>();

  /** @param of what the file may say when it is opened again */
  put(uri: vscode.Uri, sheet: Sheet, of: readonly string[]): void {
    this.#kept.set(uri.toString(), { sheet, of });
  }

  /** Nothing where the file says something else by now. */
  take(document: vscode.TextDocument): Sheet | null {
    const key = document.uri.toString();
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    return kept?.of.includes(document.getText()) ? kept.sheet : null;
  }
}

export const keptSheets = new KeptSheets();

export async function tellKept(sheet: vscode.Uri): Promise<void> {
  const open = 'Open the Sheet';
  const answer = await vscode.window.showWarningMessage(
    `${sheet.path.split('/').at(-1)!}: what you typed last is not complete, so it is not in the sheet yet. It is kept as long as this window is open.`,
    open,
  );
  if (answer === open) await vscode.commands.executeCommand('vscode.openWith', sheet, labViewType);
}
