import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { toErrorInfo, UserError } from '../core/base/userError';
import {
  generatedNotification,
  progressNotification,
  type GeneratedNotification,
  type ModelHostErrorData,
  type ModelHostMethod,
  type ParamsOf,
  type ProgressNotification,
  type ResultOf,
} from '../protocol/modelHost';

/** How a host process ended, in words for people: "was killed (SIGKILL)". */
export type Ending = string;

/** One model host process from fork to end. Requests still open when it ends are rejected with `hostDied`. */
export class ModelHostProcess {
  /** Settles once, when the process has ended. */
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #connection: MessageConnection;
  /** It was killed on purpose. */
  #isOurs = false;

  /**
   * @param script absolute path of the built modelHost.js
   * @param log receives what the process prints, line by line
   */
  constructor(
    script: string,
    log: (line: string) => void,
    onGenerated: (message: GeneratedNotification) => void,
    onProgress: (message: ProgressNotification) => void,
  ) {
    this.#child = fork(script, [], {
      // Inspector flags of the extension host would make the child wait for a debugger, or take its port.
      execArgv: [],
      env: {
        ...process.env,
        // In the desktop VS Code the executable is Electron, which must be told to be Node.
        ELECTRON_RUN_AS_NODE: '1',
        GLIBC_TUNABLES: withHugePages(process.env['GLIBC_TUNABLES']),
      },
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', log);
    }
    this.ended = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        // Node also tells here of a signal that could not be sent: then the process still runs.
        if (this.#child.pid === undefined) resolve(`could not be started (${codeOf(error)})`);
      });
      this.#child.once('exit', (code, signal) =>
        resolve(signal === null ? `ended with exit code ${code}` : `was killed (${signal})${this.#whyKilled(signal)}`),
      );
    });
    this.#connection = createMessageConnection(new IPCMessageReader(this.#child), new IPCMessageWriter(this.#child));
    this.#connection.onNotification(generatedNotification, onGenerated);
    this.#connection.onNotification(progressNotification, onProgress);
    // A message that cannot be sent means that the child is gone, which `ended` tells.
    this.#connection.onError(() => undefined);
    this.#connection.listen();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @throws UserError what the host answered; `hostDied` when it ended before it answered. */
  async request<M extends ModelHostMethod>(method: M, params: ParamsOf<M>, signal?: AbortSignal): Promise<ResultOf<M>> {
    const source = new CancellationTokenSource();
    const cancel = (): void => source.cancel();
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await Promise.race([
        this.#connection.sendRequest<ResultOf<M>>(method, params, source.token),
        this.ended.then((ending): never => {
          throw hostDied(ending);
        }),
      ]);
    } catch (error) {
      throw await this.#asUserError(error);
    } finally {
      signal?.removeEventListener('abort', cancel);
      source.dispose();
    }
  }

  kill(): void {
    this.#isOurs = true;
    this.#child.kill('SIGKILL');
  }

  /** Nothing but the system, or a person, sends the signal that cannot be refused. */
  #whyKilled(signal: NodeJS.Signals): string {
    return signal === 'SIGKILL' && !this.#isOurs ? ', as the system does when memory runs out' : '';
  }

  async #asUserError(error: unknown): Promise<UserError> {
    if (error instanceof UserError) return error;
    if (error instanceof ResponseError && isErrorInfo(error.data)) {
      return new UserError(error.data.code, error.data.message, error.data.remedy, { cause: error });
    }
    // Writing to a process that has just died fails before its `exit` event arrives.
    if (!this.#child.connected) {
      this.kill();
      return hostDied(await this.ended);
    }
    const { code, message, remedy } = toErrorInfo(error);
    return new UserError(code, message, remedy, { cause: error });
  }
}

export function hostDied(ending: Ending): UserError {
  return new UserError(
    'hostDied',
    `The process that runs the model ${ending}.`,
    'It starts again by itself: try once more. If this keeps happening, choose a smaller model or close other programs to free memory.',
  );
}

function isErrorInfo(data: unknown): data is ModelHostErrorData {
  return typeof data === 'object' && data !== null && 'code' in data && 'message' in data && 'remedy' in data;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/**
 * Every token reads all weights once, and with pages of 4 KiB the processor spends much of that on finding them. Only
 * glibc knows the setting, and only where the system lets a program ask for larger pages.
 * See https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html.
 */
function withHugePages(tunables: string | undefined): string {
  return [tunables, 'glibc.malloc.hugetlb=1'].filter(Boolean).join(':');
}
