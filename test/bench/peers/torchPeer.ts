// PyTorch, the peer of notebooks: the same float32 weights in llama.py, where Python has torch.
import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { shape } from '../benchShape';
import type { GgufModel } from '../makeGguf';
import { timed, type Contender, type Turn } from '../turn';

/** A Python with torch: the one named in INTROSPECT_PYTHON, else python3; or why there is none. */
export function torchPython(): { readonly python: string } | { readonly missing: string } {
  const python = process.env['INTROSPECT_PYTHON'] ?? 'python3';
  const { status } = spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' });
  if (status === 0) return { python };
  return { missing: 'no Python with torch (pip install torch); name one in INTROSPECT_PYTHON' };
}

export class TorchPeer implements Contender {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcessByStdio<Writable, Readable, null>,
    private readonly lines: AsyncIterator<string, undefined>,
    private readonly folder: string,
  ) {}

  /** `tokens`: of a prompt and its continuation, at most. */
  static async load(python: string, { file, bytes, offsets }: GgufModel, tokens: number): Promise<TorchPeer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'introspect-torch-'));
    const spec = path.join(folder, 'spec.json');
    writeFileSync(spec, JSON.stringify({ file, bytes, offsets, shape, tokens }));
    const child = spawn(python, [path.join(import.meta.dirname, 'llama.py'), spec], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    return new TorchPeer(`PyTorch ${await line(lines)}`, child, lines, folder);
  }

  get pid(): number {
    return this.child.pid!;
  }

  generate(ids: readonly number[], maxNew: number): Promise<Turn> {
    return timed(this.pid, async (onToken) => {
      this.child.stdin.write(`${JSON.stringify({ ids, maxNew })}\n`);
      for (let i = 0; i < maxNew; i++) onToken(Number(await line(this.lines)));
    });
  }

  dispose(): void {
    this.child.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function line(lines: AsyncIterator<string, undefined>): Promise<string> {
  const { value } = await lines.next();
  if (value === undefined) throw new Error('The process of PyTorch ended.');
  return value;
}
