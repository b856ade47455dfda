import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { models, openBeside } from './beside/scene';
import { contentOf as codeOf, idOf, openForm } from './codebook/scene';
import { codes, start as startCoding } from './coding/scene';
import { makeReview, openPrivacy, reviewMessage, saved, setup } from './privacy/scene';

const shown = (select: Locator): Promise<string> => select.evaluate((one: HTMLSelectElement) => one.value);

describe('lists to choose from show what is chosen, however it came about', () => {
  it('two models: after every swap', async () => {
    const panel = await openBeside();
    await panel.send(models);
    const left = panel.page.locator('.pick-left');
    const right = panel.page.locator('.pick-right');
    const server = 'server Our cluster';
    await left.selectOption(server);
    for (const expected of [
      ['instructed', server],
      [server, 'instructed'],
      ['instructed', server],
    ]) {
      await panel.page.getByRole('button', { name: 'Swap' }).click();
      await panel.rendered();
      assert.deepEqual([await shown(left), await shown(right)], expected);
    }
    await panel.close();
  });

  it('codebook: after a change of place is undone', async () => {
    const form = await openForm();
    const name = 'Sleep disruption';
    await form.send(codeOf(name));
    const place = form.page.getByRole('combobox', { name: 'Stands below' });
    const before = await shown(place);
    const [mood, people] = [idOf('Mood and thinking'), idOf('Other people')];
    await place.selectOption(mood);
    await form.send(codeOf(name, { parent: mood }, { edits: 1 }));
    await place.selectOption(people);
    await form.send(codeOf(name, { parent: people }, { edits: 2 }));
    await form.send(codeOf(name, { parent: mood }, { edits: 2 }));
    assert.equal(await shown(place), mood);
    await form.send(codeOf(name, {}, { edits: 2 }));
    assert.equal(await shown(place), before);
    await form.close();
  });

  it('coding: a code on one number key after it went to another', async () => {
    const { panel, page } = await startCoding();
    await page.getByRole('button', { name: /^Keys/ }).click();
    const key = (pin: number) => page.getByRole('combobox', { name: `Code on key ${pin}` });
    const pinned = (pins: Readonly<Record<string, number>>) =>
      panel.send({ type: 'change', codes: codes.map((code) => ({ ...code, pin: pins[code.id] ?? null })) });
    await key(1).selectOption('coping');
    await pinned({ coping: 1 });
    await key(2).selectOption('coping');
    await pinned({ coping: 2 });
    assert.deepEqual([await shown(key(1)), await shown(key(2))], ['', 'coping']);
    await panel.close();
  });

  it('de-identifying: the transcript that a hit leads to', async () => {
    const panel = await openPrivacy();
    const review = makeReview();
    await panel.send({ type: 'setup', setup, saved }, review.toMessage(), reviewMessage(review));
    const transcript = panel.page.getByRole('combobox', { name: 'Transcript' });
    const label = () => transcript.evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.textContent?.trim());
    await transcript.selectOption({ index: 1 });
    await transcript.selectOption({ index: 0 });
    await transcript.selectOption({ index: 1 });
    const sarah = panel.page.locator('.group', { hasText: 'Sarah' });
    await sarah.getByRole('button', { expanded: false }).press('Enter');
    await sarah.locator('.hit', { hasText: 'P01' }).first().getByRole('button').first().click();
    await panel.page.locator('[data-transcript="0"]').waitFor();
    assert.match(String(await label()), /P01/);
    await panel.close();
  });
});
