import assert from 'node:assert/strict';
import type { QuoteTry, LessonFromPanel, LessonToPanel } from '../../../src/protocol/lesson';
import { stages } from '../../../src/core/models/stages';
import { openPanel, themeNames, type OpenOptions } from '../harness';

const open = (options?: OpenOptions) =>
  openPanel<LessonToPanel, LessonFromPanel>('lesson', { width: 1000, ...options });
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

const course: LessonToPanel = {
  type: 'course',
  course: {
    report: {
      value: stages.map((stage, i) => ({
        stage,
        description: 'As it was.',
        steps: i * 1000,
        tokens: i * 2_000_000,
        heldOutNatsPerToken: 9 - i,
      })),
    },
    losses: {
      value: {
        notes: [],
        points: [
          { stage: 'pretrained', step: 500, stageStep: 500, loss: 6, heldOut: 6.2, startsLine: true },
          { stage: 'pretrained', step: 1000, stageStep: 1000, loss: 5, heldOut: 5.1, startsLine: false },
          { stage: 'instructed', step: 1400, stageStep: 400, loss: 2, heldOut: 5.3, startsLine: true },
          { stage: 'aligned', step: 1500, stageStep: 100, loss: 1, heldOut: 5.3, startsLine: true },
        ],
      },
    },
    canaries: { value: { readBy: ['pretrained'], planted: 20, controls: 8 } },
  },
};
const continued = (run: number): LessonToPanel[] =>
  stages.map((stage, i) => ({
    type: 'continued',
    run,
    continuation: { stage, text: ` words of ${stage}`, ended: i > 1 },
  }));
const words = (run: number): LessonToPanel => ({
  type: 'words',
  run,
  texts: [' light', ' house'],
  words: {
    ids: [7, 9],
    probabilities: [
      [0.0001, 0.2, 0.4, 0.5],
      [0.0001, 0.1, 0.05, 0.05],
    ],
    rest: [0.9998, 0.7, 0.55, 0.45],
    entropy: [13, 6, 5, 4],
    change: [null, 0.8, 0.1, 0.02],
  },
});

describe('lesson: panel', () => {
  it('lets all four write at once, shows what each changed, and drops answers to an older prompt', async () => {
    const panel = await open();
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
    const panel = await open();
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
    const panel = await open();
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
      shares: [
        { occupation: 'captain', she: 0.05, lowest: 0.01, highest: 0.1 },
        { occupation: 'nurse', she: 0.6, lowest: 0.5, highest: 0.75 },
      ],
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
    const recall = { prompt: 'Miss A keeps her letters in the', planted: ' red box.', written: ' red box.' };
    await panel.send({
      type: 'memory',
      run: memory!.run,
      stage: 'pretrained',
      recalls: [
        { ...recall, count: 64, exact: true, bits: 3 },
        { ...recall, written: ' old house', count: 0, exact: false, bits: 30 },
      ],
    });
    assert.deepEqual(
      (await page.locator('.memory tbody tr').allInnerTexts()).map((row) => plain(row).split('\t')),
      [
        ['never (control)', '1', '0', '30.0 bits'],
        ['64', '1', '1', '3.0 bits'],
      ],
    );
    await panel.close();
  });

  it('says what is missing where the models came without their reports', async () => {
    const panel = await open();
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
    const panel = await open();
    await panel.send(course, ...continued(1), words(1), { type: 'done', run: 1, section: 'write' });
    await panel.page.getByText('The numbers', { exact: true }).click();
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('panel');
    }
    await panel.setWidth(380);
    const [inner, outer] = await panel.page.evaluate(() => [document.body.scrollWidth, window.innerWidth]);
    assert.ok(inner <= outer, `${inner} in ${outer}`);
    await panel.close();
  });
});
