import type { StatsFs } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, statfs, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../core/base/userError';
import { formatModelRecord, modelRecordName, recordBytes, type ModelRecord } from '../../core/models/modelRecord';
import { formatBytes } from '../../core/models/transfer';
import { onceLetGo } from '../heldFile';
import { startHash, updateFromFile } from './contentHash';
import { FileLock, lockedElsewhere } from './fileLock';
import { asTransient, cancelled, TransientError, type HubClient } from './hubClient';
import { lockOf, readRecord, stagingOf } from './modelStore';

export interface DownloadProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface DownloadOptions {
  readonly hub: Pick<HubClient, 'open'>;
  /** Stops the download and keeps what has come. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Free bytes on the disk of a folder. */
  readonly freeBytes?: (dir: string) => Promise<number>;
  /** Waits before the tries after a failure on the line; progress starts them anew. */
  readonly retryDelaysMs?: readonly number[];
}

/** Left free for everything else on the disk. */
const reserveBytes = 100e6;

/**
 * Brings the files of `record` into `dir`, or goes on where it stopped. Until all are there and checked, they lie in
 * another folder beside it: a crash leaves nothing, something to go on with, or the whole model.
 * @throws UserError `cancelled` after `signal` aborts, `modelLocked`, `diskFull`, `downloadFailed`, `downloadCorrupt`, …
 */
export async function downloadModel(dir: string, record: ModelRecord, options: DownloadOptions): Promise<void> {
  await mkdir(path.dirname(dir), { recursive: true });
  const lock = await FileLock.acquire(lockOf(dir));
  try {
    if (await isFolder(dir)) return await requireSame(dir, record); // another window has finished it
    const signal = AbortSignal.any([options.signal, lock.lost]);
    await new ModelDownload(dir, record, { ...options, signal }).run();
  } catch (error) {
    if (options.signal.aborted) throw cancelled();
    throw lock.lost.aborted ? lockedElsewhere() : asDiskFull(error);
  } finally {
    await lock.release();
  }
}

class ModelDownload {
  readonly #staging: string;
  readonly #bytesOf = new Map<string, number>();

  constructor(
    private readonly dir: string,
    private readonly record: ModelRecord,
    private readonly options: DownloadOptions,
  ) {
    this.#staging = stagingOf(dir);
  }

