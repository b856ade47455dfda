import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

describe('The De-identify panel', () => {
  let vscode: Workbench;
  const safes: string[] = [];
  let safe: string;
  let original: string;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1500, height: 1000 } });
    mkdirSync(path.join(vscode.folder, 'originals'));
    writeFileSync(path.join(vscode.folder, 'originals/P01.txt'), 'As it was recorded.');
    original = readFileSync(path.join(vscode.folder, 'transcripts/P01.transcript.txt'), 'utf8');
  });
  after(async () => {
    await vscode.dispose();
    for (const each of safes) rmSync(each, { recursive: true });
  });

  /** Answers VS Code's own dialog for files. */
  async function chooseKey(file: string): Promise<void> {
    await (await vscode.panel('privacy')).getByRole('button', { name: /^Choose/ }).click();
    await answerFileDialog(file, 'key.json');
  }

  /** @param ends how the path ends that the dialog proposes */
  async function answerFileDialog(file: string, ends: string): Promise<void> {
    const input = vscode.page.locator('.quick-input-widget input').first();
    // The dialog writes its default into the field once it has looked at the folder.
    await until('the dialog', async () => (await input.inputValue()).endsWith(ends));
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

  it('keeps lists that are being typed when its tab is hidden or closed', async () => {
    const names = async () => (await vscode.panel('privacy')).getByRole('textbox', { name: /^Names/ });
    const places = async () => (await vscode.panel('privacy')).getByRole('textbox', { name: /^Places/ });
    const says = (list: typeof names, text: string) =>
      until(`the list “${text}”`, async () => (await (await list()).inputValue()) === text);
    for (const list of [names, places]) await (await list()).fill('');
    await (await names()).click();
    await vscode.page.keyboard.type('Anna Berg, Annie');
    await vscode.openNewFile();
    await vscode.page.keyboard.press('Control+PageUp');
    await says(names, 'Anna Berg, Annie');
    await (await places()).click();
    await vscode.page.keyboard.type('Bad Soden');
    await says(places, 'Bad Soden');
    await vscode.page.keyboard.press('Control+w');
    await vscode.page.locator('.tab', { hasText: 'De-identify' }).waitFor({ state: 'detached' });
    await vscode.runCommand('Introspect: De-identify Transcripts');
    await says(names, 'Anna Berg, Annie');
    await says(places, 'Bad Soden');
    await vscode.screenshot('privacy-lists');
    for (const list of [await names(), await places()]) await list.fill('');
  });

  it('replaces what was looked at, with the key outside the study', async () => {
    // One for each try: a key that is there already is asked about.
    safe = mkdtempSync(path.join(tmpdir(), 'introspect-key-'));
    safes.push(safe);
    await chooseKey(path.join(safe, 'key.json'));
    const panel = await vscode.panel('privacy');
    await panel.getByText(/Key file: key\.json/).waitFor();
    for (const other of ['P02', 'P03']) await panel.getByRole('checkbox', { name: other }).uncheck();
    await panel.getByRole('textbox', { name: /^Names/ }).fill('sleep');
    await panel.getByRole('button', { name: 'Find identifiers' }).click();
    await panel.locator('.group').first().waitFor();
    for (const kind of await panel.locator('.kindHead').all()) {
      await kind.getByText('Replace').click(); // Shows every place…
      await kind.getByText('Replace').click(); // …and decides.
    }
    await panel.getByText(/stretches will be replaced/).waitFor();
    await vscode.page.waitForTimeout(1000); // What was said is written a moment later.
    await vscode.reload();
    const again = await vscode.panel('privacy');
    await again.getByText(/stretches will be replaced/).waitFor();
    await again.getByText(/Key file: key\.json/).waitFor();
    await vscode.screenshot('privacy-review');
    await again.getByRole('button', { name: 'Apply', exact: true }).click();
    await again.getByText(/replaced in 1 transcript/).waitFor();
    await vscode.screenshot('privacy-applied');
    const text = readFileSync(path.join(vscode.folder, 'transcripts/P01.transcript.txt'), 'utf8');
    assert.match(text, /\[NAME-1\]/);
    assert.doesNotMatch(text, /\bsleep\b/i);
    await until('the key', () =>
      Promise.resolve(/"original": "sleep"/i.test(readFileSync(path.join(safe, 'key.json'), 'utf8'))),
    );
  });

  it('moves the originals beside the key, and brings the words back from it', async () => {
    const panel = await vscode.panel('privacy');
    await panel.getByRole('button', { name: 'Move them beside the key' }).click();
    const moved = path.join(safe, `originals-${path.basename(vscode.folder)}`);
    await until('the originals', () => Promise.resolve(existsSync(moved) && readdirSync(moved).length > 0));
    assert.equal(existsSync(path.join(vscode.folder, 'originals')), false);

    await vscode.runCommand('Introspect: Restore from Key');
    await answerFileDialog(path.join(safe, 'key.json'), '/');
    await vscode.page.locator('.quick-input-widget').getByText('transcripts/P01.transcript.txt').waitFor();
    await vscode.page.keyboard.press('Enter');
    await vscode.page.getByText('The original words stand in one transcript again.').first().waitFor();
    const file = path.join(vscode.folder, 'transcripts/P01.transcript.txt');
    assert.equal(readFileSync(file, 'utf8'), original);
  });
});
