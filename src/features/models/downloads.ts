import * as vscode from 'vscode';
import { type ErrorInfo, toErrorInfo } from '../../core/base/userError';
import type { ModelRecord } from '../../core/models/modelRecord';
import { TransferRate } from '../../core/models/transfer';
import type { HubClient } from '../../platform/download/hubClient';
import { downloadModel } from '../../platform/download/modelDownload';
import type { ModelStore } from '../../platform/download/modelStore';
import type { Log } from '../../platform/log';

export interface DownloadRow {
  /** The folder that the model will be in. */
  readonly dir: string;
  readonly record: ModelRecord;
  readonly state: 'running' | 'paused' | 'elsewhere';
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly secondsLeft: number | undefined;
}

interface Running {
  readonly record: ModelRecord;
  readonly abort: AbortController;
  readonly rate: TransferRate;
  readonly ended: Promise<void>;
  doneBytes: number;
  totalBytes: number;
}

/** A tree that is drawn more often than this flickers. */
const drawMs = 500;

/** Downloads of this window, and those that wait on disk to be resumed. */
export class Downloads implements vscode.Disposable {
  readonly #running = new Map<string, Running>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #finished = new vscode.EventEmitter<string>();
  readonly #failed = new vscode.EventEmitter<{ readonly dir: string; readonly error: ErrorInfo }>();
  readonly onDidChange = this.#changed.event;
  /** A model is whole; tells its folder. */
  readonly onDidFinish = this.#finished.event;
  /** What has come is kept. */
  readonly onDidFail = this.#failed.event;

  constructor(
    private readonly store: ModelStore,
    private readonly createClient: (hubUrl: string) => HubClient,
    private readonly log: Log,
  ) {}

  async rows(): Promise<DownloadRow[]> {
    const waiting = (await this.store.partial()).filter(({ dir }) => !this.#running.has(dir));
    return [
      ...[...this.#running].map(([dir, { record, doneBytes, totalBytes, rate }]) => {
        const secondsLeft = rate.secondsLeft(totalBytes);
        return { dir, record, state: 'running' as const, doneBytes, totalBytes, secondsLeft };
      }),
      ...waiting.map(({ isLocked, ...partial }) => ({
        ...partial,
        state: isLocked ? ('elsewhere' as const) : ('paused' as const),
        secondsLeft: undefined,
      })),
    ];
  }

  /** Starts a download, or goes on with one. How it ends is told by the events. */
  start(dir: string, record: ModelRecord): void {
    if (this.#running.has(dir)) return;
    const abort = new AbortController();
    const totalBytes = record.files.reduce((sum, { bytes }) => sum + bytes, 0);
    // Deferred, so that the row is there when it runs.
    const ended = Promise.resolve().then(() => this.#run(dir, record, abort.signal));
    this.#running.set(dir, { record, abort, rate: new TransferRate(), ended, doneBytes: 0, totalBytes });
    const options = { location: { viewId: 'introspect.models' } };
    void vscode.window.withProgress(options, () => ended);
    this.#changed.fire();
  }

  async pause(dir: string): Promise<void> {
    const running = this.#running.get(dir);
    running?.abort.abort();
    await running?.ended;
  }

  async resume(dir: string): Promise<void> {
    const partial = (await this.store.partial()).find((model) => model.dir === dir);
    if (partial) this.start(dir, partial.record);
  }

  async cancel(dir: string): Promise<void> {
    await this.pause(dir);
    await this.store.discardPartial(dir);
    this.#changed.fire();
  }

  /** Pauses all: they can be resumed in another session. */
  dispose(): void {
    for (const { abort } of this.#running.values()) abort.abort();
    vscode.Disposable.from(this.#changed, this.#finished, this.#failed).dispose();
  }

  async #run(dir: string, record: ModelRecord, signal: AbortSignal): Promise<void> {
    let drawnMs = 0;
    try {
      await downloadModel(dir, record, {
        hub: this.createClient(record.hub),
        signal,
        onProgress: ({ doneBytes, totalBytes }) => {
          const running = this.#running.get(dir);
          const nowMs = performance.now();
          if (!running || nowMs - drawnMs < drawMs) return;
          drawnMs = nowMs;
          running.rate.add(doneBytes, nowMs);
          Object.assign(running, { doneBytes, totalBytes });
          this.#changed.fire();
        },
      });
      this.#running.delete(dir);
      this.log.info(`Downloaded ${record.repo} at ${record.revision}.`);
      this.#finished.fire(dir);
    } catch (error) {
      this.#running.delete(dir);
      const info = toErrorInfo(error);
      if (info.code !== 'cancelled') {
        this.log.error(`${info.code}: ${info.message}`);
        this.#failed.fire({ dir, error: info });
      }
    }
    this.#changed.fire();
  }
}
