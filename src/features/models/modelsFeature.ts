import path from 'node:path';
import * as vscode from 'vscode';
import type { EndpointRef, ModelRef } from '../../commands';
import { type ErrorInfo, toErrorInfo } from '../../core/base/userError';
import type { EndpointSetting } from '../../core/models/endpoint';
import { HubClient } from '../../platform/download/hubClient';
import type { ModelStore } from '../../platform/download/modelStore';
import { getSetting } from '../../platform/configuration';
import { onceLetGo } from '../../platform/heldFile';
import type { InstalledModel, InstalledModels } from '../../platform/installedModels';
import type { Services } from '../../platform/services';
import { tellError } from '../../platform/tellError';
import { chooseDownload } from './downloadFlow';
import { Downloads } from './downloads';
import { addEndpoint, editEndpoint, tellTest, testEndpoint } from './endpointFlow';
import { summarize } from './endpointWords';
import { modelDetails } from './modelDetails';
import { ModelsTree, unavailableColour } from './modelsTree';
import { pickModelFolder } from './pickFolder';
import { withCancellableProgress } from './progress';

const detailsScheme = 'introspect-model';

interface Choice extends vscode.QuickPickItem {
  readonly run: () => Promise<void>;
}

/** The Models view and the commands of its rows. */
export class ModelsFeature implements vscode.Disposable {
  readonly tree: ModelsTree;
  readonly #installed: InstalledModels;
  readonly #downloads: Downloads;
  readonly #store: ModelStore;
  readonly #detailsChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;

  constructor(
    private readonly services: Pick<
      Services,
      'models' | 'installed' | 'store' | 'endpoints' | 'network' | 'access' | 'log'
    >,
  ) {
    this.#store = services.store;
    this.#installed = services.installed;
    this.#downloads = new Downloads(this.#store, (hubUrl) => this.#client(hubUrl), services.log);
    this.tree = new ModelsTree(this.#installed, this.#downloads, services.endpoints);
    this.#subscriptions = vscode.Disposable.from(
      this.tree,
      this.#downloads,
      this.#downloads.onDidFinish((dir) => void this.#offerUse(dir)),
      this.#downloads.onDidFail(({ dir, error }) => void this.#offerRetry(dir, error)),
      vscode.window.registerFileDecorationProvider(unavailableColour),
      this.#detailsChanged,
      this.#installed.onDidChange(() => this.#refreshDetails()),
      vscode.workspace.registerTextDocumentContentProvider(detailsScheme, {
        onDidChange: this.#detailsChanged.event,
        provideTextDocumentContent: ({ query }) => this.#details(query),
      }),
    );
  }

  /** All models in one list, for those who do not look at the view. */
  async choose(): Promise<void> {
    const installed = (await this.#installed.list()).map((model): Choice => {
      const { dir, name, inUse, problem } = model;
      return {
        label: name,
        description: inUse ? 'in use' : '',
        detail: problem?.message ?? dir,
        iconPath: new vscode.ThemeIcon(problem ? 'warning' : inUse ? 'pass-filled' : 'circle-large-outline'),
        run: () => (inUse ? Promise.resolve(this.services.models.restart()) : this.#tryModel(model)),
      };
    });
    const { endpoints } = this.services;
    const onServers = endpoints.list.map((endpoint): Choice => {
      const inUse = endpoint.name === endpoints.inUse?.name;
      return {
        label: endpoint.name,
        description: inUse ? 'in use' : '',
        detail: `${endpoint.model} on a server, ${endpoint.url}`,
        iconPath: new vscode.ThemeIcon(inUse ? 'pass-filled' : 'server'),
        run: () => this.#useEndpoint(endpoint),
      };
    });
    const others: Choice[] = [
      {
        label: 'A folder on disk…',
        detail: 'A model in the Hugging Face layout: config.json, tokenizer.json and an ONNX file.',
        iconPath: new vscode.ThemeIcon('folder-opened'),
        run: async () => {
          const dir = await this.addFolder();
          if (dir !== undefined) await this.use({ dir });
        },
      },
      {
        label: 'Download a model…',
        detail: 'A small open model from the Hub. Nothing is fetched before you agree.',
        iconPath: new vscode.ThemeIcon('cloud-download'),
        run: () => this.download(),
      },
      {
        label: 'A model on a server…',
        detail: 'Add an endpoint: Ollama, LM Studio, llama.cpp, vLLM or another server. It shows no attention.',
        iconPath: new vscode.ThemeIcon('server'),
        run: () => this.addEndpoint(),
      },
    ];
    const picked = await vscode.window.showQuickPick([...installed, ...onServers, ...others], {
      title: 'Choose Model',
      placeHolder: 'The words you select stay on this machine, unless the model is on a server.',
    });
    await picked?.run();
  }

