// No telemetry (DESIGN 6.1). The runtime's own builds send some unless they are told not to, and write it down first.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundledDir, cleanUp, root, startHost, temporaryFolder } from './support';

/** Files that appear in an empty home while a process works that nothing tells it is being tested. */
async function leftBehind(act: (env: NodeJS.ProcessEnv) => Promise<void>): Promise<string[]> {
  const home = temporaryFolder();
  await act({ PATH: process.env['PATH'], HOME: home });
  return readdirSync(home, { recursive: true, encoding: 'utf8' });
}

describe('the runtime', () => {
  const inherited = process.env;
  afterEach(() => {
    process.env = inherited;
    cleanUp();
  });

  it('notes nothing down about its use, for the model host', async () => {
    const files = await leftBehind(async (env) => {
      process.env = env;
      const client = startHost(bundledDir);
      assert.equal((await client.request('next', { ids: [5, 6, 7], top: 1 })).top.length, 1);
    });
    assert.deepEqual(files, []);
  });

  it('notes nothing down about its use, for the command line', async () => {
    const text = path.join(temporaryFolder(), 'text.txt');
    writeFileSync(text, 'I cannot sleep.');
    const files = await leftBehind(async (env) => {
      const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'next', '--text-file', text], { env });
      assert.equal(await new Promise((done) => child.once('close', done)), 0);
    });
    assert.deepEqual(files, []);
  });
});
