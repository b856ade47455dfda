// transformers.js, the peer that runs the same file on the same runtime, in a process of its own as it would be used.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Precision } from './makeModel';
import type { Turn } from './turn';

/** What the process is asked, one after the other. */
export type PeerRequest =
  | { readonly kind: 'load'; readonly dir: string; readonly precision: Precision }
  | { readonly kind: 'generate'; readonly ids: readonly number[]; readonly maxNew: number };

/** `version` of the package after loading, the turn after generating. */
export interface PeerReply {
  readonly version?: string;
  readonly turn?: Turn;
}

export class Peer {
  private constructor(
    readonly version: string,
    private readonly child: ChildProcess,
  ) {}

  static async load(dir: string, precision: Precision): Promise<Peer> {
    const child = fork(path.join(import.meta.dirname, 'peerProcess.ts'), { execArgv: ['--import', 'tsx'] });
    const { version = '' } = await ask(child, { kind: 'load', dir, precision });
    return new Peer(version, child);
  }

  get pid(): number {
    return this.child.pid!;
  }

  async generate(ids: readonly number[], maxNew: number): Promise<Turn> {
    return (await ask(this.child, { kind: 'generate', ids, maxNew })).turn!;
  }

  dispose(): void {
    this.child.kill();
  }
}

async function ask(child: ChildProcess, request: PeerRequest): Promise<PeerReply> {
  const ended = new AbortController();
  const exit = once(child, 'exit', { signal: ended.signal }).then(
    () => {
      throw new Error(`The process of transformers.js ended while it was asked to ${request.kind}.`);
    },
    () => new Promise<never>(() => undefined),
  );
  child.send(request);
  const [reply] = (await Promise.race([once(child, 'message'), exit])) as [PeerReply];
  ended.abort();
  return reply;
}
