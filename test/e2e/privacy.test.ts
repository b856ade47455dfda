import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

describe('The De-identify panel', () => {
  let vscode: Workbench;
  let safe: string;
  before(async () => {
    safe = mkdtempSync(path.join(tmpdir(), 'introspect-key-'));
    vscode = await Workbench.start({ viewport: { width: 1500, height: 1000 } });
  });
  after(async () => {
    await vscode.dispose();
    rmSync(safe, { recursive: true });
  });

  /** Answers VS Code's own dialog for files. */
  async function chooseKey(file: string): Promise<void> {
    await (await vscode.panel('privacy')).getByRole('button', { name: /^Choose/ }).click();
    const input = vscode.page.locator('.quick-input-widget input').first();
    // The dialog writes its default into the field once it has looked at the folder.
    await until('the dialog', async () => (await input.inputValue()).endsWith('key.json'));
    await until('the path', async () => {
      await input.fill(file);
      await vscode.page.waitForTimeout(300); // The dialog may still put its own path there.
      return (await input.inputValue()) === file;
    });
    await input.press('Enter');
  }

  it('refuses a key inside the study', async () => {
    await vscode.runCommand('Introspect: De-identify Transcripts');
    await chooseKey(path.join(vscode.folder, 'key.json'));
    await (
      await vscode.panel('privacy')
    )
      .getByRole('alert')
      .getByText(/cannot be kept in/)
      .waitFor();
  });

  it('replaces what was looked at, with the key outside the study', async () => {
    await chooseKey(path.join(safe, 'key.json'));
    const panel = await vscode.panel('privacy');
    await panel.getByText(/Key file: key\.json/).waitFor();
    for (const other of ['P02', 'P03']) await panel.getByRole('checkbox', { name: other }).uncheck();
    await panel.getByRole('textbox', { name: /^Names/ }).fill('sleep');
    await panel.getByRole('button', { name: 'Find identifiers' }).click();
    await panel.locator('.group').first().waitFor();
    for (const kind of await panel.locator('.kindHead').all()) await kind.getByText('Replace').click();
    await vscode.screenshot('privacy-review');
    await panel.getByRole('button', { name: 'Apply', exact: true }).click();
    await panel.getByText(/replaced in 1 transcript/).waitFor();
    await vscode.screenshot('privacy-applied');
    const text = readFileSync(path.join(vscode.folder, 'transcripts/P01.transcript.txt'), 'utf8');
    assert.match(text, /\[NAME-1\]/);
    assert.doesNotMatch(text, /\bsleep\b/i);
    await until('the key', () =>
      Promise.resolve(/"original": "sleep"/i.test(readFileSync(path.join(safe, 'key.json'), 'utf8'))),
    );
  });
});
