import * as vscode from 'vscode';
import type { ErrorInfo } from '../core/base/userError';

/** Shows what went wrong and what helps. VS Code cuts a notification without a button to one line, and the remedy with it. */
export async function tellError({ message, remedy }: Pick<ErrorInfo, 'message' | 'remedy'>): Promise<void> {
  await vscode.window.showErrorMessage(`${message} ${remedy}`.trim(), ...(remedy === '' ? [] : ['Close']));
}
