import assert from 'node:assert/strict';
import type { ThemeName } from '../harness';
import {
  contentOf,
  exact,
  longText,
  openAttention,
  readout,
  type Reference,
  textOf,
  tokensOf,
  weightsOf,
  type AttentionPage,
} from './scene';

const show = async (model: Reference, state: object = {}, theme: ThemeName = 'Dark 2026') => {
  const panel = await openAttention({ theme, state: { view: 'lines', ...state } });
  const message = weightsOf(model);
  await panel.send({ type: 'content', content: contentOf(model), source: null }, message);
  const { weights, size } = message;
  return { panel, size, weight: (query: number, key: number) => weights[query * size + key]! };
};
const printedWeights = async (panel: AttentionPage) =>
  (await panel.page.locator('.lookedAt .weight').allInnerTexts()).map((text) => text.replaceAll('\u00a0', ' '));
/** How opaque the picture is at its right edge beside each token, 0–255. */
const inkAtTargets = (panel: AttentionPage) =>
  panel.page.locator('introspect-attention-lines canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(canvas.width - 2, 0, 1, canvas.height);
    return Array.from({ length: Math.floor(canvas.height / 24) }, (_, row) => data[4 * (24 * row + 12) + 3]!);
  });

describe('attention: lines', () => {
  for (const model of ['llama-gqa', 'bert'] as const) {
    it(`isolates a token under the pointer and prints all its weights as sent (${model})`, async () => {
      const { panel, size, weight } = await show(model);
      assert.deepEqual(await printedWeights(panel), []);
      await tokensOf(panel).nth(11).hover();
      await panel.rendered();
      const row = Array.from({ length: size }, (_, key) => weight(11, key));
      assert.deepEqual(await printedWeights(panel), row.map(exact));
      const ink = await inkAtTargets(panel);
      row.slice(0, ink.length).forEach((w, key) => assert.equal(ink[key]! > 0, w > 0, `token ${key}: ${w}`));
      const strongest = row.indexOf(Math.max(...row));
      assert.equal(ink.indexOf(Math.max(...ink)), strongest);
      await panel.page.mouse.move(2, 2);
      await panel.rendered();
      assert.deepEqual(await printedWeights(panel), []);
      assert.deepEqual(
        (await panel.sentOf('hover')).map(({ token }) => token),
        [11, null],
      );
      await panel.close();
    });
  }

  it('leaves weights below the stated threshold out of the whole picture', async () => {
    const { panel, size, weight } = await show('llama-gqa');
    assert.match(await textOf(panel, '.threshold'), /^Weights below 0\.01 have no line/);
    const column = (key: number) => Array.from({ length: size }, (_, query) => weight(query, key));
    const ink = await inkAtTargets(panel);
    ink.forEach((opacity, key) =>
      assert.equal(
        opacity > 0,
        column(key).some((w) => w >= 0.01),
        `token ${key}`,
      ),
    );
    await panel.close();
  });

  it('goes from token to token by keyboard, with one tab stop', async () => {
    const { panel, weight } = await show('llama-gqa');
    assert.equal(await panel.page.locator('[role=option][tabindex="0"]').count(), 1);
    await tokensOf(panel).last().press('Home');
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('PageDown');
    await panel.rendered();
    const focused = panel.page.locator('[aria-selected=true]');
    assert.equal(await focused.locator('.visuallyHidden').innerText(), '“k”, token 12');
    assert.equal(await focused.getAttribute('tabindex'), '0');
    assert.equal((await printedWeights(panel))[4], exact(weight(11, 4)));
    assert.match(await readout(panel), /^“k” looks most at/);
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.sentOf('reveal'), [{ type: 'reveal', subjectId: 1, token: 11 }]);
    await panel.page.keyboard.press('Escape');
    await panel.rendered();
    assert.deepEqual(await printedWeights(panel), []);
    await panel.close();
  });

  it('draws no line to the hidden first token and prints no weight for it', async () => {
    const { panel, size } = await show('llama-gqa', { hideFirstToken: true });
    assert.equal((await inkAtTargets(panel))[0], 0);
    await tokensOf(panel).nth(5).hover();
    await panel.rendered();
    assert.equal((await printedWeights(panel)).length, size - 1);
    assert.equal(await panel.page.locator('.lookedAt li').first().innerText(), 'hidden');
    await panel.close();
  });

  it('underlines the token at the editor’s cursor, in a theme without orange too', async () => {
    const { panel } = await show('llama-gqa', {}, 'Default High Contrast');
    await panel.send({ type: 'cursor', subjectId: 1, token: 3 });
    const token = tokensOf(panel).nth(3).locator('.token');
    assert.equal(await token.evaluate((e) => getComputedStyle(e).textDecorationLine), 'underline');
    await panel.close();
  });

  it('draws the part in view of 512 tokens and scrolls', async () => {
    const panel = await openAttention({ state: { view: 'lines' } });
    const { content, weights } = longText(512);
    await panel.send({ type: 'content', content, source: null }, weights);
    const canvas = panel.page.locator('introspect-attention-lines canvas');
    const picture = () => canvas.evaluate((c: HTMLCanvasElement) => ({ url: c.toDataURL(), height: c.height }));
    const top = await picture();
    assert.ok(top.height < 900);
    await tokensOf(panel).last().press('End');
    await tokensOf(panel).last().and(panel.page.locator('[aria-selected=true]')).waitFor();
    await panel.rendered();
    assert.equal(await textOf(panel, '.place'), 'token 512');
    assert.notEqual((await picture()).url, top.url);
    // Of the rows out of view only the nearest are in the page, above and below.
    assert.equal((await printedWeights(panel)).length, 2 * ((900 - 420) / 24));
    await panel.close();
  });

  it('keeps only some rows of a long text in the page, and reaches all by keyboard', async () => {
    const panel = await openAttention({ state: { view: 'lines' } });
    const { content, weights } = longText(700);
    await panel.send({ type: 'content', content, source: null }, weights);
    assert.ok((await tokensOf(panel).count()) < 300);
    assert.equal(await panel.page.locator('[role=option][tabindex="0"]').count(), 1);
    await tokensOf(panel).last().press('Home');
    await tokensOf(panel).first().and(panel.page.locator('[aria-selected=true]')).waitFor();
    assert.equal(await textOf(panel, '.place'), 'token 1');
    await panel.page.keyboard.press('End');
    await tokensOf(panel).last().and(panel.page.locator('[aria-selected=true]')).waitFor();
    assert.equal(await textOf(panel, '.place'), 'token 700');
    const own = weights.weights[700 * 700 - 1]!;
    assert.equal((await printedWeights(panel)).at(-1), exact(own));
    await panel.close();
  });
});
