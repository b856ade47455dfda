import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Workbench } from '../rig/workbench';

describe('In a folder that is no study', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'introspect-no-study-'));
  writeFileSync(path.join(folder, 'notes.md'), 'I wake up at night.\n');
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ study: { folder } });
  });
  after(async () => {
    await vscode.dispose();
    rmSync(folder, { recursive: true });
  });

  it('fills a panel again after a reload', async () => {
    await vscode.runCommand('Introspect: Glossary');
    await (await vscode.panel('glossary')).locator('details').first().waitFor();
    await vscode.reload();
    // A window that comes back on a busy machine takes its time.
    const again = await vscode.panel('glossary').catch(() => vscode.panel('glossary'));
    await again.locator('details').first().waitFor();
  });
});
