// Type-checks every room. Not `tsc -b`: that takes a project for unchanged when its own files are, and so missed what a
// change in src/ broke in webview/ and test/. `-p` asks the hash of every file that a project reads.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
/** The longest first, so that the last to end ends soon. */
const waiting = ['test', 'src', 'webview', 'src/core'];

const check = (project) =>
  new Promise((done) =>
    spawn(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' }).on('close', (code) =>
      done(code === 0),
    ),
  );

async function work() {
  let isGood = true;
  for (let project; (project = waiting.shift()) !== undefined;) isGood = (await check(project)) && isGood;
  return isGood;
}

const workers = Array.from({ length: Math.min(waiting.length, availableParallelism()) }, work);
process.exit((await Promise.all(workers)).every(Boolean) ? 0 : 1);
