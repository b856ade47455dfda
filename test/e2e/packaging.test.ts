import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { packagedVsix } from '../rig/packaged';
import { repositoryDir } from '../rig/study';
import { zipEntries } from '../rig/zip';

const binaries = 'extension/node_modules/onnxruntime-node/bin/';
/** What the runtime opens on each system; checked against the import tables of onnxruntime-node 1.30.0. */
const nativeFiles: Readonly<Record<string, readonly string[]>> = {
  linux: ['libonnxruntime.so.1', 'onnxruntime_binding.node'],
  darwin: ['libonnxruntime.1.dylib', 'onnxruntime_binding.node'],
  win32: ['DirectML.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'],
};
const allowed = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/THIRD_PARTY_NOTICES\.txt$/,
  /^extension\/dist\/([\w-]+|chunks\/[\w.-]+|webview\/[\w-]+|webview\/chunks\/[\w.-]+)\.js$/,
  /^extension\/dist\/webview\/[\w-]+\.(css|ttf)$/,
  /^extension\/media\//,
  /^extension\/node_modules\/onnxruntime-node\/(package\.json|dist\/[\w-]+\.js|bin\/)/,
  /^extension\/node_modules\/onnxruntime-common\/(package\.json|dist\/cjs\/(package\.json|[\w-]+\.js))$/,
];

describe('The packaged extension', () => {
  const vsixDir = path.dirname(packagedVsix());
  for (const file of readdirSync(vsixDir).filter((f) => f.endsWith('.vsix'))) {
    const [, os, arch] = /-(linux|darwin|win32)-(x64|arm64)\.vsix$/.exec(file) as unknown as [string, string, string];
    const entries = zipEntries(path.join(vsixDir, file));
    const names = [...entries.keys()];

    describe(file, () => {
      it('contains nothing but what is on the list', () => {
        assert.deepEqual(
          names.filter((name) => !allowed.some((pattern) => pattern.test(name))),
          [],
        );
      });

      it('contains no test, source, source map or local path', () => {
        assert.deepEqual(
          names.filter((name) => /\.(ts|map|py)$|\/(test|training|src|webview\/src)\/|\.ci\//.test(name)),
          [],
        );
        for (const name of names.filter((n) => /\/dist\/.*\.js$/.test(n)))
          assert.ok(!entries.get(name)?.read().includes(repositoryDir), `${name} names this machine's folders`);
      });

      it('contains the runtime of exactly one platform', () => {
        const dir = `${binaries}napi-v6/${os}/${arch}/`;
        const found = names.filter((name) => name.startsWith(binaries));
        assert.deepEqual(
          found.sort(),
          nativeFiles[os]?.map((name) => dir + name),
        );
        for (const name of found) assert.ok((entries.get(name)?.sizeBytes ?? 0) > 100_000, name);
        assert.match(entries.get('extension.vsixmanifest')?.read() ?? '', new RegExp(`TargetPlatform="${os}-${arch}"`));
      });

      it('contains the file without which onnxruntime-common does not load once installed', () => {
        const name = 'extension/node_modules/onnxruntime-common/dist/cjs/package.json';
        assert.deepEqual(JSON.parse(entries.get(name)?.read() ?? ''), { type: 'commonjs' });
      });

      it('has the entry points its manifest and its panels name', () => {
        const manifest = JSON.parse(entries.get('extension/package.json')?.read() ?? '') as Record<string, unknown>;
        assert.equal(manifest['main'], './dist/extension.js');
        assert.equal(manifest['scripts'], undefined);
        const panels = readdirSync(path.join(repositoryDir, 'webview')).filter((name) => name !== 'shared');
        const scripts = panels
          .filter((name) => statSync(path.join(repositoryDir, 'webview', name)).isDirectory())
          .map((name) => `webview/${name}.js`);
        for (const script of ['extension.js', 'modelHost.js', 'modelInspector.js', 'cli.js', ...scripts])
          assert.ok(entries.has(`extension/dist/${script}`), script);
      });

      it('carries the licence of every package in it', () => {
        const notices = entries.get('extension/dist/THIRD_PARTY_NOTICES.txt')?.read() ?? '';
        for (const name of ['onnxruntime-node', 'onnxruntime-common', '@vscode/codicons'])
          assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
        for (const words of ['Permission is hereby granted, free of charge', 'Attribution 4.0 International'])
          assert.ok(notices.includes(words), words);
      });

      it('is under its budget', () => {
        const sizeBytes = statSync(path.join(vsixDir, file)).size;
        assert.ok(sizeBytes < 35e6, `${(sizeBytes / 1e6).toFixed(1)} MB`);
      });
    });
  }
});
