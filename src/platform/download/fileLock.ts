import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { UserError } from '../../core/base/userError';
import { errorCode } from '../errorCode';
import { onceLetGo } from '../heldFile';

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

  /** Never fails: a file that cannot be taken away is stale soon, and what was done under the lock is done. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    if (tokenOf(await readHolder(this.file)) !== this.token) return;
    await onceLetGo(() => rm(this.file, { force: true })).catch(() => undefined);
  }

  async #beat(): Promise<void> {
    const holder = await readHolder(this.file);
    // OneDrive or a virus scanner has it open, or a network drive is away: that takes nothing from us.
    if (holder === unreadable) return;
    if (tokenOf(holder) === this.token) {
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
  // Just created, its content not yet written; or not to be read now.
  if (!holder || holder === unreadable) return true;
  return holder.host !== hostname() || isAlive(holder.pid);
}

async function create(file: string, holder: Holder): Promise<boolean> {
  try {
    // Windows refuses it (EPERM) while another program has one open that was just deleted.
    await onceLetGo(() => writeFile(file, JSON.stringify(holder), { flag: 'wx' }));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the file away before it is looked at again: of two that find it stale, one gets it. */
async function clearStale(file: string): Promise<boolean> {
  const before = await readHolder(file);
  if (await isLocked(file)) return false;
  const aside = `${file}.${randomUUID()}`;
  try {
    await onceLetGo(() => rename(file, aside));
  } catch {
    return true; // another was quicker
  }
  const isSame = tokenOf(await readHolder(aside)) === tokenOf(before);
  // A new holder's, taken between the two looks: give it back.
  if (!isSame) await link(aside, file).catch(() => undefined);
  await onceLetGo(() => rm(aside, { force: true })).catch(() => undefined);
  return isSame;
}

/** The file is there, as far as can be told, but cannot be read now. */
const unreadable = 'unreadable';

/** Undefined where there is no such file, or nothing in it that names a holder. */
async function readHolder(file: string): Promise<Holder | typeof unreadable | undefined> {
  let text: string;
  try {
    text = await onceLetGo(() => readFile(file, 'utf8'));
  } catch (error) {
    return errorCode(error) === 'ENOENT' ? undefined : unreadable;
  }
  try {
    const value: unknown = JSON.parse(text);
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function tokenOf(holder: Holder | typeof unreadable | undefined): string | undefined {
  return holder === unreadable ? undefined : holder?.token;
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
    return errorCode(error) === 'EPERM';
  }
}
