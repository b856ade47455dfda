import assert from 'node:assert/strict';
import type { AttentionToPanel, Reading } from '../../../src/protocol/attention';
import { until } from '../../rig/until';
import { themeNames } from '../harness';
import {
  contentOf,
  exact,
  longText,
  openAttention,
  readout,
  textOf,
  weightsOf,
  withTokens,
  type AttentionPage,
  type WeightsMessage,
} from './scene';

const show = async (state: object = {}, theme = themeNames[0]!) => {
  const panel = await openAttention({ theme, width: 700, state: { view: 'text', ...state } });
  const message = weightsOf('llama-gqa');
  await panel.send({ type: 'content', content: contentOf('llama-gqa'), source: null }, message);
  const { weights, size } = message;
  return { panel, size, weight: (query: number, key: number) => weights[query * size + key]! };
};
const words = (panel: AttentionPage) => panel.page.getByRole('listbox', { name: 'The text' }).getByRole('option');
/** How far each word's ground is from that of the page, and how thick the mark below it. */
const looksOf = (panel: AttentionPage) =>
  words(panel).evaluateAll((all) =>
    all.map((e) => ({
      shade: Number(/\bs(\d+)/.exec(e.getAttribute('class') ?? '')?.[1] ?? 0),
      style: getComputedStyle(e).backgroundColor,
    })),
  );

/** A head over made-up tokens: uniform rows over what may be looked at. */
const uniform = (size: number, reading: Reading = 'head'): Extract<AttentionToPanel, { type: 'weights' }> => {
  const weights = new Float32Array(size * size);
  for (let q = 0; q < size; q++) for (let k = 0; k <= q; k++) weights[q * size + k] = 1 / (q + 1);
  return { type: 'weights', subjectId: 1, reading, layer: 0, head: 0, weights, size };
};

