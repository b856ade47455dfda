import assert from 'node:assert/strict';
import { content, longContent, nextMessage, openExplore } from './scene';

describe('explore: tokens', () => {
  it('shows whitespace, pieces of a character and the missing first score in words', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content() });
    const options = await panel.page.getByRole('option').all();
    const shown = await Promise.all(options.map((option) => option.locator('span').first().innerText()));
    assert.deepEqual(
      [0, 1, 11, 15, 16, 17, 18].map((i) => shown[i]),
      ['I', '·lie', 'ares', '↵', '🙂 1/2', '🙂 2/2', '·'],
    );
    const spoken = async (i: number) =>
      (await options[i]!.locator('.visuallyHidden').innerText()).replaceAll('\u00a0', ' ');
    assert.equal(await spoken(0), '“I”, no score: nothing comes before it');
    // −log2 0.11 = 3.184
    assert.equal(await spoken(2), '“there”, 3.2 bits of surprise: the model gave it 11.0 %, its 2nd choice');
    assert.match(await spoken(15), /^line break, 1\.6 bits/);
    assert.match(await spoken(17), /^part 2 of 2 of “🙂”, 0\.2 bits of surprise: .* 90\.0 %, its 1st choice$/);
    assert.match(await spoken(16), /the model gave it < 0\.1 %, its 4,012th choice$/);
    await panel.close();
  });

  it('can be walked, selected and revealed by keyboard alone', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content() }, nextMessage(22));
    const { keyboard } = panel.page;
    const focused = () => panel.page.locator('[role=option]:focus').getAttribute('data-index');
    for (let i = 0; i < 6 && (await panel.page.locator('[role=option]:focus').count()) === 0; i++)
      await keyboard.press('Tab');
    assert.equal(await focused(), '22', 'Tab reaches the selected token, and it alone');
    await keyboard.press('ArrowRight');
    assert.equal(await focused(), '22', 'stays at the last');
    await keyboard.press('Home');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowLeft');
    assert.equal(await focused(), '1');
    await keyboard.press('Enter');
    await keyboard.press('End');
    await keyboard.press(' ');
    await keyboard.press('ArrowUp');
    await keyboard.press('o');
    assert.deepEqual(
      (await panel.sentOf('position')).map((m) => m.position),
      [22, 1, 22],
    );
    assert.deepEqual(await panel.sentOf('reveal'), [{ type: 'reveal', subjectId: 1, token: 21 }]);
    assert.deepEqual(
      (await panel.sentOf('hover')).map((m) => m.token).filter((t) => t !== null),
      [22, 0, 1, 2, 1, 22, 21],
    );
    await keyboard.press('Tab');
    assert.deepEqual((await panel.sentOf('hover')).at(-1), { type: 'hover', subjectId: 1, token: null });
    await panel.close();
  });

  it('tells the host what the pointer is on, and reveals on double click', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: content() });
    const clock = panel.page.getByRole('option', { name: '“clock”' });
    await clock.hover();
    assert.match(await panel.page.locator('.readout').innerText(), /^“clock” 6\.8\sbits of surprise/);
    await panel.page.getByRole('heading', { name: 'How the model reads it' }).hover();
    assert.deepEqual(
      (await panel.sentOf('hover')).map((m) => m.token),
      [8, null],
    );
    await clock.dblclick();
    assert.deepEqual(await panel.sentOf('reveal'), [{ type: 'reveal', subjectId: 1, token: 8 }]);
    await panel.close();
  });

  it('marks the token at the editor’s cursor and brings it into view', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: longContent(1000) }, { type: 'cursor', subjectId: 1, token: 700 });
    const current = panel.page.locator('[aria-current]');
    assert.equal(await current.getAttribute('data-index'), '700');
    const strip = (await panel.page.getByRole('listbox').boundingBox())!;
    const chip = (await current.boundingBox())!;
    assert.ok(
      chip.y >= strip.y && chip.y + chip.height <= strip.y + strip.height + 1,
      'the chip is scrolled into view',
    );
    await panel.send({ type: 'cursor', subjectId: 1, token: null });
    assert.equal(await current.count(), 0);
    await panel.close();
  });

  it('touches little of 1,000 tokens when one is pointed at', async () => {
    const panel = await openExplore();
    await panel.send({ type: 'content', content: longContent(1000) }, nextMessage(999));
    const nodes = await panel.page
      .locator('introspect-token-strip')
      .evaluate((strip) => strip.shadowRoot!.querySelectorAll('*').length);
    assert.ok(nodes < 4000, `${nodes} elements for 1,000 tokens`);
    // Pointing at tokens touches a few elements, not every token.
    const touched = await panel.page.locator('introspect-token-strip').evaluate(async (strip) => {
      let changes = 0;
      const observer = new MutationObserver((records) => (changes += records.length));
      observer.observe(strip.shadowRoot!, { subtree: true, childList: true, attributes: true, characterData: true });
      for (let i = 1; i <= 20; i++) {
        strip
          .shadowRoot!.querySelector(`[data-index="${i * 40}"]`)!
          .dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
        await (strip as HTMLElement & { updateComplete: Promise<boolean> }).updateComplete;
      }
      await new Promise(requestAnimationFrame);
      return changes;
    });
    assert.ok(touched > 0 && touched < 20 * 20, `${touched} changes for 20 tokens pointed at`);
    await panel.close();
  });

  it('says what was left out and why', async () => {
    const panel = await openExplore();
    const { subject } = content();
    const omitted = panel.page.locator('.omitted');
    await panel.send({ type: 'content', content: content({ subject: { ...subject, omittedTokens: 2698 } }) });
    assert.match(await omitted.innerText(), /Only the first 23 of 2,721 tokens are shown; select fewer words/);
    const limit = { tokens: 1024, by: 'model' } as const;
    await panel.send({ type: 'content', content: content({ subject: { ...subject, omittedTokens: 2698, limit } }) });
    assert.match(await omitted.innerText(), /the model reads no more than 1,024 at a time/);
    await panel.send({ type: 'content', content: content() });
    assert.equal(await omitted.count(), 0);
    await panel.close();
  });

  it('shows an encoder’s tokens without scores or next words', async () => {
    const panel = await openExplore();
    const tokens = content().tokens.map((token) => ({ ...token, logprob: null, rank: null }));
    const model = { name: 'tiny-bert', bundled: false, layers: 2, heads: 4, predictsNextToken: false };
    await panel.send({ type: 'content', content: content({ model, tokens }) });
    assert.equal(await panel.page.getByRole('option').count(), tokens.length);
    assert.equal(await panel.page.getByRole('slider').count(), 0);
    await panel.page.getByText('tiny-bert is an encoder').waitFor();
    assert.deepEqual(await panel.sentOf('position'), []);
    await panel.page.getByRole('button', { name: 'Attention' }).click();
    assert.deepEqual(await panel.sentOf('showAttention'), [{ type: 'showAttention' }]);
    assert.equal(await panel.page.getByRole('button', { name: 'Next words' }).count(), 0);
    await panel.send({ type: 'content', content: content({}, 2) });
    await panel.page.getByRole('button', { name: 'Next words' }).click();
    assert.equal((await panel.sentOf('showNextWords')).length, 1);
    await panel.close();
  });
});
