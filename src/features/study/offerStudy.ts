import path from 'node:path';
import * as vscode from 'vscode';
import { findCandidates, findImportable, findStudyInside, hasTranscripts } from '../../core/coding/newStudy';
import type { StudyFolder } from '../../core/coding/studyFiles';
import { studyFolders } from '../../platform/study/studyFolder';
import { readableFolder } from './newStudy';

/** Set while a folder of this workspace has transcripts and is no study. */
const foundKey = 'introspect.hasTranscripts';
/** Set while the like has only files that an import would read, such as Word's. */
const importableKey = 'introspect.hasImportable';
/** The person does not want to be asked again, in any folder. */
const neverKey = 'introspect.neverOfferStudy';
const offeredKey = (root: vscode.Uri) => `introspect.studyOffered ${root.toString()}`;

/**
 * Offers to make a study of a folder that has transcripts, or files that may become some: in the views, and once for each
 * folder in a notification.
 */
export async function offerStudy(
  context: Pick<vscode.ExtensionContext, 'globalState' | 'workspaceState'>,
): Promise<void> {
  const studies = new Set((await studyFolders()).map(({ uri }) => uri.toString()));
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === 'file' && !studies.has(uri.toString()),
  );
  const found: Found[] = [];
  for (const { uri } of folders) {
    const files = readableFolder(uri);
    const inside = await findStudyInside(files);
    if (inside !== null) void offerInside(uri, inside, context);
    // A study around a study would take the other's transcripts for its own.
    else if (await hasTexts(files)) found.push({ uri, importable: null });
    else {
      const [importable] = await findImportable(files, { atMost: 1 });
      if (importable !== undefined) found.push({ uri, importable });
    }
  }
  const isOffered = found.some(({ importable }) => importable === null);
  await vscode.commands.executeCommand('setContext', foundKey, isOffered);
  await vscode.commands.executeCommand('setContext', importableKey, !isOffered && found.length > 0);
  // Those with transcripts go first.
  const first = found.find(({ importable }) => importable === null) ?? found[0];
  if (
    !first ||
    context.globalState.get<boolean>(neverKey) ||
    context.workspaceState.get<boolean>(offeredKey(first.uri))
  )
    return;
  await context.workspaceState.update(offeredKey(first.uri), true);
  const make = 'Make It a Study';
  const never = 'Don’t Ask Again';
  const name = path.basename(first.uri.path);
  const message =
    first.importable === null
      ? `${name} has transcripts. Make it a study, to code them?`
      : `${name} has ${kindOf(first.importable)}. If these are interviews, make it a study: you see how each reads before it is brought in, and your files stay as they are.`;
  const answer = await vscode.window.showInformationMessage(message, make, never);
  if (answer === make) await vscode.commands.executeCommand('introspect.newStudy', first.uri.toString());
  if (answer === never) await context.globalState.update(neverKey, true);
}

/** Who opens the folder around a study can code in it, but has no codebook, figures or exports: these go by the open folder. */
async function offerInside(
  root: vscode.Uri,
  inside: string,
  { workspaceState }: Pick<vscode.ExtensionContext, 'workspaceState'>,
): Promise<void> {
  const study = vscode.Uri.joinPath(root, inside);
  if (workspaceState.get<boolean>(offeredKey(study))) return;
  await workspaceState.update(offeredKey(study), true);
  const open = 'Open the Study';
  const message = `The study ${path.basename(study.path)} lies inside this folder. Open the study’s own folder to have its codebook, figures and exports.`;
  const answer = await vscode.window.showInformationMessage(message, open);
  if (answer === open) await vscode.commands.executeCommand('vscode.openFolder', study, { forceNewWindow: true });
}

interface Found {
  readonly uri: vscode.Uri;
  /** A file that an import would read, where there is no transcript yet. */
  readonly importable: string | null;
}

async function hasTexts(files: StudyFolder): Promise<boolean> {
  return (await hasTranscripts(files)) || (await findCandidates(files, { atMost: 1 })).length > 0;
}

function kindOf(file: string): string {
  return /\.docx$/i.test(file) ? 'Word files' : 'subtitles';
}
