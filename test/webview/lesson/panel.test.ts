import assert from 'node:assert/strict';
import type { Stage } from '../../../src/core/models/stages';
import type { QuoteTry, Recall } from '../../../src/protocol/lesson';
import { themeNames } from '../harness';
import { continued, course, openLesson, recalls, shares, showAll, words } from './scene';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('lesson: panel', () => {
  it('lets all four write at once, shows what each changed, and drops answers to an older prompt', async () => {
    const panel = await openLesson();
    const { page } = panel;
    await panel.send(course);
    const [first] = await panel.sentOf('write');
    assert.deepEqual(first, {
      type: 'write',
      run: 1,
      prompt: 'It was a dark night, and the old house',
      asMessage: false,
      temperature: 0.8,
      seed: 1,
    });
    await panel.send(...continued(1), words(1), { type: 'done', run: 1, section: 'write' });
    assert.deepEqual(
      (await page.locator('.written').allInnerTexts()).map((text) => plain(text).replace(/^It writes:\s*/, '')),
      [
        'words of untrained…',
        'words of pretrained…',
        'words of instructed (ends here)',
        'words of aligned (ends here)',
      ],
    );
    const rows = await page.locator('introspect-stage-words tbody tr').allInnerTexts();
    assert.deepEqual(
      rows.map((row) => plain(row).split(/\s*\t\s*/)),
      [
        ['·light', '< 0.1 %', '20.0 %', '40.0 %', '50.0 %'],
        ['·house', '< 0.1 %', '10.0 %', '5.0 %', '5.0 %'],
        ['everything else', '> 99.9 %', '70.0 %', '55.0 %', '45.0 %'],
        ['Uncertainty', '13.0 bits', '6.0 bits', '5.0 bits', '4.0 bits'],
        ['Changed by this stage', '–', '0.80 bits', '0.10 bits', '0.02 bits'],
      ],
    );
    assert.match(await page.locator('[data-stage=pretrained] .facts').innerText(), /1,000 steps, 2,000,000 tokens/);

    await page.locator('.example').selectOption({ index: 2 });
    await page.getByRole('spinbutton', { name: 'Seed' }).fill('7');
    await page.getByRole('textbox', { name: 'or with your own words' }).fill('Hello');
    await page.locator('.asMessage').focus();
    await page.keyboard.press('Space');
    await page.locator('vscode-button.write').press('Enter');
    const asked = (await panel.sentOf('write')).slice(1);
    assert.deepEqual(
      asked.map(({ run, asMessage, seed, prompt }) => [run, asMessage, seed, prompt.slice(0, 5)]),
      [
        [2, true, 1, 'Answe'],
        [3, false, 7, 'Hello'],
      ],
    );
    await panel.send(...continued(2));
    assert.doesNotMatch((await page.locator('.written').allInnerTexts()).join(), /words of/);
    await panel.send({ type: 'failed', run: 3, section: 'write', message: 'The model is gone.' });
    assert.equal(await page.getByRole('alert').innerText(), 'The model is gone.');
    const state = await panel.savedState();
    assert.deepEqual(state, { example: 2, temperature: 0.8, seed: 7 });
    await panel.close();
  });

  it('counts what is quoted word for word, freely and held to the text', async () => {
    const panel = await openLesson();
    const { page } = panel;
    await panel.send(course);
    await page.getByRole('button', { name: 'Ask for 5 quotations' }).click();
    const [asked] = await panel.sentOf('quote');
    assert.deepEqual([asked?.topic, asked?.tries, asked?.text.slice(0, 17)], ['sleep', 5, 'I wake up at four']);
    const made = (seed: number, quote: string, isVerbatim: boolean): QuoteTry => {
      return { seed, text: `"${quote}"`, quotes: [{ quote, isVerbatim }] };
    };
    const run = asked!.run;
    await panel.send(
      { type: 'quoted', run, free: made(1, 'I never sleep', false), held: made(1, 'I lie there', true) },
      { type: 'quoted', run, free: made(2, 'I wake up', true), held: { seed: 2, text: 'None.', quotes: [] } },
    );
    assert.equal(
      await page.locator('.sum').innerText(),
      'Writing freely: 1 of 2 quotations stand in the text word for word. Held to the text: 1 of 1 quotations stand in the text word for word.',
    );
    assert.equal(await page.locator('.invented').count(), 1);
    await panel.close();
  });

  it('shows pronouns by occupation and what is remembered, of the stage that is chosen', async () => {
    const panel = await openLesson();
    const { page } = panel;
    await panel.send(course);
    await page.locator('.stage-pronouns').selectOption('aligned');
    await page.getByRole('button', { name: 'Ask “he” or “she”' }).click();
    const [pronouns] = await panel.sentOf('pronouns');
    assert.equal(pronouns?.stage, 'aligned');
    await panel.send({
      type: 'pronouns',
      run: pronouns.run,
      stage: 'aligned',
      shares,
    });
    assert.deepEqual(
      (await page.locator('.pronouns tbody tr').allInnerTexts()).map((row) =>
        plain(row)
          .split(/\s*\t\s*/)
          .filter(Boolean),
      ),
      [
        ['nurse', '60.0 %', '50.0 % – 75.0 %'],
        ['captain', '5.0 %', '1.0 % – 10.0 %'],
      ],
    );
    await page.getByRole('button', { name: 'Ask for the sentences' }).click();
    const [memory] = await panel.sentOf('memory');
    const answer = (run: number, stage: Stage, told: readonly Recall[]): Promise<void> =>
      panel.send({ type: 'memory', run, stage, recalls: told }, { type: 'done', run, section: 'memory' });
    await answer(memory!.run, 'pretrained', recalls);
    assert.deepEqual(
      (await page.locator('.memory tbody tr').allInnerTexts()).map((row) => plain(row).split('\t')),
      [
        ['never (control)', '1', '0', '30.0 bits'],
        ['64', '2', '1', '6.0 bits'],
      ],
    );
    const sum = page.locator('.recalled');
    assert.equal(plain(await sum.innerText()), '1 of 2 planted sentences comes out word for word.');
    // A stage that went on from one that read them, and has forgotten them.
    await page.locator('.stage-memory').selectOption('instructed');
    await page.getByRole('button', { name: 'Ask for the sentences' }).click();
    const run = (await panel.sentOf('memory')).at(-1)!.run;
    const forgotten = recalls.map((one) => ({ ...one, written: ' old house', exact: false }));
    await answer(run, 'instructed', forgotten);
    assert.match(
      plain(await sum.innerText()),
      /^0 of 2 planted sentences come out word for word\. “Pretraining”, from which this model went on, has read them;/,
    );
    assert.doesNotMatch(await page.locator('.memory caption').innerText(), /not read/);
    // One that never read them.
    await page.locator('.stage-memory').selectOption('untrained');
    await page.getByRole('button', { name: 'Ask for the sentences' }).click();
    await answer(run + 1, 'untrained', forgotten);
    assert.match(await page.locator('.memory caption').innerText(), /this model, as it is bundled, has not read them/);
    assert.doesNotMatch(await sum.innerText(), /went on/);
    await panel.close();
  });

  it('says what is missing where the models came without their reports', async () => {
    const panel = await openLesson();
    const missing = (name: string) => ({ missing: `The bundled models came without ${name}.` });
    await panel.send({
      type: 'course',
      course: {
        report: missing('family.json'),
        losses: missing('training-log.json'),
        canaries: missing('canaries.json'),
      },
    });
    const text = (await panel.page.locator('.missing').allInnerTexts()).join('\n');
    assert.match(text, /losses of training cannot be shown: The bundled models came without training-log\.json/);
    assert.match(text, /This part cannot be shown .* without canaries\.json/);
    assert.equal(await panel.page.locator('.askMemory').count(), 0);
    await panel.close();
  });

  it('is accessible and looks right in four themes, also narrow', async () => {
    const panel = await openLesson();
    await showAll(panel);
    await panel.page.getByText('The numbers', { exact: true }).click();
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('panel');
    }
    await panel.setWidth(300);
    const [inner, outer] = await panel.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    assert.ok(inner <= outer, `${inner} in ${outer}`);
    await panel.close();
  });
});
