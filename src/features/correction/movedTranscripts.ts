import * as vscode from 'vscode';
import { codingFiles } from '../../core/coding/loadStudy';
import { codingFolder } from '../../core/coding/studyFiles';
import type { Services } from '../../platform/services';
import { locateStudy } from '../../platform/study/locateStudy';
import { studyFolder } from '../../platform/study/studyFolder';
import { relocateCodings, renameSources } from './relocate';
import { describe } from './toUserError';

type Shared = Pick<Services, 'coder' | 'studies'>;

/** Follows transcripts that are moved, renamed or deleted in VS Code. */
export function followTranscripts(services: Shared): vscode.Disposable {
  const told = (error: unknown) => void vscode.window.showErrorMessage(describe(error));
  return vscode.Disposable.from(
    vscode.workspace.onDidRenameFiles(({ files }) => void afterMove(files, services).catch(told)),
    vscode.workspace.onDidDeleteFiles(({ files }) => void afterDelete(files).catch(told)),
  );
}

/** The codings themselves moved in the same step (`moveCodings`); now they say so. */
export async function afterMove(
  files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[],
  { coder, studies }: Shared,
): Promise<void> {
  for (const { oldUri, newUri } of files) {
    const place = newUri.scheme === 'file' ? await locateStudy(newUri.fsPath) : null;
    const from = place && (await locateStudy(oldUri.fsPath));
    if (!place || !from || place.path.startsWith('introspect/')) continue;
    if (from.root !== place.root) {
      await tellKept(from.root, from.path, 'was moved out of the study');
      continue;
    }
    const root = vscode.Uri.file(place.root);
    const left = await codingsOf(root, from.path);
    const codings = await codingsOf(root, place.path);
    const studyFiles = studies.files(root);
    if (left.length > 0 && codings.length > 0) {
      const why = `There are codes beside ${place.path} already, so those of ${from.path} stayed where they are`;
      void vscode.window.showWarningMessage(`${why}: Segments to Review lists them.`);
    } else if (left.length > 0) {
      // VS Code asks in words of its own (“refactoring changes”), and “Skip Changes” leaves the codes behind.
      const take = 'Take Them Along';
      const message = `The codes of ${from.path} stayed where they were. Take them along to ${place.path}?`;
      if ((await vscode.window.showWarningMessage(message, take)) !== take) continue;
      for (const transcript of new Set(left.map((one) => one.transcript))) {
        const to = place.path + transcript.slice(from.path.length);
        const files = left.filter((one) => one.transcript === transcript);
        await relocateCodings(studyFiles, root, files, { from: transcript, to, who: coder.current(root) });
      }
      studies.refresh();
    }
    if (codings.length === 0) continue;
    await renameSources(studyFiles, codings);
    await studyFiles.appendJournal({
      when: new Date().toISOString(),
      who: [coder.current(root) ?? []].flat(),
      what: 'transcript.rename',
      transcript: place.path,
      from: from.path,
    });
  }
}

async function afterDelete(files: readonly vscode.Uri[]): Promise<void> {
  for (const uri of files) {
    const place = uri.scheme === 'file' ? await locateStudy(uri.fsPath) : null;
    if (place && !place.path.startsWith('introspect/')) await tellKept(place.root, place.path, 'is deleted');
  }
}

async function tellKept(root: string, path: string, what: string): Promise<void> {
  const codings = await codingsOf(vscode.Uri.file(root), path);
  if (codings.length === 0) return;
  const message = `${path} ${what}. Its codes are kept: Segments to Review lists them, should it come back elsewhere.`;
  void vscode.window.showInformationMessage(message);
}

/** The codings of a transcript, or of all transcripts in a folder. */
async function codingsOf(root: vscode.Uri, path: string) {
  const all = await codingFiles(studyFolder(root));
  return all.filter(({ file }) => file.startsWith(`${codingFolder}/${path}/`));
}
