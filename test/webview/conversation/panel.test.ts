import assert from 'node:assert/strict';
import { shownBranch } from '../../../src/core/conversation/conversation';
import type { ConversationViewState } from '../../../src/protocol/conversation';
import { themeNames } from '../harness';
import { answered, conversation, fit, measure, modelMessage, open, person, state, type Panel } from './scene';

const saved = async (panel: Panel) => (await panel.savedState()) as ConversationViewState;
const branchWords = async (panel: Panel) => shownBranch((await saved(panel)).conversation).map(({ text }) => text);

async function say(panel: Panel, text: string): Promise<void> {
  await panel.page.getByLabel('Your turn').fill(text);
  await panel.page.getByLabel('Your turn').press('Enter');
  await panel.rendered();
}

describe('conversation: panel', () => {
  it('sends a turn, shows the answer as it comes, stops, and keeps what came', async () => {
    const panel = await open();
    const { page } = panel;
    await panel.send(modelMessage());
    await page.locator('.starter').selectOption('interviewer');
    await say(panel, 'Hello there');
    const [asked] = await panel.sentOf('ask');
    assert.ok(asked);
    assert.deepEqual(asked.turns, [{ role: 'user', content: 'Hello there', wentOn: false }]);
    assert.match(asked.system, /open question/);
    assert.deepEqual(
      [asked.layout, asked.maxNew, asked.sampling.temperature, asked.answers.map(({ seed }) => seed)],
      ['template', 120, 0.8, [1]],
    );
    const { run, after } = asked;
    const { id } = asked.answers[0]!;
    await panel.send({ type: 'piece', run: run - 1, answer: 'other', text: 'of an older run' });
    await panel.send({ type: 'piece', run, answer: id, text: 'What' }, { type: 'piece', run, answer: id, text: ' is' });
    assert.equal(await page.locator('.writing .words').innerText(), 'What is');
    // The keyboard is where it was: the next turn can be written meanwhile, but not sent yet.
    await page.keyboard.type('And then');
    await page.keyboard.press('Enter');
    assert.equal((await panel.sentOf('ask')).length, 1);
    await page.keyboard.press('Escape');
    await page.locator('.stop').press('Enter');
    assert.equal((await panel.sentOf('stop')).length, 2);
    await panel.send(
      { type: 'answered', run, turn: answered(id, after, 'What is', { stopReason: 'cancelled' }) },
      { type: 'done', run },
    );
    assert.deepEqual(await branchWords(panel), ['Hello there', 'What is']);
    assert.equal(await page.getByLabel('Your turn').inputValue(), 'And then');
    assert.match(await page.locator('.turn.model .head').innerText(), /Model: Introspect practice model\s+broken off/);
    assert.equal(await page.locator('.writing').count(), 0);
    await panel.close();
  });

  it('asks for several answers by other seeds, sets them side by side, and goes on from the one that is chosen', async () => {
    const panel = await open();
    const { page } = panel;
    await panel.send(modelMessage());
    await page.locator('.answers').fill('3');
    await page.locator('.answers').press('Tab');
    await say(panel, 'Hello');
    const [asked] = await panel.sentOf('ask');
    const seeds = asked!.answers.map(({ seed }) => seed);
    assert.equal(new Set(seeds).size, 3);
    for (const { id, seed } of asked!.answers) {
      const sampling = { temperature: 0.8, topP: 0.95, seed };
      await panel.send({
        type: 'answered',
        run: asked!.run,
        turn: answered(id, asked!.after, `by ${seed}`, { sampling }),
      });
    }
    await panel.send({ type: 'done', run: asked!.run });
    assert.equal(await page.locator('.turn.model .versions').innerText(), '1 of 3');
    await page.getByText('All 3 answers to this turn').click();
    assert.equal(await page.locator('.besides ol > li').count(), 3);
    await page.locator('.besides').getByRole('button', { name: 'Go on from this one' }).last().click();
    assert.deepEqual(await branchWords(panel), ['Hello', `by ${seeds[2]}`]);
    // One more takes a seed that none of them has.
    await page.getByRole('button', { name: /Another answer instead of Turn 2/ }).click();
    const again = (await panel.sentOf('ask'))[1]!;
    assert.ok(again.answers.length === 1 && !seeds.includes(again.answers[0]!.seed));
    // It does not come: those before are shown again.
    await panel.send({
      type: 'failed',
      run: again.run,
      failure: { message: 'The model is gone.', actions: ['retry'] },
    });
    assert.equal(await page.locator('.turn.model').count(), 1);
    assert.match(await page.getByRole('alert').innerText(), /The model is gone/);
    await panel.close();
  });

  it('says whether anything is saved, and why nothing can be saved or sent', async () => {
    const panel = await open({ width: 300 });
    const { page } = panel;
    const said = () => page.locator('.kept, .why').allInnerTexts();
    assert.deepEqual(await said(), ['Nothing to save yet.', 'The model is not ready yet.']);
    assert.equal(await page.locator('.save').getAttribute('title'), 'Nothing to save yet');
    await panel.send(modelMessage());
    assert.deepEqual(await said(), ['Nothing to save yet.', 'Nothing to send yet.']);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 300, 'nothing sticks out');
    await say(panel, 'Hello there');
    assert.deepEqual(await said(), ['Not saved.', 'The model is writing.']);
    await panel.close();
  });

  it('edits a turn, runs again from there, and leads back to the branch before', async () => {
    const panel = await open({ state: state() });
    const { page } = panel;
    await panel.send(modelMessage());
    await page.getByRole('button', { name: 'Edit Turn 3, yours' }).press('Enter');
    const field = page.getByLabel('Turn 3, yours, other words:');
    assert.equal(await field.inputValue(), 'Since the spring.');
    await field.fill('Since my move.');
    await page.locator('.finish').press('Enter');
    const [asked] = await panel.sentOf('ask');
    assert.deepEqual(
      asked!.turns.map(({ content }) => content),
      ['I sleep badly.', ' Since when?', 'Since my move.'],
    );
    const turn = answered(asked!.answers[0]!.id, asked!.after, ' Where to?');
    await panel.send({ type: 'answered', run: asked!.run, turn }, { type: 'done', run: asked!.run });
    assert.deepEqual((await branchWords(panel)).slice(2), ['Since my move.', ' Where to?']);
    assert.equal(await page.locator('[data-turn=p2]').count(), 0);
    await page.getByRole('button', { name: 'Earlier version of Turn 3, yours' }).press('Enter');
    assert.deepEqual((await branchWords(panel)).slice(2), ['Since the spring.', ' What happened then?']);
    await page.getByRole('button', { name: 'Later version of Turn 3, yours' }).press('Enter');
    assert.deepEqual((await branchWords(panel)).slice(2), ['Since my move.', ' Where to?']);

    // Words put into the model's mouth are marked as the person's.
    await page.getByRole('button', { name: 'Edit Turn 2, the model’s' }).click();
    await page.getByLabel('Turn 2, the model’s, other words:').fill('Tell me more.');
    await page.locator('.finish').click();
    assert.match(await page.locator('.turn.model .head').innerText(), /Model’s turn, in words of yours/);
    assert.deepEqual(await branchWords(panel), ['I sleep badly.', 'Tell me more.']);
    assert.equal((await panel.sentOf('ask')).length, 1);
    await panel.close();
  });

  it('shows how full the window is as a bar and a table, marks what is forgotten, and shows what is sent', async () => {
    const panel = await open({ state: state() });
    const { page } = panel;
    await panel.send(modelMessage());
    await measure(panel, fit(2));
    assert.deepEqual(
      await page
        .locator('.turn.forgotten')
        .evaluateAll((turns) => turns.map((turn) => (turn as HTMLElement).dataset['turn'])),
      ['p1', 'm1'],
    );
    assert.match(await page.locator('[data-turn=p1]').innerText(), /no longer seen by the model/);
    assert.doesNotMatch(await page.locator('[data-turn=p2]').innerText(), /no longer seen/);
    assert.match(await page.locator('[data-turn=p2]').innerText(), /150 tokens/);
    const label = await page.locator('.context').getAttribute('aria-label');
    assert.match(label ?? '', /312 tokens are sent and 120 kept free for the answer, of a window of 1,024/);
    await page.getByText('The numbers, turn by turn').press('Enter');
    const rows = (await page.locator('.numbers tbody tr').allInnerTexts()).map((row) =>
      row.replaceAll('\u00a0', ' ').split(/\s*\t\s*/),
    );
    assert.deepEqual(rows, [
      ['Turn 1, yours', 'not sent: no longer seen by the model'],
      ['Turn 2, the model’s', 'not sent: no longer seen by the model'],
      ['System prompt', '6', '0.6 %'],
      ['Turn 3, yours', '150', '14.6 %'],
      ['Turn 4, the model’s', '150', '14.6 %'],
      ['Marks around the turns', '6', '0.6 %'],
      ['Kept free for the answer', '120', '11.7 %'],
      ['Free', '592', '57.8 %'],
    ]);
    await page.locator('.numbers').getByRole('button', { name: 'Turn 1, yours' }).press('Enter');
    const focused = await page.evaluate(
      () =>
        (document.querySelector('introspect-conversation')!.shadowRoot!.activeElement as HTMLElement).dataset['turn'],
    );
    assert.equal(focused, 'p1');
    const sent = await page.getByLabel('What is really sent').innerText();
    assert.equal(
      sent,
      fit(2)
        .pieces.map(({ text }) => text)
        .join(''),
    );
    assert.equal(await page.locator('.sent .special').count(), fit(2).pieces.filter(({ special }) => special).length);
    await panel.close();
  });

  it('says what does not fit, and does not send it', async () => {
    const panel = await open();
    const { page } = panel;
    await panel.send(modelMessage());
    await page.getByLabel('Your turn').fill('A very long turn');
    await measure(panel, { ...fit(), fits: false });
    assert.match(await page.getByRole('alert').innerText(), /do not fit together/);
    await page.getByLabel('Your turn').press('Enter');
    assert.equal((await panel.sentOf('ask')).length, 0);
    assert.equal(await page.getByLabel('Your turn').inputValue(), 'A very long turn');
    await panel.close();
  });

  it('notes a change of the model in mid-conversation, on the turn itself', async () => {
    const other = answered('m3', 'p3', 'Mm.', { model: 'Another model' });
    const turns = [...conversation.turns, person('p3', 'm2', 'Nothing much.'), other];
    const panel = await open({ state: state({ conversation: { ...conversation, turns, shown: 'm3' } }) });
    await panel.send(modelMessage({ key: 'other', name: 'Another model' }));
    assert.equal(
      await panel.page.locator('.change').innerText(),
      'The model was changed here: Introspect practice model answered before, Another model from here on.',
    );
    await panel.close();
  });

  it('says what a server does not tell, and that words go there', async () => {
    const panel = await open({ state: state() });
    const { page } = panel;
    const limits = ['Asked the same twice with the same seed, it gave two different texts.'];
    const server = { host: 'models.example.org', here: false, limits };
    await panel.send(modelMessage({ key: 'server', server, contextLength: null }));
    const text = await page.locator('aside').innerText();
    assert.match(text, /exact prompt, the size of its context window.*does not tell/);
    assert.match(await page.locator('.server').innerText(), /models\.example\.org: it leaves this machine/);
    assert.equal(await page.locator('.topK').count(), 0);
    await page
      .locator('p', { hasText: 'When the server was tested: Asked the same twice' })
      .waitFor({ state: 'attached' });
    await say(panel, 'Hello');
    const [asked] = await panel.sentOf('ask');
    assert.deepEqual(Object.keys(asked!.sampling), ['temperature', 'topP']);
    assert.equal((await panel.sentOf('measure')).length, 0);
    await panel.close();
  });

  it('says that a base stage continues text, and lets the person choose', async () => {
    const panel = await open({ state: state() });
    const { page } = panel;
    await panel.send(modelMessage({ layouts: ['text', 'template'], layoutReason: 'baseStage' }));
    await measure(panel, fit());
    assert.match(await page.locator('aside').innerText(), /never learnt to answer, only to continue text/);
    assert.equal((await panel.sentOf('measure')).at(-1)!.layout, 'text');
    await page.locator('.layoutChoice').selectOption('template');
    await page.waitForFunction(() =>
      window.introspectTest.sent.some((m) => (m as { layout?: string }).layout === 'template'),
    );
    await panel.close();
  });

  it('saves, opens, begins anew and takes away, and outlives a reload', async () => {
    const panel = await open({ state: state() });
    const { page } = panel;
    await panel.send(modelMessage());
    assert.match(await page.locator('.kept').innerText(), /Not saved/);
    await page.locator('.save').click();
    const [save] = await panel.sentOf('saveConversation');
    assert.deepEqual(save!.conversation, conversation);
    await panel.send({ type: 'saved', file: 'a.conversation.json', version: save!.version });
    assert.match(await page.locator('.kept').innerText(), /Saved as a\.conversation\.json/);
    await page.locator('.transcript').click();
    const [transcript] = await panel.sentOf('saveTranscript');
    assert.match(transcript!.text, /^Person: I sleep badly\.\n\nModel \(Introspect practice model\): Since when\?\n/);
    await page.getByLabel('Take away what is shown').selectOption({ label: 'Turns: table (CSV)' });
    const [provenance] = await panel.sentOf('provenance');
    assert.equal(provenance!.text, transcript!.text);
    assert.equal(provenance!.model.name, 'Introspect practice model', 'who answered, not who would answer now');
    assert.equal(provenance!.tokens, 12);
    await page.locator('.starter').selectOption('none');
    assert.match(await page.locator('.kept').innerText(), /Changed since it was saved/);
    await page.locator('.new').click();
    assert.equal((await panel.sentOf('new')).at(-1)!.unsaved, true);
    const state1 = await saved(panel);
    assert.deepEqual(state1.conversation.turns, conversation.turns);
    const again = await open({ state: { ...state1, draft: 'half a sent' } });
    await again.send(modelMessage());
    assert.equal(await again.page.getByLabel('Your turn').inputValue(), 'half a sent');
    assert.equal(await again.page.locator('.turn').count(), 4);
    await again.send({ type: 'opened', conversation: { ...conversation, turns: [], shown: null }, file: null });
    assert.equal(await again.page.locator('.turn').count(), 0);
    await again.close();
  });

  it('counts other words that are being typed, and a system prompt alone, as not saved', async () => {
    const panel = await open({ state: state({ version: 4, savedVersion: 4, file: 'a.conversation.json' }) });
    const { page } = panel;
    await panel.send(modelMessage());
    await page.locator('.new').click();
    await page.getByRole('button', { name: 'Edit Turn 1, yours' }).click();
    await page.locator('.new').click();
    await page.getByLabel('Turn 1, yours, other words:').fill('I dream.');
    assert.match(await page.locator('.kept').innerText(), /Changed since it was saved/);
    await page.locator('.open').click();
    const [asIs, untouched] = await panel.sentOf('new');
    assert.deepEqual([asIs!.unsaved, untouched!.unsaved], [false, false]);
    // Saved first, the file has them as another version.
    const [before] = await panel.sentOf('open');
    assert.equal(before!.unsaved, true);
    assert.deepEqual(
      before!.conversation.turns.slice(conversation.turns.length).map(({ role, text, after }) => [role, text, after]),
      [['person', 'I dream.', null]],
    );
    await panel.send({ type: 'saved', file: 'b.conversation.json', version: 4 });
    await panel.send({ type: 'opened', conversation: { ...conversation, turns: [], shown: null }, file: null });
    assert.deepEqual(
      (await panel.sentOf('heard')).map(({ what }) => what),
      ['saved', 'opened'],
    );
    await page.locator('.starter').selectOption('none');
    await page.locator('.new').click();
    assert.equal((await panel.sentOf('new')).at(-1)!.unsaved, false);
    await page.getByLabel('System prompt', { exact: true }).fill('You are a shop assistant.');
    await page.locator('.new').click();
    assert.equal((await panel.sentOf('new')).at(-1)!.unsaved, true);
    await panel.close();
  });

  it('takes up an edit of an earlier turn where its tab was hidden, to the last letter', async () => {
    const panel = await open({ state: state() });
    await panel.send(modelMessage());
    await panel.page.getByRole('button', { name: 'Edit Turn 1, yours' }).click();
    await panel.page.getByLabel('Turn 1, yours, other words:').fill('I drea');
    await panel.page.keyboard.press('End');
    await panel.page.keyboard.type('m.');
    // Read at once: a hidden page writes nothing down later.
    const state1 = await saved(panel);
    assert.deepEqual(state1.editing, { turnId: conversation.turns[0]!.id, text: 'I dream.' });
    await panel.page.getByLabel('Your turn').fill('And');
    assert.equal((await saved(panel)).draft, 'And');
    await panel.close();
    const again = await open({ state: state1 });
    await again.send(modelMessage());
    assert.equal(await again.page.getByLabel('Turn 1, yours, other words:').inputValue(), 'I dream.');
    await again.page.locator('.finish').click();
    assert.deepEqual((await again.sentOf('ask'))[0]!.turns.at(-1)!.content, 'I dream.');
    assert.equal((await saved(again)).editing, null);
    await again.close();
  });

  it('takes up an answer that was being written when the page was loaded anew', async () => {
    const turns = [...conversation.turns, person('p3', 'm2', 'Nothing much.')];
    const panel = await open({ state: state({ conversation: { ...conversation, turns, shown: 'p3' } }) });
    await panel.send({ type: 'writing', run: 7, after: 'p3', answer: { id: 'm3', text: 'Is ' } }, modelMessage());
    await panel.send({ type: 'piece', run: 7, answer: 'm3', text: 'that' });
    assert.equal(await panel.page.locator('.writing .words').innerText(), 'Is that');
    await panel.send({ type: 'answered', run: 7, turn: answered('m3', 'p3', 'Is that so?') }, { type: 'done', run: 7 });
    assert.equal((await branchWords(panel)).at(-1), 'Is that so?');
    await panel.close();
  });

  it('asks once it knows the model, where a turn was edited before', async () => {
    const panel = await open({ state: state() });
    await panel.page.getByRole('button', { name: 'Edit Turn 1, yours' }).click();
    await panel.page.getByLabel('Turn 1, yours, other words:').fill('I dream.');
    await panel.page.locator('.finish').click();
    assert.equal((await panel.sentOf('ask')).length, 0);
    await panel.send(modelMessage());
    await panel.send(modelMessage());
    const asked = await panel.sentOf('ask');
    assert.deepEqual(
      asked.map(({ turns }) => turns.map(({ content }) => content)),
      [['I dream.']],
    );
    await panel.close();
  });

  it('confirms an answer after it was written down, also one that it has or has no place for', async () => {
    const turns = [...conversation.turns, person('p3', 'm2', 'Nothing much.')];
    const panel = await open({ state: state({ conversation: { ...conversation, turns, shown: 'p3' } }) });
    await panel.send(modelMessage());
    const told = [answered('m3', 'p3', 'Mm.'), answered('m3', 'p3', 'Mm.'), answered('m4', 'gone', 'Mm.')];
    for (const turn of told) await panel.send({ type: 'answered', run: 0, turn });
    const taken = await panel.sentOf('taken');
    assert.deepEqual(
      taken.map(({ answer }) => answer),
      ['m3', 'm3', 'm4'],
    );
    assert.equal((await branchWords(panel)).length, 6);
    await panel.close();
  });

  it('is accessible and looks right in four themes, also narrow', async () => {
    const panel = await open({ state: state(), height: 1000 });
    await panel.send(modelMessage());
    await measure(panel, fit(2));
    await panel.page.getByText('The numbers, turn by turn').click();
    await panel.page.getByText('How this answer came about').last().click();
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('panel');
    }
    await panel.setWidth(420);
    const [inner, outer] = await panel.page.evaluate(() => [document.body.scrollWidth, window.innerWidth]);
    assert.ok(inner <= outer, `${inner} in ${outer}`);
    await panel.screenshot('panel');
    await panel.close();
  });
});
