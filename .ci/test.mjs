// Runs the test tiers, each in a process of its own, and counts.
// usage: test.mjs [unit] [model] [webview] [vscode] [e2e] [-- mocha arguments]      none named: all of them
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, 'out/test');
const tiers = {
  // Room for young objects: property tests make many, and collecting them was a fifth of the time.
  unit: { timeoutMs: 10_000, node: ['--max-semi-space-size=64'] },
  // Processes and pages that share two cores: one that is starved for a moment gets another try, which is told at the end.
  model: { timeoutMs: 60_000, retries: 1, build: true },
  webview: { timeoutMs: 60_000, retries: 1, build: true, rig: true },
  vscode: { build: true, rig: true, runner: ['--import', 'tsx', 'test/rig/runExtensionTests.ts'] },
  // A whole workbench is driven here: a window that loses the keyboard for a moment gets two more tries, the second loaded anew, and says so.
  e2e: { timeoutMs: 120_000, retries: 2, build: true, rig: true, package: true, hooks: 'test/rig/mochaHooks.ts' },
};

const args = process.argv.slice(2);
const cut = args.indexOf('--');
const mochaArgs = cut < 0 ? [] : args.slice(cut + 1);
const named = cut < 0 ? args : args.slice(0, cut);
const unknown = named.filter((n) => !(n in tiers));
if (unknown.length) {
  console.error(`No such tier: ${unknown.join(', ')}. Tiers: ${Object.keys(tiers).join(', ')}.`);
  process.exit(2);
}
const chosen = named.length ? named : Object.keys(tiers);
const node = (...argv) => spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit' }).status === 0;

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
let passed = 0;
let failed = 0;
/** By heading: what stands above the last line, where nobody misses it who reads but the end of a long log. */
const notes = {};
const note = (heading, lines) => (notes[heading] ??= []).push(...lines);
const fail = (why) => {
  console.error(why);
  note('Failed', [why]);
  failed++;
};

if (chosen.some((t) => tiers[t].rig) && !node('.ci/ensure.mjs', 'rig')) fail('The test rig could not be installed.');
if (chosen.some((t) => tiers[t].build) && !node('esbuild.mjs')) fail('The build failed.');
if (chosen.some((t) => tiers[t].package) && !node('.ci/package.mjs', '--this-platform', '--no-build'))
  fail('Packaging failed.');

/** Runs a tier; what it prints comes at once, or at its end where another tier prints meanwhile. */
function run(tier, isAlone) {
  const { timeoutMs, retries = 0, runner, hooks, node: nodeFlags = [] } = tiers[tier];
  const report = path.join(out, `${tier}.json`);
  const env = { ...process.env, MOCHA_JSON: report, TSX_TSCONFIG_PATH: path.join(root, 'test/tsconfig.json') };
  const mocha = [
    ...nodeFlags,
    '--import',
    'tsx',
    'node_modules/mocha/bin/mocha.js',
    '--reporter',
    '.ci/reporter.cjs',
    '--timeout',
    String(timeoutMs),
    '--retries',
    String(retries),
    '--forbid-only',
    '--forbid-pending',
    '--exit',
    '--require',
    'test/support/fixedSeeds.ts',
    ...(hooks ? ['--require', hooks] : []),
    ...mochaArgs,
    `test/${tier}/**/*.test.ts`,
  ];
  const argv = runner ? [...runner, ...mochaArgs] : mocha;
  if (isAlone) console.log(`\n=== ${tier}`);
  return new Promise((done) => {
    const child = spawn(process.execPath, argv, {
      cwd: root,
      env,
      stdio: isAlone ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => said.push(piece));
    child.on('error', (error) => said.push(Buffer.from(`${error}\n`)));
    child.on('close', (status) => {
      if (!isAlone) process.stdout.write(`\n=== ${tier}\n${Buffer.concat(said)}`);
      count(tier, report, status);
      done();
    });
  });
}

function count(tier, report, status) {
  // A native crash can end a process with code 0: only the report counts as proof that the tests ran.
  const stats = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { passes: 0, failures: 0 };
  passed += stats.passes;
  failed += stats.failures;
  for (const [heading, tests] of Object.entries(stats.notes ?? {}))
    note(
      heading,
      tests.map((test) => `${tier}: ${test}`),
    );
  if (stats.passes + stats.failures === 0) fail(`The tier ${tier} ran no test (exit ${status}).`);
  else if (status !== 0 && stats.failures === 0)
    fail(`The tier ${tier} ended with exit ${status} though no test failed.`);
}

/** Two tiers that leave a core idle most of the time run side by side; a workbench that is driven has the machine for itself. */
const together = ['model', 'webview'];
const turns = together.every((t) => chosen.includes(t))
  ? [...new Set(chosen.map((t) => (together.includes(t) ? together : [t]).join()))].map((names) => names.split(','))
  : chosen.map((t) => [t]);
for (const names of failed ? [] : turns) {
  const ready = names.filter((tier) => {
    const files = readdirSync(path.join(root, 'test', tier), { recursive: true });
    if (files.some((f) => f.endsWith('.test.ts'))) return true;
    fail(`The tier ${tier} has no test file.`);
    return false;
  });
  await Promise.all(ready.map((tier) => run(tier, ready.length === 1)));
}
for (const [heading, lines] of Object.entries(notes)) console.log(`\n${heading}:\n  ${lines.join('\n  ')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
