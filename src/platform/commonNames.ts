import * as vscode from 'vscode';
import { parseCommonNames, type CommonNames } from '../core/privacy/commonNames';

let loaded: Promise<CommonNames> | undefined;

/** The names that come with Introspect (media/names), read once. */
export function loadCommonNames(extensionUri: vscode.Uri): Promise<CommonNames> {
  return (loaded ??= readAll(vscode.Uri.joinPath(extensionUri, 'media', 'names')));
}

async function readAll(folder: vscode.Uri): Promise<CommonNames> {
  const read = async (file: string) =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, file)));
  const [given, surnames, wordSurnames, places] = await Promise.all([
    read('given-names.txt'),
    read('surnames.txt'),
    read('surnames-that-are-words.txt'),
    read('places.txt'),
  ]);
  return parseCommonNames({ given, surnames, wordSurnames, places });
}
