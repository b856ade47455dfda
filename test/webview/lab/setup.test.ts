import assert from 'node:assert/strict';
import { parseSheet } from '../../../src/core/prompting/sheet';
import { Scene } from './scene';

describe('Setting up a lab sheet', () => {
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

  it('tells what is typed at every letter, and writes over nothing that is being typed', async () => {
    const { page, panel, sheet, offer } = await Scene.open(
      {},
      { task: { kind: 'question', question: 'What helps?' }, techniques: [{ id: 'zeroShot', kind: 'zeroShot' }] },
    );
    const own = page.locator('[data-technique=template]');
    await own.getByRole('checkbox').check();
    const prompt = own.getByLabel('Prompt, with {{text}}');
    const promptOf = (told: { readonly techniques: readonly { readonly options?: unknown }[] }) =>
      (told.techniques.at(-1)!.options as { readonly user: string }).user;
    await prompt.fill('');
    const before = (await panel.sentOf('edit')).length;
    await prompt.pressSequentially('{{text}} Wh ');
    const typed = (await panel.sentOf('edit')).slice(before);
    assert.deepEqual(
      typed.map((edit) => [promptOf(edit.sheet), edit.isDone]),
      [...'{{text}} Wh '].map((_, i) => ['{{text}} Wh '.slice(0, i + 1), false]),
    );
    // What comes back late is older than what stands there; what comes back in time has lost its last space.
    await panel.send({ type: 'sheet', sheet: typed.at(-3)!.sheet, offer, edit: typed.at(-3)!.edit });
    assert.equal(await prompt.inputValue(), '{{text}} Wh ');
    const name = own.getByLabel('Name');
    await name.fill('Mine ');
    assert.equal(await name.inputValue(), 'Mine ');
    await name.pressSequentially('too');
    const last = (await panel.sentOf('edit')).at(-1)!;
    assert.deepEqual((last.sheet.techniques.at(-1)!.options as { readonly name: string }).name, 'Mine too');
    await panel.send({ type: 'sheet', sheet: last.sheet, offer, edit: last.edit });
    assert.equal(await name.inputValue(), 'Mine too');
    // The keys of undo, save and close are VS Code's, which acts on what it has.
    assert.equal((await panel.sentOf('keep')).length, 0);
    await page.keyboard.press('Control+s');
    assert.ok((await panel.sentOf('keep')).length > 0);
    // Undone there.
    await panel.send({ type: 'sheet', sheet, offer, edit: (await panel.sentOf('edit')).at(-1)!.edit });
    await own.getByLabel('Name').waitFor({ state: 'detached' });
    const question = page.getByLabel('Question', { exact: true });
    await question.fill('What helps at night?');
    await panel.send({ type: 'sheet', sheet, offer, edit: (await panel.sentOf('edit')).at(-1)!.edit });
    assert.equal(await question.inputValue(), 'What helps?');
    // No question is none that can be asked: whoever leaves the field has the last one back.
    await question.fill('');
    await question.press('Tab');
    assert.equal(await question.inputValue(), 'What helps?');
    await panel.close();
  });

  it('takes models and sampling settings to compare, and takes them out again', async () => {
    const { page, panel, sheet } = await Scene.open();
    await page.getByText('Models: the one in use').click();
    await page.getByRole('group', { name: 'Models' }).getByLabel('Introspect practice model, aligned').check();
    assert.deepEqual(await panel.sentOf('addModel'), [{ type: 'addModel', id: 'b' }]);
    // Its file is hashed meanwhile: what is changed until then stays, and it is put in once.
    await page.getByLabel('Repeats').fill('2');
    await page.getByLabel('Repeats').press('Tab');
    const setting = { name: 'aligned', file: 'onnx/model.onnx', sha256: 'c'.repeat(64) };
    for (let n = 0; n < 2; n++) await panel.send({ type: 'model', setting });
    await page.getByText('Models: Introspect practice model, aligned').waitFor();
    const added = (await panel.sentOf('edit')).filter(({ isDone }) => isDone).map((edit) => edit.sheet);
    assert.deepEqual(added, [
      { ...sheet, repeats: 2 },
      { ...sheet, repeats: 2, models: [setting] },
    ]);
    await page.getByRole('group', { name: 'Models' }).getByLabel('Introspect practice model, aligned').uncheck();
    await page.getByLabel('Repeats').fill('1');
    await page.getByLabel('Repeats').press('Tab');
    await page.getByRole('button', { name: 'Compare with another setting' }).click();
    const settings = page.getByRole('list', { name: 'Settings to compare' });
    await settings.getByLabel('Name').last().fill('warm');
    await settings.getByLabel('Name').last().press('Tab');
    await page.getByLabel('Other orders of the codes').fill('2');
    await page.getByLabel('Other wordings of the question').fill('3');
    await page.getByLabel('Other wordings of the question').press('Tab');
    const { sampling } = sheet;
    const edited = (await panel.sentOf('edit')).at(-1)!.sheet;
    assert.deepEqual(edited, {
      ...sheet,
      samplings: [
        { name: 'Setting 1', ...sampling },
        { name: 'warm', ...sampling, temperature: 0.5 },
      ],
      variations: { orders: 2, paraphrases: 3 },
    });
    assert.deepEqual(parseSheet(JSON.stringify(edited), 'a.lab.json'), edited);
    await page.getByRole('button', { name: 'Remove Setting 1' }).click();
    const last = (await panel.sentOf('edit')).at(-1)!.sheet;
    assert.deepEqual([last.samplings, last.sampling.temperature], [undefined, 0.5]);
    await panel.close();
  });

  it('takes several prompts of one’s own, each under its name, and one technique with several settings', async () => {
    const { page, panel, sheet } = await Scene.open();
    const own = page.locator('[data-technique=template]');
    await own.getByRole('checkbox').check();
    await own.getByLabel('Name').fill('From the paper');
    await own.getByLabel('Name').press('Tab');
    await own.getByRole('button', { name: 'Add another prompt of your own' }).click();
    const second = own.getByRole('group', { name: 'Mine 2' });
    await second.getByLabel('Prompt, with {{text}}').fill('{{text}} Which of {{codes}}?');
    await second.getByLabel('Prompt, with {{text}}').press('Tab');
    const few = page.locator('[data-technique=fewShot]');
    await few.getByRole('checkbox').check();
    await few.getByRole('button', { name: 'Add it once more, with other settings' }).click();
    await few.getByRole('group', { name: 'Few-shot (fewShot-2)' }).getByLabel('Examples').fill('8');
    await page.keyboard.press('Tab');
    const last = async () => (await panel.sentOf('edit')).at(-1)!.sheet;
    const techniques = (await last()).techniques.slice(sheet.techniques.length);
    assert.deepEqual(
      techniques.map(({ id, options }) => [id, options]),
      [
        [
          'template',
          { name: 'From the paper', user: 'Read what {{speaker}} said.\n{{question}} {{codes}}\nText: {{text}}' },
        ],
        ['template-2', { name: 'Mine 2', user: '{{text}} Which of {{codes}}?' }],
        ['fewShot', undefined],
        ['fewShot-2', { count: 8 }],
      ],
    );
    assert.deepEqual(parseSheet(JSON.stringify(await last()), 'a.lab.json'), await last());
    await panel.screenshot('several');
    await panel.assertAccessible();
    await own.getByRole('button', { name: 'Remove Mine 2' }).click();
    assert.deepEqual(
      (await last()).techniques.slice(sheet.techniques.length).map(({ id }) => id),
      ['template', 'fewShot', 'fewShot-2'],
    );
    await panel.close();
  });

  it('lets examples be picked by hand, by search and keyboard, and says which cannot be shown', async () => {
    const options = { choose: 'picked', picked: ['transcripts/P03.transcript.txt#0-9'] };
    const { page, panel } = await Scene.open({}, { techniques: [{ id: 'few', kind: 'fewShot', options }] });
    const picker = page.locator('introspect-lab-examples');
    await picker.getByText('Reading the coded segments').waitFor();
    const examples = Array.from({ length: 80 }, (_, i) => {
      const text = i === 70 ? 'I lie <b>awake</b> until three.' : `Turn ${i}`;
      return { id: `t#${i}-${i + 1}`, transcript: 't', text, label: i % 2 === 0 ? 'Sleep' : 'Mood' };
    });
    await panel.send({ type: 'examples', examples });
    await picker.getByText('30 more: search to find them').waitFor();
    await picker.getByText('1 of those that were picked cannot be shown').waitFor();
    await picker.getByRole('searchbox').fill('sleep awake');
    await picker.getByText('1 of 80 coded segments match').waitFor();
    await picker.getByRole('checkbox').focus();
    await page.keyboard.press('Space');
    const [setting] = (await panel.sentOf('edit')).at(-1)!.sheet.techniques;
    assert.deepEqual(setting!.options, { choose: 'picked', picked: [...options.picked, 't#70-71'] });
    await picker.getByRole('button', { name: 'Forget them' }).click();
    const [cleaned] = (await panel.sentOf('edit')).at(-1)!.sheet.techniques;
    assert.deepEqual(cleaned!.options, { choose: 'picked', picked: ['t#70-71'] });
    await panel.screenshot('examples');
    await panel.assertAccessible();
    await panel.close();
  });

  it('shows the exact prompt with its tokens, and what would not fit', async () => {
    const { page, panel } = await Scene.open();
    await page.locator('[data-technique=zeroShot]').getByRole('button', { name: 'Show its prompt' }).click();
    const preview = {
      type: 'preview',
      technique: 'zeroShot',
      purpose: 'answer',
      messages: [{ role: 'user', content: 'Which code?' }],
      labels: [],
      item: { transcript: 'transcripts/P02.transcript.txt', speaker: 'P02' },
    } as const;
    await panel.send(preview);
    const region = page.getByRole('region', { name: 'Prompt' });
    await region.getByText('The model’s chat template goes around it.').waitFor();
    const exact = { prompt: '<|user|>Which code?<|end|>', promptTokens: 1234, leftOut: '1 of 2 examples' };
    await panel.send({ ...preview, exact });
    await region.getByText('Exact prompt, 1,234 tokens').waitFor();
    await region.getByText('<|user|>Which code?<|end|>').waitFor();
    await region.getByText('would be left out: 1 of 2 examples').waitFor();
    await region.getByText('About the first segment, in P02, said by P02.').waitFor();
    // It stands below thirteen cards: it is brought into view, and the keyboard is there.
    const heading = region.getByRole('heading', { name: /^Zero-shot: what the model would be sent first/ });
    assert.ok(await heading.evaluate((at) => (at.getRootNode() as ShadowRoot).activeElement === at));
    const box = await heading.boundingBox();
    assert.ok(box && box.y >= 0 && box.y + box.height <= page.viewportSize()!.height, JSON.stringify(box));
    // A prompt of other settings would be a wrong one.
    await page.getByLabel('Repeats').fill('3');
    await page.getByLabel('Repeats').press('Tab');
    await region.waitFor({ state: 'detached' });
    await panel.close();
  });

  it('keeps a change that was made while the one before it was on its way', async () => {
    const { page, panel, sheet, offer } = await Scene.open();
    const box = (kind: string) => page.locator(`[data-technique=${kind}]`).getByRole('checkbox').first();
    await box('zeroShot').uncheck();
    await box('labelLikelihood').uncheck();
    const [first, second] = await panel.sentOf('edit');
    assert.deepEqual([first!.edit, second!.edit], [1, 2]);
    // The host has read the first alone by now.
    await panel.send({ type: 'sheet', sheet: first!.sheet, offer, edit: 1 });
    assert.equal(await box('labelLikelihood').isChecked(), false);
    await box('role').check();
    const last = (await panel.sentOf('edit')).at(-1)!;
    assert.deepEqual(
      last.sheet.techniques.map(({ id }) => id),
      ['constrainedChoice', 'role'],
    );
    // What comes after the last, such as an undo, counts again.
    await panel.send({ type: 'sheet', sheet, offer, edit: last.edit });
    assert.equal(await box('labelLikelihood').isChecked(), true);
    await panel.close();
  });

  it('closes a list of choices by Escape, and when something else is pressed or reached', async () => {
    const { page, panel } = await Scene.open();
    const list = page.locator('details.several', { hasText: 'Codes:' });
    const isOpen = () => list.evaluate((details) => (details as HTMLDetailsElement).open);
    const summary = list.locator('summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    assert.ok(await isOpen());
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    assert.ok(await isOpen());
    await page.keyboard.press('Escape');
    assert.ok(!(await isOpen()));
    await summary.click();
    await list.getByText('Bodily strain').click();
    assert.ok(await isOpen());
    await page.getByRole('heading', { name: '2. Task' }).click();
    // After the click that the press becomes.
    await page.locator('details.several:not([open])', { hasText: 'Codes:' }).waitFor();
    await summary.click();
    await page.keyboard.press('Shift+Tab');
    assert.ok(!(await isOpen()));
    await panel.close();
  });

  it('takes a press beside a list at the end of the page, which is shorter once the list is closed', async () => {
    const { page, panel } = await Scene.open({ width: 1000, height: 640 });
    const list = page.locator('details.several', { hasText: 'Test part:' });
    await list.locator('summary').click();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const { length } = await panel.sentOf('edit');
    const box = (await page.getByLabel('Compare with').boundingBox())!;
    const own = (await page.locator('[data-technique=template]').getByRole('checkbox').boundingBox())!;
    assert.ok(own.y > 0 && own.y < box.y);
    await page.mouse.move(own.x + own.width / 2, own.y + own.height / 2);
    await page.mouse.down();
    // As long as a hand takes: what is redrawn meanwhile must not move what is pressed.
    await page.waitForTimeout(60);
    await page.mouse.up();
    await page.locator('[data-technique=template]').getByLabel('System message').waitFor();
    assert.equal((await panel.sentOf('edit')).length, length + 1);
    assert.equal(await list.evaluate((details) => (details as HTMLDetailsElement).open), false);
    await panel.close();
  });
});
