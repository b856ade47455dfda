// What stands in a field that is looked at on request is there again after its tab was hidden, in every panel alike.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { isTypedWord } from '../../src/protocol/typedWords';
import * as attention from './attention/scene';
import * as beside from './beside/scene';
import * as layers from './layers/scene';
import * as lesson from './lesson/scene';
import * as mattered from './mattered/scene';

interface AnyPanel {
  readonly page: Page;
  sent(): Promise<readonly { readonly type: string }[]>;
  savedState(): Promise<unknown>;
  close(): Promise<void>;
}

/** Closes the page; what the channel has of it by then. Nothing of that is in what the page saves. */
async function hide(panel: AnyPanel, secret: RegExp): Promise<Record<string, string>> {
  assert.doesNotMatch(JSON.stringify((await panel.savedState()) ?? null), secret);
  const typed = (await panel.sent()).filter(isTypedWord).map(({ field, words }) => [field, words] as const);
  await panel.close();
  return Object.fromEntries(typed);
}

/** Tells the next page, as the channel does at `ready`. */
async function tell({ page }: AnyPanel, fields: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate((message) => window.postMessage(message, '*'), { type: 'typedWords', fields });
}

describe('Words in fields, over a hidden tab', () => {
  it('are kept in the lesson, which goes on with the person’s own prompt', async () => {
    const first = await lesson.openLesson();
    await first.send(lesson.course);
    await first.page.getByRole('textbox', { name: 'or with your own words' }).fill('I lie awake and');
    await first.page.locator('.asMessage').check();
    await first.page.locator('.topic').fill('sor');
    const fields = await hide(first, /awake/);
    const panel = await lesson.openLesson();
    await tell(panel, fields);
    await panel.send(lesson.course);
    const [asked] = await panel.sentOf('write');
    assert.deepEqual([asked!.prompt, asked!.asMessage], ['I lie awake and', true]);
    assert.equal(await panel.page.locator('.topic').inputValue(), 'sor');
    await panel.close();
  });

  it('are kept with two models: the word that is typed, and the one that was looked at', async () => {
    const content = [beside.models, beside.contentOf()] as const;
    const first = await beside.openBeside();
    await first.send(...content);
    await first.page.getByRole('textbox').fill(' asleep');
    await first.page.keyboard.press('Enter');
    await first.page.getByRole('textbox').fill(' awa');
    const fields = await hide(first, /asleep|awa/);
    const panel = await beside.openBeside();
    await tell(panel, fields);
    await panel.send(...content);
    assert.equal(await panel.page.getByRole('textbox').inputValue(), ' awa');
    assert.deepEqual(
      (await panel.sentOf('word')).map(({ word }) => word),
      [' asleep'],
    );
    await panel.close();
  });

  it('are kept in the layers panel', async () => {
    const content = { type: 'content', content: layers.contentOf(), source: null } as const;
    const first = await layers.openLayers();
    await first.send(content);
    await layers.open(first, 'Which parts speak for a word');
    await first.page.getByRole('textbox', { name: 'Compared with, typed' }).fill('slee');
    const state = await first.savedState();
    const fields = await hide(first, /slee/);
    const panel = await layers.openLayers({ state });
    await tell(panel, fields);
    await panel.send(content);
    assert.equal(await panel.page.getByRole('textbox', { name: 'Compared with, typed' }).inputValue(), 'slee');
    await panel.close();
  });

  it('are kept in the layers panel where they were asked about, for the same words alone', async () => {
    const source = { uri: 'file:///P01.transcript.txt', start: 3, end: 40 };
    const content = { type: 'content', content: layers.contentOf(), source } as const;
    const first = await layers.openLayers();
    await first.send(content);
    await layers.open(first, 'Which parts speak for a word');
    const typed = first.page.getByRole('textbox', { name: 'Next token, typed' });
    await typed.fill('asleep');
    await typed.press('Enter');
    const state = await first.savedState();
    const fields = await hide(first, /asleep/);
    for (const [at, target] of [
      [source, { typed: ' asleep' }],
      [{ ...source, start: 4 }, null],
    ] as const) {
      const panel = await layers.openLayers({ state });
      await tell(panel, fields);
      await panel.send({ ...content, source: at });
      assert.deepEqual((await panel.sentOf('contributions')).at(-1)!.target, target);
      await panel.close();
    }
  });

  it('are kept in the attention panel, where heads are searched', async () => {
    const content = { type: 'content', content: attention.contentOf('llama-gqa'), source: null } as const;
    const state = { view: 'heads' };
    const first = await attention.openAttention({ state });
    await first.send(content);
    await first.page.getByLabel('Heads that look from').fill('sleep');
    await first.page.getByLabel('to', { exact: true }).fill('nig');
    const fields = await hide(first, /sleep|nig/);
    const panel = await attention.openAttention({ state });
    await tell(panel, fields);
    await panel.send(content);
    assert.equal(await panel.page.getByLabel('Heads that look from').inputValue(), 'sleep');
    assert.equal(await panel.page.getByLabel('to', { exact: true }).inputValue(), 'nig');
    await panel.close();
  });

  it('are kept in What Mattered with what was chosen, about the same text alone', async () => {
    const first = await mattered.openAnswered();
    await first.page.getByRole('combobox', { name: 'Next words' }).selectOption({ label: 'other words…' });
    await first.page.getByRole('textbox', { name: 'Next words: other words' }).fill('I se');
    const fields = await hide(first, /I se/);
    const open = async (text: string) => {
      const panel = await mattered.openMattered();
      await tell(panel, fields);
      await panel.send({ type: 'content', content: mattered.contentOf({ text }), source: null });
      return panel;
    };
    const panel = await open(mattered.text);
    assert.equal(await panel.page.getByRole('textbox', { name: 'Next words: other words' }).inputValue(), 'I se');
    assert.equal((await panel.sentOf('attribute')).at(-1)?.ask.target, ' I se');
    await panel.close();
    const other = await open('Client: Nothing helps.');
    assert.equal(await other.page.getByRole('textbox', { name: 'Next words: other words' }).count(), 0);
    await other.close();
  });
});
