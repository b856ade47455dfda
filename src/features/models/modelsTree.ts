import * as vscode from 'vscode';
import { describeAbilities } from '../../core/models/abilities';
import { formatBytes, formatProgress } from '../../core/models/transfer';
import type { Downloads, DownloadRow } from './downloads';
import type { InstalledModel, InstalledModels } from './installedModels';
import { modelTooltip } from './modelDetails';

/** One row; `dir` tells the commands which. */
export type ModelsNode =
  { readonly dir: string; readonly model: InstalledModel } | { readonly dir: string; readonly download: DownloadRow };

/** The Models view: what is installed, and what is on its way. */
export class ModelsTree implements vscode.TreeDataProvider<ModelsNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly installed: InstalledModels,
    private readonly downloads: Downloads,
  ) {
    const change = (): void => this.#changed.fire();
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      installed.onDidChange(change),
      downloads.onDidChange(change),
    );
  }

  async getChildren(node?: ModelsNode): Promise<ModelsNode[]> {
    if (node) return [];
    const [models, downloads] = await Promise.all([this.installed.list(), this.downloads.rows()]);
    return [
      ...models.map((model) => ({ dir: model.dir, model })),
      ...downloads.map((download) => ({ dir: download.dir, download })),
    ];
  }

  getTreeItem(node: ModelsNode): vscode.TreeItem {
    return 'model' in node ? modelItem(node.model) : downloadItem(node.download);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function modelItem(model: InstalledModel): vscode.TreeItem {
  const { dir, name, origin, inUse, licence, inspection, problem } = model;
  const item = new vscode.TreeItem(name);
  item.id = dir;
  const facts = [
    inUse ? 'in use' : '',
    problem ? 'cannot be used' : '',
    inspection ? formatBytes(inspection.bytes) : '',
    licence ?? 'licence not stated',
  ].filter(Boolean);
  item.description = facts.join(' · ');
  item.tooltip = new vscode.MarkdownString(modelTooltip(model));
  item.iconPath = new vscode.ThemeIcon(problem ? 'warning' : inUse ? 'pass-filled' : 'circle-large-outline');
  item.contextValue = ['model', origin, inUse ? 'inUse' : 'idle'].join(' ');
  const abilities = inspection ? describeAbilities(inspection.abilities) : '';
  item.accessibilityInformation = { label: [name, ...facts, abilities].filter(Boolean).join(', ') };
  return item;
}

function downloadItem({ dir, record, state, doneBytes, totalBytes, secondsLeft }: DownloadRow): vscode.TreeItem {
  const item = new vscode.TreeItem(record.repo);
  item.id = `${dir} (download)`;
  const words = { running: 'downloading', paused: 'paused', elsewhere: 'downloading in another window' };
  item.description = `${words[state]} · ${formatProgress(doneBytes, totalBytes, secondsLeft)}`;
  item.tooltip = `${record.repo}: ${item.description}`;
  item.iconPath = new vscode.ThemeIcon(state === 'paused' ? 'debug-pause' : 'cloud-download');
  item.contextValue = `download ${state}`;
  return item;
}
