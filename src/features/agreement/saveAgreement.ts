import * as vscode from 'vscode';
import { version } from '../../../package.json';
import type { StudyAgreement } from '../../core/agreement/studyAgreement';
import { agreementCsv } from '../../core/exchange/agreementCsv';
import { agreementHtml } from '../../core/exchange/agreementHtml';
import { agreementSvg } from '../../core/exchange/agreementSvg';
import type { AgreementFromPanel, AgreementSaveKind } from '../../protocol/agreement';

type SaveMessage = Extract<AgreementFromPanel, { type: 'save' }>;

/** Writes one output of a comparison to the file that the person names in a save dialog. */
export async function saveAgreement(
  folder: vscode.Uri,
  result: StudyAgreement,
  { what, coefficient }: SaveMessage,
): Promise<void> {
  const { extension, format, content } = outputOf(what, result, coefficient);
  const name = `agreement-${what}-${result.choices.unit}.${extension}`;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(folder, name),
    filters: { [format]: [extension] },
  });
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  void vscode.window.showInformationMessage(`Saved ${uri.path.split('/').at(-1)}.`);
}

function outputOf(what: AgreementSaveKind, result: StudyAgreement, coefficient: SaveMessage['coefficient']) {
  switch (what) {
    case 'figure':
      return { extension: 'svg', format: 'SVG', content: agreementSvg(result, coefficient) };
    case 'report':
      return { extension: 'html', format: 'HTML', content: agreementHtml(result, coefficient, version) };
    default:
      // Spreadsheets take a file for UTF-8 only with this mark.
      return { extension: 'csv', format: 'CSV', content: `\uFEFF${agreementCsv(result, what)}` };
  }
}
