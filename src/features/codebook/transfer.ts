// Codebooks that come from elsewhere and go elsewhere.
import * as vscode from 'vscode';
import { UserError } from '../../core/base/userError';
import { decodeUtf8 } from '../../core/base/utf8';
import type { Codebook } from '../../core/codebook/codebook';
import type { CodeField } from '../../core/codebook/codeRules';
import {
  applyImport,
  planImport,
  toIncoming,
  type ImportPlan,
  type IncomingCode,
} from '../../core/codebook/importCodes';
import { parseSharedCodebook, serializeSharedCodebook, sharedCodebookEnding } from '../../core/codebook/sharedCodebook';
import { codebookCsv, readCodebookCsv } from '../../core/exchange/codebookCsv';
import type { Imported, ImportWarning } from '../../core/exchange/import/imported';
import { toIncomingCodes } from '../../core/exchange/incomingCodes';
import { formatQdc, parseQdc } from '../../core/exchange/refi/codebookFile';
import type { OpenStudy } from '../../platform/study/openStudies';
import { pickStarter } from '../../platform/study/starters';
import type { CodebookEditor } from './codebookEditor';

/** Where codes come from: their source in few words, and themselves. */
interface Source {
  readonly title: string;
  readonly codes: readonly IncomingCode[];
  readonly warnings: readonly ImportWarning[];
}

/** @returns what was done, in one sentence; undefined when nothing was */
export async function importCodebook(
  editor: CodebookEditor,
  study: OpenStudy,
  extensionUri: vscode.Uri,
): Promise<string | undefined> {
  const source = await chooseSource(study, extensionUri);
  if (!source) return undefined;
  if (source.warnings.length > 0) {
    const told = source.warnings.map(({ place, message }) => (place === null ? message : `${place}: ${message}`));
    // With a button, since VS Code cuts a notification without one to one line.
    void vscode.window.showWarningMessage(`${source.title}: ${told.join(' ')}`, 'Close');
  }
  const plan = planImport(await editor.load(), source.codes);
  if (plan.added.length + plan.changed.length === 0) {
    void vscode.window.showInformationMessage(`All codes of ${source.title} are in the codebook already.`);
    return undefined;
  }
  const chosen = await previewImport(source.title, plan);
  if (!chosen || chosen.size === 0) return undefined;
  const added = plan.added.filter(({ key }) => chosen.has(key)).map(({ fields }) => fields.name);
  const changed = plan.changed.filter(({ incoming }) => chosen.has(incoming.key)).map(({ code }) => code.name);
  await editor.change(
    { what: 'import', label: `Import ${source.title}`, detail: { title: source.title, added, changed } },
    // Planned anew: the codebook may have changed while the person chose.
    (codebook) => applyImport(codebook, planImport(codebook, source.codes), chosen, editor.newId),
  );
  const parts = [
    added.length > 0 ? `${added.length} added` : '',
    changed.length > 0 ? `${changed.length} changed` : '',
  ];
  return `${source.title}: ${parts.filter(Boolean).join(', ')}.`;
}

interface Format extends vscode.QuickPickItem {
  readonly ending: string;
  readonly write: (codebook: Codebook, title: string) => string;
}

const formats: readonly Format[] = [
  {
    label: 'Introspect codebook',
    description: sharedCodebookEnding,
    detail: 'With everything, for another study.',
    ending: sharedCodebookEnding,
    write: (codebook, title) => serializeSharedCodebook(title, codebook),
  },
  {
    label: 'REFI-QDA codebook',
    description: '.qdc',
    detail: 'For MAXQDA, NVivo, ATLAS.ti and others.',
    ending: '.qdc',
    write: (codebook) => formatQdc(codebook),
  },
  {
    label: 'Table',
    description: '.csv',
    detail: 'For a spreadsheet or an appendix.',
    ending: '.csv',
    write: (codebook) => codebookCsv(codebook),
  },
];

