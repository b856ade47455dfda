import { toErrorInfo, UserError, type ErrorInfo } from '../core/base/userError';
import type {
  GeneratedNotification,
  LoadParams,
  ModelHostMethod,
  ModelInfo,
  ParamsOf,
  ProgressNotification,
  ResultOf,
} from '../protocol/modelHost';
import { Emitter } from './emitter';
import { hostDied, ModelHostProcess, type Ending } from './modelHostProcess';

export type ModelHostState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly info: ModelInfo }
  /** The process ended and is being started again by itself. */
  | { readonly kind: 'restarting'; readonly reason: ErrorInfo }
  /** Nothing more happens until `restart()`. */
  | { readonly kind: 'failed'; readonly error: ErrorInfo };

export interface ModelHostOptions {
  /** Absolute path of the built modelHost.js. */
  readonly script: string;
  readonly model: LoadParams;
  /** Receives what the process prints, line by line. */
  readonly log: (line: string) => void;
  /** How long a cancelled request may go on before nobody waits for it, and the process is killed if it has nothing else to answer; 2000 unless told. */
  readonly cancelGraceMs?: number;
  /** How long the process may say nothing after a cancelled request, with others open, before it is killed; two minutes unless told. */
  readonly hangMs?: number;
}

/** Requests other than `load`, which the client makes itself. */
export type ModelMethod = Exclude<ModelHostMethod, 'load'>;

const deathLimit = 3;
const deathWindowMs = 60_000;

/**
 * Holds one model in a process of its own. The process starts at once and loads the model; when it dies every open
 * request is rejected with `hostDied`, and it starts again by itself, unless it died three times within a minute.
 */
export class ModelHostClient {
  readonly #options: ModelHostOptions;
  readonly #stateChanged = new Emitter<ModelHostState>();
  readonly #generated = new Emitter<GeneratedNotification>();
  readonly #progress = new Emitter<ProgressNotification>();
  /** Adds a listener; the function returned takes it away. */
  readonly onStateChanged = this.#stateChanged.on;
  /** Tokens of running `generate` and `samples` requests, told apart by their `stream`. */
  readonly onGenerated = this.#generated.on;
  /** How far running batches and overviews are, told apart by their `stream`. */
  readonly onProgress = this.#progress.on;

  #state: ModelHostState = { kind: 'starting' };
  #host!: ModelHostProcess;
  #loaded!: Promise<ModelInfo>;
  /** Requests of this host that somebody waits for: neither answered nor cancelled. */
  #waiting!: Set<symbol>;
  /** When the process last said something. */
  #heardAt = 0;
  /** Times of the deaths nobody asked for. */
  #deaths: number[] = [];
  #disposed = false;

  constructor(options: ModelHostOptions) {
    this.#options = options;
    this.#start();
  }

  get state(): ModelHostState {
    return this.#state;
  }

  /** The process id of the running host. */
  get pid(): number | undefined {
    return this.#host.pid;
  }

