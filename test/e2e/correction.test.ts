import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAnnotations, verifyQuote } from '../../src/core/coding/annotations';
import { isPlaced, orphanedInKey } from '../../src/core/coding/correctionMarks';
import { toWorkingText } from '../../src/core/transcript/transcript';
import { themeNames } from '../rig/themes';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

const transcript = 'transcripts/P01.transcript.txt';

describe('Correcting a transcript as plain text', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1500, height: 950 }, transcripts: 'text' });
  });
  after(() => vscode.dispose());

  const read = (file: string) => readFileSync(path.join(vscode.folder, file), 'utf8');
  const placed = (coder: string) =>
    parseAnnotations(read(`introspect/coding/${transcript}/${coder}.json`), coder).first.items.filter(isPlaced);

  it('shows the codes, follows corrections, and lists what is to be reviewed', async () => {
    await vscode.openFile(transcript);
    const lens = vscode.page.locator('.codelens-decoration', { hasText: 'Sleep disruption' }).first();
    await lens.waitFor();
    await vscode.selectText('Ordinary day. Um. Well', { file: transcript });
    await vscode.page.keyboard.type('Ordinary day. Well');
    await vscode.selectText('you could set your watch by me', { file: transcript });
    await vscode.page.keyboard.press('Delete');
    await vscode.page.keyboard.press('Control+S');
    await until('the coders’ files', () => {
      const text = toWorkingText(read(transcript));
      const all = ['ana', 'ben'].flatMap(placed);
      return Promise.resolve(all.every((one) => one[orphanedInKey] !== undefined || verifyQuote(text, one.target)));
    });
    await vscode.openView('Study');
    const row = vscode.page.getByRole('treeitem', { name: /^words changed: Ordinary day\. Well/ }).first();
    await row.waitFor();
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('correction');
    }
    await vscode.useTheme('dark');
    const count = await vscode.page.getByRole('treeitem', { name: /^words (changed|deleted): / }).count();
    await row.hover();
    await row.getByRole('button', { name: 'Accept New Words' }).click();
    const rows = () => vscode.page.getByRole('treeitem', { name: /^words (changed|deleted): / }).count();
    await until('the row to go', async () => (await rows()) === count - 1);
    assert.match(read('introspect/journal.jsonl'), /transcript\.correct[^]*review\.accept/);
  });
});
