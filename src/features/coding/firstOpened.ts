import * as vscode from 'vscode';
import { setTimeout as delay } from 'node:timers/promises';
import type { EditorId } from '../../views';

const codingViewType: EditorId = 'introspect.coding';

/** What is open as text, and may be there so only because VS Code did not know better. */
export interface OpenText {
  readonly uri: vscode.Uri;
  readonly viewColumn: vscode.ViewColumn;
}

/** VS Code may get to know the editor a moment after its extension runs. */
const tries = 5;
const pauseMs = 1000;

/**
 * Opens transcripts for coding that were opened before VS Code knew of the coding editor, as it does where it meets the
 * extension for the first time: from then on it waits for it. Nothing happens where the person has chosen another editor.
 */
export async function openForCoding(texts: readonly OpenText[]): Promise<void> {
  for (const text of texts) {
    for (let turn = 0; turn < tries && isOpenAsText(text) && !isOtherChosen(text.uri); turn++) {
      if (turn > 0) await delay(pauseMs);
      const { uri, viewColumn } = text;
      await vscode.commands.executeCommand('vscode.openWith', uri, codingViewType, { viewColumn, preview: false });
      const { coding, plain } = tabsOf(text);
      if (coding && plain) await vscode.window.tabGroups.close(plain, true);
    }
  }
}

function isOpenAsText(text: OpenText): boolean {
  const { coding, plain } = tabsOf(text);
  return !coding && plain !== undefined && !plain.isDirty;
}

function tabsOf({ uri, viewColumn }: OpenText): { readonly coding?: vscode.Tab; readonly plain?: vscode.Tab } {
  const tabs = vscode.window.tabGroups.all.find((group) => group.viewColumn === viewColumn)?.tabs ?? [];
  const isThis = (other: vscode.Uri) => other.toString() === uri.toString();
  const coding = tabs.find(({ input }) => input instanceof vscode.TabInputCustom && isThis(input.uri));
  const plain = tabs.find(({ input }) => input instanceof vscode.TabInputText && isThis(input.uri));
  return { ...(coding && { coding }), ...(plain && { plain }) };
}

/** As VS Code's setting has it: editors by pattern. */
function isOtherChosen(uri: vscode.Uri): boolean {
  const chosen = vscode.workspace.getConfiguration('workbench').get<Record<string, string>>('editorAssociations', {});
  return Object.entries(chosen).some(
    ([pattern, editor]) =>
      editor !== codingViewType && pattern.startsWith('*') && uri.path.endsWith(pattern.replace(/^\*+\/?\*?/, '')),
  );
}
