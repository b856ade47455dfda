import assert from 'node:assert/strict';
import { differenceWords, pWords } from '../../../src/core/prompting/pairWords';
import type { WayPair } from '../../../src/core/prompting/pairs';
import { themeNames } from '../harness';
import { Scene } from './scene';

describe('Figures of a lab sheet, and its report', () => {
  it('gives figures with what is not computable named, people beside the model, and warns of the development part', async () => {
    const { page, panel } = await Scene.open({ state: { tab: 'figures' } }, { repeats: 2 });
    await page.getByText('They are too good for prompts that were chosen on it').waitFor();
    await page.getByRole('row', { name: /Your coders with each other/ }).waitFor();
    await page.getByRole('columnheader', { name: 'Agrees with itself (alpha)' }).waitFor();
    // Every share that can be had has its interval, in words for all to see.
    const shares = page.getByRole('region', { name: 'Code by code' }).locator('tbody td:not(.numeric)');
    const texts = (await shares.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    assert.ok(texts.some((text) => text !== 'not computable'));
    for (const text of texts) assert.match(text, /^(?:not computable|\d\.\d\d \d\.\d\d to \d\.\d\d)$/);
    const hits = await page.locator('.confusion .hit').allTextContents();
    assert.ok(hits.length > 0);
    await panel.close();
  });

  it('says beside the figures how many of the coder’s codes were a model’s suggestions, and what each figure is', async () => {
    const scene = await Scene.open({ state: { tab: 'figures' } });
    const { page, panel } = scene;
    const caution = page.getByText(/a code that the coder took over from a model’s suggestion/);
    await page.getByRole('heading', { name: 'Technique by technique' }).waitFor();
    assert.equal(await caution.count(), 0);
    await scene.tell([], { accepted: { segments: 2, models: ['practice'] } });
    await page
      .getByText(/^2 of \d+ compared segments have a code .* \(practice\): agreement with that model/)
      .waitFor();
    await page.getByRole('button', { name: 'How do I read these figures?' }).click();
    for (const name of ['Macro F1', 'Percent agreement', 'Cohen’s kappa', 'Krippendorff’s alpha', 'Gwet’s AC1'])
      await page.locator('introspect-explain p strong', { hasText: name }).waitFor();
    await panel.close();
  });

  it('tells whether two techniques differ on the same segments, and how that is to be read', async () => {
    const scene = await Scene.open({ state: { tab: 'figures' }, width: 1000 });
    const { page, panel } = scene;
    const { pairs } = scene.results().report;
    assert.equal(pairs!.length, 3);
    const rows = page.getByRole('region', { name: 'Two by two' }).locator('tbody tr');
    assert.equal(await rows.count(), 3);
    const cells = (await rows.first().locator('td').allInnerTexts()).map((text) => text.trim());
    const [{ n, onlyFirst, onlySecond, difference, adjustedP }] = pairs as [WayPair];
    assert.deepEqual(cells, [
      ...[n, onlyFirst, onlySecond].map(String),
      differenceWords(difference),
      pWords(adjustedP),
    ]);
    await page.getByRole('button', { name: 'How do I tell whether one is better?' }).click();
    await page.getByText('p is adjusted for the 3 pairs (Holm)').waitFor();
    await panel.assertAccessible();
    await panel.screenshot('two-by-two');
    await panel.close();
  });

  it('puts a technique to use for suggestions, says who would answer, and offers it for codes alone', async () => {
    const samplings = ['cold', 'warm'].map((name, seed) => ({ name, temperature: seed, seed }));
    const models = [{ name: 'instructed' }, { name: 'aligned' }];
    const { page, panel } = await Scene.open({ state: { tab: 'figures' } }, { samplings, models });
    const buttons = page.getByRole('button', { name: /^Suggest codes…/ });
    // Three techniques × two models × two settings: each technique once.
    assert.equal(await buttons.count(), 3);
    await page
      .getByText(/asks the model in use \(Introspect practice model, instructed\), with the first setting, “cold”/)
      .waitFor();
    const row = page.locator('tr[data-technique="constrainedChoice · instructed · cold"]');
    await row.getByRole('button').focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await panel.sentOf('suggest'), [{ type: 'suggest', technique: 'constrainedChoice' }]);
    await page.getByRole('button', { name: 'choose it first…' }).click();
    assert.equal((await panel.sentOf('chooseModel')).length, 1);
    await panel.screenshot('suggest');
    await panel.assertAccessible();
    await panel.close();
    const task = { kind: 'scale', question: 'How sad?', low: 0, high: 3 };
    const scale = await Scene.open({ state: { tab: 'figures' } }, { task });
    await scale.page
      .getByRole('row', { name: /^Zero-shot/ })
      .first()
      .waitFor();
    assert.equal(await scale.page.getByText('Suggest codes').count(), 0);
    await scale.panel.close();
  });

  it('tells how far answers stay with other seeds, orders and wordings, each by itself', async () => {
    const variations = { orders: 1, paraphrases: 1 };
    const { page, panel } = await Scene.open({ state: { tab: 'figures' } }, { repeats: 2, variations });
    const table = page.getByRole('region', { name: 'Agreement with itself' });
    for (const what of ['Other seeds', 'Other orders of the codes', 'Other wordings'])
      await table.getByRole('columnheader', { name: what }).waitFor();
    assert.equal(await table.getByRole('row').count(), 5);
    await panel.screenshot('stability');
    await panel.assertAccessible();
    await panel.close();
    const once = await Scene.open({ state: { tab: 'figures' } });
    assert.equal(await once.page.getByRole('region', { name: 'Agreement with itself' }).count(), 0);
    await once.panel.close();
  });

  it('says at answers and figures what the test of a server found about its samples', async () => {
    const limit = 'When the server of Our cluster was tested: several samples from it are one.';
    for (const tab of ['answers', 'figures'] as const) {
      const scene = await Scene.open({ state: { tab } }, { repeats: 2 });
      const note = scene.page.getByRole('note').filter({ hasText: limit });
      assert.equal(await note.count(), 0);
      await scene.tell([limit]);
      await note.waitFor();
      await scene.panel.assertAccessible();
      await scene.panel.screenshot(`server-limits-${tab}`);
      await scene.panel.close();
    }
  });

  it('draws agreement beside the coders’ own, and gives every picture and its numbers away', async () => {
    const { page, panel } = await Scene.open({ state: { tab: 'figures' } }, { repeats: 2 });
    const chart = page.getByRole('img', {
      name: /^Accuracy \(percent agreement with Ana R\.\), development part: Zero-shot/,
    });
    await chart.waitFor();
    await page.getByLabel('Coefficient').selectOption('cohenKappa');
    await page.getByRole('img', { name: /^Cohen’s kappa with Ana R\./ }).waitFor();
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

  it('shows what a report would tell and what is missing, asks for it once, and saves it on request', async () => {
    const scene = await Scene.open({ state: { tab: 'report' } });
    const { page, panel } = scene;
    await page.getByText('Putting the report together…').waitFor();
    assert.equal((await panel.sentOf('previewReport')).length, 1);
    await panel.send({ type: 'report', preview: scene.preview() });
    await page.getByText('The report also lists 2 prompts or settings that you tried').waitFor();
    await page
      .getByText(/^Write yourself: who approved the study, and whether consent covers analysis by a language model/)
      .waitFor();
    const item = page.getByText('1 Which model: name, version, maker, dates of the queries');
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

  it('draws the line of the coders with each other in every theme', async () => {
    const { page, panel } = await Scene.open({ state: { tab: 'figures' } });
    const line = page.locator('line.people').first();
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      assert.notEqual(await line.evaluate((shape) => getComputedStyle(shape).stroke), 'none', theme);
    }
    await panel.close();
  });
});
