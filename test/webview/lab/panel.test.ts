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
    assert.ok(!(await isOpen()));
    await summary.click();
    await page.keyboard.press('Shift+Tab');
    assert.ok(!(await isOpen()));
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
    // A server keeps its prompt to itself: then what was sent to it is shown.
    const messages = [{ role: 'user', content: 'Which code fits <b>this</b>?' }];
    const onServer = own.map((record) => ({
      ...record,
      steps: record.steps.map((step) => ({ ...step, prompt: null, promptTokens: null, messages })),
    }));
    await panel.send({ type: 'detail', technique: asked.technique, records: onServer });
    await detail.getByText('Messages as they were sent:').waitFor();
    await detail.getByText('Which code fits <b>this</b>?').waitFor();
    await detail.getByText('The server puts a chat template of its own around it').waitFor();
    await panel.send({ type: 'detail', technique: asked.technique, records: own });
    await detail.getByText('Exact prompt, 42 tokens').waitFor();
    await panel.setWidth(380);
    const { x, width } = (await detail.boundingBox())!;
    assert.ok(x >= 0 && x + width <= 380, `the prompt is read without moving the table: ${x}, ${width}`);
    await panel.setWidth(1100);
    // From an answer straight to suggestions by the technique that gave it.
    await page.getByRole('button', { name: 'Suggest codes with Zero-shot…' }).click();
    assert.deepEqual(await panel.sentOf('suggest'), [{ type: 'suggest', technique: asked.technique }]);
    await button.focus();
    await page.keyboard.press('Enter');
    await detail.waitFor({ state: 'detached' });
    await panel.close();
  });

  it('holds quotes to the text, and says of each what it is of it', async () => {
    const task = { kind: 'quotes', question: 'Quote what shows worry.' };
    const techniques = [{ id: 'zeroShot', kind: 'zeroShot' }];
    const { page, panel, records } = await Scene.open({ state: { tab: 'answers' } }, { task, techniques });
    // Every answer of this scene is “She sleeps badly at night.”, which nobody says.
    await page.locator('tr[data-item] .quoted').first().waitFor();
    const said = await page.locator('tr[data-item] .quoted').allInnerTexts();
    assert.deepEqual(
      said,
      records.map(() => 'not in the text'),
    );
    await page.getByRole('tab', { name: 'Figures' }).click();
    await page.getByText('Answers in words are not compared with your coders').waitFor();
    await page.getByRole('columnheader', { name: 'Without words' }).waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'Macro F1' }).count(), 0);
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
    // Every share that can be had has its interval, in words for all to see.
    const shares = page.getByRole('region', { name: 'Code by code' }).locator('tbody td:not(.numeric)');
    const texts = (await shares.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    assert.ok(texts.some((text) => text !== 'not computable'));
    for (const text of texts) assert.match(text, /^(?:not computable|\d\.\d\d \d\.\d\d to \d\.\d\d)$/);
    const hits = await page.locator('.confusion .hit').allTextContents();
    assert.ok(hits.length > 0);
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
      await scene.limit([limit]);
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

  it('draws the line of the coders with each other in every theme', async () => {
    const { page, panel } = await Scene.open({ state: { tab: 'figures' } });
    const line = page.locator('line.people').first();
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      assert.notEqual(await line.evaluate((shape) => getComputedStyle(shape).stroke), 'none', theme);
    }
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
