// Types, lint, format and unit tests. Lint takes as long as the rest together and runs beside it.
// usage: check.mjs [--no-unit]      --no-unit: all tiers of tests run anyway, the unit tests among them
import { spawn } from 'node:child_process';

/** Run one after another; what each prints comes in one piece. */
const lanes = [['lint'], ['types', 'format:check', ...(process.argv.includes('--no-unit') ? [] : ['unit'])]];

const script = (name) =>
  new Promise((done) => {
    const child = spawn('npm', ['run', '--silent', name], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => said.push(piece));
    child.on('error', (error) => said.push(Buffer.from(`${error}\n`)));
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(said));
      if (code !== 0) console.error(`npm run ${name} failed.`);
      done(code === 0);
    });
  });

async function run(lane) {
  let isGood = true;
  for (const name of lane) isGood = (await script(name)) && isGood;
  return isGood;
}

process.exit((await Promise.all(lanes.map(run))).every(Boolean) ? 0 : 1);
