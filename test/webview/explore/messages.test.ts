import assert from 'node:assert/strict';
import { content, nextMessage, openExplore } from './scene';

describe('explore: messages and state', () => {
  it('drops messages about words that are no longer shown', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content({}, 5) });
    await panel.send(
      nextMessage(22, 4),
      { type: 'cursor', subjectId: 4, token: 2 },
      { type: 'content', content: content({}, 4) },
    );
    assert.equal(await panel.page.locator('tr[data-id]').count(), 0);
    assert.equal(await panel.page.locator('[aria-current]').count(), 0);
    await panel.send(nextMessage(21, 5));
    assert.equal(await panel.page.locator('tr[data-id]').count(), 0, 'another position than the one asked for');
    await panel.send(nextMessage(22, 5));
    assert.equal(await panel.page.locator('tr[data-id]').count(), 12);
    await panel.page.getByRole('option').first().click();
    assert.deepEqual((await panel.sentOf('position')).at(-1), { type: 'position', subjectId: 5, position: 0 });
    await panel.close();
  });

  it('keeps the last result readable under a notice, or replaces it', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content() });
    const notice = { kind: 'working', what: 'readingText', modelName: 'introspect-tiny' } as const;
    await panel.send({ type: 'notice', notice, keepContent: true });
    await panel.page.getByText('Reading the text with introspect-tiny…').waitFor();
    assert.equal(await panel.page.getByRole('option').count(), 23);
    await panel.send({ type: 'content', content: content({}, 2) });
    assert.equal(await panel.page.getByText('Reading the text with').count(), 0);
    await panel.send({ type: 'notice', notice: { kind: 'noSelection' }, keepContent: false }, nextMessage(22, 2));
    assert.equal(await panel.page.getByRole('option').count(), 0);
    await panel.page.getByRole('heading', { name: 'Select a sentence in a transcript' }).waitFor();
    await panel.close();
  });

  it('tells once that the model came back', async () => {
    const panel = await openExplore();
    const message = 'The model stopped unexpectedly and was started again.';
    await panel.send({ type: 'content', content: content() }, { type: 'recovered', message });
    await panel.page.getByRole('status').getByText(message).waitFor();
    await panel.page.getByRole('button', { name: 'Dismiss' }).click();
    await panel.rendered();
    assert.equal(await panel.page.getByText(message).count(), 0);
    await panel.close();
  });

  it('restores sliders, seed and numbers after a reload, and never keeps text', async () => {
    const before = await openExplore();
    await before.send({ type: 'content', content: content() }, nextMessage(22));
    await before.page.getByRole('slider', { name: 'Temperature' }).fill('0.35');
    await before.page.getByRole('slider', { name: 'Top-p' }).press('ArrowLeft');
    await before.page.getByRole('spinbutton', { name: 'Seed' }).fill('4294967295');
    await before.page.getByRole('checkbox', { name: 'Show numbers' }).check();
    const state = await before.savedState();
    assert.deepEqual(state, { temperature: 0.35, topP: 0.99, seed: 4294967295, showNumbers: true });
    await before.close();

    const after = await openExplore({ state });
    await after.send({ type: 'content', content: content() }, nextMessage(22));
    assert.equal(await after.page.getByRole('slider', { name: 'Temperature' }).inputValue(), '0.35');
    assert.equal(await after.page.getByRole('slider', { name: 'Top-p' }).inputValue(), '0.99');
    assert.equal(await after.page.getByRole('spinbutton', { name: 'Seed' }).inputValue(), '4294967295');
    assert.equal(await after.page.getByRole('option', { name: '“clock”' }).locator('.bits').innerText(), '6.8');
    await after.close();
  });

  it('starts with its defaults where the saved state is not one', async () => {
    const panel = await openExplore({ state: { temperature: 'hot', topP: -1, seed: 1.5, showNumbers: 'yes' } });
    await panel.send({ type: 'content', content: content() }, nextMessage(22));
    assert.equal(await panel.page.getByRole('slider', { name: 'Temperature' }).inputValue(), '1');
    assert.equal(await panel.page.getByRole('slider', { name: 'Top-p' }).inputValue(), '1');
    assert.equal(await panel.page.getByRole('spinbutton', { name: 'Seed' }).inputValue(), '1');
    await panel.close();
  });
});
