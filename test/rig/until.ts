import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again until there is an answer; for what Playwright's own auto-waiting does not cover.
 * @throws Error naming `what` when `timeoutMs` have passed
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 20_000,
): Promise<T> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > endMs) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}.`);
    await delay(50);
  }
}
