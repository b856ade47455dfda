import * as vscode from 'vscode';
import { LineMap } from '../../core/base/lineMap';
import type { PreparedSheet } from '../../core/prompting/prepare';

/** Shows a segment of a sheet in its transcript, beside the sheet; nothing where it is gone. */
export async function showItem({ items, study }: PreparedSheet, folder: vscode.Uri, id: string): Promise<void> {
  const item = items.find((one) => one.id === id);
  const transcript = study.transcripts.find(({ path }) => path === item?.transcript);
  if (!item || !transcript) return;
  const lines = new LineMap(transcript.text);
  const [from, to] = [item.start, item.end].map((offset) => lines.positionAt(offset));
  const selection = new vscode.Range(from!.line, from!.character, to!.line, to!.character);
  const place = { viewColumn: vscode.ViewColumn.Beside, preview: true };
  await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, item.transcript), { ...place, selection });
}
