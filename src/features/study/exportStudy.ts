import * as vscode from 'vscode';
import { loadStudy } from '../../core/coding/loadStudy';
import { exportedStudy } from '../../core/exchange/export/exportedStudy';
import type { ExportFormat } from '../../core/exchange/export/exportFormats';
import type { OpenStudies } from '../../platform/study/openStudies';
import { studyFolder } from '../../platform/study/studyFolder';

interface Kind extends vscode.QuickPickItem {
  readonly format: ExportFormat;
  readonly ending: string;
}

const title = 'Export Study';
const kinds: readonly Kind[] = [
  {
    label: 'REFI-QDA project',
    description: '.qdpx',
    detail: 'For MAXQDA, NVivo, ATLAS.ti and others: transcripts, codes, segments, memos and coders.',
    format: 'qdpx',
    ending: 'qdpx',
  },
  {
    label: 'Table of segments',
    description: '.csv',
    detail: 'For a spreadsheet, R or SPSS: a line for each segment, with its words, code, coder and place.',
    format: 'csv',
    ending: 'csv',
  },
  {
    label: 'Page to read',
    description: '.html',
    detail: 'The transcripts with their codes beside them, to read and print in a browser.',
    format: 'html',
    ending: 'html',
  },
  {
    label: 'JSON lines',
    description: '.jsonl',
    detail: 'For scripts: a line for each segment.',
    format: 'jsonl',
    ending: 'jsonl',
  },
];

/** Writes what people coded to one file for other programs or for readers, where the person says. */
export async function exportStudy(studies: Pick<OpenStudies, 'choose'>): Promise<void> {
  const chosen = await studies.choose(title);
  if (!chosen) return;
  const { root, name, study } = chosen;
  const kind = await vscode.window.showQuickPick(kinds, { title, placeHolder: 'In which form?' });
  if (!kind || !(await saved(root))) return;
  const { content, notes } = await exportedStudy(await loadStudy(studyFolder(root)), kind.format, {
    suggestions: false,
  });
  const target = await vscode.window.showSaveDialog({
    title: `${title}: the file holds words of the transcripts`,
    defaultUri: vscode.Uri.joinPath(root, `${fileNameOf(study?.title ?? name)}.${kind.ending}`),
    filters: { [kind.label]: [kind.ending] },
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(
    target,
    typeof content === 'string' ? new TextEncoder().encode(content) : content,
  );
  const reveal = 'Reveal in File Manager';
  const file = target.path.slice(target.path.lastIndexOf('/') + 1);
  const message = [`Saved ${file}. It quotes your transcripts.`, ...notes.leftOut].join(' ');
  const tell = notes.leftOut.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  if ((await tell(message, reveal)) === reveal) await vscode.commands.executeCommand('revealFileInOS', target);
}

/** An export is of what is on the disk: codes that are not saved would be missing from it without a word. */
async function saved(root: vscode.Uri): Promise<boolean> {
  const unsaved = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ isDirty, input }) => (isDirty && hasUri(input) ? [input.uri] : []))
    .filter((uri) => uri.toString().startsWith(`${root.toString()}/`));
  if (unsaved.length === 0) return true;
  const save = 'Save and Export';
  const names = [...new Set(unsaved.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)))].join(', ');
  const detail = 'Only what is saved is exported.';
  const answer = await vscode.window.showWarningMessage(`Not saved yet: ${names}.`, { modal: true, detail }, save);
  if (answer !== save) return false;
  const done = await Promise.all(unsaved.map((uri) => vscode.workspace.save(uri)));
  return done.every((uri) => uri !== undefined);
}

function hasUri(input: unknown): input is { readonly uri: vscode.Uri } {
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
}

function fileNameOf(studyTitle: string): string {
  return studyTitle.replace(/[^\p{L}\p{N} ._-]+/gu, '').trim() || 'study';
}
