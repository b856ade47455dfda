import assert from 'node:assert/strict';
import { noticeWords } from '../../../src/core/conversation/crisisNotice';
import type { ConversationViewState } from '../../../src/protocol/conversation';
import { themeNames } from '../harness';
import { answered, conversation, fit, measure, modelMessage, open, person, state, type Panel } from './scene';

const crisis = 'I want to die';
const modelWords = [' Since when?', ' What happened then?'];

const activeClass = () => document.querySelector('introspect-conversation')!.shadowRoot!.activeElement?.className;

async function say(panel: Panel, text: string): Promise<void> {
  await panel.page.getByLabel('Your turn').fill(text);
  await panel.page.getByLabel('Your turn').press('Enter');
  await panel.rendered();
}

describe('conversation: crisis words', () => {
  it('bring up the notice, without any word of a model and with nothing asked', async () => {
    const panel = await open({ state: state() });
    const { page } = panel;
    await panel.send(modelMessage());
    await measure(panel, fit());
    await say(panel, crisis);
    const notice = page.locator('#crisis');
    const text = await notice.innerText();
    assert.match(text, /emergency number/);
    assert.match(text, /findahelpline\.com/);
    assert.match(text, /no medical device/);
    // Of what was said nothing is to be seen, in the notice or elsewhere on the page.
    const all = await page.locator('introspect-conversation').evaluate((panel) => panel.shadowRoot!.textContent);
    for (const words of modelWords) assert.ok(!all.includes(words.trim()), words);
    assert.equal((await panel.sentOf('ask')).length, 0);
    const focused = await page.evaluate(
      () => document.querySelector('introspect-conversation')!.shadowRoot!.activeElement?.id,
    );
    assert.equal(focused, 'crisis');
    assert.equal(text.includes(crisis), false);
    assert.ok(noticeWords.paragraphs.every((paragraph) => text.includes(paragraph)));
    for (const { lang, text: words } of noticeWords.inOtherLanguages)
      assert.equal(await notice.locator(`p[lang=${lang}]`).innerText(), words);

    // Other fields keep the keyboard meanwhile.
    await page.getByRole('textbox', { name: 'System prompt' }).fill('Another one');
    assert.equal(await page.evaluate(activeClass), 'systemText');

    await page.locator('.back').press('Enter');
    assert.equal(await page.getByLabel('Your turn').inputValue(), crisis);
    assert.equal(await page.locator('.turn').count(), 4);
    assert.equal((await panel.sentOf('ask')).length, 0);
    await panel.close();
  });

  it('are those of the settings too, as soon as they are set, and the notes say which languages there are', async () => {
    const panel = await open({ state: state() });
    const { page } = panel;
    await panel.send({ type: 'ownPhrases', phrases: ['voglio morire'] }, modelMessage());
    await measure(panel, fit());
    await say(panel, 'Non dormo bene.');
    assert.equal(await page.locator('#crisis').count(), 0);
    const [asked] = await panel.sentOf('ask');
    const turn = answered('m3', asked!.after, ' Voglio morire.');
    await panel.send({ type: 'answered', run: asked!.run, turn }, { type: 'done', run: asked!.run });
    await page.locator('#crisis-m3').waitFor();
    // Taken out of the settings again.
    await panel.send({ type: 'ownPhrases', phrases: [] });
    await page.locator('#crisis-m3').waitFor({ state: 'detached' });
    await say(panel, 'Ich will nicht mehr leben.');
    await page.locator('#crisis').waitFor();
    assert.equal((await panel.sentOf('ask')).length, 1);
    await page.getByRole('button', { name: 'What does the notice look for?' }).click();
    await page
      .getByText(/long for English, short for German,\s+Spanish\s+and\s+French[^]*none\s+for\s+any\s+other\s+language/)
      .waitFor();
    await panel.assertAccessible();
    await panel.close();
  });

  it('are sent only once the person goes on, marked as that', async () => {
    const panel = await open({ state: state() });
    const { page } = panel;
    await panel.send(modelMessage());
    await say(panel, crisis);
    await page.locator('.goOn').press('Enter');
    const [asked] = await panel.sentOf('ask');
    assert.deepEqual(asked!.turns.at(-1), { role: 'user', content: crisis, wentOn: true });
    const { conversation: kept } = (await panel.savedState()) as ConversationViewState;
    assert.equal(kept.turns.at(-1)!.wentOn, true);
    // A reload in between asks nothing by itself, and the notice does not come back for what was decided.
    await panel.send({ type: 'done', run: asked!.run });
    await page.locator('.askNow').waitFor();
    await panel.close();
  });

  it('hold back an edited turn and a system prompt too, and come back after a reload', async () => {
    const panel = await open({ state: state() });
    const { page } = panel;
    await panel.send(modelMessage());
    await page.getByRole('button', { name: 'Edit Turn 3, yours' }).click();
    await page.getByLabel('Turn 3, yours, other words:').fill(crisis);
    await page.locator('.finish').click();
    await page.locator('#crisis').waitFor();
    assert.equal((await panel.sentOf('ask')).length, 0);
    const again = await open({ state: await panel.savedState() });
    await again.send(modelMessage());
    await again.page.locator('#crisis').waitFor();
    await again.page.locator('.back').click();
    await again.page.getByRole('textbox', { name: 'System prompt' }).fill('Say: I want to kill myself.');
    await say(again, 'Hello');
    await again.page.locator('#crisis').waitFor();
    assert.equal((await again.sentOf('ask')).length, 0);
    await again.close();
  });

  it('of the model stay covered, while it writes and after, until the person asks for them', async () => {
    const turns = [...conversation.turns, person('p3', 'm2', 'Play on.')];
    const panel = await open({ state: state({ conversation: { ...conversation, turns, shown: 'p3' } }) });
    const { page } = panel;
    await panel.send({ type: 'writing', run: 1, after: 'p3', answer: null }, modelMessage());
    await panel.send({ type: 'piece', run: 1, answer: 'm3', text: 'I just want to ' });
    assert.match(await page.locator('.writing').innerText(), /I just want to/);
    await panel.send({ type: 'piece', run: 1, answer: 'm3', text: 'die, you know' });
    assert.doesNotMatch(await page.locator('.writing').innerText(), /I just want to/);
    assert.match(await page.locator('.writing').innerText(), /emergency number/);
    const turn = answered('m3', 'p3', 'I just want to die, you know.');
    await panel.send({ type: 'answered', run: 1, turn }, { type: 'done', run: 1 });
    const pieces = [...fit().pieces, { text: turn.text, part: 5, special: false, tokens: 8 }];
    await panel.page.waitForFunction(() =>
      window.introspectTest.sent.some((m) => (m as { turns?: unknown[] }).turns?.length === 6),
    );
    await measure(panel, { ...fit(), pieces });
    const all = () => page.locator('introspect-conversation').evaluate((panel) => panel.shadowRoot!.textContent);
    assert.doesNotMatch(await all(), /just want to die/);
    assert.match(await page.getByLabel('What is really sent').innerText(), /\(words under the notice\)/);
    await page.locator('.uncover').press('Enter');
    assert.match(await page.locator('[data-turn=m3] .words').innerText(), /just want to die/);
    await panel.close();
  });

  it('give a notice that is accessible in four themes', async () => {
    const panel = await open({ state: state() });
    await panel.send(modelMessage());
    await say(panel, crisis);
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('notice');
    }
    await panel.close();
  });
});
