import assert from 'node:assert/strict';
import { Workbench } from '../rig/workbench';
import { themeNames } from '../rig/themes';

describe('The workbench layer', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start();
  });
  after(() => vscode.dispose());

  it('opens a copy of the sample study', async () => {
    await vscode.page.locator('.explorer-folders-view').getByText('transcripts').waitFor();
  });

  it('selects words whose line is out of view', async () => {
    await vscode.openFile('transcripts/P01.transcript.txt');
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
    await vscode.page.getByText('Ln 7, Col 16', { exact: true }).waitFor();
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
    await vscode.openFile('transcripts/P01.transcript.txt');
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
    await vscode.editor('transcripts/P01.transcript.txt').waitFor();
  });
});
