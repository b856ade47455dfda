import * as vscode from 'vscode';
import type { CommandId } from '../commands';
import { LineMap } from '../core/base/lineMap';
import { utf16 } from '../core/base/offsets';

export interface PlaceInTranscript {
  /** URI of the transcript. */
  readonly uri: vscode.Uri;
  /** Its working text, in which the offsets count. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Column of the panel that asks, which stays in sight; undefined while it has none. */
  readonly from: vscode.ViewColumn | undefined;
  /** Leaves the keyboard in the panel that asks. */
  readonly preserveFocus?: boolean;
}

/**
 * The command that opens a transcript of a study for coding. VS Code knows by itself only those called
 * `….transcript.txt`; one that was renamed to `P04.txt`, as its Explorer proposes, would come as plain text.
 */
export function openingOf(uri: vscode.Uri): vscode.Command {
  return uri.scheme !== 'file' || uri.path.endsWith('.transcript.txt')
    ? { command: 'vscode.open', title: 'Open', arguments: [uri] }
    : { command: 'vscode.openWith', title: 'Open', arguments: [uri, 'introspect.coding'] };
}

/** Shows a place of a transcript beside a panel with its words selected: where it can be coded, in the coding editor. */
export async function openPlace(place: PlaceInTranscript): Promise<void> {
  const { uri, text, start, end, from: panel, preserveFocus = false } = place;
  if (uri.scheme === 'file') {
    const command: CommandId = 'introspect.openCodingEditor';
    await vscode.commands.executeCommand(command, uri, { start, end }, { beside: panel, preserveFocus });
    return;
  }
  const lines = new LineMap(text);
  const [from, to] = [start, end].map((offset) => lines.positionAt(utf16(offset)));
  await vscode.window.showTextDocument(uri, {
    viewColumn: vscode.ViewColumn.Beside,
    preview: true,
    preserveFocus,
    selection: new vscode.Range(from!.line, from!.character, to!.line, to!.character),
  });
}
