import assert from 'node:assert/strict';
import { parseSheet } from '../../../src/core/prompting/sheet';
import { pageSize } from '../../../webview/lab/rows';
import { themeNames } from '../harness';
import { Scene } from './scene';

describe('Lab sheet editor', () => {
  it('says what would be asked before anything is run, and runs on request', async () => {
    const { page, panel } = await Scene.open({}, {}, false);
    await page.getByText('12 segments × 3 techniques = 36 runs, 0 of them made. 38 segments are held back').waitFor();
    await page.getByRole('tab', { name: 'Answers' }).click();
    await page.getByText('Nothing has been run yet').waitFor();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    assert.equal((await panel.sentOf('run')).length, 1);
    await panel.send({ type: 'progress', done: 9, total: 36, secondsLeft: 40 });
    await page.getByText('9 of 36, about 40 s left').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    assert.equal((await panel.sentOf('cancel')).length, 1);
    await panel.send({ type: 'stopped', cancelled: false, errors: [{ message: 'The model died.', count: 3 }] });
    await page.getByText('Some runs failed: The model died. (3)').waitFor();
    await panel.close();
  });

  it('changes the sheet by its controls, and only what was touched', async () => {
    const { page, panel, sheet } = await Scene.open();
    const card = page.locator('[data-technique=fewShot]');
    await card.getByRole('checkbox').check();
    await card.getByLabel('Examples').fill('6');
    await card.getByLabel('Examples').press('Tab');
    await page.getByLabel('Compare with').selectOption('ben');
    await page.getByLabel('Only a random sample').uncheck();
    const edits = await panel.sentOf('edit');
    const { sample: _, ...rest } = sheet;
    assert.deepEqual(edits.at(-1)!.sheet, {
      ...rest,
      reference: 'ben',
      techniques: [...sheet.techniques, { id: 'fewShot', kind: 'fewShot', options: { count: 6 } }],
    });
    assert.deepEqual(parseSheet(JSON.stringify(edits.at(-1)!.sheet), 'a.lab.json'), edits.at(-1)!.sheet);
    await page
      .getByLabel('Temperature')
      .fill('nonsense')
      .catch(() => undefined);
    await page.getByLabel('Temperature').fill('99');
    await page.getByLabel('Temperature').press('Tab');
    assert.equal((await panel.sentOf('edit')).length, edits.length);
    await page.getByLabel('The model should').selectOption('summary');
    const last = (await panel.sentOf('edit')).at(-1)!.sheet;
    assert.deepEqual([last.task.kind, last.techniques.map(({ kind }) => kind)], ['summary', ['zeroShot']]);
    await panel.close();
  });

  it('shows answers side by side, filters them, and opens the exact prompt and reply by keyboard', async () => {
    const { page, panel, records } = await Scene.open({ state: { tab: 'answers', filter: 'all' } });
    assert.equal(await page.locator('tr[data-item]').count(), 12);
    const prose = records.filter(
      ({ technique, answer }) => technique === 'zeroShot' && answer.kind === 'noLabel',
    ).length;
    await page.getByLabel('Show').selectOption('noLabel');
    assert.equal(await page.locator('tr[data-item]').count(), prose);
    await page.getByText('no answer: no code is stated clearly').first().waitFor();
    const button = page.locator('tr[data-item] td button').first();
    await button.focus();
    await page.keyboard.press('Enter');
    const [asked] = await panel.sentOf('detail');
    assert.ok(asked);
    const own = records.filter(({ technique, item }) => technique === asked.technique && item === asked.item);
    await panel.send({ type: 'detail', technique: asked.technique, records: own });
    const detail = page.getByRole('region', { name: 'Prompt and reply' });
    // A model's reply is text, whatever it looks like.
    await detail.getByText('Well, it <b>may</b> be about sleep').waitFor();
    await detail.getByText('Did not fit in the context window and was left out: 1 of 2 examples.').waitFor();
    await detail.getByText('Exact prompt, 42 tokens').waitFor();
    await page.keyboard.press('Enter');
    await detail.waitFor({ state: 'detached' });
    await panel.close();
  });

  it('keeps the page small when there are thousands of segments', async () => {
    const { page, panel } = await Scene.open(
      { state: { tab: 'answers' } },
      { sample: undefined, segments: { kind: 'turns' }, test: undefined },
    );
    assert.equal(await page.locator('tr[data-item]').count(), pageSize);
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByText('2 of ').waitFor();
    await panel.close();
  });

  it('gives figures with what is not computable named, people beside the model, and warns of the development part', async () => {
    const { page, panel } = await Scene.open({ state: { tab: 'figures' } }, { repeats: 2 });
    await page.getByText('They are too good for prompts that were chosen on it').waitFor();
    await page.getByRole('row', { name: /Your coders with each other/ }).waitFor();
    await page.getByRole('columnheader', { name: 'Agrees with itself (alpha)' }).waitFor();
    const hits = await page.locator('.confusion .hit').allTextContents();
    assert.ok(hits.length > 0);
    await panel.close();
  });

  it('draws agreement beside the coders’ own, and gives every picture and its numbers away', async () => {
    const { page, panel } = await Scene.open({ state: { tab: 'figures' } }, { repeats: 2 });
    const chart = page.getByRole('img', {
      name: /^Accuracy \(percent agreement with the coder\), development part: Zero-shot/,
    });
    await chart.waitFor();
    await page.getByLabel('Coefficient').selectOption('cohenKappa');
    await page.getByRole('img', { name: /^Cohen’s kappa with the coder/ }).waitFor();
    await page.getByText(/Dashed line and shaded band: the coders with each other/).waitFor();
    await page.getByRole('img', { name: /^Agreement of each technique with itself/ }).waitFor();
    await page.getByRole('region', { name: 'Answers by code' }).getByRole('rowheader').first().waitFor();
    const menu = page.getByLabel('Take away what is shown');
    for (const label of [
      /^Cohen’s kappa.*SVG/,
      /^Answers by code: picture \(PNG/,
      /^What was taken for what: Zero-shot: table/,
    ]) {
      const name = (await menu.getByRole('option').allTextContents()).find((option) => label.test(option))!;
      const before = (await panel.sentOf('saveShown')).length;
      await menu.selectOption({ label: name });
      await page.waitForFunction(
        (n) => window.introspectTest.sent.filter((m) => (m as { type: string }).type === 'saveShown').length > n,
        before,
      );
    }
    const files = (await panel.sentOf('saveShown')).map(({ file }) => file);
    assert.deepEqual(
      files.map(({ extension }) => extension),
      ['svg', 'png', 'csv'],
    );
    assert.match(files[0]!.content as string, /a\.lab\.json, practice/);
    await panel.close();
  });

  it('compares the words of two columns, marked for eyes and ears', async () => {
    const { page, panel } = await Scene.open(
      { state: { tab: 'answers' } },
      {
        task: { kind: 'summary' },
        techniques: [
          { id: 'zeroShot', kind: 'zeroShot' },
          { id: 'role', kind: 'role' },
        ],
      },
    );
    await page.getByLabel('Compare the words of').selectOption('zeroShot');
    const cell = page.locator('td.compared').first();
    assert.equal(
      (await cell.innerText()).replaceAll(/\s+/g, ' ').trim(),
      'She sleeps [only in the first: badly ] [only in the second: <b>well</b> ] at night.',
    );
    assert.deepEqual([await cell.locator('del').count(), await cell.locator('ins').count()], [1, 1]);
    assert.deepEqual(((await panel.savedState()) as { compare: unknown }).compare, ['zeroShot', 'role']);
    await panel.screenshot('compared');
    await panel.assertAccessible();
    await page.getByLabel('Compare the words of').selectOption('');
    await cell.waitFor({ state: 'detached' });
    await panel.close();
  });

  it('shows what a report would tell and what is missing, asks for it once, and saves it on request', async () => {
    const scene = await Scene.open({ state: { tab: 'report' } });
    const { page, panel } = scene;
    await page.getByText('Putting the report together…').waitFor();
    assert.equal((await panel.sentOf('previewReport')).length, 1);
    await panel.send({ type: 'report', preview: scene.preview() });
    await page.getByText('The report also lists 2 prompts or settings that you tried').waitFor();
    await page
      .getByText('Write yourself: the approval, and whether consent covers analysis by a language model.')
      .waitFor();
    const item = page.getByText('Which model: name, version, dates of the queries');
    await item.click();
    await page
      .getByText(/Model: practice \(file onnx\/model\.onnx, SHA-256 abab/)
      .first()
      .waitFor();
    for (const [button, type] of [
      ['Save report (HTML)…', 'saveReport'],
      ['Save tables (CSV)…', 'saveTables'],
      ['Copy as methods paragraph', 'copyMethods'],
    ] as const) {
      await page.getByRole('button', { name: button }).click();
      assert.equal((await panel.sentOf(type)).length, 1);
    }
    assert.equal((await panel.sentOf('previewReport')).length, 1);
    await panel.close();
  });

  it('says what is wrong with a file that is no sheet, and offers it as text', async () => {
    const { page, panel } = await Scene.open();
    await panel.send({
      type: 'invalid',
      error: { code: 'fileInvalid', message: 'a.lab.json, techniques[0].kind: no technique.', remedy: 'Correct it.' },
    });
    await page.getByRole('button', { name: 'Open as Text' }).click();
    assert.equal((await panel.sentOf('openAsText')).length, 1);
    await panel.close();
  });

  it('is accessible and looks right in four themes', async () => {
    for (const tab of ['setup', 'answers', 'figures', 'report'] as const) {
      const scene = await Scene.open({ state: { tab } }, { repeats: 2 });
      if (tab === 'report') await scene.panel.send({ type: 'report', preview: scene.preview() });
      for (const theme of themeNames) {
        await scene.panel.setTheme(theme);
        await scene.panel.screenshot(tab);
        if (theme === themeNames[0] || tab !== 'answers') await scene.panel.assertAccessible();
      }
      await scene.panel.close();
    }
  });
});
