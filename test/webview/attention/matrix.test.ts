import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  contentOf,
  exact,
  longText,
  lookAtMatrix,
  openAttention,
  readout,
  type Reference,
  textOf,
  weightsOf,
} from './scene';

const show = async (model: Reference, options?: Parameters<typeof openAttention>[0]) => {
  const panel = await openAttention(options);
  const message = weightsOf(model);
  await panel.send({ type: 'content', content: contentOf(model), source: null }, message);
  const { weights, size } = message;
  return { panel, size, weight: (query: number, key: number) => weights[query * size + key]! };
};
const everyPair = (size: number, firstKey: number) =>
  Array.from({ length: size * size }, (_, i) => [Math.floor(i / size), i % size] as const).filter(
    ([, key]) => key >= firstKey,
  );

describe('attention: matrix', () => {
  for (const [model, theme, firstKey] of [
    ['llama-gqa', 'Dark 2026', 0],
    ['bert', 'Light 2026', 0],
    ['bert', 'Dark 2026', 1],
  ] as const) {
    const what = firstKey === 0 ? 'every cell' : 'every cell but those of the hidden first token';
    it(`shades and tells the weight of ${what} (${model}, ${theme})`, async () => {
      const { panel, size, weight } = await show(model, { theme, state: { hideFirstToken: firstKey === 1 } });
      const seen = await lookAtMatrix(panel);
      const tokens = Array.from({ length: size }, (_, i) => i);
      assert.deepEqual([...seen.rows.keys()], tokens);
      assert.deepEqual([...seen.columns.keys()], tokens.slice(firstKey));

      const sign = theme === 'Dark 2026' ? 1 : -1;
      const cells = everyPair(size, firstKey)
        .map(([q, k]) => ({ weight: weight(q, k), strength: sign * seen.shade(q, k) }))
        .sort((a, b) => a.weight - b.weight);
      let strongest = -Infinity;
      for (const { strength } of cells) {
        // Neighbouring shades may round to swapped greys.
        assert.ok(strength >= strongest - 1, `A larger weight is shaded ${strength} after ${strongest}.`);
        strongest = Math.max(strongest, strength);
      }
      assert.equal(cells.at(-1)!.strength, strongest);
      assert.ok(strongest - cells[0]!.strength > 100, 'The largest weight stands out from the smallest.');

      for (const [query, key] of [
        [7, 3],
        [size - 1, firstKey],
        [12, 11],
      ] as const) {
        const place = `token ${query + 1} → token ${key + 1}`;
        const canvas = panel.page.locator('introspect-attention-matrix canvas');
        // On a busy machine the pointer's message may come after the next frames, or be lost: nobody's hand is that still.
        for (let moves = 0; moves === 0 || (await textOf(panel, '.place')) !== place; moves++) {
          assert.ok(moves < 100, `${place} is never told, but ${await textOf(panel, '.place')}.`);
          // What is told above the picture may move it, and its last row out of the window.
          await canvas.scrollIntoViewIfNeeded();
          const box = (await canvas.boundingBox())!;
          await panel.page.mouse.move(box.x + seen.columns.get(key)! + (moves % 2), box.y + seen.rows.get(query)!);
          await delay(50);
        }
        const told = await readout(panel);
        assert.ok(told.includes(`: ${exact(weight(query, key))} (`), told);
      }
      await panel.close();
    });
  }

  it('tells the same by keyboard, through a live region', async () => {
    const { panel, weight } = await show('llama-gqa');
    const matrix = panel.page.getByRole('application', { name: 'Attention weights, 26 by 26 tokens' });
    await matrix.focus();
    await matrix.press('Control+Home');
    for (let i = 0; i < 15; i++) await matrix.press('ArrowDown');
    for (let i = 0; i < 9; i++) await matrix.press('ArrowRight');
    const status = panel.page.getByRole('status');
    assert.equal(await status.getAttribute('aria-live'), 'polite');
    assert.match(
      (await status.innerText()).replaceAll('\u00a0', ' '),
      new RegExp(`“she” looks at “er”: ${weight(15, 9).toFixed(4)} \\(`),
    );
    await matrix.press('End');
    assert.equal(await readout(panel), '“she” cannot look at “;”, which comes later: 0');
    await matrix.press('PageDown');
    assert.equal(await textOf(panel, '.place'), 'token 26 → token 26');
    assert.deepEqual((await panel.sentOf('hover')).at(-1), { type: 'hover', subjectId: 1, token: 25 });
    await matrix.press('Enter');
    assert.deepEqual(await panel.sentOf('reveal'), [{ type: 'reveal', subjectId: 1, token: 25 }]);
    await panel.page.getByRole('checkbox', { name: /Hide first token/ }).focus();
    await panel.rendered();
    assert.deepEqual((await panel.sentOf('hover')).at(-1), { type: 'hover', subjectId: 1, token: null });
    await panel.close();
  });

  it('marks in the editor the token under the pointer, and takes the editor there on a double click', async () => {
    const { panel } = await show('llama-gqa');
    const box = (await panel.page.locator('introspect-attention-matrix canvas').boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await panel.page.mouse.move(x, y);
    await panel.page.mouse.move(x + 30, y);
    await panel.rendered();
    const token = Number(/^token (\d+)/.exec(await textOf(panel, '.place'))![1]) - 1;
    await panel.page.mouse.move(2, 2);
    await panel.rendered();
    assert.deepEqual(await panel.sentOf('hover'), [
      { type: 'hover', subjectId: 1, token },
      { type: 'hover', subjectId: 1, token: null },
    ]);
    await panel.page.mouse.dblclick(x, y);
    assert.deepEqual(await panel.sentOf('reveal'), [{ type: 'reveal', subjectId: 1, token }]);
    await panel.close();
  });

  it('lists the ten strongest targets of the token, in exact numbers', async () => {
    const { panel, size, weight } = await show('bert');
    const table = panel.page.getByRole('table', { name: /token 25\) looks most at/ });
    const expected = Array.from({ length: size }, (_, key) => ({ key, weight: weight(24, key) }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, 10);
    const rows = await table.locator('tbody tr').all();
    const shown = await Promise.all(
      rows.map(async (row) => {
        const [, number, exact] = await row.locator('td').allInnerTexts();
        return [number, exact];
      }),
    );
    assert.deepEqual(
      shown,
      expected.map((t) => [String(t.key + 1), t.weight.toFixed(4)]),
    );
    await panel.close();
  });

  it('leaves the first token out without touching the other numbers, and says so', async () => {
    const { panel, size, weight } = await show('llama-gqa');
    const mean = Array.from({ length: size - 1 }, (_, i) => weight(i + 1, 0)).reduce((a, b) => a + b) / (size - 1);
    assert.ok((await textOf(panel, '.sinkShare')).includes(`${(100 * mean).toFixed(1)} %`));
    await panel.page.getByRole('checkbox', { name: /Hide first token/ }).check();
    await panel.rendered();
    const rest = Array.from({ length: size - 1 }, (_, i) => weight(size - 1, i + 1)).reduce((a, b) => a + b);
    const sum = await textOf(panel, '.sum');
    assert.ok(sum.includes(`all 25 to ${rest.toFixed(4)}. The other ${weight(size - 1, 0).toFixed(4)} is on`), sum);
    const largest = Math.max(...everyPair(size, 1).map(([q, k]) => weight(q, k)));
    assert.ok(
      (await textOf(panel, 'introspect-attention-legend p')).includes(`largest weight shown, ${largest.toFixed(4)}`),
    );
    assert.match(await textOf(panel, '.sink'), /attention sink.*Xiao et al\. 2023.*add up to less than 1/s);
    const matrix = panel.page.getByRole('application');
    await matrix.press('Control+Home');
    assert.equal(await textOf(panel, '.place'), 'token 1 → token 2');
    await matrix.press('Control+End');
    const own = exact(weight(size - 1, size - 1));
    assert.ok((await readout(panel)).includes(`looks at itself: ${own} (`));
    await panel.close();
  });

  it('marks the row of the token at the editor’s cursor', async () => {
    const { panel } = await show('llama-gqa');
    const picture = () =>
      panel.page
        .locator('introspect-attention-matrix canvas')
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const without = await picture();
    await panel.send({ type: 'cursor', subjectId: 0, token: 4 });
    assert.equal(await picture(), without, 'a cursor in an older text marks nothing');
    await panel.send({ type: 'cursor', subjectId: 1, token: 4 });
    assert.notEqual(await picture(), without);
    assert.match(await readout(panel), /^“ter” looks most at/);
    assert.match(await textOf(panel, 'introspect-attention-legend p'), /Dashed: the token at the cursor/);
    await panel.close();
  });

  it('repaints in the new colours when the theme changes', async () => {
    const { panel } = await show('llama-gqa');
    const corner = () =>
      panel.page.locator('introspect-attention-matrix canvas').evaluate((canvas: HTMLCanvasElement) => {
        const pixel = new OffscreenCanvas(1, 1).getContext('2d')!;
        pixel.drawImage(canvas, 1 - canvas.width, 1 - canvas.height);
        return Array.from(pixel.getImageData(0, 0, 1, 1).data.slice(0, 3));
      });
    assert.deepEqual(await corner(), [0x12, 0x13, 0x14]);
    await panel.page.evaluate(() => {
      document.documentElement.style.setProperty('--vscode-editor-background', '#fffef0');
      document.body.className = 'vscode-light';
    });
    await panel.rendered();
    assert.deepEqual(await corner(), [0xff, 0xfe, 0xf0]);
    await panel.close();
  });

  it('draws 512 tokens, scrolls to the cell in question, and enlarges to words', async () => {
    const panel = await openAttention({ width: 600 });
    const first = longText(512);
    const second = longText(512, 3);
    await panel.send({ type: 'content', content: first.content, source: null }, first.weights);
    const canvas = panel.page.locator('introspect-attention-matrix canvas');
    const size = () => canvas.evaluate((c: HTMLCanvasElement) => [c.width, c.height]);
    const picture = () => canvas.evaluate((c: HTMLCanvasElement) => c.toDataURL());
    const before = await picture();
    await panel.page.getByRole('combobox', { name: 'Head' }).selectOption('3');
    await panel.send(second.weights);
    assert.notEqual(await picture(), before);
    const [width = 0, height = 0] = await size();
    assert.ok(width <= 600 && height <= 900, 'the canvas is as large as the part in view, not as the matrix');
    assert.ok((await panel.page.locator('introspect-attention-matrix *').count()) < 40);
    const matrix = panel.page.getByRole('application');
    for (let i = 0; i < 2; i++) await panel.page.getByRole('button', { name: 'Zoom in' }).click();
    await matrix.press('Control+End');
    assert.match(await textOf(panel, '.place'), /^token 512 → token 512$/);
    const scrolled = () => matrix.evaluate((e) => [e.scrollLeft, e.scrollTop]);
    assert.ok((await scrolled()).every((offset) => offset > 0));
    await panel.page.getByRole('checkbox', { name: 'Enlarge to show words' }).check();
    await matrix.press('Control+End');
    assert.ok((await scrolled()).every((offset) => offset > 5000));
    assert.deepEqual(await size(), await size());
    await panel.screenshot('512-enlarged');
    await panel.close();
  });
});
