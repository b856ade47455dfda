import * as vscode from 'vscode';
import { UserError } from '../../core/base/userError';
import { activeFile } from '../../platform/activeFile';
import type { Services } from '../../platform/services';
import type { Stretch } from '../../protocol/coding';
import type { CodingEditor } from './codingEditor';

/** @param file a file of the Explorer or of an editor's title; else the one in front */
export async function openCodingEditor(editor: CodingEditor, file: unknown, stretch: unknown): Promise<void> {
  const uri = file instanceof vscode.Uri ? file : activeFile();
  if (!uri) throw new UserError('badRequest', 'No text is open.', 'Open a transcript, or choose one in the Explorer.');
  await editor.open(uri, isStretch(stretch) ? stretch : undefined);
}

export async function openAsText(file: unknown): Promise<void> {
  const uri = file instanceof vscode.Uri ? file : activeFile();
  if (uri) await vscode.window.showTextDocument(uri, { preview: false });
}

/** Lets another person code. What the one before has not saved is saved first, for it is theirs. */
export async function chooseCoder(editor: CodingEditor, { coder, studies }: Services): Promise<void> {
  const root = await rootOf(editor, studies, 'Choose Coder');
  if (!root) return;
  for (const { uri, root: of, coding } of editor.documents) {
    if (of?.toString() !== root.toString() || !coding.backup()) continue;
    await vscode.workspace.save(uri);
    if (coding.backup()) {
      const remedy = 'Save it first; then choose the coder.';
      throw new UserError('fileUnwritable', `${coding.sources.title} has codes that are not saved.`, remedy);
    }
  }
  await coder.choose(root, studies.files(root));
}

export async function toggleCodeBlind(editor: CodingEditor, { coder, studies }: Services): Promise<void> {
  const root = await rootOf(editor, studies, 'Code Blind');
  if (!root) return;
  const blind = !coder.isBlind(root);
  await coder.setBlind(root, blind);
  vscode.window.setStatusBarMessage(blind ? 'Other coders are hidden.' : 'Other coders are shown.', 4000);
}

async function rootOf(
  editor: CodingEditor,
  studies: Services['studies'],
  title: string,
): Promise<vscode.Uri | undefined> {
  return editor.active?.root ?? (await studies.choose(title))?.root;
}

function isStretch(value: unknown): value is Stretch {
  return (
    typeof value === 'object' &&
    value !== null &&
    'start' in value &&
    'end' in value &&
    typeof value.start === 'number' &&
    typeof value.end === 'number'
  );
}
