import assert from 'node:assert/strict';
import { themeNames } from '../harness';
import {
  ablationAnswer,
  answer,
  contentOf,
  contributionsAnswer,
  guessAt,
  lensAnswer,
  open,
  openLayers,
  settledByHand,
  textOf,
  words,
  type LayersPage,
} from './scene';

const error = {
  code: 'modelUnsupported',
  message: 'The layers of tiny cannot be looked into.',
  remedy: 'Try another.',
} as const;
const failure = { kind: 'error', error, actions: ['chooseModel', 'retry', 'showLog'] } as const;

async function show(options?: Parameters<typeof openLayers>[0]): Promise<LayersPage> {
  const panel = await openLayers(options);
  await panel.send({ type: 'content', content: contentOf(), source: null });
  await answer(panel, { type: 'lens', answer: lensAnswer() });
  return panel;
}

describe('layers: panel', () => {
  it('asks for the lens as soon as there is a text, for the other parts when they are opened, and drops old answers', async () => {
    const panel = await openLayers();
    assert.deepEqual(await panel.sent(), [{ type: 'ready' }]);
    await panel.send({ type: 'content', content: contentOf(), source: null });
    assert.deepEqual((await panel.sent()).slice(1), [{ type: 'lens', subjectId: 1, start: 0, request: 1 }]);
    assert.equal(await panel.page.getByRole('progressbar', { name: 'Reading every layer' }).count(), 1);
    await panel.send({ type: 'lens', subjectId: 1, request: 0, answer: lensAnswer() });
    await panel.send({ type: 'lens', subjectId: 9, request: 1, answer: lensAnswer() });
    assert.equal(await panel.page.getByRole('grid').count(), 0);
    await panel.send({ type: 'lens', subjectId: 1, request: 1, answer: lensAnswer() });
    assert.equal(await panel.page.getByRole('grid').count(), 1);
    await open(panel, 'Which parts speak for a word');
    assert.deepEqual(await panel.sentOf('contributions'), [
      { type: 'contributions', subjectId: 1, request: 1, position: 6, target: null, against: null },
    ]);
    await open(panel, 'Switch heads off');
    assert.deepEqual(await panel.sentOf('ablation'), [], 'nothing is computed before a head is off');
    await panel.close();
  });

  it('begins at the last token and layer, in sight, and keeps the place as long as the text is the same', async () => {
    const panel = await openLayers();
    const source = { uri: 'file:///study/P01.transcript.txt', start: 10, end: 90 };
    const saidOf = async (from: typeof source, subjectId: number) => {
      await panel.send({ type: 'content', content: contentOf(words, { subject: { subjectId } }), source: from });
      await answer(panel, { type: 'lens', answer: lensAnswer() });
      return textOf(panel, '.lens .sentence');
    };
    assert.match(await saidOf(source, 1), /^After “night”, layer 3/);
    const right = (element: Element) => element.getBoundingClientRect().right;
    const cell = await panel.page.locator('introspect-lens-grid td[aria-selected]').evaluate(right);
    assert.ok(cell <= (await panel.page.locator('introspect-lens-grid .scroller').evaluate(right)));
    await panel.page.getByRole('gridcell').nth(2).click();
    assert.match(await saidOf(source, 2), /^After “awake”/);
    assert.match(await saidOf({ ...source, start: 40 }, 3), /^After “night”/);
    await panel.close();
  });

  it('says which columns are in sight, leads to the first words, and shows each cell that the keyboard reaches', async () => {
    const panel = await show({ width: 500 });
    const { page } = panel;
    const where = page.locator('introspect-lens-grid .where');
    const said = async () => (await where.locator('span').innerText()).replace(/\s+/g, ' ');
    assert.match(await said(), /^Columns of tokens \d to 7 are in sight, of 1 to 7$/);
    assert.doesNotMatch(await said(), /tokens 1 to/);
    await where.getByRole('button', { name: 'First words' }).click();
    await panel.rendered();
    assert.match(await said(), /^Columns of tokens 1 to \d are in sight/);
    await where.getByRole('button', { name: 'Last words' }).click();
    await page.locator('introspect-lens-grid td[tabindex="0"]').focus();
    for (let i = 0; i < words.length - 1; i++) {
      await page.keyboard.press('ArrowLeft');
      const under = await page.locator('introspect-lens-grid td:focus').evaluate((cell) => {
        const name = cell.parentElement!.querySelector('th')!;
        return name.getBoundingClientRect().right - cell.getBoundingClientRect().left;
      });
      assert.ok(under <= 1, `${under} pixels under the names of the layers, ${i + 1} to the left`);
    }
    await page.setViewportSize({ width: 1400, height: 900 });
    await panel.rendered();
    assert.equal(await where.count(), 0);
    await panel.close();
  });

  it('walks the grid by keyboard, tells each cell, and marks where the answer is settled', async () => {
    const panel = await show();
    const grid = panel.page.getByRole('grid', { name: /Best guess/ });
    assert.equal(await grid.locator('td[tabindex="0"]').count(), 1);
    const first = grid.getByRole('gridcell').first();
    await first.focus();
    for (const [key, layer, column] of [
      ['ArrowRight', 0, 1],
      ['ArrowDown', 1, 1],
      ['End', 1, 6],
      ['PageDown', 3, 6],
      ['ArrowRight', 3, 6],
      ['Home', 3, 0],
      ['Control+Home', 0, 0],
    ] as const) {
      await panel.page.keyboard.press(key);
      await panel.rendered();
      const [text, p] = guessAt(layer, column);
      const said = await textOf(panel, '.lens .sentence');
      assert.ok(said.includes(`“${words[column]!.trim()}”`), said);
      assert.ok(said.includes(`“${text.trim()}” (${(p * 100).toFixed(1)} %)`), said);
      assert.equal(/stays first/.test(said), settledByHand[column] === layer, said);
    }
    assert.match(await textOf(panel, '.lens .sentence'), /What really follows: “lie”, 1\.0 %, rank 3/);
    assert.deepEqual(
      (await panel.sentOf('hover')).map(({ token }) => token),
      [0, 1, 6, 0],
      'one mark in the editor for each column',
    );
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.sentOf('reveal'), [{ type: 'reveal', subjectId: 1, token: 0 }]);
    const marked = await grid
      .locator('td.settled')
      .evaluateAll((cells) =>
        cells.map((cell) => [
          Number((cell as HTMLElement).dataset['column']),
          Number((cell as HTMLElement).dataset['layer']),
        ]),
      );
    assert.deepEqual(
      marked.sort((a, b) => a[0]! - b[0]!).map(([, layer]) => layer),
      settledByHand,
    );
    await panel.page.locator('summary').click();
    const listed = await panel.page.locator('.settledList tbody tr td:last-child').allInnerTexts();
    assert.deepEqual(
      listed,
      settledByHand.map((layer) => `Layer ${layer}`),
    );
    assert.match(await textOf(panel, '.settledList summary'), /half of these 7 by layer 2 of 3/);
    await panel.close();
  });

  for (const theme of themeNames) {
    it(`shades by probability, readable, and is accessible with everything open (${theme})`, async () => {
      const panel = await show({ theme });
      const shades = await panel.page.locator('introspect-lens-grid tbody td').evaluateAll((cells) => {
        const numbers = (colour: string) => colour.match(/\d+/g)!.slice(0, 3).map(Number);
        const background = getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-background');
        const probe = document.body.appendChild(document.createElement('div'));
        probe.style.color = background;
        const from = numbers(getComputedStyle(probe).color);
        probe.remove();
        return cells.map((cell) => {
          const shade = numbers(getComputedStyle(cell).backgroundColor);
          const p = Number((cell as HTMLElement).dataset['p']);
          return { p, strength: Math.hypot(...shade.map((c, i) => c - from[i]!)) };
        });
      });
      const sorted = shades.toSorted((a, b) => a.p - b.p);
      for (const [i, { strength }] of sorted.entries())
        assert.ok(i === 0 || strength >= sorted[i - 1]!.strength - 1, 'a larger probability is shaded no weaker');
      assert.ok(sorted.at(-1)!.strength > sorted[0]!.strength + 30, 'the most probable cell stands out');
      await panel.screenshot('lens');
      await open(panel, 'Which parts speak for a word');
      await answer(panel, { type: 'contributions', answer: contributionsAnswer(6, true) });
      await open(panel, 'Switch heads off');
      await panel.page.getByRole('button', { name: 'Layer 2, head 3: switch off' }).click();
      await answer(panel, { type: 'ablation', answer: ablationAnswer([[1, 2]]) });
      await panel.page.locator('summary').click();
      await panel.assertAccessible();
      for (const note of await panel.page.locator('introspect-explain:not([floating]) .subject button').all())
        await note.click();
      await panel.assertAccessible();
      await panel.screenshot('everything-open');
      await panel.send({ type: 'notice', notice: { kind: 'noSelection' }, keepContent: false });
      await panel.assertAccessible();
      await panel.close();
    });
  }

  it('shows what each part adds, the sum and the rounding, and the difference of two tokens', async () => {
    const shown = await openLayers({ state: { open: ['contributions'] } });
    await shown.send({ type: 'content', content: contentOf(), source: null });
    assert.deepEqual(await shown.sentOf('lens'), []);
    await answer(shown, { type: 'contributions', answer: contributionsAnswer() });
    assert.match(await textOf(shown, '.sentence'), /What speaks for “and” \(31\.0 %, the best guess\)/);
    // -0.5 + 0.25 + 1.5 - 2.25 + 0.125 + 4 - 0.75 + 3.5, and 0.03125 of rounding.
    assert.match(await textOf(shown, '.sum'), /add up to \+5\.88; .* is \+5\.91\. Left over by rounding: \+0\.03/s);
    const bars = await shown.page
      .locator('.bars rect')
      .evaluateAll((rects) =>
        rects.map((rect) => Number(rect.getAttribute('width')) * (rect.classList.contains('negative') ? -1 : 1)),
      );
    const values = [-0.5, 0.25, 1.5, -2.25, 0.125, 4, -0.75, 3.5];
    assert.deepEqual(
      bars,
      values.map((value) => (value * 50) / 4),
    );
    await shown.page.getByRole('combobox', { name: 'Next token' }).selectOption('7');
    await shown.page.getByRole('combobox', { name: 'Compared with' }).selectOption('8');
    await shown.page.getByRole('textbox', { name: 'Compared with, typed' }).fill('sleep');
    await shown.page.getByRole('textbox', { name: 'Compared with, typed' }).press('Enter');
    assert.deepEqual(
      (await shown.sentOf('contributions')).slice(1).map(({ target, against }) => [target, against]),
      [
        [{ id: 7 }, null],
        [{ id: 7 }, { id: 8 }],
        [{ id: 7 }, { typed: ' sleep' }],
      ],
    );
    await answer(shown, { type: 'contributions', answer: contributionsAnswer(6, true) });
    assert.match(await textOf(shown, '.sentence'), /“and” .* rather than “sleep” \(2\.0 %, rank 9\)/);
    assert.match(await textOf(shown, '.bars'), /Layer 2\s+0\s+\+2\.00/);
    assert.match(await textOf(shown, 'section.contributions'), /has 2 tokens; the first one/);
    await shown.page.getByRole('combobox', { name: 'After token' }).selectOption('3');
    assert.deepEqual((await shown.sentOf('contributions')).at(-1), {
      type: 'contributions',
      subjectId: 1,
      request: 5,
      position: 3,
      target: null,
      against: null,
    });
    assert.ok(!JSON.stringify(await shown.savedState()).includes('sleep'), 'no word is kept');
    await shown.close();
  });

  it('switches heads off and on by keyboard, tells what changed, and starts over', async () => {
    const panel = await show({ state: { open: ['lens', 'ablation'] } });
    const head = (layer: number, number: number) =>
      panel.page.getByRole('button', { name: `Layer ${layer}, head ${number}: switch off` });
    await head(1, 1).focus();
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('Space');
    await panel.rendered();
    assert.equal(await head(2, 2).getAttribute('aria-pressed'), 'true');
    await panel.page.keyboard.press('End');
    await panel.page.keyboard.press('Enter');
    await panel.rendered();
    assert.deepEqual(
      (await panel.sentOf('ablation')).map(({ heads }) => heads),
      [
        [[1, 1]],
        [
          [1, 1],
          [1, 3],
        ],
      ],
    );
    await answer(panel, { type: 'ablation', answer: ablationAnswer([[1, 1], [1, 3]]) }); // prettier-ignore
    assert.match(
      await textOf(panel, '.ablation .sentence'),
      /Without these 2 heads: The best next token was “and” \(31\.0 %\); now it is “\.” \(52\.0 %\)/,
    );
    assert.equal(await textOf(panel, '.divergence'), '0.432 bits');
    // 0.1979 nats.
    assert.equal(await textOf(panel, '.meanChange'), '+0.286 bits a token');
    assert.match(await textOf(panel, 'section.ablation'), /“the” \(\+1\.08 bits\), “lie” \(\+0\.72 bits\)/);
    const none = ablationAnswer([[1, 1]], { divergenceBits: null, meanLossChange: null });
    await head(2, 4).click();
    await answer(panel, { type: 'ablation', answer: none });
    assert.match(await textOf(panel, '.divergence'), /not computable/);
    assert.match(await textOf(panel, '.meanChange'), /not computable/);
    await panel.page.getByRole('button', { name: 'Reset: all heads on' }).click();
    await panel.rendered();
    assert.equal(await panel.page.locator('.divergence').count(), 0);
    assert.equal(await head(2, 2).getAttribute('aria-pressed'), 'false');
    assert.deepEqual((await panel.sentOf('cancel')).at(-1), { type: 'cancel', subjectId: 1, part: 'ablation' });
    await panel.close();
  });

  it('cancels a part, shows why another fails in its place, and asks that part again', async () => {
    const panel = await openLayers({ state: { open: ['lens', 'contributions'] } });
    await panel.send({ type: 'content', content: contentOf(), source: null });
    await panel.page.locator('section.lens').getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual(await panel.sentOf('cancel'), [{ type: 'cancel', subjectId: 1, part: 'lens' }]);
    await answer(panel, { type: 'lens', answer: lensAnswer() });
    assert.equal(await panel.page.getByRole('grid').count(), 0, 'an answer that came too late');
    await panel.send({ type: 'failed', subjectId: 1, request: 1, part: 'contributions', notice: failure });
    const contributions = panel.page.locator('section.contributions');
    assert.match(await contributions.getByRole('alert').innerText(), /cannot be looked into/);
    await panel.page.getByRole('button', { name: 'Start again' }).click();
    await answer(panel, { type: 'lens', answer: lensAnswer() });
    assert.equal(await panel.page.getByRole('grid').count(), 1, 'the other part works');
    await contributions.getByRole('button', { name: 'Try again' }).click();
    assert.equal((await panel.sentOf('contributions')).length, 2);
    await panel.send({ type: 'failed', subjectId: 1, request: 2, part: 'contributions', notice: failure });
    await contributions.getByRole('button', { name: 'Choose a model…' }).click();
    assert.deepEqual(await panel.sentOf('action'), [{ type: 'action', action: 'chooseModel' }]);
    await panel.send({ type: 'recovered', message: 'The model came back.' });
    assert.equal(await panel.page.getByText('The model came back.').count(), 1);
    await panel.close();
  });

  it('reads long texts in parts, one token alone, an encoder and another script', async () => {
    const panel = await openLayers({ state: { start: 9999 } });
    const long = Array.from({ length: 512 }, (_, i) => words[i % words.length]!);
    const subject = { omittedTokens: 9488 };
    await panel.send({ type: 'content', content: contentOf(long, { subject }), source: null });
    assert.equal((await panel.sentOf('lens')).at(-1)!.start, 448, 'a part that this text has, the last one');
    assert.match(
      await textOf(panel, '.omission'),
      /last 9,488 tokens were left out: this panel reads at most 512 at once/,
    );
    await answer(panel, { type: 'lens', answer: lensAnswer(long, 448) });
    assert.match(await textOf(panel, '.details caption'), /token 512/);
    await panel.page.getByRole('combobox', { name: /Tokens/ }).selectOption('64');
    assert.equal((await panel.sentOf('lens')).at(-1)!.start, 64);
    await answer(panel, { type: 'lens', answer: lensAnswer(long, 64) });
    assert.match(await textOf(panel, '.details caption'), /token 65/);
    const sticky = panel.page.locator('introspect-lens-grid tbody th').first();
    const before = (await sticky.boundingBox())!.x;
    await panel.page.locator('introspect-lens-grid .scroller').evaluate((scroller) => (scroller.scrollLeft = 900));
    assert.ok(Math.abs((await sticky.boundingBox())!.x - before) < 3, 'the column of layers stays');

    await panel.send({ type: 'content', content: contentOf(['睡'], { subject: { subjectId: 2 } }), source: null });
    const one = lensAnswer(['睡']);
    await answer(panel, { type: 'lens', answer: one });
    assert.match(await textOf(panel, '.lens .sentence'), /^After “睡”/);
    assert.ok(!/really follows:/.test(await textOf(panel, '.lens .sentence')));

    const model = { predictsNextToken: false };
    await panel.send({
      type: 'content',
      content: contentOf(words, { subject: { subjectId: 3 }, model }),
      source: null,
    });
    await answer(panel, { type: 'lens', answer: lensAnswer() });
    assert.match(await textOf(panel, '.lens .sentence'), /^At “night”/);
    await panel.page.getByRole('gridcell').first().click();
    assert.match(await textOf(panel, '.lens .sentence'), /^At “I”.*The token itself: “I”/s);
    await panel.close();
  });

  it('hides a token from an encoder, and says what fills the gap without some heads', async () => {
    const panel = await openLayers({ state: { open: ['lens', 'ablation'] } });
    const model = { predictsNextToken: false };
    await panel.send({ type: 'content', content: contentOf([...words, '.'], { model }), source: null });
    await answer(panel, { type: 'lens', answer: lensAnswer() });
    const hidden = panel.page.getByRole('combobox', { name: 'Hidden token' });
    assert.equal(await hidden.locator('option:checked').innerText(), '7: “night”');
    assert.match(await textOf(panel, 'section.ablation'), /see what becomes of the hidden token/);
    await panel.page.getByRole('button', { name: 'Layer 2, head 2: switch off' }).click();
    const asked = (await panel.sentOf('ablation')).map(({ heads, hidden: at }) => [heads, at]);
    assert.deepEqual(asked, [[[[1, 1]], 6]]);
    await answer(panel, { type: 'ablation', answer: ablationAnswer([[1, 1]], { hidden: 6, meanLossChange: 0.5 }) });
    const said = await textOf(panel, 'section.ablation');
    assert.match(said, /The best guess for the hidden token was “and”.*now it is “.”/);
    assert.match(said, /Change of surprise at “night”, hidden\s+\+0\.721 bits/);
    assert.match(said, /What fills the gap: the best tokens of either/);
    assert.doesNotMatch(said, /next token|follows the text|become most surprising/);
    await hidden.selectOption('1');
    assert.equal((await panel.sentOf('ablation')).at(-1)!.hidden, 1);
    const none = ablationAnswer([[1, 1]], { hidden: 1, meanLossChange: null });
    await answer(panel, { type: 'ablation', answer: none });
    assert.match(await textOf(panel, 'section.ablation'), /not computable: the text itself has a gap there/);
    for (const note of await panel.page.locator('introspect-explain .subject button').all()) await note.click();
    await panel.assertAccessible();
    await panel.close();
  });

  it('comes back as it was left, without a word of the text', async () => {
    const source = { uri: 'file:///study/P01.transcript.txt', start: 10, end: 90 };
    const before = await openLayers();
    await before.send({ type: 'content', content: contentOf(), source });
    await answer(before, { type: 'lens', answer: lensAnswer() });
    await open(before, 'Switch heads off');
    await before.page.getByRole('button', { name: 'Layer 3, head 1: switch off' }).click();
    await before.page.getByRole('gridcell').nth(9).click();
    const state = await before.savedState();
    assert.deepEqual(state, {
      open: ['lens', 'ablation'],
      start: 0,
      layer: 1,
      position: 2,
      after: null,
      hidden: null,
      off: [[2, 0]],
      source,
    });
    await before.close();
    const after = await openLayers({ state });
    await after.send({ type: 'content', content: contentOf(), source });
    assert.deepEqual((await after.sentOf('ablation')).at(-1)!.heads, [[2, 0]]);
    await answer(after, { type: 'lens', answer: lensAnswer() });
    assert.match(await textOf(after, '.lens .sentence'), /^After “awake”, layer 1/);
    // A model with fewer heads and layers.
    const model = { layers: 2, heads: 2 };
    await after.send({ type: 'content', content: contentOf(words, { subject: { subjectId: 2 }, model }), source });
    assert.deepEqual(((await after.savedState()) as { off: unknown }).off, []);
    await after.close();
  });

  it('takes away what is shown, with the numbers that were computed', async () => {
    const panel = await show();
    const menu = panel.page.getByRole('combobox', { name: 'Take away what is shown' });
    await menu.selectOption({ label: 'What each layer would say: table (CSV)' });
    const provenance = {
      model: { name: 'tiny', architecture: 'Llama', file: 'model.onnx', sha256: null },
      text: { document: 'P01', line: 1, tokens: 7, omittedTokens: 0, sha256: 'ab' },
      program: 'Introspect',
      date: '2026-11-29',
    };
    await panel.send({ type: 'provenance', subjectId: 1, provenance });
    const [csv] = await panel.sentOf('save');
    const rows = String(csv!.content).split('\r\n');
    const { layers } = lensAnswer();
    assert.equal(rows.length, 1 + 4 * 7 * 5 + 1);
    const [text, p] = guessAt(2, 3);
    assert.ok(
      rows.some((row) => row.startsWith(`2,3, most,1,${text},${layers[2]![3]!.top[0]!.p},`)),
      String(p),
    );
    await menu.selectOption({ label: 'What each layer would say: picture (SVG)' });
    await panel.send({ type: 'provenance', subjectId: 1, provenance });
    const svg = String((await panel.sentOf('save'))[1]!.content);
    assert.equal(svg.match(/◆/g)!.length - 1, settledByHand.length, 'one mark a column, and the legend');
    await panel.close();
  });
});
