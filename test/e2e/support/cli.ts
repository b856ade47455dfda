import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { repositoryDir } from '../../rig/study';

/** What the command line says of a text, to hold against what a panel shows. */
export function introspect<T>(
  command: 'tokens' | 'next' | 'attention' | 'lens' | 'ablate',
  text: string,
  ...options: string[]
): T {
  const dir = mkdtempSync(path.join(tmpdir(), 'introspect-cli-'));
  try {
    const file = path.join(dir, 'text.txt');
    writeFileSync(file, text);
    const cli = path.join(repositoryDir, 'dist/cli.js');
    const out = execFileSync(process.execPath, [cli, command, '--text-file', file, ...options], { encoding: 'utf8' });
    return JSON.parse(out) as T;
  } finally {
    rmSync(dir, { recursive: true });
  }
}
