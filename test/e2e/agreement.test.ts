import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { themeNames } from '../rig/themes';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

const command = 'Introspect: Compare Coders';

describe('The Compare Coders panel', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1500, height: 1000 } });
  });
  after(() => vscode.dispose());

  it('opens from the command palette and computes at once, with intervals', async () => {
    await vscode.runCommand(command);
    const panel = await vscode.panel('agreement');
    await panel.getByText('Krippendorff’s alpha, 95 % interval 0.59 to 0.69').waitFor();
    assert.equal(await panel.locator('.value').innerText(), '0.64');
    await vscode.screenshot('agreement-figures');
  });

  it('compares over another unit', async () => {
    const panel = await vscode.panel('agreement');
    await panel.getByLabel('Compare over').selectOption('Sentences');
    await panel.getByText('over 12,563 sentences × codes').waitFor();
    await panel.getByLabel('Compare over').selectOption('Turns');
    await panel.getByText('over 3,876 turns × codes').waitFor();
  });

  it('opens a disputed unit beside the panel, with its words selected', async () => {
    const panel = await vscode.panel('agreement');
    await panel.locator('.disputed button').first().click();
    const file = 'transcripts/P02.transcript.txt';
    await vscode.editor(file).locator('.view-line').first().waitFor();
    assert.match(await vscode.selectedText(file), /^Oh, constantly\. Constantly\. .* \(laughs\)$/);
    await panel.locator('.disputed').scrollIntoViewIfNeeded();
    for (const theme of themeNames) {
      await vscode.useTheme(theme);
      await vscode.screenshot('agreement-disputed');
    }
  });

  it('saves a table where the person says', async () => {
    const panel = await vscode.panel('agreement');
    await panel.getByLabel('Save').selectOption('Codes (CSV)');
    await vscode.page.locator('.quick-input-widget').getByText('OK').click();
    await vscode.notification('Saved agreement-codes-turn.csv');
    const csv = readFileSync(path.join(vscode.folder, 'agreement-codes-turn.csv'), 'utf8');
    assert.match(csv, /^\uFEFFcode,unit,coefficient,value,low,high,n,not computable\r\n/);
    assert.match(csv, /\(overall\),turn × code,Cohen’s kappa,0\.6435/);
  });

  it('reads the study again when a coder’s file changes', async () => {
    const panel = await vscode.panel('agreement');
    rmSync(path.join(vscode.folder, 'introspect/coding/transcripts/P01.transcript.txt/ben.json'));
    await panel.getByText('transcripts/P01.transcript.txt was not coded by Ben K.').waitFor();
  });

  it('keeps its choices over a reload of the window', async () => {
    await (await vscode.panel('agreement')).getByLabel('Compare over').selectOption('Characters');
    await (await vscode.panel('agreement')).getByText(/over [\d,]+ characters × codes/).waitFor();
    await vscode.reload();
    await until('the choice', async () => {
      const panel = await vscode.panel('agreement');
      return (await panel.getByText(/over [\d,]+ characters × codes/).count()) > 0;
    });
  });

  it('is not offered where there is no study', async () => {
    await vscode.openStudy('none');
    assert.equal(await vscode.offersCommand(command), false);
  });
});
