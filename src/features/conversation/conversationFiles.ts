import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { decodeText } from '../../core/base/decodeText';
import { UserError } from '../../core/base/userError';
import { transcriptFolder } from '../../core/coding/studyFiles';
import type { Conversation } from '../../core/conversation/conversation';
import { parseConversation, serializeConversation } from '../../core/conversation/conversationFile';
import { studyDisk } from '../../platform/study/studyDisk';
import { studyFolders } from '../../platform/study/studyFolder';

const extension = 'conversation.json';
/** The last part alone: VS Code would put all of a longer one behind a name that has it already. */
const filters = { 'Introspect conversation': ['json'] };
/** Of a file that is opened. */
const maxBytes = 64 * 1024 * 1024;

/** Conversations on disk: written and read only where the person says. */
export class ConversationFiles {
  #last: vscode.Uri | undefined;

  /** @returns the base name of the file; null where the person thought better of it. @throws UserError */
  async save(conversation: Conversation): Promise<string | null> {
    const defaultUri = this.#last ?? (await place('introspect', `conversation-${today()}.${extension}`));
    const uri = await vscode.window.showSaveDialog({ ...(defaultUri ? { defaultUri } : {}), filters });
    if (!uri) return null;
    await write(uri, serializeConversation(conversation));
    this.#last = uri;
    return baseName(uri);
  }

  async saveTranscript(text: string): Promise<void> {
    const defaultUri = await place(transcriptFolder, `conversation-${today()}.transcript.txt`);
    const uri = await vscode.window.showSaveDialog({
      ...(defaultUri ? { defaultUri } : {}),
      filters: { Transcript: ['txt'] },
    });
    if (!uri) return;
    await write(uri, text);
    const open = 'Open for Coding';
    const chosen = await vscode.window.showInformationMessage(`Saved ${baseName(uri)}.`, open);
    if (chosen === open) await vscode.commands.executeCommand('vscode.open', uri);
  }

  async choose(): Promise<vscode.Uri | undefined> {
    const folder = this.#last ? vscode.Uri.joinPath(this.#last, '..') : await place('introspect', '');
    const chosen = await vscode.window.showOpenDialog({ ...(folder ? { defaultUri: folder } : {}), filters });
    return chosen?.[0];
  }

  /** @throws UserError where the file cannot be read or is none */
  async load(uri: vscode.Uri): Promise<{ readonly conversation: Conversation; readonly file: string }> {
    const file = baseName(uri);
    let bytes: Uint8Array;
    try {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > maxBytes) throw new UserError('fileInvalid', `${file} is too large for a conversation.`, '');
      bytes = await vscode.workspace.fs.readFile(uri);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError('fileUnreadable', `${file} cannot be read.`, 'Check the file and its permissions.');
    }
    const conversation = parseConversation(decodeText(bytes, file, 'utf-8').text, file);
    this.#last = uri;
    return { conversation, file };
  }
}

/** In the study that is open, else in the first folder. */
async function place(folder: string, file: string): Promise<vscode.Uri | undefined> {
  const [study] = await studyFolders();
  if (study) return vscode.Uri.joinPath(study.uri, folder, file);
  const [first] = vscode.workspace.workspaceFolders ?? [];
  return first && vscode.Uri.joinPath(first.uri, file);
}

/** In one step, so that a crash leaves the old file or the new one. */
async function write(uri: vscode.Uri, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  try {
    if (uri.scheme !== 'file') return await vscode.workspace.fs.writeFile(uri, bytes);
    const folder = path.dirname(uri.fsPath);
    const temporary = path.join(folder, `.${path.basename(uri.fsPath)}.${randomUUID()}.tmp`);
    try {
      await studyDisk.create(temporary, bytes);
      await studyDisk.rename(temporary, uri.fsPath);
    } catch (error) {
      await studyDisk.remove(temporary);
      throw error;
    }
    // The file is in place: a folder that cannot be synced (some network drives) is no failed save.
    await studyDisk.syncFolder(folder).catch(() => undefined);
  } catch {
    throw new UserError(
      'fileUnwritable',
      `${baseName(uri)} cannot be written.`,
      'Check the folder’s permissions and the free space, or choose another place. The conversation is still in its tab.',
    );
  }
}

function baseName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