  async use({ dir }: ModelRef): Promise<void> {
    const model = await this.#installed.find(dir);
    if (model && !model.inUse) await this.#tryModel(model);
  }

  /** @returns the folder, once its model has been read; undefined when there is none */
  async addFolder(): Promise<string | undefined> {
    const picked = await pickModelFolder('Add This Model');
    if (!picked) return undefined;
    await this.#installed.addFolder(picked.dir, picked.onnxFile);
    const problem = (await this.#installed.find(picked.dir))?.problem;
    if (!problem) return picked.dir;
    await this.#installed.forgetFolder(picked.dir);
    this.#show(problem);
    return undefined;
  }

  async download(): Promise<void> {
    const chosen = await chooseDownload(this.#client(getSetting('introspect.hub.url')));
    if (!chosen) return;
    const dir = await this.#store.dirFor(chosen.record.repo, chosen.variant);
    if (await this.#installed.find(dir)) await this.#offerUse(dir);
    else this.#downloads.start(dir, chosen.record);
    await vscode.commands.executeCommand('introspect.models.focus');
  }

  async showDetails({ dir }: ModelRef): Promise<void> {
    const uri = vscode.Uri.from({ scheme: detailsScheme, path: `/${path.basename(dir)}.md`, query: dir });
    const document = await vscode.workspace.openTextDocument(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', document.uri);
    } catch {
      await vscode.window.showTextDocument(document); // the built-in Markdown extension is switched off
    }
  }

  async reveal({ dir }: ModelRef): Promise<void> {
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(dir));
  }

  /** Deletes a downloaded model, after asking. */
  async remove({ dir }: ModelRef): Promise<void> {
    const model = await this.#installed.find(dir);
    if (model?.origin !== 'downloaded') return;
    const answer = 'Delete';
    const detail = 'The files go to the trash where there is one. It can be downloaded again.';
    const title = `Delete the model ${model.name}?`;
    if ((await vscode.window.showWarningMessage(title, { modal: true, detail }, answer)) !== answer) return;
    await this.#letGo(dir);
    const folder = vscode.Uri.file(dir);
    // Its process, which was stopped just now, may hold the weights for a moment still.
    const remove = (useTrash: boolean) =>
      onceLetGo(async () => vscode.workspace.fs.delete(folder, { recursive: true, useTrash }), { isHeld: () => true });
    try {
      await remove(true).catch(() => remove(false)); // a machine without trash, such as a server
    } catch (error) {
      this.services.log.error(String(error));
      const remedy = 'Close what may still use it, such as other windows of VS Code, and delete it again.';
      void tellError({ message: `The model ${model.name} could not be deleted.`, remedy });
    }
    this.#installed.refresh();
  }

  /** Takes the person's own folder off the list; its files stay. */
  async forget({ dir }: ModelRef): Promise<void> {
    const model = await this.#installed.find(dir);
    if (model?.origin !== 'folder') return;
    await this.#letGo(dir);
    await this.#installed.forgetFolder(dir);
  }

  async addEndpoint(): Promise<void> {
    const added = await addEndpoint(this.services.endpoints);
    if (!added) return;
    await vscode.commands.executeCommand('introspect.models.focus');
    const use = 'Use This Model';
    const { endpoint, test } = added;
    const can = test ? `What it can do: ${summarize(test)}.` : 'It has not answered yet.';
    const message = `${endpoint.name} was added. ${can}`;
    if ((await vscode.window.showInformationMessage(message, use)) === use) await this.#useEndpoint(endpoint);
  }

  async useEndpoint({ endpointName }: EndpointRef): Promise<void> {
    const endpoint = this.services.endpoints.find(endpointName);
    if (endpoint) await this.#useEndpoint(endpoint);
  }

  async testEndpoint({ endpointName }: EndpointRef): Promise<void> {
    const { endpoints } = this.services;
    const endpoint = endpoints.find(endpointName);
    if (!endpoint) return;
    tellTest(endpoint, await testEndpoint(endpoints, endpoint));
  }

  async editEndpoint({ endpointName }: EndpointRef): Promise<void> {
    const { endpoints } = this.services;
    const endpoint = endpoints.find(endpointName);
    if (endpoint) await editEndpoint(endpoints, endpoint);
  }

  async removeEndpoint({ endpointName }: EndpointRef): Promise<void> {
    const answer = 'Remove';
    const detail = 'Its address and its API key are forgotten. Nothing changes on the server.';
    const title = `Remove the endpoint ${endpointName}?`;
    if ((await vscode.window.showWarningMessage(title, { modal: true, detail }, answer)) !== answer) return;
    await this.services.endpoints.remove(endpointName);
  }

  refresh(): void {
    this.#installed.refresh();
  }

  async pauseDownload({ dir }: ModelRef): Promise<void> {
    await this.#downloads.pause(dir);
  }

  async resumeDownload({ dir }: ModelRef): Promise<void> {
    await this.#downloads.resume(dir);
  }

  async cancelDownload({ dir }: ModelRef): Promise<void> {
    await this.#downloads.cancel(dir);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #client(hubUrl: string): HubClient {
    return new HubClient(hubUrl, this.services.network, this.services.access);
  }

  /** Before its files go: the bundled model is then the one on this machine. */
  async #letGo(dir: string): Promise<void> {
    const { models, endpoints } = this.services;
    if (models.choice.dir !== dir) return;
    const onServer = endpoints.inUse?.name ?? '';
    await models.choose('', '');
    await endpoints.use(onServer);
  }

  async #useEndpoint({ name, url }: EndpointSetting): Promise<void> {
    const { endpoints } = this.services;
    await endpoints.requireAgreement(url);
    await endpoints.use(name);
  }