/** Writes the codebook where the person says. */
export async function exportCodebook({ root, name, study, codebook }: OpenStudy): Promise<void> {
  if (!codebook) throw new UserError('fileInvalid', 'The codebook cannot be read.', 'Mend codebook.json first.');
  const title = study?.title ?? name;
  const format = await vscode.window.showQuickPick(formats, {
    title: 'Export Codebook',
    placeHolder: 'In which form?',
  });
  if (!format) return;
  const text = format.write(codebook, title);
  const target = await vscode.window.showSaveDialog({
    title: 'Export Codebook',
    defaultUri: vscode.Uri.joinPath(root, `${fileNameOf(title)}${format.ending}`),
    filters: { [format.label]: [format.ending.slice(1)] },
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  void vscode.window.showInformationMessage(`Saved ${nameOf(target)}.`);
}

async function chooseSource(study: OpenStudy, extensionUri: vscode.Uri): Promise<Source | undefined> {
  const kinds = [
    {
      label: '$(library) A starter codebook…',
      detail: 'Written for Introspect; every code can be changed.',
      from: 'starter',
    },
    { label: '$(file) A file…', detail: 'From Introspect, REFI-QDA (.qdc) or a table (.csv).', from: 'file' },
  ] as const;
  const from = (await vscode.window.showQuickPick(kinds, { title: 'Import Codebook', placeHolder: 'From where?' }))
    ?.from;
  if (from === undefined) return undefined;
  if (from === 'starter') {
    const starter = await pickStarter(extensionUri, { title: 'Import Codebook' });
    return starter ? { title: starter.title, codes: toIncoming(starter.codebook), warnings: [] } : undefined;
  }
  const [file] =
    (await vscode.window.showOpenDialog({
      title: 'Import Codebook',
      defaultUri: study.root,
      filters: { Codebooks: ['qdc', 'csv', 'tsv', 'txt', 'json'] },
    })) ?? [];
  return file && readSource(file);
}

async function readSource(file: vscode.Uri): Promise<Source> {
  const name = nameOf(file);
  const bytes = await vscode.workspace.fs.readFile(file);
  const of = ({ codes, warnings }: Imported): Source => ({ title: name, codes: toIncomingCodes(codes), warnings });
  if (/\.qdc$/i.test(name)) return of(parseQdc(bytes, name));
  if (/\.(?:csv|tsv|txt)$/i.test(name)) return of(readCodebookCsv(bytes, name));
  const decoded = decodeUtf8(bytes);
  if (!('text' in decoded)) {
    throw new UserError('fileUnreadable', `${name} is not valid UTF-8 at line ${decoded.line}.`, 'Save it as UTF-8.');
  }
  const { title, codebook } = parseSharedCodebook(decoded.text, name);
  return { title, codes: toIncoming(codebook), warnings: [] };
}

const fieldNames: Readonly<Record<CodeField, string>> = {
  name: 'name',
  definition: 'definition',
  whenToUse: 'when to use',
  whenNotToUse: 'when not to use',
  examples: 'examples',
  colour: 'colour',
  pattern: 'pattern',
  shortcut: 'key',
  parent: 'place',
};

/** What would be added and changed, by name; what would overwrite something is not ticked. @returns keys of the ticked */
async function previewImport(title: string, plan: ImportPlan): Promise<ReadonlySet<string> | undefined> {
  const added = plan.added.map(({ key, fields }) => ({
    label: fields.name,
    description: 'new',
    detail: fields.definition ?? '',
    picked: true,
    key,
  }));
  const changed = plan.changed.map(({ code, incoming, differs }) => ({
    label: code.name,
    description: `is here already; replace its ${differs.map((field) => fieldNames[field]).join(', ')}`,
    detail: differs.includes('definition') ? (incoming.fields.definition ?? '') : '',
    picked: false,
    key: incoming.key,
  }));
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator, key: '' });
  const items = [
    ...(added.length > 0 ? [separator('Would be added'), ...added] : []),
    ...(changed.length > 0 ? [separator('Would be changed'), ...changed] : []),
  ];
  const same = plan.same.length > 0 ? `; ${plan.same.length} are the same already` : '';
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Import ${title}`,
    placeHolder: `${added.length} new, ${changed.length} different${same}. Only what is ticked is taken in.`,
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  return chosen && new Set(chosen.map(({ key }) => key));
}

function nameOf(file: vscode.Uri): string {
  return file.path.slice(file.path.lastIndexOf('/') + 1);
}

function fileNameOf(title: string): string {
  return (
    title
      .replace(/[^\p{L}\p{N} ._-]+/gu, '')
      .trim()
      .replace(/ +/g, '-')
      .toLowerCase() || 'codebook'
  );
}
