import { fork } from 'node:child_process';
import { UserError } from '../core/base/userError';
import type { InspectReply, InspectRequest } from '../protocol/modelInspector';

/** Ample for reading the structure of the largest model. */
const limitMs = 30_000;

/**
 * Reads model folders in a child process.
 * @param script absolute path of the built modelInspector.js
 * @returns one reply for each request, in their order; a process that dies has no reply for the rest
 */
export async function inspectModels(script: string, requests: readonly InspectRequest[]): Promise<InspectReply[]> {
  if (requests.length === 0) return [];
  const child = fork(script, [], {
    execArgv: [],
    // In the desktop VS Code the executable is Electron, which must be told to be Node.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const replies: InspectReply[] = [];
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.on('message', (reply: InspectReply) => {
      if (replies.push(reply) === requests.length) child.disconnect();
    });
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    child.once('exit', end);
    child.on('error', end);
    // A message that cannot be sent means that the child is gone, which `exit` tells.
    for (const request of requests) child.send(request, () => undefined);
  });
  return requests.map((_, i) => replies[i] ?? { error: died.info });
}

const died = new UserError(
  'hostDied',
  'The process that reads model folders ended before it was done.',
  'Refresh the Models view.',
);
