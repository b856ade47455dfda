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
    for (const tab of ['setup', 'answers', 'figures'] as const) {
      const scene = await Scene.open({ state: { tab } });
      for (const theme of themeNames) {
        await scene.panel.setTheme(theme);
        await scene.panel.screenshot(tab);
        if (theme === themeNames[0] || tab === 'setup') await scene.panel.assertAccessible();
      }
      await scene.panel.close();
    }
  });
});
