// How much VS Code reads and waits for when Introspect activates, beside the extensions that VS Code brings itself.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packagedVsix } from '../rig/packaged';
import { repositoryDir } from '../rig/study';
import { until } from '../rig/until';
import { disposeAll, Workbench } from '../rig/workbench';
import { median, printTable } from './support/table';

const starts = 5;
/** VS Code goes on activating its own extensions for a while after the window is up. */
const settleMs = 4000;
const times = new Map<string, number[]>();

// No study in it: Introspect activates when its view is opened, once VS Code has started everything else.
const folder = mkdtempSync(path.join(tmpdir(), 'introspect-bench-'));
writeFileSync(path.join(folder, 'notes.txt'), 'I wake up at night.\n');

for (let i = 0; i < starts; i++) {
  const vscode = await Workbench.start({ study: { folder }, viewport: { width: 1280, height: 2400 } });
  await vscode.page.waitForTimeout(settleMs);
  await vscode.openView('Introspect');
  await vscode.panel('explore');
  await vscode.runCommand('Developer: Show Running Extensions');
  const rows = vscode.page.locator('.runtime-extensions-editor .extension');
  await until('the activation times', async () => /ms/.test(await rows.filter({ hasText: 'Introspect' }).innerText()));
  for (const row of await rows.all()) {
    const name = await row.locator('.name').innerText();
    const ms = /(\d+)ms/.exec(await row.locator('.activation-time').innerText())?.[1];
    if (ms) times.set(name, [...(times.get(name) ?? []), Number(ms)]);
  }
  await vscode.dispose();
}
await disposeAll();
rmSync(folder, { recursive: true });

const ours = median(times.get('Introspect') ?? [NaN]);
const peers = [...times].filter(([name]) => name !== 'Introspect').map(([name, ms]) => [name, median(ms)] as const);
printTable(
  `Activation, median of ${starts} starts (limit 30 ms)`,
  ['extension', 'ms', 'Introspect takes'],
  [
    ['**Introspect**', ours.toFixed(0), ''],
    ...peers.map(([name, ms]) => [name, ms.toFixed(0), `${(ours / Math.max(ms, 1)).toFixed(2)} × that`]),
  ],
);

const size = (file: string) => statSync(path.join(repositoryDir, file)).size;
printTable(
  'Size',
  ['file', 'size', 'limit'],
  [
    ['dist/extension.js', `${(size('dist/extension.js') / 1e3).toFixed(1)} KB`, '150 KB'],
    [path.basename(packagedVsix()), `${(statSync(packagedVsix()).size / 1e6).toFixed(1)} MB`, '35 MB'],
  ],
);
process.exit(0);
