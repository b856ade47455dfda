import * as vscode from 'vscode';
import { UserError } from '../../core/base/userError';
import { transcriptFiles } from '../../core/coding/loadStudy';
import { parseSheet, type Sheet } from '../../core/prompting/sheet';
import { techniqueName, transcriptsFor } from '../../core/suggestions/fromSheet';
import type { TechniqueRef } from '../../commands';
import { locateStudy } from '../../platform/study/locateStudy';
import { studyFolder } from '../../platform/study/studyFolder';
import type { CodingDocument } from './codingDocument';
import type { CodingEditor } from './codingEditor';

/** How the model is asked. */
export interface TechniqueChoice {
  readonly sheet: Sheet;
  /** Path of the lab sheet in the study; null for the plain default. */
  readonly path: string | null;
  readonly technique: string;
}

export function isTechniqueRef(value: unknown): value is TechniqueRef {
  return (
    typeof value === 'object' &&
    value !== null &&
    'sheet' in value &&
    'technique' in value &&
    typeof value.sheet === 'string' &&
    typeof value.technique === 'string'
  );
}

/**
 * Has the person choose the transcript that a technique shall be used on, and opens it in the coding editor.
 *
 * @returns undefined where none was chosen
 * @throws UserError: the sheet cannot be read, is in no study, or has no such technique for codes
 */
export async function openForTechnique(
  editor: CodingEditor,
  { sheet: uri, technique }: TechniqueRef,
): Promise<{ readonly document: CodingDocument; readonly choice: TechniqueChoice } | undefined> {
  const place = await locateStudy(vscode.Uri.parse(uri, true).fsPath);
  if (!place) {
    const remedy = 'Put it into introspect/lab of a study, and open it there.';
    throw new UserError('fileUnreadable', 'The lab sheet does not lie in the folder of a study.', remedy);
  }
  const root = vscode.Uri.file(place.root);
  const folder = studyFolder(root);
  const bytes = await folder.read(place.path);
  if (!bytes) throw new UserError('fileUnreadable', `${place.path} is missing.`, 'Save the sheet, then ask again.');
  const sheet = parseSheet(new TextDecoder().decode(bytes), place.path);
  if (sheet.task.kind !== 'codes' || !sheet.techniques.some(({ id }) => id === technique)) {
    const remedy = 'Choose a technique of a sheet whose task is to give codes of the codebook.';
    throw new UserError('badRequest', `${sheet.title} has no technique “${technique}” that gives codes.`, remedy);
  }
  const transcript = await chooseTranscript(sheet, technique, await transcriptFiles(folder));
  if (transcript === undefined) return undefined;
  const document = await editor.open(vscode.Uri.joinPath(root, transcript));
  return document && { document, choice: { sheet, path: place.path, technique } };
}

async function chooseTranscript(sheet: Sheet, technique: string, all: readonly string[]): Promise<string | undefined> {
  const { offered, heldBack } = transcriptsFor(sheet, all);
  if (offered.length === 0) {
    const message =
      heldBack === 0
        ? 'The study has no transcripts yet.'
        : 'All transcripts of the study are in the sheet’s test part, which is not open.';
    throw new UserError('badRequest', message, 'Add a transcript, or take one out of the test part.');
  }
  const items = offered.map(({ path, part }) => ({
    label: path.replace(/^transcripts\//, ''),
    ...(part !== null && { description: part }),
    path,
  }));
  const kept = heldBack === 1 ? 'The one' : `The ${heldBack}`;
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Suggest Codes: ${techniqueName(sheet, technique)}`,
    placeHolder: `On which transcript?${heldBack > 0 ? ` ${kept} in the test part cannot be chosen before it is opened` : ''}`,
  });
  return chosen?.path;
}
