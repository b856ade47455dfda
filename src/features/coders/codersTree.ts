import * as vscode from 'vscode';
import type { CoderRef } from '../../commands';
import type { Coder } from '../../core/coding/study';
import type { CoderIdentity } from '../../platform/study/coderIdentity';
import type { OpenStudies, OpenStudy } from '../../platform/study/openStudies';

/** One row of the Coders view; a coder's is a `CoderRef`. */
export type CodersNode = { readonly kind: 'study'; readonly root: string } | ({ readonly kind: 'coder' } & CoderRef);

/** The Coders view: who codes the study, people and models, and how much each has coded. */
export class CodersTree implements vscode.TreeDataProvider<CodersNode>, vscode.Disposable {
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

  async getChildren(node?: CodersNode): Promise<CodersNode[]> {
    const studies = await this.studies.list();
    if (node?.kind === 'coder') return [];
    if (!node && studies.length > 1) return studies.map(({ root }) => ({ kind: 'study', root: root.toString() }));
    const study = node ? studies.find(({ root }) => root.toString() === node.root) : studies[0];
    if (!study) return [];
    const me = this.coder.current(study.root);
    // The person at this machine first, then people before models.
    const rank = ({ id, kind }: Coder) => (id === me ? 0 : kind === 'person' ? 1 : 2);
    return [...study.coders]
      .sort((a, b) => rank(a) - rank(b))
      .map(({ id }) => ({ kind: 'coder', root: study.root.toString(), coder: id }));
  }

  async getTreeItem(node: CodersNode): Promise<vscode.TreeItem> {
    const study = (await this.studies.list()).find(({ root }) => root.toString() === node.root);
    if (!study) return new vscode.TreeItem('');
    if (node.kind === 'study') return studyItem(study);
    const coder = study.coders.find(({ id }) => id === node.coder);
    const me = this.coder.current(study.root);
    const hidden = this.coder.isBlind(study.root) && node.coder !== me;
    return coder ? coderItem(study, coder, coder.id === me, hidden) : new vscode.TreeItem('');
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function studyItem({ root, name, study }: OpenStudy): vscode.TreeItem {
  const item = new vscode.TreeItem(study?.title ?? name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = root.toString();
  item.iconPath = new vscode.ThemeIcon('book');
  item.contextValue = 'study';
  return item;
}

function coderItem({ root, tallies }: OpenStudy, coder: Coder, isMe: boolean, hidden: boolean): vscode.TreeItem {
  const { id, name, kind, role } = coder;
  const own = tallies.filter((tally) => tally.coder === id);
  const segments = own.reduce((sum, { tally }) => sum + [...tally.segments.values()].reduce((a, b) => a + b, 0), 0);
  const texts = own.filter(({ tally }) => tally.segments.size > 0).length;
  const count = segments === 0 ? 'nothing coded yet' : `${segments} ${segments === 1 ? 'segment' : 'segments'}`;
  const where = segments === 0 || hidden ? '' : `in ${texts} ${texts === 1 ? 'transcript' : 'transcripts'}`;
  const what = role === 'consensus' ? 'consensus' : kind === 'model' ? 'model' : '';
  const facts = [isMe ? 'you' : '', what, hidden ? 'hidden while you code blind' : count].filter(Boolean);
  const item = new vscode.TreeItem(name);
  item.id = `${root.toString()} ${id}`;
  item.description = facts.join(' · ');
  const icon = role === 'consensus' ? 'check-all' : kind === 'model' ? 'chip' : isMe ? 'account' : 'person';
  item.iconPath = new vscode.ThemeIcon(hidden ? 'eye-closed' : icon);
  item.tooltip = [`${name} (${id})`, ...facts, where].filter(Boolean).join('\n');
  item.contextValue = ['coder', kind, role === 'consensus' ? 'consensus' : isMe ? 'me' : 'other'].join(' ');
  item.accessibilityInformation = { label: [name, ...facts, where].filter(Boolean).join(', ') };
  return item;
}
