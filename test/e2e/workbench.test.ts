import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Workbench } from '../rig/workbench';
import { themeNames } from '../rig/themes';

const file = 'transcripts/P01.transcript.txt';

/** A transcript much longer than a screen, in which the same words come back. */
function writeLongStudy(): string {
  const dir = path.join(mkdtempSync(path.join(tmpdir(), 'introspect-study-')), 'long-study');
  mkdirSync(path.join(dir, 'transcripts'), { recursive: true });
  const turns = Array.from({ length: 60 }, (_, i) => [
    `Interviewer: What was week ${i + 1} like for you?`,
    `P01: In week ${i + 1} I woke up at four and lay there, worrying about nothing.`,
  ]);
  writeFileSync(path.join(dir, file), turns.flat().join('\n\n') + '\n');
  return dir;
}

describe('The workbench layer', () => {
  let vscode: Workbench;
  const study = writeLongStudy();
  before(async () => {
    vscode = await Workbench.start({ study: { folder: study }, transcripts: 'text' });
  });
  after(async () => {
    await vscode.dispose();
    rmSync(path.dirname(study), { recursive: true });
  });

  it('opens a copy of the study', async () => {
    await vscode.page.locator('.explorer-folders-view').getByText('transcripts').waitFor();
    assert.notEqual(vscode.folder, study);
    assert.equal(readFileSync(path.join(vscode.folder, file), 'utf8'), readFileSync(path.join(study, file), 'utf8'));
  });

  it('selects words whose line is out of view', async () => {
    await vscode.openFile(file);
    const words = 'In week 47 I woke up at four and lay there';
    await vscode.selectText(words);
    assert.equal(await vscode.selectedText(), words);
  });

  it('selects a later occurrence', async () => {
    await vscode.selectText('lay there', { occurrence: 3 });
    assert.equal(await vscode.selectedText(), 'lay there');
    await vscode.page.getByText(/Ln 11, Col \d+ \(9 selected\)/).waitFor();
  });

  it('puts the cursor before words', async () => {
    await vscode.placeCursor('P01: In week 2 ');
    await vscode.page.getByText('Ln 7, Col 1', { exact: true }).waitFor();
  });

  it('says which words are not there', async () => {
    await assert.rejects(vscode.selectText('purple elephants'), /Not in the editor: “purple elephants”/);
    await vscode.page.keyboard.press('Escape');
  });

  it('runs commands from the palette and knows which ones it offers', async () => {
    await vscode.runCommand('View: Close All Editors');
    await vscode.editor().waitFor({ state: 'hidden' });
    assert.equal(await vscode.offersCommand('View: Toggle Zen Mode'), true);
    assert.equal(await vscode.offersCommand('Introspect: No Such Command'), false);
  });

  it('shows itself in all four themes', async () => {
    await vscode.openFile(file);
    const colours = new Set<string>();
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('workbench');
      const read = (element: Element) => {
        const { backgroundColor, color } = getComputedStyle(element);
        return `${color} on ${backgroundColor}`;
      };
      colours.add(await vscode.page.locator('.monaco-workbench').evaluate(read));
    }
    assert.equal(colours.size, 4, [...colours].join('; '));
  });

  it('comes back after a reload', async () => {
    await vscode.reload();
    await vscode.editor(file).waitFor();
  });
});
