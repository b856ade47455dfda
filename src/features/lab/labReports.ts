import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/userError';
import { canonicalJson } from '../../core/engine/batch';
import { checklists } from '../../core/prompting/labReport/checklist';
import { labCsvSet } from '../../core/prompting/labReport/csvSet';
import { labFacts, titled, type LabFacts } from '../../core/prompting/labReport/facts';
import { labHtml } from '../../core/prompting/labReport/html';
import { labMethods } from '../../core/prompting/labReport/methods';
import { limitWords, modelWords } from '../../core/prompting/labReport/words';
import type { PreparedSheet } from '../../core/prompting/prepare';
import type { RunRecord } from '../../core/prompting/records';
import type { PlannedRun } from '../../core/prompting/runSheet';
import { runsPath } from '../../core/prompting/sheet';
import { copyText } from '../../panels/takeAway';
import type { JournalFile } from '../../platform/journalFile';
import { otherSheets } from '../../platform/lab/otherSheets';
import { programName } from '../../platform/programName';
import type { LabFromPanel, LabToPanel } from '../../protocol/lab';
import type { SheetModels } from './sheetModels';
import type { SheetRuns } from './sheetRuns';

/** As many on screen and in the report as the command line takes, so that all tell the same; 300 answers take 0.1 s. */
export const bootstrap = { samples: 1000, seed: 0 } as const;

interface Plan {
  readonly prepared: PreparedSheet;
  readonly runs: readonly PlannedRun[];
  readonly records: readonly (RunRecord | undefined)[];
  readonly models: Pick<SheetModels, 'titles' | 'servers'>;
}

export interface ReportPlace {
  readonly document: vscode.TextDocument;
  readonly journal: JournalFile;
  /** Whether the person codes blind. */
  readonly blind: boolean;
  /** Why runs were not made. */
  readonly failures: SheetRuns['failures'];
}

type ReportRequest = Extract<LabFromPanel['type'], 'previewReport' | 'saveReport' | 'saveTables' | 'copyMethods'>;

/** @throws UserError where a file cannot be written */
export async function answerReport(
  request: ReportRequest,
  plan: Plan,
  place: ReportPlace,
  post: (message: LabToPanel) => void,
): Promise<void> {
  const facts = await factsOf(plan, place);
  switch (request) {
    case 'previewReport': {
      const triedBefore = facts.tried.filter(({ isStillAsked }) => !isStillAsked).length;
      return post({
        type: 'report',
        preview: { checklists: checklists(facts), methods: labMethods(facts), triedBefore },
      });
    }
    case 'saveReport':
      return saveReport(facts, place.document.uri);
    case 'saveTables':
      return saveTables(facts, place.document.uri);
    case 'copyMethods':
      return copyText({ type: 'copy', text: labMethods(facts), what: 'methods paragraph' });
  }
}

/** What stands under every picture of a sheet. */
export function smallPrintOf({ runs, records, models: named }: Plan, { uri }: vscode.TextDocument): string {
  const models = new Map(runs.map(({ model }) => [canonicalJson(model), titled(model, named)]));
  const made = records.filter((record) => record !== undefined).length;
  return `${baseName(uri)}: ${made} of ${runs.length} runs. ${[...models.values()].map(modelWords).join('; ')}. ${programName}, ${today()}`;
}

/** What was found out about the sampling of the sheet's models on servers. */
export function limitsOf({ runs, models: named }: Plan): string[] {
  const models = new Map(runs.map(({ model }) => [model.name, titled(model, named)]));
  return limitWords([...models.values()]);
}

async function factsOf(
  { prepared, runs, models: { titles, servers } }: Plan,
  { document, journal, blind, failures }: ReportPlace,
): Promise<LabFacts> {
  const sheetFile = baseName(document.uri);
  return labFacts({
    prepared,
    runs,
    journal: await journal.read(),
    hash: sha256,
    sheetFile,
    runsFile: runsPath(sheetFile),
    program: programName,
    date: today(),
    ...bootstrap,
    blind,
    failures,
    otherSheets: await otherSheets(document.uri.fsPath),
    titles,
    servers,
  });
}

async function saveReport(facts: LabFacts, sheet: vscode.Uri): Promise<void> {
  const name = `${baseName(sheet).replace(/\.lab\.json$/, '')}-report.html`;
  const uri = await vscode.window.showSaveDialog({
    title: 'Save the report',
    defaultUri: vscode.Uri.joinPath(sheet, '..', name),
    filters: { 'HTML page': ['html'] },
  });
  if (!uri) return;
  await write(uri, labHtml(facts));
  const open = 'Open in the Browser';
  const chosen = vscode.window.showInformationMessage(`Saved ${baseName(uri)}. It quotes your transcripts.`, open);
  void chosen.then((answer) => answer === open && vscode.env.openExternal(uri));
}

/** All tables into one folder; what is there is overwritten only after a question. */
async function saveTables(facts: LabFacts, sheet: vscode.Uri): Promise<void> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: 'Which folder should the CSV files go into?',
      openLabel: 'Write the Files Here',
      defaultUri: vscode.Uri.joinPath(sheet, '..'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (!folder) return;
  const files = labCsvSet(facts);
  const there = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  const taken = files.filter(({ name }) => there.has(name)).map(({ name }) => name);
  if (taken.length > 0) {
    const overwrite = 'Overwrite';
    const answer = await vscode.window.showWarningMessage(
      `The folder has ${taken.length === 1 ? 'a file' : 'files'} of this name already. Overwrite?`,
      { modal: true, detail: taken.join(', ') },
      overwrite,
    );
    if (answer !== overwrite) return;
  }
  for (const { name, content } of files) await write(vscode.Uri.joinPath(folder, name), content);
  void vscode.window.showInformationMessage(
    `Saved ${files.length} tables in ${baseName(folder)}. They quote your transcripts.`,
  );
}

async function write(uri: vscode.Uri, content: string): Promise<void> {
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  } catch (error) {
    const code = error instanceof vscode.FileSystemError ? error.code : 'unknown error';
    const remedy = 'Check the folder and its permissions.';
    throw new UserError('fileUnwritable', `${baseName(uri)} cannot be written (${code}).`, remedy, { cause: error });
  }
}

function baseName(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1)!;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
