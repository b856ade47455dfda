import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/userError';
import { FileLock } from '../download/fileLock';

/** What keeps other windows from asking a model for suggestions in the same study. */
export interface HeldSuggestions {
  /** Aborts when another window took over, after this machine slept. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

interface Holding {
  readonly lock: Promise<FileLock>;
  users: number;
}

/** By path of the journal, those that this window holds. */
const holdings = new Map<string, Holding>();
const releases = new Map<string, Promise<void>>();

/**
 * Keeps two windows, or two machines on one shared folder, from asking for suggestions in a study at the same time: what
 * both ask would be paid for twice, and their lines could fall into each other. Within this window several transcripts may
 * be asked about at once.
 *
 * @param runsFile absolute path of the journal
 * @throws UserError while another window asks
 */
export async function holdSuggestions(runsFile: string): Promise<HeldSuggestions> {
  await releases.get(runsFile);
  const holding = holdings.get(runsFile) ?? { lock: acquire(runsFile), users: 0 };
  holdings.set(runsFile, holding);
  holding.users++;
  const leave = (): boolean => {
    const isLast = --holding.users === 0;
    if (isLast) holdings.delete(runsFile);
    return isLast;
  };
  let lock: FileLock;
  try {
    lock = await holding.lock;
  } catch (error) {
    leave();
    throw error;
  }
  const release = async (): Promise<void> => {
    if (!leave()) return;
    const released = lock.release().finally(() => releases.delete(runsFile));
    releases.set(runsFile, released);
    await released;
  };
  return { lost: lock.lost, release };
}

async function acquire(runsFile: string): Promise<FileLock> {
  await mkdir(path.dirname(runsFile), { recursive: true });
  return FileLock.acquire(`${runsFile}.lock`, () => {
    return new UserError(
      'fileUnwritable',
      'A model is being asked for suggestions in this study in another window.',
      'Wait until it is done there, or cancel it there. What is answered is kept, and is not asked again.',
    );
  });
}
