import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { until } from '../rig/until';
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

describe('In a window without a folder', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'introspect-new-study-'));
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ study: 'none', viewport: { width: 1366, height: 768 } });
  });
  after(async () => {
    await vscode.dispose();
    rmSync(folder, { recursive: true });
  });

  it('offers nothing that is about a study', async () => {
    for (const title of ['Introspect: Settle Differences…', 'Introspect: Compare Coders'])
      assert.equal(await vscode.offersCommand(title), false, title);
  });

  it('makes a study by keyboard, opens it, and goes on with what it needs next', async () => {
    await vscode.runCommand('Introspect: New Study…');
    const { keyboard } = vscode.page;
    const asked = (title: string) => vscode.page.locator('.quick-input-title').getByText(title).waitFor();
    await asked('New Study: a folder of its own');
    await keyboard.press('Control+A');
    await keyboard.type(`${folder}/`);
    // The list follows what is typed: of an empty folder it has the way up alone.
    const rows = vscode.page.locator('.quick-input-list .monaco-list-row');
    // VS Code overlooks keys that come while it still lists another folder.
    await until('the list of the folder', async () => {
      if ((await rows.allInnerTexts()).join() === '..') return true;
      await keyboard.press('Backspace');
      await keyboard.type('/');
      await setTimeout(500);
      return false;
    });
    await keyboard.press('Enter');
    await asked('New Study: Codebook');
    await keyboard.press('Enter');
    await vscode.page.getByText('This study has no transcripts yet.').waitFor({ timeout: 60_000 });
    await vscode.screenshot('new-study-empty-window');
    // The next Tab is at the button that brings them in.
    await until('the keyboard in the view', async () => {
      await keyboard.press('Tab');
      return vscode.page.evaluate(() => document.activeElement?.textContent === 'Import Transcripts…');
    });
  });
});
