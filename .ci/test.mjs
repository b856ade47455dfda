// Runs the test tiers, in processes of their own, and counts.
// usage: test.mjs [unit] [model] [webview] [vscode] [e2e] [-- mocha arguments]      none named: all of them
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, 'out/test');
const tiers = {
  // Room for young objects: property tests make many, and collecting them was a fifth of the time.
  unit: { timeoutMs: 10_000, node: ['--max-semi-space-size=64'] },
  // Processes and pages that share two cores: one that is starved for a moment gets another try, which is told at the end.
  model: { timeoutMs: 60_000, retries: 1, build: true, parts: 4 },
  webview: { timeoutMs: 60_000, retries: 1, build: true, rig: true, parts: 5 },
  vscode: { build: true, rig: true, runner: ['--import', 'tsx', 'test/rig/runExtensionTests.ts'] },
  // A whole workbench is driven here: a window that loses the keyboard for a moment gets two more tries, loaded anew, and says so.
  e2e: {
    timeoutMs: 120_000,
    retries: 2,
    build: true,
    rig: true,
    package: true,
    hooks: 'test/rig/mochaHooks.ts',
    parts: 6,
  },
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

/** A tier's test files, shared out into parts that take about as long as each other, as far as their sizes tell. */
function partsOf(tier) {
  const dir = path.join(root, 'test', tier);
  const files = readdirSync(dir, { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => ({ file: path.join('test', tier, file), size: statSync(path.join(dir, file)).size }))
    .sort((a, b) => b.size - a.size || (a.file < b.file ? -1 : 1));
  if (files.length === 0) fail(`The tier ${tier} has no test file.`);
  // Of tests that were picked out there are few: starting a process for each part would take longer than they do.
  const wanted = mochaArgs.length ? 1 : (tiers[tier].parts ?? 1);
  const parts = Array.from({ length: Math.min(wanted, files.length) }, () => ({ files: [], size: 0 }));
  for (const { file, size } of files) {
    const smallest = parts.reduce((least, part) => (part.size < least.size ? part : least));
    smallest.files.push(file);
    smallest.size += size;
  }
  return parts.map((part, i) => ({
    tier,
    files: part.files.sort(),
    name: parts.length > 1 ? `${tier}, part ${i + 1} of ${parts.length}` : tier,
    report: path.join(out, parts.length > 1 ? `${tier}-${i + 1}.json` : `${tier}.json`),
  }));
}

/** Runs a part of a tier; what it prints comes at once, or at its end where another part prints meanwhile. */
function run({ tier, files, name, report }, isAlone) {
  const { timeoutMs, retries = 0, runner, hooks, node: nodeFlags = [] } = tiers[tier];
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
    ...files,
  ];
  const argv = runner ? [...runner, ...mochaArgs] : mocha;
  if (isAlone) console.log(`\n=== ${name}`);
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
      if (!isAlone) process.stdout.write(`\n=== ${name}\n${Buffer.concat(said)}`);
      count(tier, name, report, status);
      done();
    });
  });
}

function count(tier, name, report, status) {
  // A native crash can end a process with code 0: only the report counts as proof that the tests ran.
  const stats = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { passes: 0, failures: 0 };
  passed += stats.passes;
  failed += stats.failures;
  for (const [heading, tests] of Object.entries(stats.notes ?? {}))
    note(
      heading,
      tests.map((test) => `${tier}: ${test}`),
    );
  if (stats.passes + stats.failures === 0) fail(`The tier ${name} ran no test (exit ${status}).`);
  else if (status !== 0 && stats.failures === 0)
    fail(`The tier ${name} ended with exit ${status} though no test failed.`);
}

/** Runs tiers in their parts, as many side by side as there are cores. */
async function runTurn(names) {
  const waiting = names.flatMap(partsOf);
  const isAlone = waiting.length === 1;
  const work = async () => {
    for (let part; (part = waiting.shift());) await run(part, isAlone);
  };
  await Promise.all(Array.from({ length: Math.min(waiting.length, availableParallelism()) }, work));
}

/** Tiers of one turn share the cores; the one that takes longer comes first, so that the last to end ends soon. */
const turns = [['unit'], ['webview', 'model'], ['vscode'], ['e2e']].map((names) =>
  names.filter((name) => chosen.includes(name)),
);
for (const names of failed ? [] : turns) if (names.length) await runTurn(names);
for (const [heading, lines] of Object.entries(notes)) console.log(`\n${heading}:\n  ${lines.join('\n  ')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
