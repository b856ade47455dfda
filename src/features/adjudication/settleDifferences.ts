import * as vscode from 'vscode';
import type { AdjudicationMode } from '../../core/adjudication/decision';
import { UserError } from '../../core/base/userError';
import { codingPath, type Study } from '../../core/coding/study';
import { activeFile } from '../../platform/activeFile';
import type { Services } from '../../platform/services';
import { studyFolders } from '../../platform/study/studyFolder';
import { StudyFiles } from '../../platform/study/studyFiles';
import type { AdjudicationPlace } from '../../protocol/adjudication';
import { showAdjudicationPanel } from './adjudicationPanel';
import { loadStudy } from './consensusStudy';

const title = 'Settle Differences';

/** Asks for transcript, coders and manner, as far as there is a choice, and opens the panel. */
export async function settleDifferences(extensionUri: vscode.Uri, services: Services): Promise<void> {
  const folder = await pickStudy();
  if (!folder) return;
  if (folder.scheme !== 'file') {
    const remedy = 'Open the study from a folder on a disk; there, nothing is lost when a write is interrupted.';
    throw new UserError('badRequest', 'Differences can be settled only in a study on a disk.', remedy);
  }
  const study = await loadStudy(new StudyFiles(folder.fsPath));
  const transcript = await pickTranscript(folder, study);
  if (!transcript) return;
  const coders = await pickCoders(transcript);
  if (!coders) return;
  const mode = await pickMode();
  if (!mode) return;
  const place: AdjudicationPlace = { folder: folder.toString(), transcript: transcript.transcript, coders, mode };
  showAdjudicationPanel(place, extensionUri, services);
}

async function pickStudy(): Promise<vscode.Uri | undefined> {
  const studies = await studyFolders();
  if (studies.length < 2) return studies[0]?.uri;
  const items = studies.map(({ name, uri }) => ({ label: name, uri }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Which study?' }))?.uri;
}

interface CodedTranscript {
  readonly transcript: string;
  readonly coders: Study['coders'];
}

/** The transcripts that two coders or more have a file for; the one in front of the person first. */
async function findTranscripts(folder: vscode.Uri, study: Study): Promise<CodedTranscript[]> {
  // Told from the coding files' names: null, not undefined, so that files hidden in the Explorer are found too.
  const pattern = new vscode.RelativePattern(folder, 'introspect/coding/**/*.json');
  const files = new Set((await vscode.workspace.findFiles(pattern, null)).map((uri) => inFolder(folder, uri)));
  const transcripts = [...files].map((file) => file.slice('introspect/coding/'.length, file.lastIndexOf('/')));
  const own = study.coders.filter(({ role }) => role !== 'consensus');
  const active = activeFile();
  const front = active && inFolder(folder, active);
  return [...new Set(transcripts)]
    .map((transcript) => ({ transcript, coders: own.filter(({ id }) => files.has(codingPath(transcript, id))) }))
    .filter(({ coders }) => coders.length > 1)
    .sort(
      (a, b) =>
        Number(b.transcript === front) - Number(a.transcript === front) || a.transcript.localeCompare(b.transcript),
    );
}

/** Path relative to the folder, with `/`. */
function inFolder(folder: vscode.Uri, { path }: vscode.Uri): string {
  return path.startsWith(`${folder.path}/`) ? path.slice(folder.path.length + 1) : path;
}

async function pickTranscript(folder: vscode.Uri, study: Study): Promise<CodedTranscript | undefined> {
  const found = await findTranscripts(folder, study);
  if (found.length === 0) {
    const remedy = 'Differences need a transcript that two have coded, each on their own.';
    throw new UserError('badRequest', 'No transcript of this study has been coded by two coders.', remedy);
  }
  if (found.length === 1) return found[0];
  const items = found.map((item) => ({
    label: item.transcript.slice(item.transcript.lastIndexOf('/') + 1),
    description: `coded by ${item.coders.map(({ name }) => name).join(', ')}`,
    item,
  }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Which transcript?' }))?.item;
}

async function pickCoders({ coders }: CodedTranscript): Promise<string[] | undefined> {
  if (coders.length === 2) return coders.map(({ id }) => id);
  const items = coders.map(({ id, name, kind }) => ({
    label: name,
    ...(kind === 'model' && { description: 'a model, not a person' }),
    id,
    picked: kind === 'person',
  }));
  const options = { title, placeHolder: 'Whose coding? Two or more', canPickMany: true } as const;
  const chosen = await vscode.window.showQuickPick(items, options);
  if (!chosen) return undefined;
  if (chosen.length > 1) return chosen.map(({ id }) => id);
  throw new UserError('badRequest', 'One coder alone has no differences.', 'Choose two coders or more.');
}

async function pickMode(): Promise<AdjudicationMode | undefined> {
  const items: (vscode.QuickPickItem & { mode: AdjudicationMode })[] = [
    {
      label: 'Decide each difference',
      detail: 'For codebook and content analysis: what is decided goes into the consensus.',
      mode: 'decide',
    },
    {
      label: 'Talk the differences through',
      detail: 'For reflexive thematic analysis: consensus by talk, no figures of agreement.',
      mode: 'conversation',
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: 'How do you work?' });
  return chosen?.mode;
}
