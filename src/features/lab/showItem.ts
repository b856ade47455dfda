import * as vscode from 'vscode';
import type { PreparedSheet } from '../../core/prompting/prepare';
import { openPlace } from '../../panels/openPlace';

/** Shows a segment of a sheet in its transcript, beside the sheet; nothing where it is gone. */
export async function showItem(
  { items, study }: PreparedSheet,
  folder: vscode.Uri,
  id: string,
  from: vscode.ViewColumn | undefined,
): Promise<void> {
  const item = items.find((one) => one.id === id);
  const transcript = study.transcripts.find(({ path }) => path === item?.transcript);
  if (!item || !transcript) return;
  const { start, end } = item;
  await openPlace({ uri: vscode.Uri.joinPath(folder, item.transcript), text: transcript.text, start, end, from });
}