  /** A model is taken only once it has loaded. */
  async #tryModel({ origin, dir, onnxFile, name }: InstalledModel): Promise<void> {
    const { models } = this.services;
    if (origin === 'bundled') return models.choose('', '');
    try {
      await withCancellableProgress(`Loading ${name}…`, (signal) => models.probe(dir, onnxFile || undefined, signal));
    } catch (error) {
      this.#show(toErrorInfo(error));
      return;
    }
    await models.choose(dir, onnxFile);
  }

  async #details(dir: string): Promise<string> {
    const model = await this.#installed.find(dir);
    if (!model) return 'This model is no longer on the list.\n';
    const sha256 = model.inspection && (await this.#installed.sha256(model.inspection));
    return modelDetails(model, sha256);
  }

  #refreshDetails(): void {
    const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === detailsScheme);
    for (const { uri } of open) this.#detailsChanged.fire(uri);
  }

  async #offerUse(dir: string): Promise<void> {
    const use = 'Use This Model';
    const answer = await vscode.window.showInformationMessage(`The model ${path.basename(dir)} is downloaded.`, use);
    if (answer === use) await this.use({ dir });
  }

  async #offerRetry(dir: string, { message, remedy }: ErrorInfo): Promise<void> {
    const resume = 'Resume Download';
    const answer = await vscode.window.showErrorMessage(`${message} ${remedy}`.trim(), resume);
    if (answer === resume) await this.#downloads.resume(dir);
  }

  #show(error: ErrorInfo): void {
    if (error.code === 'cancelled') return;
    this.services.log.error(`${error.code}: ${error.message}`);
    void tellError(error);
  }
}
