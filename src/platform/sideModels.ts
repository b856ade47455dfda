import type * as vscode from 'vscode';
import type { ModelInfo, ParamsOf, ResultOf } from '../protocol/modelHost';
import type { Log } from './log';
import { ModelHostClient, type ModelMethod } from './modelHostClient';

/** A model on this machine, by its folder. */
export interface SideModel {
  /** Absolute path. */
  readonly dir: string;
  /** One of several ONNX files in `dir`; undefined for the default choice. */
  readonly onnxFile?: string | undefined;
}

/** A model that somebody looks at; it stays loaded until nobody does. */
export interface HeldModel extends vscode.Disposable {
  /** @throws UserError when it cannot be loaded, 'cancelled' after `signal` aborts */
  info(signal: AbortSignal): Promise<ModelInfo>;
  /** @throws UserError, as `Models.request` */
  request<M extends ModelMethod>(method: M, params: ParamsOf<M>, signal: AbortSignal): Promise<ResultOf<M>>;
}

interface Loaded {
  readonly client: ModelHostClient;
  holders: number;
  /** Set while nobody holds it. */
  release: NodeJS.Timeout | undefined;
}

/** A page that is hidden and shown again must not load its models anew. */
const keepMs = 30_000;

/**
 * Models beside the one in use (`Models`), each in a process of its own: two models, or the stages of one, on the same
 * words. Whoever needs one holds it; two that hold the same folder share a process.
 */
export class SideModels implements vscode.Disposable {
  readonly #loaded = new Map<string, Loaded>();

  /**
   * @param script absolute path of the built modelHost.js
   * @param keptMs how long a model stays loaded that nobody holds
   */
  constructor(
    private readonly script: string,
    private readonly log: Pick<Log, 'info'>,
    private readonly keptMs = keepMs,
  ) {}

  /** Starts loading the model, unless it is loaded. A model that failed is tried again by the next who holds it. */
  hold({ dir, onnxFile }: SideModel): HeldModel {
    const key = `${dir}\n${onnxFile ?? ''}`;
    const loaded = this.#loaded.get(key) ?? this.#load(key, { dir, onnxFile });
    clearTimeout(loaded.release);
    loaded.holders++;
    let held = true;
    return {
      info: (signal) => loaded.client.ready(signal),
      request: (method, params, signal) => loaded.client.request(method, params, { signal }),
      dispose: () => {
        if (!held) return;
        held = false;
        if (--loaded.holders === 0) loaded.release = setTimeout(() => this.#letGo(key, loaded), this.keptMs);
      },
    };
  }

  /** Of the processes that hold a model now. */
  get pids(): number[] {
    return [...this.#loaded.values()].flatMap(({ client }) => client.pid ?? []);
  }

  dispose(): void {
    for (const [key, loaded] of this.#loaded) this.#letGo(key, loaded);
  }

  #load(key: string, { dir, onnxFile }: SideModel): Loaded {
    const client = new ModelHostClient({
      script: this.script,
      model: onnxFile ? { dir, onnx: onnxFile } : { dir },
      log: (line) => this.log.info(`[side model host] ${line}`),
    });
    const loaded: Loaded = { client, holders: 0, release: undefined };
    client.onStateChanged((state) => {
      if (state.kind === 'failed' && this.#loaded.get(key) === loaded) this.#loaded.delete(key);
    });
    this.#loaded.set(key, loaded);
    return loaded;
  }

  #letGo(key: string, loaded: Loaded): void {
    clearTimeout(loaded.release);
    loaded.client.dispose();
    if (this.#loaded.get(key) === loaded) this.#loaded.delete(key);
  }
}
