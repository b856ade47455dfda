import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from './errorCode';

/** What Windows says of a file that another program has open. */
const held: ReadonlySet<string | undefined> = new Set(['EBUSY', 'EPERM', 'EACCES']);
const waitsMs = [10, 20, 40, 80, 160, 320, 640, 1000, 1000];

export interface Waiting {
  readonly platform?: NodeJS.Platform;
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** Whether to wait after this error; after Node's errors of a file that is held, unless told. */
  readonly isHeld?: (error: unknown) => boolean;
}

/**
 * Does something with a file that another program may have open for a moment: on Windows it can be neither replaced nor
 * deleted then, and virus scanners, indexers and OneDrive open every file that was just written. Waits three seconds at
 * most, as such programs need less. Elsewhere nothing like that happens, and an error is one at once.
 *
 * @returns what `act` gives. @throws what it rejects with in the end
 */
export async function onceLetGo<T>(
  act: () => Promise<T>,
  { platform = process.platform, sleep = delay, isHeld = (error) => held.has(errorCode(error)) }: Waiting = {},
): Promise<T> {
  for (const ms of platform === 'win32' ? waitsMs : []) {
    try {
      return await act();
    } catch (error) {
      if (!isHeld(error)) throw error;
    }
    await sleep(ms);
  }
  return act();
}
