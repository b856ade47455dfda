import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { hubAnswer } from '../support/scriptedHub';
import { ScriptedServer } from '../support/scriptedServer';
import { repositoryDir } from '../rig/study';
import { themeNames } from '../rig/themes';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

const fixture = path.join(repositoryDir, 'test/fixtures/models/gpt2');

describe('The Models view', () => {
  let vscode: Workbench;
  let hub: ScriptedServer;
  const models = mkdtempSync(path.join(tmpdir(), 'introspect-models-'));
  before(async () => {
    cpSync(fixture, path.join(models, 'my-gpt2'), { recursive: true });
    const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'];
    const files = new Map(names.map((file) => [file, readFileSync(path.join(fixture, file))]));
    files.set('LICENSE', Buffer.from('You may do anything with this model.'));
    hub = await ScriptedServer.start(hubAnswer({ repo: 'tiny/gpt2', files }));
    vscode = await Workbench.start({ machineSettings: { 'introspect.hub.url': hub.url } });
  });
  after(async () => {
    await vscode.dispose();
    await hub.stop();
    rmSync(models, { recursive: true });
  });

  const row = (label: string): Locator =>
    vscode.page.locator('.pane', { hasText: 'Models' }).getByRole('treeitem', { name: label });
  const dialogButton = (name: string): Locator =>
    vscode.page.locator('.monaco-dialog-box').getByRole('button', { name });

  it('shows the bundled model, in use', async () => {
    await vscode.openView('Introspect');
    await row('Introspect practice model, in use').waitFor();
    await vscode.screenshot('models');
  });

  it('adds a folder of the person’s own, and tells all about it', async () => {
    await vscode.runCommand('Introspect: Add Model Folder…');
    const dialog = vscode.page.locator('.quick-input-widget');
    // It writes where it starts into its field, over what is typed too early.
    await dialog.getByRole('option', { name: 'transcripts' }).waitFor();
    await dialog.locator('input[type=text]').fill(path.join(models, 'my-gpt2'));
    // While it looks the typed folder up, it does not hear its button.
    await dialog.getByRole('option', { name: 'my-gpt2' }).waitFor();
    const add = dialog.getByRole('button', { name: 'Add This Model' });
    await until('the dialog to close', async () => {
      if (await add.isVisible()) await add.click({ timeout: 3000 }).catch(() => undefined);
      return !(await add.isVisible());
    });
    await row('my-gpt2').waitFor();
    const frame = vscode.page
      .frameLocator('iframe.webview.ready[src*="markdown-language-features"]')
      .frameLocator('#active-frame');
    // A view that draws its rows anew under the pointer swallows the click on a row's button.
    await until(
      'the details',
      async () => {
        await row('my-gpt2').hover();
        const button = row('my-gpt2').getByRole('button', { name: 'Show Model Details' });
        return button
          .click({ timeout: 3000 })
          .then(() => frame.getByText('GPT2LMHeadModel').waitFor({ timeout: 8000 }))
          .then(
            () => true,
            () => false,
          );
      },
      40_000,
    );
    await frame.getByText('SHA-256').waitFor();
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('models-details');
    }
  });

  it('uses it', async () => {
    await row('my-gpt2').hover();
    await row('my-gpt2').getByRole('button', { name: 'Use This Model' }).click();
    await row('my-gpt2, in use').waitFor();
  });

  it('downloads a model after two agreements, and connects to nobody before', async () => {
    await vscode.runCommand('Introspect: Download Model…');
    await vscode.screenshot('models-catalogue');
    await vscode.pick('Another model, by its name…');
    await vscode.type('tiny/gpt2');
    await vscode.page.getByText(`Let Introspect connect to ${hub.host}?`).waitFor();
    assert.equal(hub.sockets, 0);
    await dialogButton('Allow').click();
    await vscode.page.getByText('Its licence is mit').waitFor();
    await vscode.screenshot('models-licence');
    assert.ok(!hub.requests.some((request) => request.path.includes('/resolve/')), 'no file before the licence');
    await dialogButton('Agree and Download').click();
    const done = await vscode.notification('gpt2-fp32 is downloaded');
    await done.getByRole('button', { name: 'Use This Model' }).click();
    await row('gpt2-fp32, in use').waitFor();
    await vscode.screenshot('models-downloaded');
  });

  it('deletes what was downloaded, after asking, and is back at the bundled model', async () => {
    await row('gpt2-fp32').click({ button: 'right' });
    await vscode.chooseFromMenu('Delete Model…', dialogButton('Delete'));
    await dialogButton('Delete').click();
    await row('gpt2-fp32').waitFor({ state: 'hidden' });
    await row('Introspect practice model, in use').waitFor();
  });
});
