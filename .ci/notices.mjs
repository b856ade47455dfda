// The licences of everything from other hands that ships in the VSIX.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);

/** Copied into the VSIX as they are, so that esbuild's metafile does not know them. */
const copied = ['@vscode/codicons', 'onnxruntime-common', 'onnxruntime-node'];
/** Packages whose registry archive leaves the licence text out. */
const textElsewhere = {
  'onnxruntime-common': 'onnxruntime.txt',
  'onnxruntime-node': 'onnxruntime.txt',
  saxes: 'saxes.txt',
};

/** Folders of the packages whose code esbuild put into dist/. */
function bundledPackages() {
  const metafiles = JSON.parse(readFileSync(path.join(root, 'out/meta.json'), 'utf8'));
  const inputs = metafiles.flatMap(({ outputs }) => Object.values(outputs).flatMap((o) => Object.entries(o.inputs)));
  const dirs = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
    .filter(Boolean);
  return dirs.map((dir) => path.resolve(root, dir));
}

function notice(dir) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  const files = textElsewhere[name]
    ? [path.join(here, 'licences', textElsewhere[name])]
    : readdirSync(dir)
        .filter((file) => /^(licen[cs]e|copying|notice|third-?party)/i.test(file))
        .sort()
        .map((file) => path.join(dir, file));
  if (files.length === 0 || !license)
    throw new Error(`${name} has no licence text in ${dir}: put one into .ci/licences and name it in .ci/notices.mjs.`);
  const texts = files.map((file) => readFileSync(file, 'utf8').trim());
  return { name, text: [`${name} ${version} (${license})`, ...texts].join('\n\n') };
}

export function thirdPartyNotices() {
  const dirs = new Set([...copied.map((name) => path.join(root, 'node_modules', name)), ...bundledPackages()]);
  const notices = [...dirs].filter((dir) => existsSync(path.join(dir, 'package.json'))).map(notice);
  const sorted = new Map(notices.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ text }) => [text, text]));
  const rule = `\n\n${'='.repeat(80)}\n\n`;
  return `Introspect contains software by others, under these licences.${rule}${[...sorted.values()].join(rule)}\n`;
}
