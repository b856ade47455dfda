// Runs the benches, each in a process of its own, one after another. A slow figure never fails the build; a bench that
// cannot run does.
// usage: bench.mjs [--only NAME]
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
const only = args[0] === '--only' ? args[1] : undefined;
const benches = readdirSync(path.join(root, 'test/bench')).filter((name) => name.endsWith('.bench.ts'));
const chosen = benches.filter((name) => only === undefined || name === `${only}.bench.ts`);
if (chosen.length === 0 || (args.length > 0 && only === undefined)) {
  console.error(
    `usage: bench.mjs [--only NAME]; benches: ${benches.map((b) => b.replace('.bench.ts', '')).join(', ')}`,
  );
  process.exit(2);
}
const [cpu] = cpus();
console.log(
  `${cpu?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform}`,
);
// The peers' runtime, too, sends nothing.
const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1', TSX_TSCONFIG_PATH: path.join(root, 'test/tsconfig.json') };
const failed = chosen.filter((name) => {
  const argv = ['--import', 'tsx', path.join('test/bench', name)];
  return spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit', env }).status !== 0;
});
if (failed.length > 0) {
  console.error(`Could not run: ${failed.join(', ')}.`);
  process.exit(1);
}
