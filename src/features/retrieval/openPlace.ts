import * as vscode from 'vscode';
import type { CommandId } from '../../commands';
import { LineMap } from '../../core/base/lineMap';
import { utf16 } from '../../core/base/offsets';
import type { IndexedTranscript } from '../../core/retrieval/studyIndex';

const codingViewType = 'introspect.coding';
const openInEditor: CommandId = 'introspect.openCodingEditor';

/** Shows a place of a transcript beside the panel, in the coding editor where it can be coded, else as text. */
export async function openPlace(
  folder: vscode.Uri,
  transcript: IndexedTranscript,
  start: number,
  end: number,
): Promise<void> {
  const uri = vscode.Uri.joinPath(folder, transcript.path);
  if (uri.scheme === 'file') {
    const viewColumn = columnOf(uri) ?? vscode.ViewColumn.Beside;
    await vscode.commands.executeCommand('vscode.openWith', uri, codingViewType, { viewColumn, preview: true });
    await vscode.commands.executeCommand(openInEditor, uri, { start, end });
    return;
  }
  const lines = new LineMap(transcript.text);
  const [from, to] = [start, end].map((offset) => lines.positionAt(utf16(offset)));
  await vscode.window.showTextDocument(uri, {
    viewColumn: vscode.ViewColumn.Beside,
    preview: true,
    selection: new vscode.Range(from!.line, from!.character, to!.line, to!.character),
  });
}

/** Where the transcript is open for coding already. */
function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  return vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(
      ({ input }) =>
        input instanceof vscode.TabInputCustom &&
        input.viewType === codingViewType &&
        input.uri.toString() === uri.toString(),
    ),
  )?.viewColumn;
}
