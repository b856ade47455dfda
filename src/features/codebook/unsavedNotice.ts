import * as vscode from 'vscode';
import type { UnsavedCode } from '../../core/codebook/codeDrafts';

/** After the form was closed: where something waits that could not be saved. */
export async function tellUnsaved(
  unsaved: readonly UnsavedCode[],
  open: (code: string) => Promise<void>,
): Promise<void> {
  const [first, ...others] = unsaved;
  if (!first) return;
  const more =
    others.length === 0 ? '' : others.length === 1 ? ' and another code' : ` and ${others.length} other codes`;
  const show = 'Show It';
  const answer = await vscode.window.showWarningMessage(
    `What you typed about “${first.name}”${more} is not saved yet. It is kept as long as this window is open.`,
    show,
  );
  if (answer === show) await open(first.id);
}
