import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../rig/until';
import { Workbench } from '../rig/workbench';

describe('The Find in Study panel', () => {
  let vscode: Workbench;
  before(async () => {
    vscode = await Workbench.start({ viewport: { width: 1600, height: 1000 } });
  });
  after(() => vscode.dispose());

  const coding = (coder: string) => {
    const file = `introspect/coding/transcripts/P01.transcript.txt/${coder}.json`;
    return JSON.parse(readFileSync(path.join(vscode.folder, file), 'utf8')) as { first: { items: unknown[] } };
  };

  it('finds the text of a code but for another', async () => {
    await vscode.runCommand('Introspect: Find Coded Segments');
    const panel = await vscode.panel('retrieval');
    await panel.locator('.result').first().waitFor();
    // The panel remembers its question: another try begins with none.
    const clear = panel.getByRole('button', { name: 'Clear', exact: true });
    if (await clear.isVisible()) await clear.click();
    await panel.getByLabel('any code').selectOption({ label: (await optionWith(panel, 'Sleep disruption'))! });
    await panel.locator('.count', { hasText: 'in 2 transcripts' }).waitFor();
    await panel.getByRole('button', { name: 'Add a condition' }).click();
    await panel.getByLabel('How it is joined').selectOption('not');
    const second = panel.getByRole('group', { name: 'Condition 2' });
    await second.getByLabel('any code').selectOption({ label: (await optionWith(panel, 'Worry and rumination'))! });
    await second.locator('.chip').waitFor();
    await until('an answer', async () => (await panel.locator('main').getAttribute('aria-busy')) === 'false');
    await vscode.screenshot('retrieval-segments');
  });

  it('goes back to the transcript, beside the panel', async () => {
    const panel = await vscode.panel('retrieval');
    await panel.getByRole('listbox', { name: 'Text found' }).press('Enter');
    await vscode.tab('P01.transcript.txt').waitFor();
    assert.equal(await vscode.tab('Find in Study').isVisible(), true);
    // The words are selected in the coding editor, which says them at its foot.
    await (await vscode.panel('coding')).getByText(/“Ordinary day\. Um\. Well/).waitFor();
    await vscode.screenshot('retrieval-jump');
  });

  it('searches a word, codes two hits into the own file, and takes them away again', async () => {
    await vscode.runCommand('Introspect: Search Transcripts');
    const panel = await vscode.panel('retrieval');
    await panel.getByLabel('Search for').fill('fridge');
    await panel.locator('.count', { hasText: '4 hits' }).waitFor();
    const before = coding('ana').first.items.length;
    // Another try may find them ticked, and the code chosen.
    const hits = panel.getByRole('option').filter({ has: panel.locator('.tick') });
    for (const hit of [hits.nth(0), hits.nth(1)])
      if ((await hit.getAttribute('aria-selected')) !== 'true') await hit.locator('.tick').click();
    await panel
      .getByLabel(/^(choose a|another) code…$/)
      .selectOption({ label: (await optionWith(panel, 'Bodily strain'))! });
    await panel.getByRole('button', { name: 'Code the hits' }).click();
    const told = panel.getByText('2 segments coded “Bodily strain” in your own file.');
    await until('who codes, or what is coded', async () => {
      // Another try may find it said.
      if (await vscode.page.locator('.quick-input-widget').isVisible()) return vscode.pick('Ana R.').then(() => true);
      return told.isVisible();
    });
    await told.waitFor();
    assert.equal(coding('ana').first.items.length, before + 2);
    await panel.locator('.result').first().getByText('Bodily strain').waitFor();
    await vscode.screenshot('retrieval-search');
    // Over a hidden tab, too.
    await vscode.openNewFile();
    await vscode.page.keyboard.press('Control+w');
    const again = await vscode.panel('retrieval');
    await again.getByText('2 segments coded “Bodily strain” in your own file.').waitFor();
    await again.getByRole('button', { name: 'Remove these again' }).click();
    await again.getByText('2 segments removed again.').waitFor();
    assert.equal(coding('ana').first.items.length, before);
  });

  it('saves a matrix where the person says', async () => {
    await vscode.runCommand('Introspect: Show Code Matrices');
    const panel = await vscode.panel('retrieval');
    await panel.getByLabel('Table').selectOption('Codes by transcript');
    await panel.getByRole('grid', { name: 'Codes by transcript' }).waitFor();
    await vscode.screenshot('retrieval-matrix');
    await panel.getByLabel('Save').selectOption('Table (CSV)');
    await vscode.page.locator('.quick-input-widget').getByText('OK').click();
    await vscode.notification('Saved codes-by-transcript.csv');
    const csv = readFileSync(path.join(vscode.folder, 'codes-by-transcript.csv'), 'utf8');
    assert.match(csv, /^\uFEFFcode,P01,P02,P03\r\n/);
    assert.match(csv, /\r\nSource,.*Coders: Ana R\., Ben K\..*Introspect/);
  });

  it('keeps its tab and table over a reload of the window', async () => {
    await vscode.reload();
    await until('the table', async () => {
      const panel = await vscode.panel('retrieval');
      return (await panel.getByRole('grid', { name: 'Codes by transcript' }).count()) > 0;
    });
  });
});

/** The menu names a code with how often it is used. */
async function optionWith(panel: Awaited<ReturnType<Workbench['panel']>>, name: string): Promise<string | undefined> {
  const texts = await panel.locator('select option').allTextContents();
  return texts.find((text) => text.includes(`${name} (`));
}
