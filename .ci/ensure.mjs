// Installs what is missing, so that every npm script works straight after a clone. Uses Node's own modules alone.
// usage: ensure.mjs [build] [server] [rig] [bench]
// npm packages always; build: dist/ too; server: the rig's VS Code too; rig: that and Chromium;
// bench: the peers that the benches measure against
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { findChromium } from './chromium.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const wanted = new Set(process.argv.slice(2));
const run = (cmd, args, options = {}) => execFileSync(cmd, args, { stdio: ['ignore', 2, 2], cwd: root, ...options });

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 10)) {
  console.error(
    `Introspect is built with Node 20.10 or newer; this is ${process.version}. Install a newer Node and run the command again.`,
  );
  process.exit(1);
}

/** `npm ci` where the lock file has changed since the last one here. */
function npmPackages(dir, after = () => {}) {
  const stamp = path.join(dir, 'node_modules/.introspect-lock');
  const hash = createHash('sha256')
    .update(readFileSync(path.join(dir, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.error(`Installing npm packages in ${path.relative(root, dir) || 'the project'}…`);
  // npm is a .cmd on Windows, which only its shell starts.
  const shell = process.platform === 'win32';
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: dir, shell });
  after();
  writeFileSync(stamp, hash);
}

function chromium() {
  if (findChromium()) return;
  console.error('Installing Chromium (apt-get)…');
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const apt = (...args) => {
    const [cmd, ...rest] = [...sudo, 'apt-get', ...args];
    run(cmd, rest, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  };
  try {
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  } catch {
    console.error(
      'Chromium could not be installed by apt-get. Install it yourself, or name one in the variable CHROMIUM.',
    );
    process.exit(1);
  }
}

npmPackages(root);
if (wanted.has('server') || wanted.has('rig')) {
  const rig = path.join(root, 'test/rig');
  npmPackages(rig, () => {
    const server = path.join(rig, 'node_modules/code-server/lib/vscode');
    rmSync(path.join(server, 'node_modules'), { recursive: true, force: true });
    // The server resolves its dependencies, and serves /static/node_modules, from here.
    symlinkSync('../../..', path.join(server, 'node_modules'));
    // 41 MB that only slow the start down.
    for (const name of ['copilot', 'typescript-language-features'])
      rmSync(path.join(server, 'extensions', name), { recursive: true, force: true });
  });
}
if (wanted.has('rig')) chromium();
if (wanted.has('bench')) npmPackages(path.join(root, 'test/bench'));
if (wanted.has('build')) run(process.execPath, ['esbuild.mjs']);
