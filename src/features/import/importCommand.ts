import * as vscode from 'vscode';
import type { FileRef } from '../../commands';
import { sourceInMemory } from '../../platform/import/sourceFile';
import type { Services } from '../../platform/services';
import { importTranscripts } from './importPanel';
import type { ImportSource } from './importSession';

/** From the palette or a button without files; from the Explorer's menu with those selected there. */
export async function importFromMenu(
  extensionUri: vscode.Uri,
  services: Services,
  file: FileRef | undefined,
  selected: readonly FileRef[] | undefined,
): Promise<void> {
  const files = (selected ?? (file ? [file] : [])).filter((ref) => ref instanceof vscode.Uri);
  await importTranscripts(extensionUri, services, files.length > 0 ? files : undefined);
}

/** Files dropped on a view: by their place where they have one, else as bytes. */
export async function importDropped(
  extensionUri: vscode.Uri,
  services: Services,
  transfer: vscode.DataTransfer,
): Promise<void> {
  const list = (await transfer.get('text/uri-list')?.asString()) ?? '';
  const uris = list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  const dropped: ImportSource[] = uris.map((line) => vscode.Uri.parse(line));
  for (const [, item] of uris.length > 0 ? [] : transfer) {
    const file = item.asFile();
    if (file) dropped.push(file.uri ?? sourceInMemory(file.name, await file.data()));
  }
  if (dropped.length > 0) await importTranscripts(extensionUri, services, dropped);
}
