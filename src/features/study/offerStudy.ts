import path from 'node:path';
import * as vscode from 'vscode';
import { findCandidates, hasTranscripts } from '../../core/coding/newStudy';
import { studyFolders } from '../../platform/study/studyFolder';
import { readableFolder } from './newStudy';

/** Set while a folder of this workspace has transcripts and is no study. */
const foundKey = 'introspect.hasTranscripts';
/** The person does not want to be asked again, in any folder. */
const neverKey = 'introspect.neverOfferStudy';
const offeredKey = (root: vscode.Uri) => `introspect.studyOffered ${root.toString()}`;

/** Offers to make a study of a folder that has transcripts: in the Codebook view, and once for each folder in a notification. */
export async function offerStudy(
  context: Pick<vscode.ExtensionContext, 'globalState' | 'workspaceState'>,
): Promise<void> {
  const studies = new Set((await studyFolders()).map(({ uri }) => uri.toString()));
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === 'file' && !studies.has(uri.toString()),
  );
  const withTranscripts: vscode.WorkspaceFolder[] = [];
  for (const folder of folders) {
    const files = readableFolder(folder.uri);
    if ((await hasTranscripts(files)) || (await findCandidates(files, { atMost: 1 })).length > 0)
      withTranscripts.push(folder);
  }
  await vscode.commands.executeCommand('setContext', foundKey, withTranscripts.length > 0);
  const [first] = withTranscripts;
  if (
    !first ||
    context.globalState.get<boolean>(neverKey) ||
    context.workspaceState.get<boolean>(offeredKey(first.uri))
  )
    return;
  await context.workspaceState.update(offeredKey(first.uri), true);
  const make = 'Make It a Study';
  const never = 'Don’t Ask Again';
  const message = `${path.basename(first.uri.path)} has transcripts. Make it a study, to code them?`;
  const answer = await vscode.window.showInformationMessage(message, make, never);
  if (answer === make) await vscode.commands.executeCommand('introspect.newStudy', first.uri.toString());
  if (answer === never) await context.globalState.update(neverKey, true);
}
