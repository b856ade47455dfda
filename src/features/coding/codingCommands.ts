import * as vscode from 'vscode';
import { UserError } from '../../core/base/userError';
import type { CodeRef } from '../../commands';
import { activeFile } from '../../platform/activeFile';
import type { Stretch } from '../../protocol/coding';
import type { CodingDocument } from './codingDocument';
import type { CodingEditor } from './codingEditor';
import { isHowOpened } from './whereOpened';

/** @param file a file of the Explorer or of an editor's title; else the one in front */
export async function openCodingEditor(
  editor: CodingEditor,
  file: unknown,
  stretch: unknown,
  how: unknown,
): Promise<void> {
  const uri = file instanceof vscode.Uri ? file : activeFile();
  if (!uri) throw new UserError('badRequest', 'No text is open.', 'Open a transcript, or choose one in the Explorer.');
  await editor.open(uri, isStretch(stretch) ? stretch : undefined, isHowOpened(how) ? how : undefined);
}

export async function openAsText(file: unknown): Promise<void> {
  const uri = file instanceof vscode.Uri ? file : activeFile();
  if (uri) await vscode.window.showTextDocument(uri, { preview: false });
}

/** Codes the words that are selected in the coding editor in front. @throws UserError 'badRequest' for another study's code */
export function applyCode(editor: CodingEditor, ref: CodeRef | undefined): void {
  const { active } = editor;
  if (!ref || !active) return;
  if (active.root?.toString() !== ref.root) {
    const remedy = 'Choose a code of that study, or bring a transcript of this one to the front.';
    throw new UserError('badRequest', 'The transcript in front belongs to another study than this code.', remedy);
  }
  editor.run({ do: 'code', code: ref.code });
}

/** The words that are selected in a coding editor, onto the clipboard. */
export async function copyWords(document: CodingDocument | undefined): Promise<void> {
  const { selection, coding } = document ?? {};
  if (selection && coding)
    await vscode.env.clipboard.writeText(coding.sources.text.text.slice(selection.start, selection.end));
}

/** Before another person codes: what the one before has not saved is saved, for it is theirs. */
export async function saveForCoder(editor: CodingEditor, root: vscode.Uri): Promise<void> {
  for (const { uri, root: of, coding } of editor.documents) {
    if (of?.toString() !== root.toString() || !coding.backup()) continue;
    await vscode.workspace.save(uri);
    if (coding.backup()) {
      const remedy = 'Save it first; then choose the coder.';
      throw new UserError('fileUnwritable', `${coding.sources.title} has codes that are not saved.`, remedy);
    }
  }
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
