import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { parseBackup } from '../../src/features/coding/codingBackup';
import { parseAnnotations, verifyQuote } from '../../src/core/coding/annotations';
import { themeNames } from '../rig/themes';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

const transcript = 'transcripts/P01.transcript.txt';
const coding = `introspect/coding/${transcript}`;
const [sleep, strain] = ['48cd078f-10fc-53d7-9bce-bc7a70dfcc58', '8903e5b2-acf1-56dc-9517-69d0eec10c6f'];

describe('The coding editor', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1500, height: 950 } });
  });
  after(() => vscode.dispose());

  const read = (file: string) => readFileSync(path.join(vscode.folder, file), 'utf8');
  /** The quotes and codes of a coder's file. */
  const saved = (coder: string) =>
    parseAnnotations(read(`${coding}/${coder}.json`), coder).first.items.flatMap((item) =>
      item.motivation === 'classifying' ? [[item.target.selector[1].exact, item.body.source.slice(9)] as const] : [],
    );
  const isSaved = (coder: string, words: string, code: string) =>
    saved(coder).some(([quote, id]) => quote === words && id === code);
  const keptBackup = () => {
    const root = path.join(vscode.server.dataDir, 'data/User/workspaceStorage');
    const name = readdirSync(root, { recursive: true, encoding: 'utf8' }).find((file) =>
      file.endsWith('.coding-backup.json'),
    );
    return name === undefined ? undefined : readFileSync(path.join(root, name), 'utf8');
  };
  const dirty = () => vscode.page.locator('.tab.dirty', { hasText: 'P01.transcript.txt' });
  const drunk = /^Bodily strain, Ana R\.: I feel drunk\.$/;
  const bar = (page: Frame, name: RegExp) => page.getByRole('option', { name }).first();

  /** Selects words with the mouse, from before the first letter to behind the last. */
  async function drag(page: Frame, words: string): Promise<void> {
    await page.locator('.page').waitFor();
    const rect = await page.evaluate((wanted) => {
      const walker = document.createTreeWalker(document.querySelector('.page')!, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.textContent?.indexOf(wanted) ?? -1;
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + wanted.length);
        range.startContainer.parentElement?.scrollIntoView({ block: 'center' });
        const rects = [...range.getClientRects()];
        const [first, last] = [rects[0]!, rects.at(-1)!];
        return { from: [first.left + 1, first.top + first.height / 2], to: [last.right, last.top + last.height / 2] };
      }
      return null;
    }, words);
    assert.ok(rect, `“${words}” is on the page`);
    const frame = await (await page.frameElement()).boundingBox();
    assert.ok(frame);
    const at = ([x, y]: number[]) => [frame.x + x!, frame.y + y!] as const;
    await vscode.page.mouse.move(...at(rect.from));
    await vscode.page.mouse.down();
    await vscode.page.mouse.move(...at(rect.to), { steps: 6 });
    await vscode.page.mouse.up();
    await page.getByText(`“${words}”`, { exact: true }).waitFor();
  }

  it('opens a transcript ready for coding, with everybody’s codes in the margin', async () => {
    const page = await vscode.openTranscript(transcript);
    await bar(page, /^Sleep disruption, Ana R\./).waitFor();
    await vscode.page.getByRole('button', { name: 'Who is coding? Not said yet' }).waitFor();
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('coding');
    }
    await vscode.useTheme('dark');
  });

  it('takes a turn by a triple click and by Ctrl+A, then everything, whatever VS Code does with that key', async () => {
    const page = await vscode.panel('coding');
    await page.getByText('(laughs) Go on.').click({ clickCount: 3 });
    await page.getByText('“(laughs) Go on.”', { exact: true }).waitFor();
    await page.getByText('Yeah. Yeah, fire away.').click();
    await vscode.page.keyboard.press('Control+a');
    await page.getByText('“Yeah. Yeah, fire away.”', { exact: true }).waitFor();
    await vscode.page.keyboard.press('Control+a');
    await page.getByText(/^“Synthetic interview .* … .*[.?]”$/).waitFor();
  });

  it('finds words by Ctrl+F, and offers for them, on a right click, a code, a memo and to copy', async () => {
    const page = await vscode.panel('coding');
    await page.getByText('Yeah. Yeah, fire away.').click();
    await vscode.page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find' }).fill('in the fridge.');
    await page.getByText('1 of 1', { exact: true }).waitFor();
    assert.equal(await vscode.page.locator('.find-widget.visible, .simple-find-part.visible').count(), 0);
    await vscode.screenshot('coding-find');
    await vscode.page.keyboard.press('Escape');
    const words = page.locator('.words').getByText('In the fridge.', { exact: true });
    const copy = vscode.page.getByRole('menuitem', { name: 'Copy' });
    await words.click({ button: 'right' });
    // A menu that has just opened swallows the first click.
    await until('the words on the clipboard', async () => {
      if (await copy.isVisible()) await copy.click({ timeout: 2000 }).catch(() => undefined);
      return (await vscode.page.evaluate(() => navigator.clipboard.readText())) === 'In the fridge.';
    });
    await words.click({ button: 'right' });
    await vscode.chooseFromMenu('Code…', page.locator('introspect-code-picker').getByRole('option').first());
    await vscode.page.keyboard.press('Escape');
    await page.locator('introspect-code-picker').waitFor({ state: 'detached' });
  });

  it('codes the selected words by keyboard, asks once who is coding, and undoes, redoes and saves by VS Code’s own keys', async () => {
    const page = await vscode.panel('coding');
    await drag(page, 'I feel drunk.');
    await vscode.page.keyboard.type('bodil');
    await vscode.screenshot('coding-picker');
    await vscode.page.keyboard.press('Enter');
    // Another try may find it said.
    if (await vscode.page.getByRole('button', { name: 'Who is coding? Not said yet' }).isVisible())
      await vscode.pick('Ana R.');
    await bar(page, drunk).waitFor();
    await dirty().waitFor();
    await vscode.page.getByRole('button', { name: 'Ana R. is coding' }).waitFor();
    await vscode.screenshot('coding-coded');

    // By a code’s own letter; undone, done again and saved by VS Code’s own keys.
    const lanyard = bar(page, /^Sleep disruption, Ana R\.: Lanyard and everything\./);
    await drag(page, 'Lanyard and everything.');
    await vscode.page.keyboard.press('s');
    await vscode.page.keyboard.press('Enter');
    await lanyard.waitFor();
    await vscode.page.keyboard.press('Control+Z');
    await lanyard.waitFor({ state: 'detached' });
    await vscode.page.keyboard.press('Control+Z');
    await bar(page, drunk).waitFor({ state: 'detached' });
    await dirty().waitFor({ state: 'detached' });
    await vscode.page.keyboard.press('Control+Shift+Z');
    await bar(page, drunk).waitFor();
    await vscode.page.keyboard.press('Control+Shift+Z');
    await lanyard.waitFor();
    await vscode.page.keyboard.press('Control+S');
    await dirty().waitFor({ state: 'detached' });
    assert.ok(isSaved('ana', 'I feel drunk.', strain));
    assert.ok(isSaved('ana', 'Lanyard and everything.', sleep));
    assert.match(read('introspect/journal.jsonl'), /"coding\.save".*"added":2/);
    const text = read(transcript);
    for (const { target } of parseAnnotations(read(`${coding}/ana.json`), 'ana').first.items)
      assert.ok(typeof target === 'string' || verifyQuote(text, target));
  });

  it('keeps a memo as it is typed: saved, undone, hidden and loaded anew without leaving the field', async () => {
    const page = await vscode.panel('coding');
    const keys = vscode.page.keyboard;
    const field = (of: Frame) => of.getByLabel('What you want to remember about these words');
    const says = (text: string, of = page) =>
      until(`the memo “${text}”`, async () => (await field(of).inputValue()) === text);
    await drag(page, 'Next to the butter.');
    await keys.press('Alt+M');
    await until('the keyboard in the memo', () => field(page).evaluate((area) => area.matches(':focus')));
    await keys.type('Every night?');
    await keys.press('Control+S');
    await until('the memo on the disk', () => Promise.resolve(read(`${coding}/ana.json`).includes('"Every night?"')));
    await dirty().waitFor({ state: 'detached' });
    await keys.type(' Ask.');
    await dirty().waitFor();
    await says('Every night? Ask.');
    await vscode.screenshot('coding-memo');
    await keys.press('Control+Z');
    await says('Every night?');
    await keys.press('Control+Z');
    await says('');
    assert.ok(await bar(page, drunk).isVisible(), 'an undo of the memo undoes nothing else');
    // VS Code takes no redo while another one is under way.
    await keys.press('Control+Shift+Z');
    await says('Every night?');
    await keys.press('Control+Shift+Z');
    await says('Every night? Ask.');
    await keys.type(' More');
    await keys.press('Control+W');
    const question = vscode.page.locator('.monaco-dialog-box', { hasText: 'P01.transcript.txt' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await dirty().waitFor();
    await field(page).click();
    await keys.press('End');
    await keys.type(' and more');
    // Another editor in front takes the page with it, before anything could be heard of it.
    await vscode.openFile('introspect/study.json');
    await vscode
      .tab('study.json')
      .getByRole('button', { name: /^Close/ })
      .click();
    const note = 'Every night? Ask. More and more';
    const marked = (await vscode.panel('coding')).getByRole('button', { name: `Memo: ${note}` });
    await marked.waitFor();
    await until('the backup', () => Promise.resolve(keptBackup()?.includes(note)));
    await vscode.reload();
    await dirty().waitFor();
    const again = await vscode.panel('coding');
    await again.getByRole('button', { name: `Memo: ${note}` }).click();
    await says(note, again);
    await keys.press('Control+S');
    await dirty().waitFor({ state: 'detached' });
    assert.ok(read(`${coding}/ana.json`).includes(note));
  });

  it('shows what another program writes into a coder’s file, and what is corrected in the transcript', async () => {
    const page = await vscode.panel('coding');
    await bar(page, /Ben K\./).waitFor();
    const ben = read(`${coding}/ben.json`);
    writeFileSync(path.join(vscode.folder, `${coding}/ben.json`), ben.replaceAll(sleep, strain));
    await until(
      'Ben’s new codes',
      async () => (await page.getByRole('option', { name: /^Sleep disruption, Ben K\./ }).count()) === 0,
    );
    writeFileSync(path.join(vscode.folder, transcript), read(transcript).replace('I feel drunk', 'I feel quite drunk'));
    await page.getByText('I feel quite drunk').waitFor();
    await bar(page, /^Bodily strain, Ana R\..*I feel quite drunk\./).waitFor();
    await vscode.screenshot('coding-moved');
  });

  it('comes back after a reload with the codes that were not saved', async () => {
    const page = await vscode.panel('coding');
    await drag(page, 'Next to the butter.');
    await vscode.page.keyboard.press('s');
    await vscode.page.keyboard.press('Enter');
    await bar(page, /^Sleep disruption, Ana R\.: Next to the butter\./).waitFor();
    assert.ok(!isSaved('ana', 'Next to the butter.', sleep));
    // VS Code keeps what is not saved a second later. A backup of the memo before would hold these words too, beside its own.
    const isKept = () => {
      const kept = keptBackup();
      return (kept === undefined ? [] : parseBackup(kept).changes).some(
        ({ after: now }) => now?.motivation === 'classifying' && now.target.selector[1].exact === 'Next to the butter.',
      );
    };
    await until('the backup', () => Promise.resolve(isKept()));
    await vscode.reload();
    await dirty().waitFor();
    const again = await vscode.panel('coding');
    await bar(again, /^Sleep disruption, Ana R\.: Next to the butter\./).waitFor();
    await again.locator('.page').click();
    await vscode.page.keyboard.press('Control+S');
    await dirty().waitFor({ state: 'detached' });
    assert.ok(isSaved('ana', 'Next to the butter.', sleep));
  });

  it('lets the other panels follow what is selected', async () => {
    const page = await vscode.panel('coding');
    await drag(page, 'Next to the butter.');
    await vscode.runCommand('Introspect: Explain Selection');
    const explore = await vscode.panel('explore');
    await explore
      .getByRole('listbox', { name: 'Tokens' })
      .getByRole('option', { name: /butter/ })
      .first()
      .waitFor();
    await vscode.screenshot('coding-explore');
  });

  it('hides the others while coding blind', async () => {
    const page = await vscode.panel('coding');
    await vscode.runCommand('Introspect: Code Blind (Hide or Show the Other Coders)');
    await until('blindness', async () => (await page.getByRole('option', { name: /Ben K\./ }).count()) === 0);
    await vscode.screenshot('coding-blind');
    await vscode.runCommand('Introspect: Code Blind (Hide or Show the Other Coders)');
    await bar(page, /Ben K\./).waitFor();
  });

  it('tells who is new to the study by name, once they have said it', async () => {
    await vscode.runCommand('Introspect: Code As…');
    await vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Someone new…' }).click();
    await vscode.type('Cleo D.');
    await vscode.page.getByRole('button', { name: 'Cleo D. is coding' }).waitFor();
  });

  it('codes the selected words with a code of the codebook, at a click in its row', async () => {
    const page = await vscode.panel('coding');
    await drag(page, 'In the fridge.');
    await vscode.openView('Study');
    const row = vscode.page.locator('.sidebar .monaco-list-row', { hasText: 'Feeling judged' }).first();
    await row.hover();
    await row.getByRole('button', { name: 'Code Selected Words' }).click();
    await bar(page, /^Feeling judged, Cleo D\.( \(you\))?: In the fridge\.$/).waitFor();
    await vscode.screenshot('coding-codebook');
  });

  it('is one click away from the plain text, and back', async () => {
    await vscode.page.getByRole('button', { name: 'Open as Text' }).first().click();
    await vscode.editor(transcript).locator('.view-line').first().waitFor();
    await vscode.page.getByRole('button', { name: 'Open in Coding Editor' }).first().click();
    await until('the coding editor', async () => (await vscode.panel('coding')).locator('.page').isVisible());
  });
});
