// Builds everything that ships into dist/. ES modules with shared chunks, so that activation reads only extension.js.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readdirSync } from 'node:fs';
import * as esbuild from 'esbuild';

const watch = process.argv.includes('--watch');
const common = {
  bundle: true,
  format: 'esm',
  sourcemap: 'linked',
  minify: !watch,
  keepNames: true,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
};

/** Bundled CommonJS packages call `require` of Node's own modules. */
const requireBanner = {
  js: `import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);`,
};

const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  banner: requireBanner,
  splitting: true,
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
};
/** What runs in the extension host; `vscode` exists only there. */
const host = { ...node, entryPoints: { extension: 'src/extension.ts' }, external: ['vscode'] };
/** What runs in processes of its own: importing `vscode` here must fail the build. */
const processes = {
  ...node,
  entryPoints: {
    modelHost: 'src/model/modelHost.ts',
    modelInspector: 'src/model/modelInspector.ts',
    cli: 'src/cli.ts',
  },
  external: ['onnxruntime-node'],
};
const panels = readdirSync('webview', { withFileTypes: true }).filter((d) => d.isDirectory() && d.name !== 'shared');
const webview = {
  ...common,
  platform: 'browser',
  target: 'es2022',
  entryPoints: Object.fromEntries(panels.map(({ name }) => [name, `webview/${name}/main.ts`])),
  outdir: 'dist/webview',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  tsconfig: 'webview/tsconfig.json',
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/webview', { recursive: true });
for (const f of ['codicon.css', 'codicon.ttf']) cpSync(`node_modules/@vscode/codicons/dist/${f}`, `dist/webview/${f}`);
const builds = [host, processes, webview];
if (watch) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  const results = await Promise.all(builds.map((options) => esbuild.build(options)));
  mkdirSync('out', { recursive: true });
  writeFileSync('out/meta.json', JSON.stringify(results.map((r) => r.metafile)));
}