  /** What was loaded, once it is. @throws UserError as loading did; 'cancelled' when `signal` aborts first */
  ready(signal?: AbortSignal): Promise<ModelInfo> {
    return unlessAborted(this.#loaded, signal);
  }

  /**
   * Waits for the model to be loaded, then asks. Aborting `signal` cancels: a `generate` or `samples` that runs resolves
   * with what there is (`stopReason: 'cancelled'`), everything else rejects with `cancelled`. The host hears of it between
   * two runs of the model; one that does not react within the grace period is killed and started again, unless it has
   * other requests to answer: then it may finish its run, and is killed only where it stays silent for long.
   * @throws UserError always, never anything else
   */
  async request<M extends ModelMethod>(
    method: M,
    params: ParamsOf<M>,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<ResultOf<M>> {
    const { signal } = options;
    const { cancelGraceMs = 2000, hangMs = 120_000 } = this.#options;
    if (this.#disposed) throw cancelled();
    const host = this.#host;
    const waiting = this.#waiting;
    await unlessAborted(this.#loaded, signal);
    return new Promise((resolve, reject) => {
      const me = Symbol(method);
      waiting.add(me);
      let timer: NodeJS.Timeout | undefined;
      const onAbort = (): void => {
        waiting.delete(me);
        const cancelledAt = performance.now();
        const killIfSilent = (): void => {
          const silentMs = performance.now() - Math.max(cancelledAt, this.#heardAt);
          if (silentMs >= hangMs) this.#kill(host, `The model said nothing for ${Math.round(hangMs / 1000)} seconds`);
          else timer = setTimeout(killIfSilent, hangMs - silentMs);
        };
        timer = setTimeout(() => {
          reject(cancelled());
          if (waiting.size === 0) this.#kill(host, 'The model was stopped in the middle of its work');
          else killIfSilent();
        }, cancelGraceMs);
      };
      if (signal?.aborted) onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      void host
        .request(method, params, signal)
        .then(resolve, (error: UserError) => reject(this.#disposed || signal?.aborted ? cancelled() : error))
        .finally(() => {
          this.#heardAt = performance.now();
          waiting.delete(me);
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
        });
    });
  }

  /** Starts the process anew and forgets earlier deaths. */
  restart(): void {
    if (this.#disposed) return;
    this.#deaths = [];
    this.#setState({ kind: 'starting' });
    this.#start();
  }

  /** Kills the process; open requests are rejected. */
  dispose(): void {
    this.#disposed = true;
    this.#stateChanged.clear();
    this.#generated.clear();
    this.#progress.clear();
    this.#host.kill();
  }

  #start(): void {
    (this.#host as ModelHostProcess | undefined)?.kill();
    const host = new ModelHostProcess(
      this.#options.script,
      this.#options.log,
      (message) => this.#tell(this.#generated, message),
      (message) => this.#tell(this.#progress, message),
    );
    this.#host = host;
    this.#waiting = new Set();
    this.#loaded = this.#load(host);
    // Whoever asks for something hears of a failure; `state` tells everyone else.
    this.#loaded.catch(() => undefined);
    void host.ended.then((ending) => this.#onEnded(host, ending));
  }

  async #load(host: ModelHostProcess): Promise<ModelInfo> {
    try {
      const info = await host.request('load', this.#options.model);
      if (this.#host === host) this.#setState({ kind: 'ready', info });
      return info;
    } catch (error) {
      const info = toErrorInfo(error);
      // A death is told by `#onEnded`, which tries again.
      if (info.code !== 'hostDied' && this.#host === host) {
        this.#setState({ kind: 'failed', error: info });
        host.kill();
      }
      throw error;
    }
  }

  #onEnded(host: ModelHostProcess, ending: Ending): void {
    if (this.#disposed || this.#host !== host || this.#state.kind === 'failed') return;
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((t) => now - t < deathWindowMs), now];
    this.#options.log(`The model host ${ending} (death ${this.#deaths.length} of ${deathLimit} within a minute).`);
    if (this.#deaths.length < deathLimit) {
      this.#replaceHost(hostDied(ending).info);
      return;
    }
    const error = new UserError(
      'hostDied',
      `The process that runs the model ${ending}, the ${deathLimit}rd time within a minute, and was not started again.`,
      'Choose a smaller model or close other programs to free memory, then start it again.',
    );
    this.#loaded = Promise.reject(error);
    this.#loaded.catch(() => undefined);
    this.#setState({ kind: 'failed', error: error.info });
  }

  #tell<T>(listeners: Emitter<T>, message: T): void {
    this.#heardAt = performance.now();
    listeners.emit(message);
  }

  /** @param why a sentence without its full stop, which goes on with "and is being loaded again" */
  #kill(host: ModelHostProcess, why: string): void {
    if (this.#host !== host || this.#disposed) return;
    this.#replaceHost({ code: 'cancelled', message: `${why} and is being loaded again.`, remedy: '' });
  }

  #replaceHost(reason: ErrorInfo): void {
    this.#setState({ kind: 'restarting', reason });
    this.#start();
  }

  #setState(state: ModelHostState): void {
    this.#state = state;
    this.#stateChanged.emit(state);
  }
}

function cancelled(): UserError {
  return new UserError('cancelled', 'The request was cancelled.', '');
}

/** Settles as `promise` does, or rejects with `cancelled` as soon as `signal` is aborted. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  if (signal.aborted) return Promise.reject(cancelled());
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(cancelled());
    signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
