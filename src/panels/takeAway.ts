import * as vscode from 'vscode';
import type { SaveMessage, SubjectFromPanel } from '../protocol/panel';

const formats: { readonly [E in SaveMessage['extension']]: string } = {
  svg: 'SVG picture',
  png: 'PNG picture',
  csv: 'CSV table',
  html: 'HTML page',
};

/** Writes what a panel made to the file that the person names in a save dialog. @throws where it cannot be written */
export async function saveFile(
  { name, extension, content }: SaveMessage,
  beside: vscode.Uri | undefined,
): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? (beside && vscode.Uri.joinPath(beside, '..'));
  const file = `${name}.${extension}`;
  const uri = await vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, file) } : {}),
    filters: { [formats[extension]]: [extension] },
  });
  if (!uri) return;
  // Spreadsheets take a file for UTF-8 only with this mark.
  const bytes =
    typeof content === 'string'
      ? new TextEncoder().encode(extension === 'csv' ? `\uFEFF${content}` : content)
      : content;
  await vscode.workspace.fs.writeFile(uri, bytes);
  void vscode.window.showInformationMessage(`Saved ${uri.path.split('/').at(-1)}.`);
}

export async function copyText({ text, what }: Extract<SubjectFromPanel, { type: 'copy' }>): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`Copied: ${what}`, 3000);
}
