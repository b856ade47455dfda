// Makes one VSIX per platform in out/vsix/. Needs no network.
// usage: package.mjs [--this-platform] [--no-build]      --no-build: dist/ is fresh
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { thirdPartyNotices } from './notices.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const budgetBytes = 35e6;

// What the CPU provider loads. Left out: macOS's second copy of the same library under its full version (the binding
// asks for `libonnxruntime.1.dylib`), and dxcompiler and dxil, which only the WebGPU provider opens. DirectML.dll stays:
// onnxruntime.dll names it among its (delayed) imports.
const nativeFiles = {
  linux: ['libonnxruntime.so.1'],
  darwin: ['libonnxruntime.1.dylib'],
  win32: ['onnxruntime.dll', 'DirectML.dll'],
};
const targets = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

const args = process.argv.slice(2);
const unknown = args.filter((a) => !['--this-platform', '--no-build'].includes(a));
if (unknown.length) {
  console.error(`Unknown: ${unknown.join(' ')}. usage: package.mjs [--this-platform] [--no-build]`);
  process.exit(2);
}
const thisPlatform = `${process.platform}-${process.arch}`;
if (args.includes('--this-platform') && !targets.includes(thisPlatform)) {
  console.error(`There is no build for ${thisPlatform}: onnxruntime-node has binaries for ${targets.join(', ')}.`);
  process.exit(1);
}

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** The allow-list: what is not named here does not ship. Returns [from, to] pairs, `to` inside the VSIX. */
function shippedFiles(target) {
  const [os, arch] = target.split('-');
  const ort = 'node_modules/onnxruntime-node';
  const common = 'node_modules/onnxruntime-common';
  const binaries = `${ort}/bin/napi-v6/${os}/${arch}`;
  return [
    ...['README.md', 'CHANGELOG.md', 'LICENSE', 'media', 'dist'],
    `${ort}/dist`,
    ...['onnxruntime_binding.node', ...nativeFiles[os]].map((file) => `${binaries}/${file}`),
    `${common}/package.json`,
    `${common}/dist/cjs`,
  ];
}

const ships = (file) => !/(\.map|\.d\.ts|\.DS_Store)$/.test(file);

function writeJson(file, value) {
  writeFileSync(file, JSON.stringify(value, null, 2));
}

/** Lays the VSIX's content out in a folder, so that vsce sees that and nothing else. */
function stage(target) {
  const dir = path.join(root, 'out/stage', target);
  rmSync(dir, { recursive: true, force: true });
  for (const file of shippedFiles(target))
    cpSync(path.join(root, file), path.join(dir, file), { recursive: true, dereference: true, filter: ships });
  writeJson(path.join(dir, 'package.json'), { ...manifest, devDependencies: undefined, scripts: undefined });
  const { name, version, license, main, dependencies } = JSON.parse(
    readFileSync(path.join(root, 'node_modules/onnxruntime-node/package.json'), 'utf8'),
  );
  // Its other dependencies serve only its install script, which downloads GPU binaries.
  writeJson(path.join(dir, 'node_modules/onnxruntime-node/package.json'), {
    ...{ name, version, license, main },
    dependencies: { 'onnxruntime-common': dependencies['onnxruntime-common'] },
  });
  return dir;
}

/** Packages one target; returns its size in bytes. */
function packageTarget(target) {
  const file = path.join(root, 'out/vsix', `${manifest.name}-${manifest.version}-${target}.vsix`);
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const flags = ['--allow-missing-repository', '--no-rewrite-relative-links', '--no-gitHubIssueLinking'];
  try {
    const argv = [vsce, 'package', '--target', target, '--out', file, ...flags];
    execFileSync(process.execPath, argv, { cwd: stage(target), stdio: 'pipe' });
  } catch (error) {
    console.error(`vsce could not package ${target}:\n${error.stdout ?? ''}${error.stderr ?? error}`);
    process.exit(1);
  }
  rmSync(path.join(root, 'out/stage', target), { recursive: true });
  return { file, bytes: statSync(file).size };
}

if (!args.includes('--no-build')) execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
writeFileSync(path.join(root, 'dist/THIRD_PARTY_NOTICES.txt'), thirdPartyNotices());
rmSync(path.join(root, 'out/vsix'), { recursive: true, force: true });
mkdirSync(path.join(root, 'out/vsix'), { recursive: true });
for (const target of args.includes('--this-platform') ? [thisPlatform] : targets) {
  const { file, bytes } = packageTarget(target);
  console.log(`${path.relative(root, file)}  ${(bytes / 1e6).toFixed(1)} MB`);
  if (bytes > budgetBytes) {
    console.error(`${target} is over its budget of ${budgetBytes / 1e6} MB: see what grew with  unzip -lv ${file}`);
    process.exitCode = 1;
  }
}
