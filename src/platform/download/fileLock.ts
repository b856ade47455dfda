import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { UserError } from '../../core/base/userError';

interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
}

const heartbeatMs = 10_000;
/** Several missed heartbeats: the holder is gone, or slept so long that it will notice. */
const staleMs = 45_000;

/** A file that exists while one process of one machine works on something; it outlives no crash for long. */
export class FileLock {
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;

  private constructor(
    private readonly file: string,
    private readonly token: string,
  ) {
    this.#timer = setInterval(() => void this.#beat(), heartbeatMs);
    this.#timer.unref();
  }

  /** Aborts when someone else took the lock over, after this process slept. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** @throws what `refusal` makes, a UserError `modelLocked` unless told, while another holds it */
  static async acquire(file: string, refusal: () => UserError = lockedElsewhere): Promise<FileLock> {
    const holder: Holder = { token: randomUUID(), pid: process.pid, host: hostname() };
    // Twice: once more after a lock that nobody holds was cleared away.
    for (let attempt = 0; attempt < 2; attempt++) {
      if (await create(file, holder)) return new FileLock(file, holder.token);
      if (!(await clearStale(file))) break;
    }
    throw refusal();
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    if ((await readHolder(this.file))?.token === this.token) await rm(this.file, { force: true });
  }

  async #beat(): Promise<void> {
    if ((await readHolder(this.file))?.token === this.token) {
      const now = new Date();
      await utimes(this.file, now, now).catch(() => undefined); // removed meanwhile: the next beat sees it
    } else {
      clearInterval(this.#timer);
      this.#lost.abort();
    }
  }
}

export function lockedElsewhere(): UserError {
  return new UserError(
    'modelLocked',
    'Another VS Code window is downloading this model.',
    'Wait until it is done there, or cancel it there.',
  );
}

/** Whether a process that lives holds the lock. */
export async function isLocked(file: string): Promise<boolean> {
  const mtimeMs = await stat(file).then(
    (s) => s.mtimeMs,
    () => undefined,
  );
  if (mtimeMs === undefined) return false;
  if (Date.now() - mtimeMs > staleMs) return false;
  const holder = await readHolder(file);
  // Just created, its content not yet written.
  if (!holder) return true;
  return holder.host !== hostname() || isAlive(holder.pid);
}

async function create(file: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the file away before it is looked at again: of two that find it stale, one gets it. */
async function clearStale(file: string): Promise<boolean> {
  const before = await readHolder(file);
  if (await isLocked(file)) return false;
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return true; // another was quicker
  }
  const isSame = (await readHolder(aside))?.token === before?.token;
  // A new holder's, taken between the two looks: give it back.
  if (!isSame) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return isSame;
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  const { token, pid, host } = value as Partial<Record<keyof Holder, unknown>>;
  return typeof token === 'string' && typeof pid === 'number' && typeof host === 'string';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user may not be asked, but it lives.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