describe('attention: text', () => {
  it('stays where it is while the pointer goes over it, however long what is read out is', async () => {
    for (const width of [420, 700, 1000]) {
      const { panel } = await show();
      await panel.page.setViewportSize({ width, height: 900 });
      await panel.rendered();
      const top = () =>
        panel.page.getByRole('listbox', { name: 'The text' }).evaluate((e) => e.getBoundingClientRect().top);
      await panel.page.mouse.move(1, 1);
      await panel.rendered();
      const tops = [await top()];
      for (let i = 0; i < Math.min(8, await words(panel).count()); i++) {
        await words(panel).nth(i).dispatchEvent('pointerover', { bubbles: true, composed: true });
        await panel.rendered();
        tops.push(await top());
      }
      assert.equal(new Set(tops).size, 1, `${width} px: ${tops.join(', ')}`);
      await panel.close();
    }
  });

  it('shades the words by where the chosen one looks, or by who looks at it, by mouse', async () => {
    const { panel, size, weight } = await show();
    assert.equal(await words(panel).count(), size);
    await words(panel).nth(15).click();
    await panel.rendered();
    assert.equal(await words(panel).nth(15).getAttribute('aria-selected'), 'true');
    const order = async (weights: readonly number[]) => {
      const looks = await looksOf(panel);
      const sorted = weights.map((w, i) => ({ w, shade: looks[i]!.shade })).sort((a, b) => a.w - b.w);
      for (const [i, { shade }] of sorted.entries()) if (i > 0) assert.ok(shade >= sorted[i - 1]!.shade);
      return looks;
    };
    const tokens = Array.from({ length: size }, (_, i) => i);
    const from = await order(tokens.map((key) => weight(15, key)));
    assert.ok(
      from.slice(16).every(({ shade }) => shade === 0),
      'no token can look ahead',
    );
    await words(panel).nth(9).hover();
    await panel.rendered();
    assert.ok((await readout(panel)).includes(`: ${exact(weight(15, 9))} (`));
    assert.deepEqual((await panel.sentOf('hover')).at(-1), { type: 'hover', subjectId: 1, token: 9 });
    await panel.page.getByRole('radio', { name: 'Who looks at it' }).check();
    await panel.page.mouse.move(2, 2);
    await panel.rendered();
    const to = await order(tokens.map((query) => weight(query, 15)));
    assert.ok(to.slice(0, 15).every(({ shade }) => shade === 0));
    await panel.page.getByRole('table', { name: /What looks at “she”.*most/s }).waitFor();
    assert.match(await readout(panel), /looks at “she” most: /);
    await panel.close();
  });

  it('shades words out of view too, when another head or word is chosen', async () => {
    const panel = await openAttention({ width: 700, state: { view: 'text', hideFirstToken: false } });
    const size = 700;
    const { content, weights } = longText(size);
    await panel.send({ type: 'content', content, source: null }, weights);
    const shades = async () => (await looksOf(panel)).map(({ shade }) => shade);
    const shown = async (head: WeightsMessage, word: number) => {
      const row = head.weights.subarray(word * size, (word + 1) * size);
      const largest = Math.max(...row);
      const expected = Array.from(row, (weight) => Math.round((255 * weight) / largest));
      await until('all shades', async () => (await shades()).every((shade, i) => shade === expected[i]));
    };
    await shown(weights, size - 1);
    const other = longText(size, 3).weights;
    await panel.page.getByRole('button', { name: 'Next head' }).click();
    await panel.send({ ...other, head: 1 });
    await shown(other, size - 1);
    await words(panel).nth(500).click();
    await shown(other, 500);
    assert.equal(await panel.page.locator('[role=option][tabindex="0"]').count(), 1);
    assert.equal(await panel.page.locator('[role=option][aria-selected="true"]').count(), 1);
    await panel.close();
  });

  it('reads every number by keyboard alone, and chooses', async () => {
    const { panel, size, weight } = await show();
    await words(panel).last().focus();
    await panel.page.keyboard.press('Home');
    for (let key = 0; key < size; key++) {
      await panel.rendered();
      assert.ok((await readout(panel)).includes(`: ${exact(weight(size - 1, key))} (`), `token ${key}`);
      await panel.page.keyboard.press('ArrowRight');
    }
    await panel.page.keyboard.press('Home');
    await panel.page.keyboard.press('PageDown');
    await panel.page.keyboard.press('Enter');
    await panel.rendered();
    assert.equal(await words(panel).nth(10).getAttribute('aria-selected'), 'true');
    assert.equal(await textOf(panel, '.place'), 'token 11');
    await panel.page.keyboard.press('ArrowLeft');
    await panel.rendered();
    assert.ok((await readout(panel)).includes(`: ${exact(weight(10, 9))} (`));
    await panel.page.keyboard.press('Control+Enter');
    assert.deepEqual(await panel.sentOf('reveal'), [{ type: 'reveal', subjectId: 1, token: 9 }]);
    await panel.close();
  });

  it('merges tokens to words and turns; turns are paragraphs, in scripts from right to left and without spaces too', async () => {
    const panel = await openAttention({ width: 700, state: { view: 'text', unit: 'word' } });
    const texts = ['I:', ' Ti', 'red', '?\n\n', 'P:', ' لا', ' أن', 'ام', '\n\n', 'I:', ' 我睡', '不着', '。'];
    await panel.send({ type: 'content', content: withTokens(texts), source: null }, uniform(texts.length));
    const list = panel.page.getByRole('listbox', { name: 'The text' });
    assert.equal(await list.locator('p').count(), 3);
    assert.equal((await list.innerText()).replace(/\s+/g, ''), texts.join('').replace(/\s+/g, ''));
    const tired = words(panel).filter({ hasText: 'Tired' });
    assert.equal(await tired.count(), 1);
    await words(panel).filter({ hasText: 'أنام' }).click();
    await tired.hover();
    await panel.rendered();
    // The editor marks the whole word, not only its first token.
    assert.deepEqual((await panel.sentOf('hover')).at(-1), { type: 'hover', subjectId: 1, token: 1, until: 3 });
    // Two tokens that look, the mean of 2/7 and 2/8, each the sum over two tokens.
    assert.ok((await readout(panel)).includes(`: ${exact((2 / 7 + 2 / 8) / 2)} (`), await readout(panel));
    await panel.page.getByRole('combobox', { name: 'Between what' }).selectOption('Turns');
    await panel.rendered();
    assert.equal(await words(panel).count(), 3);
    await panel.page.getByRole('radio', { name: 'Matrix' }).check();
    await panel.page.getByRole('application', { name: '3 by 3 turns' }).waitFor();
    await panel.page.getByRole('radio', { name: 'Lines' }).check();
    await panel.page.getByRole('listbox', { name: 'This turn' }).getByRole('option').nth(1).focus();
    await panel.rendered();
    assert.deepEqual((await panel.sentOf('hover')).at(-1), { type: 'hover', subjectId: 1, token: 4, until: 9 });
    await panel.close();
  });

  it('asks for means, maxima, rollout and value-weighted attention, and says what the numbers are', async () => {
    const { panel, size } = await show({ view: 'matrix', layer: 1 });
    await panel.send(weightsOf('llama-gqa', 1));
    for (const [label, place, caption, note] of [
      [
        'Largest of the layer’s heads',
        { reading: 'layerMax', layer: 1, head: 0 },
        'Layer 2 of 2, largest of its 4 heads',
        /not shares/,
      ],
      [
        'Mean of all heads, all layers',
        { reading: 'allMean', layer: 0, head: 0 },
        'Mean of all 8 heads in 2 layers',
        /adds up to 1/,
      ],
      ['Rollout up to the layer', { reading: 'rollout', layer: 1, head: 0 }, 'Rollout, layers 1 to 2 of 2', /Abnar/],
      [
        'This head, value-weighted',
        { reading: 'valueNorms', layer: 1, head: 0 },
        'Layer 2 of 2, head 1 of 4, value-weighted',
        /Kobayashi/,
      ],
    ] as const) {
      await panel.page.getByRole('combobox', { name: 'Weights' }).selectOption(label);
      assert.deepEqual((await panel.sentOf('head')).at(-1), { type: 'head', subjectId: 1, ...place });
      await panel.send({ ...uniform(size, place.reading), ...place });
      assert.equal(await textOf(panel, '.caption h2'), caption);
      assert.equal(await panel.page.locator('[aria-busy=true]').count(), 0);
      const explain = panel.page.getByRole('button', { name: 'What are these numbers?' });
      await explain.click();
      assert.match(await textOf(panel, 'introspect-explain:has(.reading)'), note);
      await panel.page.keyboard.press('Escape');
    }
    assert.match(await textOf(panel, '.sum'), /They are no shares: a row need not sum to 1/);
    assert.equal(await panel.page.getByRole('columnheader', { name: 'Share' }).count(), 0);
    await panel.close();
  });

  it('leaves special tokens out, rows and columns, and says where their attention went', async () => {
    const panel = await openAttention({ width: 700, state: { hideFirstToken: true } });
    const content = withTokens(['[CLS]', ' not', ' slept', '[SEP]']);
    const tokens = content.tokens.map((token, i) => ({ ...token, special: i === 0 || i === 3 }));
    await panel.send({ type: 'content', content: { ...content, tokens }, source: null }, uniform(4));
    await panel.page.getByRole('checkbox', { name: 'Hide special tokens' }).check();
    await panel.page.getByRole('application', { name: '2 by 2 tokens' }).press('Control+End');
    assert.equal(await textOf(panel, '.place'), 'token 3 → token 3');
    assert.equal(await textOf(panel, '.sum'), 'Together 0.6667. 0.3333 is on hidden special tokens.');
    await panel.close();
  });

  for (const theme of themeNames) {
    it(`is accessible and pictured (${theme})`, async () => {
      const { panel } = await show({ hideFirstToken: true }, theme);
      await words(panel).nth(20).click();
      await panel.page.keyboard.press('ArrowLeft');
      for (const button of await panel.page.getByRole('button', { name: /What (are|happens)/ }).all())
        await button.click();
      await panel.assertAccessible();
      await panel.screenshot('text');
      await panel.close();
    });
  }
});
