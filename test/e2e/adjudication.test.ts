import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { parseAnnotations, verifyQuote } from '../../src/core/coding/annotations';
import { themeNames } from '../rig/themes';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';
import { highlightedIn } from './support/highlightedIn';

const transcript = 'transcripts/P01.transcript.txt';
const consensus = `introspect/coding/${transcript}/consensus.json`;

describe('Settling differences', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1600, height: 1000 } });
  });
  after(() => vscode.dispose());

  const read = (file: string) => readFileSync(path.join(vscode.folder, file), 'utf8');
  const items = () => parseAnnotations(read(consensus), consensus).first.items;
  /** The panel remembers its place: another try may begin at another. */
  const goTo = (panel: Frame, n: number) =>
    until(`difference ${n}`, async () => {
      const heading = await panel.getByRole('heading', { name: /Difference \d+ of \d+/ }).innerText();
      const at = Number(/Difference (\d+)/.exec(heading)?.[1]);
      if (at === n) return true;
      await panel.locator('#place').focus();
      await vscode.page.keyboard.press(at < n ? 'n' : 'p');
      return false;
    });
  const progress = (panel: Frame, text: string | RegExp) => panel.getByRole('status').getByText(text).waitFor();

  it('asks for the transcript and the manner, and shows the first difference', async () => {
    await vscode.openTranscript(transcript);
    await vscode.runCommand('Introspect: Settle Differences…');
    await vscode.pick('P01.transcript.txt');
    await vscode.pick('Decide each difference');
    const panel = await vscode.panel('adjudication');
    await panel.getByRole('heading', { name: /Difference 1 of \d+/ }).waitFor();
    await progress(panel, /^0 of \d+ settled/);
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('adjudication');
    }
  });

  it('settles three differences by keyboard; the consensus quotes the transcript exactly', async () => {
    const before = ['ana', 'ben'].map((coder) => read(`introspect/coding/${transcript}/${coder}.json`));
    const panel = await vscode.panel('adjudication');
    await panel.locator('#place').focus();
    await goTo(panel, 1);
    await vscode.page.keyboard.press('1');
    await progress(panel, /^1 of \d+ settled/);
    await vscode.page.keyboard.press('1');
    await progress(panel, /^2 of \d+ settled/);
    await vscode.page.keyboard.press('2');
    await progress(panel, /^3 of \d+ settled/);
    await panel.getByRole('heading', { name: /Difference 4 of \d+/ }).waitFor();
    await vscode.page.keyboard.press('d');
    await progress(panel, /^3 of \d+ settled, 1 to discuss/);
    await vscode.page.keyboard.type('Is this strain, or sleep?');
    await vscode.page.keyboard.press('Control+Enter');
    await until('the memo on disk', () => Promise.resolve(read(consensus).includes('Is this strain, or sleep?')));
    await vscode.screenshot('adjudication-discuss');
    const text = read(transcript);
    assert.ok(items().length >= 4);
    for (const { creator, target } of items()) {
      assert.equal(creator.id, 'consensus');
      assert.ok(typeof target !== 'string' && verifyQuote(text, target));
    }
    assert.deepEqual(
      ['ana', 'ben'].map((coder) => read(`introspect/coding/${transcript}/${coder}.json`)),
      before,
    );
    assert.match(read('introspect/journal.jsonl'), /adjudication\.discuss/);
  });

  it('comes back after a reload where it was, and can still undo', async () => {
    await goTo(await vscode.panel('adjudication'), 4);
    await vscode.reload();
    const panel = await vscode.panel('adjudication');
    await progress(panel, /^3 of \d+ settled, 1 to discuss/);
    await panel.getByRole('heading', { name: /Difference 4 of \d+/ }).waitFor();
    assert.equal(await panel.getByRole('textbox', { name: /Memo/ }).inputValue(), 'Is this strain, or sleep?');
    await panel.locator('#place').focus();
    await vscode.page.keyboard.press('u');
    await progress(panel, /^3 of \d+ settled$/);
    await vscode.page.keyboard.press('u');
    await progress(panel, /^2 of \d+ settled$/);
    await panel.getByRole('heading', { name: /Difference 3 of \d+/ }).waitFor();
  });

  it('goes to the words in the transcript', async () => {
    const panel = await vscode.panel('adjudication');
    await panel.locator('#place').focus();
    await vscode.page.keyboard.press('t');
    const coding = await vscode.panel('coding');
    await coding.getByText(/“Mm\. Worse how\?/).waitFor();
    await vscode.screenshot('adjudication-transcript');
    assert.match(await highlightedIn(coding), /^Mm\. Worse how\?[^]*fridge last week\.$/);
    // One goes on deciding: the keyboard is still in the panel.
    assert.ok(await panel.evaluate(() => document.hasFocus()));
  });
});
