// A peer that is a package for Node, in a process of its own as it would be used.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Precision } from '../benchShape';
import type { Contender, Turn } from '../turn';

export interface LoadRequest {
  readonly kind: 'load';
  /** A folder in the Hugging Face layout, or a GGUF file. */
  readonly model: string;
  readonly precision: Precision;
}

/** What the process is asked, one after the other. */
export type PeerRequest =
  LoadRequest | { readonly kind: 'generate'; readonly ids: readonly number[]; readonly maxNew: number };

/** `version` after loading, the turn after generating. */
export interface PeerReply {
  readonly version?: string;
  readonly turn?: Turn;
}

const scripts = { 'transformers.js': 'transformersProcess.ts', 'llama.cpp': 'llamaCppProcess.ts' };
export type PeerName = keyof typeof scripts;

export class Peer implements Contender {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {}

  /** Its name then tells the version too. */
  static async load(name: PeerName, model: string, precision: Precision): Promise<Peer> {
    const child = fork(path.join(import.meta.dirname, scripts[name]), { execArgv: ['--import', 'tsx'] });
    const { version = '' } = await ask(name, child, { kind: 'load', model, precision });
    return new Peer(`${name} ${version}`, child);
  }

  get pid(): number {
    return this.child.pid!;
  }

  async generate(ids: readonly number[], maxNew: number): Promise<Turn> {
    return (await ask(this.name, this.child, { kind: 'generate', ids, maxNew })).turn!;
  }

  dispose(): void {
    this.child.kill();
  }
}

async function ask(name: string, child: ChildProcess, request: PeerRequest): Promise<PeerReply> {
  const ended = new AbortController();
  const exit = once(child, 'exit', { signal: ended.signal }).then(
    () => {
      throw new Error(`The process of ${name} ended while it was asked to ${request.kind}.`);
    },
    () => new Promise<never>(() => undefined),
  );
  child.send(request);
  const [reply] = (await Promise.race([once(child, 'message'), exit])) as [PeerReply];
  ended.abort();
  return reply;
}
