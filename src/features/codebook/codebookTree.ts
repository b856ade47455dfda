import * as vscode from 'vscode';
import type { CodeRef } from '../../commands';
import type { Code } from '../../core/codebook/codebook';
import { codesBelow } from '../../core/codebook/edit';
import type { CoderIdentity } from '../../platform/study/coderIdentity';
import type { OpenStudies, OpenStudy } from '../../platform/study/openStudies';
import { codeIconUri, codeTooltip, countSegments, describeCounts, pathOf } from './codeItems';

/** One row of the Codebook view; where it has a `code` it is a `CodeRef`. */
export type CodebookNode =
  | { readonly kind: 'study'; readonly root: string }
  | ({ readonly kind: 'code' } & CodeRef)
  /** No longer in the codebook, but segments carry it. */
  | ({ readonly kind: 'deleted' } & CodeRef)
  | { readonly kind: 'problem'; readonly root: string; readonly file: string };

/** The Codebook view: the codes of each study, with how often each was used. */
export class CodebookTree implements vscode.TreeDataProvider<CodebookNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly studies: OpenStudies,
    private readonly coder: CoderIdentity,
  ) {
    const change = (): void => this.#changed.fire();
    this.#subscriptions = vscode.Disposable.from(this.#changed, studies.onDidChange(change), coder.onDidChange(change));
  }

  async getChildren(node?: CodebookNode): Promise<CodebookNode[]> {
    const studies = await this.studies.list();
    if (!node) {
      const [only, ...others] = studies;
      if (!only) return [];
      return others.length > 0
        ? studies.map(({ root }) => ({ kind: 'study', root: root.toString() }))
        : this.#rowsOf(only);
    }
    const study = studies.find(({ root }) => root.toString() === node.root);
    if (!study) return [];
    if (node.kind === 'study') return this.#rowsOf(study);
    return node.kind === 'code' ? codeNodes(study, node.code) : [];
  }

  async getParent(node: CodebookNode): Promise<CodebookNode | undefined> {
    if (node.kind === 'study') return undefined;
    const studies = await this.studies.list();
    const study = studies.find(({ root }) => root.toString() === node.root);
    const parent = node.kind === 'code' && study?.codebook?.codes.find(({ id }) => id === node.code)?.parent;
    if (parent) return { kind: 'code', root: node.root, code: parent };
    return studies.length > 1 ? { kind: 'study', root: node.root } : undefined;
  }

  async getTreeItem(node: CodebookNode): Promise<vscode.TreeItem> {
    const study = (await this.studies.list()).find(({ root }) => root.toString() === node.root);
    if (!study) return new vscode.TreeItem('');
    switch (node.kind) {
      case 'study':
        return studyItem(study);
      case 'problem':
        return problemItem(study, node.file);
      case 'deleted':
        return this.#deletedItem(study, node);
      case 'code': {
        const code = study.codebook?.codes.find(({ id }) => id === node.code);
        return code ? this.#codeItem(study, code, node) : new vscode.TreeItem('');
      }
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #rowsOf(study: OpenStudy): CodebookNode[] {
    const root = study.root.toString();
    const known = new Set(study.codebook?.codes.map(({ id }) => id.toLowerCase()));
    const used = new Set(study.tallies.flatMap(({ tally }) => [...tally.segments.keys()]));
    const deleted = study.codebook
      ? [...used].filter((code) => !known.has(code) && this.#count(study, code).shown > 0)
      : [];
    return [
      ...study.problems.map(({ file }): CodebookNode => ({ kind: 'problem', root, file })),
      ...codeNodes(study, null),
      ...deleted.map((code): CodebookNode => ({ kind: 'deleted', root, code })),
    ];
  }

  #count(study: OpenStudy, code: string) {
    return countSegments(study, code, this.coder.current(study.root), this.coder.isBlind(study.root));
  }

  #codeItem(study: OpenStudy, code: Code, node: CodebookNode): vscode.TreeItem {
    const hasChildren = study.codebook !== null && codesBelow(study.codebook, code.id).length > 0;
    const { Expanded, None } = vscode.TreeItemCollapsibleState;
    const counts = describeCounts(this.#count(study, code.id), this.coder.current(study.root));
    const item = new vscode.TreeItem(code.name, hasChildren ? Expanded : None);
    // A row that gets its first sub-code is a new one to VS Code, which else keeps it closed.
    item.id = `${nodeKey(node)} ${hasChildren ? 'parent' : 'leaf'}`;
    item.iconPath = codeIconUri(code);
    item.description = counts;
    item.tooltip = codeTooltip(code, counts);
    item.contextValue = 'code';
    const label = [code.name, counts ? `${counts} segments` : 'no segments', code.shortcut && `key ${code.shortcut}`];
    item.accessibilityInformation = { label: label.filter(Boolean).join(', ') };
    return item;
  }

  #deletedItem(study: OpenStudy, node: CodebookNode & CodeRef): vscode.TreeItem {
    const item = new vscode.TreeItem('Deleted code');
    item.id = nodeKey(node);
    item.description = describeCounts(this.#count(study, node.code), this.coder.current(study.root));
    item.iconPath = new vscode.ThemeIcon('circle-slash');
    item.tooltip =
      'This code is no longer in the codebook, but segments still carry it. Give them another code, or leave them.';
    item.contextValue = 'deletedCode';
    return item;
  }
}

/** The same for the same row, whichever object stands for it. */
function nodeKey(node: CodebookNode): string {
  const of = 'code' in node ? node.code : 'file' in node ? node.file : '';
  return `${node.root} ${node.kind} ${of}`;
}

/** A code's place in words: the codes above it. */
export function placeOf(code: Code, study: OpenStudy): string {
  return pathOf(code, study.codebook?.codes ?? []).join(' › ');
}

function codeNodes({ root, codebook }: OpenStudy, parent: string | null): CodebookNode[] {
  const codes = codebook ? codesBelow(codebook, parent) : [];
  return codes.map(({ id }) => ({ kind: 'code', root: root.toString(), code: id }));
}

function studyItem({ root, name, study }: OpenStudy): vscode.TreeItem {
  const item = new vscode.TreeItem(study?.title ?? name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = root.toString();
  item.description = study ? name : '';
  item.iconPath = new vscode.ThemeIcon('book');
  item.contextValue = 'study';
  return item;
}

function problemItem({ root, problems }: OpenStudy, file: string): vscode.TreeItem {
  const { error, isCopy } = problems.find((problem) => problem.file === file) ?? {};
  const item = new vscode.TreeItem(
    `${file.slice(file.lastIndexOf('/') + 1)} ${isCopy ? 'is a copy' : 'cannot be read'}`,
  );
  item.id = `${root.toString()} problem ${file}`;
  item.description = error?.message ?? '';
  item.tooltip = error ? `${error.message} ${error.remedy}`.trim() : file;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.contextValue = 'problem';
  item.command = { command: 'vscode.open', title: 'Open', arguments: [vscode.Uri.joinPath(root, file)] };
  return item;
}
