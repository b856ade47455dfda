import assert from 'node:assert/strict';
import { Scene } from './scene';

describe('Runs of a lab sheet, in its editor', () => {
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
    await panel.send({
      type: 'stopped',
      cancelled: false,
      errors: [{ message: 'The model died.', count: 3 }],
      failure: null,
    });
    await page.getByText('Some runs failed: The model died. (3)').waitFor();
    await panel.close();
  });

  it('keeps the keyboard at the runs: at their progress once they begin, at what came of them when they end', async () => {
    const { page, panel } = await Scene.open({}, {}, false);
    const focused = () =>
      page.evaluate(() => {
        const active = document.querySelector('introspect-lab')?.shadowRoot?.activeElement;
        return active?.getAttribute('aria-label') ?? active?.textContent.trim() ?? null;
      });
    const progress = { type: 'progress', done: 1, total: 36, secondsLeft: null } as const;
    const run = page.getByRole('button', { name: 'Run', exact: true });
    await run.focus();
    await page.keyboard.press('Enter');
    assert.equal((await panel.sentOf('run')).length, 1);
    await panel.send(progress);
    assert.equal(await focused(), 'Runs');
    // Counted in one place.
    assert.doesNotMatch(await page.getByRole('region', { name: 'Run' }).innerText(), /0 of them.made/);
    await page.getByText('1 of 36').waitFor();
    await page.getByRole('tab', { name: 'Answers' }).click();
    await page.getByText('What comes of the runs stands here').waitFor();
    await page.getByRole('group', { name: 'Runs' }).focus();
    // A key held down does not pause what it has just begun.
    await page.keyboard.press('Enter');
    assert.equal((await panel.sentOf('cancel')).length, 0);
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Pause');
    await panel.send({ ...progress, done: 2 });
    assert.equal(await focused(), 'Pause');
    await page.keyboard.press('Enter');
    await panel.send({ type: 'stopped', cancelled: true, errors: [], failure: null });
    assert.equal(await focused(), 'Run');
    await page.keyboard.press('Enter');
    await panel.send(progress, { type: 'stopped', cancelled: false, errors: [], failure: null });
    assert.equal(await focused(), 'Answers');
    // Whoever is elsewhere by then stays there.
    await page.getByRole('tab', { name: 'Set up' }).click();
    await panel.send(progress, { type: 'stopped', cancelled: true, errors: [], failure: null });
    assert.equal(await focused(), 'Set up');
    await panel.close();
  });

  it('says how runs ended to a page that was not there, without turning away from its tab, and why they could not go on', async () => {
    const { page, panel } = await Scene.open({}, {}, false);
    await panel.send({ type: 'stopped', cancelled: false, errors: [], failure: null });
    await page.getByText('Done.').waitFor();
    assert.equal(await page.getByRole('tab', { name: 'Set up' }).getAttribute('aria-selected'), 'true');
    const failure = { code: 'fileUnwritable', message: 'The runs cannot be written.', remedy: 'Make room.' } as const;
    await panel.send({ type: 'progress', done: 1, total: 36, secondsLeft: null });
    await panel.send({ type: 'stopped', cancelled: false, errors: [], failure });
    await page.getByText('The runs stopped: The runs cannot be written. Make room.').waitFor();
    // What kept runs from beginning is over once they begin; what goes wrong meanwhile stays.
    const elsewhere = { code: 'fileUnwritable', message: 'Made elsewhere.', remedy: 'Wait.' } as const;
    await panel.send({ type: 'error', error: elsewhere });
    await page.getByText('Made elsewhere. Wait.').waitFor();
    await panel.send({ type: 'progress', done: 1, total: 36, secondsLeft: null });
    await page.getByText('1 of 36').waitFor();
    assert.equal(await page.getByText('Made elsewhere. Wait.').count(), 0);
    await panel.send({ type: 'error', error: elsewhere });
    await panel.send({ type: 'progress', done: 2, total: 36, secondsLeft: null });
    await page.getByText('2 of 36').waitFor();
    assert.equal(await page.getByText('Made elsewhere. Wait.').count(), 1);
    await panel.send({ type: 'stopped', cancelled: false, errors: [], failure });
    assert.equal(await page.getByRole('tab', { name: 'Set up' }).getAttribute('aria-selected'), 'true');
    await panel.close();
  });

  it('says where another model can be chosen when the one in use is not there', async () => {
    const { page, panel } = await Scene.open({}, {}, false);
    const problem = {
      code: 'modelFolderMissing',
      message: 'The model folder does not exist.',
      remedy: 'Look.',
    } as const;
    await panel.send({ type: 'results', results: null, problem });
    await page.getByText('Look. Or take another model: “Choose another…” stands above.').waitFor();
    await page.getByRole('button', { name: 'Choose another…' }).click();
    assert.equal((await panel.sentOf('chooseModel')).length, 1);
    await panel.close();
  });

  it('names the models that are not here, warns of servers, and has a column for every combination', async () => {
    const models = [{ name: 'instructed' }, { name: 'gone', sha256: 'a'.repeat(64) }, { name: 'cluster' }];
    const techniques = [{ id: 'zeroShot', kind: 'zeroShot' }];
    const { page, panel, offer } = await Scene.open({}, { models, techniques, repeats: 2 });
    const message = 'The model gone is not on this machine; its runs wait.';
    const missing = [{ code: 'modelFolderMissing', message, remedy: 'Add its folder.' }] as const;
    await panel.send({ type: 'results', results: null, problem: null, missing });
    await page.getByText(`${message} Add its folder.`).waitFor();
    await page.getByText('sends the words of your transcripts to cluster, on a server').waitFor();
    await panel.screenshot('models');
    await panel.assertAccessible();
    await page.getByLabel('gone (not here)').click();
    const left = (await panel.sentOf('edit')).at(-1)!.sheet.models;
    assert.deepEqual(left, [models[0], models[2]]);
    assert.equal(offer.models.length, 3);
    await panel.close();
    const answers = await Scene.open({ state: { tab: 'answers' } }, { models, techniques });
    for (const { name } of models)
      await answers.page.getByRole('columnheader', { name: `Zero-shot · ${name}` }).waitFor();
    await answers.panel.close();
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

  it('says no more how runs ended once the sheet asks something else, as when its test part is opened', async () => {
    const scene = await Scene.open({}, {});
    const { page, panel, sheet, offer } = scene;
    await panel.send({ type: 'stopped', cancelled: false, errors: [], failure: null });
    await page.getByText('Done.').waitFor();
    const opened = { ...sheet, test: { ...sheet.test, openedAt: '2026-12-01T10:00:00.000Z' } };
    await panel.send({ type: 'sheet', sheet, offer, edit: 0 });
    await page.getByText('Done.').waitFor();
    await panel.send({ type: 'sheet', sheet: opened, offer, edit: 0 });
    await page.getByText('Done.').waitFor({ state: 'detached' });
    await panel.close();
  });
});
