// Bundles test/vscode/**/*.test.ts into one file that VS Code's extension host can run.
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { repositoryDir } from './study';

/** Returns the path of the bundle (`extensionTestsPath`). */
export async function bundleExtensionTests(): Promise<string> {
  const dir = path.join(repositoryDir, 'test/vscode');
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  const imports = files.map((file) => `await import(${JSON.stringify(path.join(dir, file))});`);
  // The folder says "type": "module"; mocha's globals and the require of `vscode` want CommonJS.
  const outfile = path.join(repositoryDir, 'out/test/vscode/index.cjs');
  mkdirSync(path.dirname(outfile), { recursive: true });
  await build({
    stdin: {
      contents: `import { runMocha } from './mochaInHost'; export const run = () => runMocha(async () => { ${imports.join('\n')} });`,
      resolveDir: import.meta.dirname,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha', 'onnxruntime-node'],
    logLevel: 'warning',
  });
  return outfile;
}
