import assert from 'node:assert/strict';
import { themeNames } from '../harness';
import { contentOf, longText, openAttention, textOf, tokensOf, weightsOf, withTokens } from './scene';

const caption = '.caption h2';

describe('attention: panel', () => {
  it('asks for the first head as soon as there is a text, once, and then for each head that is picked', async () => {
    const panel = await openAttention();
    assert.deepEqual(await panel.sent(), [{ type: 'ready' }]);
    await panel.send({ type: 'content', content: contentOf('llama-gqa'), source: null });
    assert.deepEqual((await panel.sent()).slice(1), [
      { type: 'head', subjectId: 1, reading: 'head', layer: 0, head: 0 },
    ]);
    await panel.send(weightsOf('llama-gqa'));
    await panel.page.getByRole('button', { name: 'Next layer' }).click();
    await panel.page.getByRole('combobox', { name: 'Head' }).selectOption('Head 4 of 4');
    await panel.page.getByRole('button', { name: 'Previous head' }).press('Enter');
    assert.deepEqual(
      (await panel.sentOf('head')).slice(1).map(({ layer, head }) => [layer, head]),
      [
        [1, 0],
        [1, 3],
        [1, 2],
      ],
    );
    assert.ok(await panel.page.getByRole('button', { name: 'Next layer' }).isDisabled());
    await panel.close();
  });

  it('keeps the old picture, dimmed and under its own name, until the new weights arrive', async () => {
    const panel = await openAttention();
    await panel.send({ type: 'content', content: contentOf('llama-gqa'), source: null });
    assert.equal(await panel.page.getByRole('progressbar').count(), 1);
    await panel.send(weightsOf('llama-gqa'));
    assert.equal(await panel.page.getByRole('progressbar').count(), 0);
    await panel.page.getByRole('button', { name: 'Next head' }).click();
    assert.equal(await textOf(panel, caption), 'Layer 1 of 2, head 1 of 4');
    assert.equal(await panel.page.locator('[aria-busy=true]').count(), 1);
    assert.equal(await panel.page.getByRole('progressbar').getAttribute('aria-label'), 'Reading layer 1, head 2');
    await panel.send(weightsOf('llama-gqa', 0, 1));
    assert.equal(await textOf(panel, caption), 'Layer 1 of 2, head 2 of 4');
    assert.equal(await panel.page.locator('[aria-busy=true]').count(), 0);
    await panel.close();
  });

  it('drops weights of an older text, of another head, and of the wrong size', async () => {
    const panel = await openAttention();
    await panel.send({ type: 'content', content: contentOf('llama-gqa', { subject: { subjectId: 2 } }), source: null });
    await panel.send(weightsOf('llama-gqa', 0, 0, 1), weightsOf('llama-gqa', 0, 1, 2), weightsOf('bert', 0, 0, 2));
    assert.equal(await panel.page.locator(caption).count(), 0);
    await panel.send(weightsOf('llama-gqa', 0, 0, 2));
    assert.equal(await panel.page.locator(caption).count(), 1);
    await panel.close();
  });

  it('keeps the picture of the old text, without marking its tokens, until the new text is read', async () => {
    const panel = await openAttention();
    await panel.send({ type: 'content', content: contentOf('llama-gqa'), source: null }, weightsOf('llama-gqa'));
    const next = contentOf('bert', { subject: { subjectId: 2 } });
    await panel.send({ type: 'content', content: next, source: null });
    await panel.page.getByRole('application', { name: '26 by 26' }).focus();
    await panel.rendered();
    assert.deepEqual(await panel.sentOf('hover'), []);
    await panel.send(weightsOf('bert', 0, 0, 2));
    await panel.page.getByRole('application', { name: '25 by 25' }).waitFor();
    await panel.close();
  });

  it('comes back as it was left: layer, head, view and hidden token, but no text', async () => {
    const source = { uri: 'file:///study/transcripts/P01.transcript.txt', start: 10, end: 90 };
    const before = await openAttention();
    await before.send({ type: 'content', content: contentOf('llama-gqa'), source }, weightsOf('llama-gqa'));
    await before.page.getByRole('button', { name: 'Next layer' }).click();
    await before.page.getByRole('combobox', { name: 'Head' }).selectOption('2');
    await before.page.getByRole('radio', { name: 'Lines' }).check();
    await before.page.getByRole('checkbox', { name: /Hide first token/ }).check();
    const state = await before.savedState();
    assert.deepEqual(state, {
      reading: 'head',
      layer: 1,
      head: 2,
      view: 'lines',
      heads: { order: 'layer', smallestFirst: false, show: 'pictures' },
      unit: 'token',
      hideFirstToken: true,
      hideSpecialTokens: false,
      direction: 'from',
      source,
    });
    await before.close();

    const after = await openAttention({ state });
    await after.send({ type: 'content', content: contentOf('llama-gqa'), source }, weightsOf('llama-gqa', 1, 2));
    assert.deepEqual(await after.sentOf('head'), [{ type: 'head', subjectId: 1, reading: 'head', layer: 1, head: 2 }]);
    assert.equal(await textOf(after, caption), 'Layer 2 of 2, head 3 of 4');
    assert.ok(await after.page.getByRole('radio', { name: 'Lines' }).isChecked());
    assert.ok(await after.page.getByRole('checkbox', { name: /Hide first token/ }).isChecked());
    await after.close();
  });

  it('stays within the layers and heads of a smaller model', async () => {
    const panel = await openAttention({ state: { layer: 11, head: 9 } });
    await panel.send({ type: 'content', content: contentOf('llama-gqa'), source: null }, weightsOf('llama-gqa', 1, 3));
    assert.deepEqual(await panel.sentOf('head'), [{ type: 'head', subjectId: 1, reading: 'head', layer: 1, head: 3 }]);
    assert.equal(await textOf(panel, caption), 'Layer 2 of 2, head 4 of 4');
    await panel.close();
  });

  it('says which text it shows, what was left out, and that attention is not explanation', async () => {
    const panel = await openAttention();
    const subject = { omittedTokens: 2698, limit: { tokens: 512, by: 'panel' } } as const;
    await panel.send({ type: 'content', content: contentOf('llama-gqa', { subject }), source: null });
    assert.match(await textOf(panel, 'header'), /llama-gqa reads 26 tokens of P01\.transcript\.txt, from line 12/);
    assert.match(await textOf(panel, '.omission'), /last 2,698 tokens were left out: this panel shows at most 512/);
    assert.match(await textOf(panel, '.caveat'), /Attention is not explanation: it shows where a head reads from/);
    await panel.page.getByText('Why not?').click();
    assert.match(await textOf(panel, '.caveat'), /Jain & Wallace 2019.*Wiegreffe & Pinter 2019/s);
    await panel.close();
  });

  it('shows a text of one token, and says so when that is hidden', async () => {
    const panel = await openAttention();
    const weights = { ...weightsOf('bert'), weights: Float32Array.of(1), size: 1 };
    await panel.send({ type: 'content', content: withTokens(['sleep']), source: null }, weights);
    assert.match(await textOf(panel, '.sentence'), /“sleep” looks most at itself: 1\.0000/);
    await panel.page.getByRole('checkbox', { name: /Hide first token/ }).check();
    assert.equal(await panel.page.getByText('only one token, and it is hidden').count(), 1);
    await panel.close();
  });

  it('shows why a model has no attention, with what to do, and keeps a picture when told to', async () => {
    const panel = await openAttention();
    const error = {
      code: 'modelUnsupported',
      message: 'The model tiny gives no attention.',
      remedy: 'Choose another.',
    } as const;
    const notice = { kind: 'error', error, actions: ['chooseModel'] } as const;
    await panel.send({ type: 'content', content: contentOf('llama-gqa'), source: null }, weightsOf('llama-gqa'));
    await panel.send({ type: 'notice', notice, keepContent: true });
    assert.match(await textOf(panel, '[role=alert]'), /gives no attention/);
    assert.equal(await panel.page.locator(caption).count(), 1);
    await panel.send({ type: 'notice', notice, keepContent: false });
    assert.equal(await panel.page.locator(caption).count(), 0);
    await panel.page.getByRole('button', { name: 'Choose a model…' }).click();
    assert.deepEqual(await panel.sentOf('action'), [{ type: 'action', action: 'chooseModel' }]);
    await panel.send({ type: 'content', content: contentOf('llama-gqa'), source: null });
    assert.equal(await panel.page.getByRole('alert').count(), 0);
    await panel.send({ type: 'recovered', message: 'The model came back.' });
    assert.equal(await panel.page.getByText('The model came back.').count(), 1);
    await panel.close();
  });

  it('asks anew for what was awaited when the model or the words change, and ends waiting when the model dies', async () => {
    const panel = await openAttention({ state: { reading: 'allMean', view: 'text' } });
    await panel.send({ type: 'content', content: contentOf('llama-gqa'), source: null });
    const place = { reading: 'allMean', layer: 0, head: 0 } as const;
    assert.deepEqual(await panel.sentOf('head'), [{ type: 'head', subjectId: 1, ...place }]);
    const bar = panel.page.getByRole('progressbar');
    assert.equal(await bar.getAttribute('aria-label'), 'Reading: Mean of all 8 heads in 2 layers');
    await panel.send({ type: 'content', content: contentOf('bert', { subject: { subjectId: 2 } }), source: null });
    await panel.send({ ...weightsOf('llama-gqa', 0, 0, 1), ...place });
    assert.equal(await panel.page.locator(caption).count(), 0, 'what was read of the old words is dropped');
    assert.deepEqual((await panel.sentOf('head')).at(-1), { type: 'head', subjectId: 2, ...place });
    const error = { code: 'hostDied', message: 'The model tiny stopped.', remedy: '' } as const;
    await panel.send({ type: 'notice', notice: { kind: 'error', error, actions: ['retry'] }, keepContent: true });
    assert.equal(await bar.count(), 0);
    await panel.page.getByRole('button', { name: 'Try again' }).click();
    await panel.send({ type: 'content', content: contentOf('bert', { subject: { subjectId: 3 } }), source: null });
    await panel.send({ ...weightsOf('bert', 0, 0, 3), ...place });
    assert.equal(await textOf(panel, caption), 'Mean of all 8 heads in 2 layers');
    await panel.close();
  });

  for (const theme of themeNames) {
    it(`is accessible in both views, with everything opened (${theme})`, async () => {
      const panel = await openAttention({ theme, width: 600 });
      await panel.send({ type: 'notice', notice: { kind: 'noSelection' }, keepContent: false });
      await panel.assertAccessible();
      const subject = { omittedTokens: 40 };
      await panel.send(
        { type: 'content', content: contentOf('llama-gqa', { subject }), source: null },
        weightsOf('llama-gqa'),
        { type: 'cursor', subjectId: 1, token: 8 },
      );
      await panel.page.getByRole('application').press('ArrowLeft');
      await panel.screenshot('matrix');
      await panel.page.getByRole('checkbox', { name: /Hide first token/ }).check();
      for (const summary of await panel.page.locator('summary').all()) await summary.click();
      await panel.assertAccessible();
      await panel.page.getByRole('radio', { name: 'Lines' }).check();
      await tokensOf(panel).nth(5).hover();
      await panel.rendered();
      await panel.assertAccessible();
      await panel.screenshot('lines-everything-open');
      await panel.close();
    });

    it(`is pictured with long texts (${theme})`, async () => {
      const panel = await openAttention({ theme });
      for (const size of [60, 300]) {
        const { content, weights } = longText(size);
        await panel.send({ type: 'content', content, source: null }, weights);
        await panel.screenshot(`matrix-${size}`);
      }
      await panel.close();
    });
  }
});