  async run(): Promise<void> {
    const { record } = this;
    const before = await readRecord(this.#staging);
    if (before?.revision !== record.revision || before.onnxFile !== record.onnxFile || before.hub !== record.hub) {
      await onceLetGo(() => rm(this.#staging, { recursive: true, force: true }));
    }
    await mkdir(this.#staging, { recursive: true });
    await this.#writeRecord(record);
    for (const { path: file, bytes } of record.files)
      this.#bytesOf.set(file, Math.min(bytes, await this.#present(file)));
    await this.#requireSpace();
    for (const file of record.files) await this.#file(file);
    await this.#writeRecord({ ...record, downloadedAt: new Date().toISOString() });
    await onceLetGo(() => rename(this.#staging, this.dir));
  }

  #report(file: string, bytes: number): void {
    this.#bytesOf.set(file, bytes);
    this.options.onProgress?.({ doneBytes: this.#done, totalBytes: recordBytes(this.record) });
  }

  get #done(): number {
    return [...this.#bytesOf.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  async #present(file: string): Promise<number> {
    const target = path.join(this.#staging, file);
    return (await sizeOf(target)) ?? (await sizeOf(partOf(target))) ?? 0;
  }

  async #requireSpace(): Promise<void> {
    const needed = recordBytes(this.record) - this.#done;
    // Some network drives do not tell; then the write that fails does.
    const free = await (this.options.freeBytes ?? freeBytesOf)(this.#staging).catch(() => Infinity);
    if (free >= needed + reserveBytes) return;
    throw diskFull(`${formatBytes(needed)} are still to come, and ${formatBytes(free)} are free.`);
  }

  async #file(file: ModelRecord['files'][number]): Promise<void> {
    const target = path.join(this.#staging, file.path);
    // A file gets its name only after its check.
    if ((await sizeOf(target)) === file.bytes) return;
    await mkdir(path.dirname(target), { recursive: true });
    const { signal, retryDelaysMs = [1000, 4000, 15_000] } = this.options;
    for (let failures = 0; ;) {
      const before = await sizeOf(partOf(target));
      try {
        await this.#attempt(file, target);
        break;
      } catch (error) {
        const wait = retryDelaysMs[failures];
        if (!(error instanceof TransientError) || wait === undefined) throw error;
        failures = ((await sizeOf(partOf(target))) ?? 0) > (before ?? 0) ? 0 : failures + 1;
        await delay(wait, undefined, { signal });
      }
    }
    await onceLetGo(() => rename(partOf(target), target));
    await rm(etagOf(target), { force: true });
  }

  /** Leaves the whole, checked content in the part file. */
  async #attempt({ path: name, bytes, hash: stated }: ModelRecord['files'][number], target: string): Promise<void> {
    const { hub, signal } = this.options;
    const part = partOf(target);
    let have = (await sizeOf(part)) ?? 0;
    let hash = startHash(stated.algorithm, bytes);
    if (have > 0) await updateFromFile(hash, part, signal);
    if (have < bytes || bytes === 0) {
      const etag = have > 0 ? await readFile(etagOf(target), 'utf8').catch(() => undefined) : undefined;
      const response = await hub.open(this.record, name, { from: have, etag }, signal);
      const continues = response.status === 206 && startOf(response) === have;
      if (response.status !== 200 && !continues) {
        await response.body?.cancel();
        await this.#discard(target);
        throw corrupt(`${name} is not as long as the server says`);
      }
      if (!continues) {
        have = 0;
        hash = startHash(stated.algorithm, bytes);
      }
      await rememberEtag(target, response);
      const handle = await open(part, continues ? 'a' : 'w');
      try {
        for await (const chunk of chunksOf(response)) {
          have += chunk.byteLength;
          if (have > bytes) break;
          hash.update(chunk);
          await handle.writeFile(chunk);
          this.#report(name, have);
        }
        await syncFile(handle);
      } finally {
        await handle.close();
      }
      if (have < bytes) throw asTransient(undefined);
    }
    if (have === bytes && hash.digest('hex') === stated.hex) return;
    await this.#discard(target);
    this.#report(name, 0);
    throw corrupt(have > bytes ? `${name} is longer than the server says` : `${name} has another hash than stated`);
  }

  async #discard(target: string): Promise<void> {
    await rm(partOf(target), { force: true });
    await rm(etagOf(target), { force: true });
  }

  async #writeRecord(record: ModelRecord): Promise<void> {
    const file = path.join(this.#staging, modelRecordName);
    await writeFile(`${file}.tmp`, formatModelRecord(record), { flush: true });
    await onceLetGo(() => rename(`${file}.tmp`, file));
  }
}

const partOf = (target: string): string => `${target}.part`;
const etagOf = (target: string): string => `${target}.etag`;

/** Only a strong tag says that the bytes are the same (RFC 9110, 13.1.5). */
async function rememberEtag(target: string, response: Response): Promise<void> {
  const etag = response.headers.get('etag');
  if (etag?.startsWith('"')) await writeFile(etagOf(target), etag);
  else await rm(etagOf(target), { force: true });
}

function startOf(response: Response): number | undefined {
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  if (!body) return;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    throw asTransient(error);
  }
}

/** Devices, such as the one the tests fill up, cannot be synchronised. */
async function syncFile(handle: FileHandle): Promise<void> {
  await handle.sync().catch((error: unknown) => {
    if (codeOf(error) !== 'EINVAL') throw error;
  });
}

async function freeBytesOf(dir: string): Promise<number> {
  const stats: StatsFs = await statfs(dir);
  return stats.bavail * stats.bsize;
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
}

async function requireSame(dir: string, { repo, onnxFile }: ModelRecord): Promise<void> {
  const there = await readRecord(dir);
  if (there?.repo === repo && there.onnxFile === onnxFile) return;
  throw new UserError(
    'downloadFailed',
    `The model cannot be put into the folder ${dir}, which holds something else.`,
    'Move that folder away or delete it, then download again.',
  );
}

async function isFolder(dir: string): Promise<boolean> {
  return stat(dir).then(
    (s) => s.isDirectory(),
    () => false,
  );
}

function corrupt(what: string): UserError {
  return new UserError(
    'downloadCorrupt',
    `What the server sent is damaged: ${what}.`,
    'Try again. If it happens again, something between you and the server changes files: tell your IT department.',
  );
}

function diskFull(what: string): UserError {
  return new UserError('diskFull', `The disk is full: ${what}`, 'Make room and resume; what has come is kept.');
}

function asDiskFull(error: unknown): unknown {
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT' ? diskFull('the last part could not be written.') : error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
