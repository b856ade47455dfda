import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../core/base/userError';
import type { GeneratedNotification, ModelInfo, ParamsOf, ProgressNotification, ResultOf } from '../protocol/modelHost';
import type { ModelLabel } from '../protocol/panel';
import type { EndpointSetting } from '../core/models/endpoint';
import { practiceStage, type Stage, stageNames, stages } from '../core/models/stages';
import type { Engine } from '../protocol/engine';
import { getSetting, onDidChangeSetting, updateSetting } from './configuration';
import type { Endpoints } from './endpoints';
import { LocalEngine } from './localEngine';
import type { Log } from './log';
import { ModelHostClient, type ModelHostState, type ModelMethod } from './modelHostClient';

export interface ModelChoice {
  readonly dir: string;
  readonly bundled: boolean;
  /** For people. */
  readonly name: string;
  /** One of several ONNX files in `dir`; undefined for the default choice. */
  readonly onnxFile: string | undefined;
}

export const bundledModelName = 'Introspect practice model';

/**
 * The model in use: which one it is, and the host process that holds it, started at the first request. It may be on a
 * server instead: then `engine` reaches it, and what only a model host can answer is refused with the reason.
 */
export class Models implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #recovered = new vscode.EventEmitter<string>();
  readonly #generated = new vscode.EventEmitter<GeneratedNotification>();
  readonly #progress = new vscode.EventEmitter<ProgressNotification>();
  readonly #subscriptions: vscode.Disposable[] = [this.#changed, this.#recovered, this.#generated, this.#progress];
  #client: ModelHostClient | undefined;
  #localEngine: LocalEngine | undefined;
  /** Why the host is being started again, until it is ready. */
  #restartReason: string | undefined;
  #info: ModelInfo | undefined;

  /** Another model was chosen: everything computed by the old one is out of date. */
  readonly onDidChange = this.#changed.event;
  /** The host process died and came back; the text says what happened. */
  readonly onDidRecover = this.#recovered.event;
  readonly onDidGenerate = this.#generated.event;
  readonly onDidProgress = this.#progress.event;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly log: Log,
    private readonly endpoints: Pick<Endpoints, 'inUse' | 'engine' | 'use' | 'onDidChange'>,
  ) {
    const reload = () => {
      this.#stop();
      this.#changed.fire();
    };
    let endpoint = JSON.stringify(this.endpoint);
    this.#subscriptions.push(
      onDidChangeSetting(['introspect.model.folder', 'introspect.model.onnxFile'], reload),
      endpoints.onDidChange(() => {
        const before = endpoint;
        endpoint = JSON.stringify(this.endpoint);
        if (endpoint !== before) reload();
      }),
    );
  }

  /** The server's model that is used instead of one on this machine. */
  get endpoint(): EndpointSetting | undefined {
    return this.endpoints.inUse;
  }

  /** Name of the model in use, for people. */
  get name(): string {
    return this.endpoint?.name ?? this.choice.name;
  }

  /** The model on this machine that is used unless `endpoint` is. */
  get choice(): ModelChoice {
    const folder = getSetting('introspect.model.folder');
    const onnxFile = getSetting('introspect.model.onnxFile') || undefined;
    if (!folder) return { dir: this.bundledDir, bundled: true, name: bundledModelName, onnxFile: undefined };
    return { dir: folder, bundled: this.#stageIn(folder) !== undefined, name: this.nameOf(folder), onnxFile };
  }

  get bundledDir(): string {
    return this.stageDir(practiceStage);
  }

  /** Where a stage of the bundled family lies. */
  stageDir(stage: Stage): string {
    return vscode.Uri.joinPath(this.extensionUri, 'media', 'models', stage).fsPath;
  }

  /** Name of the model in a folder, for people. */
  nameOf(dir: string): string {
    const stage = this.#stageIn(dir);
    return stage ? stageNames[stage] : path.basename(dir);
  }

  #stageIn(dir: string): Stage | undefined {
    return stages.find((stage) => this.stageDir(stage) === dir);
  }

  /** True once the model is in memory. */
  get isLoaded(): boolean {
    return this.#info !== undefined;
  }

  async choose(folder: string, onnxFile: string): Promise<void> {
    // The file first: a folder that changes alone would be loaded with the old folder's file.
    await updateSetting('introspect.model.onnxFile', onnxFile);
    await updateSetting('introspect.model.folder', folder);
    await this.endpoints.use('');
  }

  /** What every model can be asked, wherever it runs. @throws UserError 'networkClosed' for a server nobody agreed to */
  async engine(): Promise<Engine> {
    if (this.endpoint) return this.endpoints.engine(this.endpoint);
    const client = this.#started();
    return (this.#localEngine ??= new LocalEngine(this.choice.name, client));
  }

  /** What the model can do; loads it if need be. @throws UserError when it cannot be loaded, or is on a server */
  async info(signal: AbortSignal): Promise<ModelInfo> {
    return await this.#started().ready(signal);
  }

  /** The model in use, for people. */
  label({ layers, heads, predictsNextToken }: ModelInfo): ModelLabel {
    const { name, bundled } = this.choice;
    return { name, bundled, layers, heads, predictsNextToken };
  }

  /** @throws UserError: 'modelUnsupported' for a model on a server, 'cancelled' after `signal` aborts, 'hostDied' when the process died under it */
  async request<M extends ModelMethod>(method: M, params: ParamsOf<M>, signal: AbortSignal): Promise<ResultOf<M>> {
    return await this.#started().request(method, params, { signal });
  }

  /** Starts the host afresh, also after it gave up. */
  restart(): void {
    this.#stop();
    this.#changed.fire();
  }

  dispose(): void {
    this.#stop();
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** Loads a model in a process of its own, to see whether it works, and lets it go. @throws UserError */
  async probe(dir: string, onnxFile: string | undefined, signal: AbortSignal): Promise<ModelInfo> {
    const client = this.#create(dir, onnxFile);
    try {
      return await client.ready(signal);
    } finally {
      client.dispose();
    }
  }

  #started(): ModelHostClient {
    if (this.endpoint) throw closedToUs(this.endpoint);
    if (this.#client) return this.#client;
    const { dir, onnxFile } = this.choice;
    const client = this.#create(dir, onnxFile);
    this.#client = client;
    client.onStateChanged((state) => this.#onState(state));
    client.onGenerated((notification) => this.#generated.fire(notification));
    client.onProgress((notification) => this.#progress.fire(notification));
    return client;
  }

  #onState(state: ModelHostState): void {
    this.#info = state.kind === 'ready' ? state.info : undefined;
    switch (state.kind) {
      case 'starting':
        return;
      case 'ready': {
        const { architecture, bytes, loadMs } = state.info;
        this.log.info(`Model ready: ${architecture}, ${bytes} bytes, loaded in ${loadMs} ms.`);
        if (this.#restartReason) this.#recovered.fire(`${this.#restartReason} It was started again and is ready.`);
        this.#restartReason = undefined;
        return;
      }
      case 'restarting':
        this.log.warn(`${state.reason.code}: ${state.reason.message}`);
        this.#restartReason = state.reason.message;
        return;
      case 'failed':
        this.log.error(`${state.error.code}: ${state.error.message}`);
    }
  }

  #create(dir: string, onnxFile: string | undefined): ModelHostClient {
    if (!path.isAbsolute(dir)) {
      throw new UserError(
        'modelFolderMissing',
        `The setting introspect.model.folder is not an absolute path: ${dir}.`,
        'Run “Introspect: Choose Model…” and pick the folder.',
      );
    }
    return new ModelHostClient({
      script: vscode.Uri.joinPath(this.extensionUri, 'dist', 'modelHost.js').fsPath,
      model: onnxFile ? { dir, onnx: onnxFile } : { dir },
      log: (line) => this.log.info(`[model host] ${line}`),
    });
  }

  #stop(): void {
    this.#client?.dispose();
    this.#client = undefined;
    this.#localEngine = undefined;
    this.#info = undefined;
    this.#restartReason = undefined;
  }
}

function closedToUs({ name }: EndpointSetting): UserError {
  return new UserError(
    'modelUnsupported',
    `${name} runs on a server, and a server tells what its model writes, not what happens inside it.`,
    'Choose a model on this machine to see this: the practice model will do to begin with.',
  );
}
