import * as vscode from 'vscode';
import { describeAbilities } from '../../core/models/abilities';
import type { EndpointSetting } from '../../core/models/endpoint';
import { formatBytes, formatProgress } from '../../core/models/transfer';
import type { Endpoints, EndpointTest } from '../../platform/endpoints';
import { hostOf, parseUrl } from '../../platform/network';
import type { Downloads, DownloadRow } from './downloads';
import { type DescribedAbility, describeCapabilities } from './endpointWords';
import type { InstalledModel, InstalledModels } from '../../platform/installedModels';
import { modelTooltip } from './modelDetails';

/** A model on a server, and below it what it can and cannot do. */
export interface EndpointNode {
  readonly endpointName: string;
  readonly endpoint: EndpointSetting;
  readonly inUse: boolean;
  readonly test: EndpointTest | undefined;
}

/** One row; `dir` or `endpointName` tells the commands which. */
export type ModelsNode =
  | { readonly dir: string; readonly model: InstalledModel }
  | { readonly dir: string; readonly download: DownloadRow }
  | EndpointNode
  | { readonly of: EndpointSetting; readonly ability: DescribedAbility };

/** The Models view: what is installed, what is on its way, and what runs on servers. */
export class ModelsTree implements vscode.TreeDataProvider<ModelsNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly installed: InstalledModels,
    private readonly downloads: Downloads,
    private readonly endpoints: Endpoints,
  ) {
    const change = (): void => this.#changed.fire();
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      installed.onDidChange(change),
      downloads.onDidChange(change),
      endpoints.onDidChange(change),
    );
  }

  async getChildren(node?: ModelsNode): Promise<ModelsNode[]> {
    if (node) return 'endpoint' in node ? abilitiesOf(node) : [];
    const [models, downloads] = await Promise.all([this.installed.list(), this.downloads.rows()]);
    return [
      ...models.map((model) => ({ dir: model.dir, model })),
      ...downloads.map((download) => ({ dir: download.dir, download })),
      ...this.endpoints.list.map((endpoint) => ({
        endpointName: endpoint.name,
        endpoint,
        inUse: endpoint.name === this.endpoints.inUse?.name,
        test: this.endpoints.known(endpoint),
      })),
    ];
  }

  getTreeItem(node: ModelsNode): vscode.TreeItem {
    if ('model' in node) return modelItem(node.model);
    if ('download' in node) return downloadItem(node.download);
    return 'endpoint' in node ? endpointItem(node) : abilityItem(node.of, node.ability);
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
  item.tooltip = `${record.repo}, ${record.onnxFile}: ${item.description}`;
  item.iconPath = new vscode.ThemeIcon(state === 'paused' ? 'debug-pause' : 'cloud-download');
  item.contextValue = `download ${state}`;
  return item;
}

function abilitiesOf({ endpoint, test }: EndpointNode): ModelsNode[] {
  return test ? describeCapabilities(test.capabilities).map((ability) => ({ of: endpoint, ability })) : [];
}

function endpointItem({ endpoint, inUse, test }: EndpointNode): vscode.TreeItem {
  const { name, url, model } = endpoint;
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(name, test ? Collapsed : None);
  item.id = `${name} (endpoint)`;
  const host = hostOf(parseUrl(url));
  const tested = test ? `tested on ${test.testedAt.slice(0, 10)}` : 'not tested';
  const facts = [inUse ? 'in use' : '', `on ${host}`, tested].filter(Boolean);
  item.description = facts.join(' · ');
  item.tooltip = `${name}: the model ${model} on a server, ${url}`;
  item.iconPath = new vscode.ThemeIcon(inUse ? 'pass-filled' : 'server');
  item.contextValue = `endpoint ${inUse ? 'inUse' : 'idle'}`;
  item.accessibilityInformation = { label: [name, 'on a server', ...facts].join(', ') };
  return item;
}

function abilityItem({ name }: EndpointSetting, { what, ability }: DescribedAbility): vscode.TreeItem {
  const item = new vscode.TreeItem(what);
  item.id = `${name} (endpoint): ${what}`;
  if (ability.available) {
    item.iconPath = new vscode.ThemeIcon('check');
    item.accessibilityInformation = { label: `${what}: yes` };
    return item;
  }
  // Colours the label as what is switched off; the provider is `unavailableColour`.
  item.resourceUri = vscode.Uri.from({ scheme: unavailableScheme, path: `/${what}` });
  item.iconPath = new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('disabledForeground'));
  item.description = ability.why;
  item.tooltip = ability.why;
  item.accessibilityInformation = { label: `${what}: no. ${ability.why}` };
  return item;
}

const unavailableScheme = 'introspect-unavailable';

export const unavailableColour: vscode.FileDecorationProvider = {
  provideFileDecoration: ({ scheme }) =>
    scheme === unavailableScheme ? { color: new vscode.ThemeColor('disabledForeground') } : undefined,
};
