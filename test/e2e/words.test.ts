import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { summarise, type TokenScore } from '../../src/core/surprisal/summary';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';
import { introspect } from './support/cli';
import { modelHostPids } from './support/processes';

const transcript = 'transcripts/P01.transcript.txt';
const sentence = "I'd honestly rather not go back to sleep at all than have that half an hour.";

interface CliNext {
  readonly next: readonly { readonly text: string; readonly p: number }[];
}
interface CliTokens {
  readonly tokens: readonly (TokenScore & { readonly text: string; readonly context: number })[];
  readonly windows: readonly unknown[];
}

const plain = (text: string): string => text.replaceAll('\u00a0', ' ').trim();
const percent = (p: number): string => `${(100 * p).toFixed(1)} %`;

/** The likeliest word on screen and its chance, once the panel has asked for it. */
async function firstBar(words: Frame): Promise<string> {
  const row = words.locator('introspect-words-bars tbody tr').first();
  await row.waitFor();
  return plain(await row.locator('.before').innerText());
}

/** Where the cursor of the text editor stands, as the status bar says. */
async function cursor({ page }: Workbench): Promise<{ readonly line: number; readonly column: number } | undefined> {
  const status = await page.locator('.statusbar-item[id="status.editor.selection"]').innerText();
  const at = /Ln (\d+), Col (\d+)/.exec(status);
  return at ? { line: Number(at[1]), column: Number(at[2]) } : undefined;
}

describe('The Next Words panel', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1700, height: 1000 }, transcripts: 'text' });
  });
  after(() => vscode.dispose());

  it('opens from Explore, shows what the command line computes, and the tree is walked by keyboard', async () => {
    await vscode.openFile(transcript);
    await vscode.selectText(sentence);
    await vscode.openView('Introspect');
    const explore = await vscode.panel('explore');
    await explore.getByRole('button', { name: 'Next words' }).click();
    const words = await vscode.panel('words');
    const { next } = introspect<CliNext>('next', sentence, '--top', '5');
    await until('the chance of the likeliest word', async () => (await firstBar(words)) === percent(next[0]!.p));
    await words.getByRole('radio', { name: 'Tree' }).check();
    const items = words.getByRole('treeitem');
    await items.first().waitFor();
    assert.deepEqual(
      (await items.locator('.p').allInnerTexts()).map(plain),
      next.map(({ p }) => percent(p)),
    );
    await items.first().press('Enter');
    await until('the words after it', async () => (await items.count()) === 10);
    const after = introspect<CliNext>('next', sentence + next[0]!.text, '--top', '1').next[0]!;
    const path = plain(await items.nth(1).locator('.pathP').innerText());
    // Joined to the text, a word may be cut into other tokens: then the command line reads another text.
    assert.ok(Math.abs(parseFloat(path) - 100 * next[0]!.p * after.p) < 1.5, `${path}, ${next[0]!.p} × ${after.p}`);
    await vscode.screenshot('words-tree');
    await words.getByRole('radio', { name: 'Next words' }).check();
    await words.getByRole('heading', { name: /the model expects/ }).waitFor();
    await vscode.screenshot('words-chances');
  });

  it('scores the whole transcript, by speaker, as `introspect tokens --windows` does, and leads to the words', async () => {
    const words = await vscode.panel('words');
    await words.getByRole('radio', { name: 'Whole transcript' }).check();
    await words.locator('tr[data-speaker="P01"]').waitFor();
    const text = readFileSync(path.join(vscode.folder, transcript), 'utf8');
    const { tokens, windows } = introspect<CliTokens>('tokens', text, '--windows');
    assert.ok(windows.length > 1, 'longer than the model reads at once');
    for (const { speaker, tokens: n, bits } of summarise(text, tokens).speakers) {
      if (speaker === null) continue;
      const row = words.locator(`tr[data-speaker="${speaker}"]`);
      assert.equal(await row.locator('.perToken').innerText(), (bits / n).toFixed(2), speaker);
      assert.equal(await row.locator('td').nth(1).innerText(), n.toLocaleString('en-US'));
    }
    await words.getByText(`were read in ${windows.length} windows`).waitFor();
    await vscode.screenshot('words-transcript');
    const line = words.getByRole('slider', { name: /Surprisal along/ });
    await line.press('m');
    await line.press('Enter');
    const said = /“(.{8})/.exec((await line.getAttribute('aria-valuetext'))!)![1]!;
    await until('the cursor at the peak', async () => {
      const at = await cursor(vscode);
      const lineText = at && text.split('\n')[at.line - 1]!.slice(at.column - 1);
      return lineText?.trimStart().startsWith(said.slice(0, 4));
    });
  });

  it('says so when the model is killed while it scores, and scores when told again', async () => {
    const words = await vscode.panel('words');
    await vscode.editor().locator('.native-edit-context, textarea.inputarea').first().press('Control+Home');
    await until('the cursor at the top', async () => (await cursor(vscode))?.line === 1);
    const [host] = modelHostPids(vscode);
    // Held, so that a quick machine is not done before it is killed.
    process.kill(host!, 'SIGSTOP');
    await words.getByRole('combobox', { name: 'Window' }).selectOption('256');
    await words.getByRole('progressbar', { name: 'Scoring the whole transcript' }).waitFor();
    // The panel shows progress before the extension knows of it. One that has heard what was asked next has asked the host.
    await words.getByRole('slider', { name: /Surprisal along/ }).press('Enter');
    await until('the cursor back at the peak', async () => ((await cursor(vscode))?.line ?? 1) > 1);
    process.kill(host!, 'SIGKILL');
    await words.getByText(/The transcript was not scored\. .*killed \(SIGKILL\)/).waitFor();
    await words.getByRole('button', { name: 'Score the transcript again' }).click();
    await words.getByText(/in \d+ windows of up to 256 tokens/).waitFor();
  });
});
