import assert from 'node:assert/strict';
import type { Provenance } from '../../../src/core/figures/provenance';
import type { PairWeight } from '../../../src/core/attention/pairWeights';
import { until } from '../../rig/until';
import { themeNames, type ThemeName } from '../harness';
import { largeOverview, overviewOf, type Rows } from './overviewScene';
import {
  contentOf,
  longText,
  openAttention,
  referenceRows,
  textOf,
  weightsOf,
  withTokens,
  type AttentionPage,
  type Reference,
} from './scene';

const state = (heads: object = {}, more: object = {}) => ({ view: 'heads', heads, ...more });
const causal = (rows: Rows) => rows.map((row, q) => row.slice(0, q + 1));

/** PyTorch's attention of all heads of a fixture model. */
function matricesOf(model: Reference): Rows[] {
  return [0, 1].flatMap((layer) => [0, 1, 2, 3].map((head) => referenceRows(model, layer, head)));
}

async function show(model: Reference, heads: object = {}, more: object = {}, theme: ThemeName = 'Dark 2026') {
  const panel = await openAttention({ theme, state: state(heads, more), width: 900 });
  const content = contentOf(model);
  await panel.send({ type: 'content', content, source: null });
  const matrices = matricesOf(model);
  const seen = model === 'bert' ? matrices : matrices.map(causal);
  await panel.send(
    overviewOf(
      seen,
      content.tokens.map(({ id }) => id),
      { layers: 2 },
    ),
  );
  return { panel, matrices, content };
}

const tiles = (panel: AttentionPage) => panel.page.locator('introspect-heads-grid button');
const names = (panel: AttentionPage) =>
  tiles(panel).evaluateAll((all) =>
    all.map((b) => (b.getAttribute('aria-label') ?? b.textContent).replace(/\s+/g, ' ').trim()),
  );
/** Layer and head, from 0, as the tiles stand. */
const placesShown = async (panel: AttentionPage) =>
  (await names(panel)).map((name) => (/^Layer (\d+), head (\d+)/.exec(name) ?? []).slice(1).map((n) => Number(n) - 1));
/**
 * Colours of every head's picture in the middle of each of its cells, as [r, g, b, opacity]: what stands within the frame
 * of its button. A copy is read, since Chromium warns of a canvas that is read twice.
 */
const picturesOf = (panel: AttentionPage, cells: number): Promise<number[][][]> =>
  tiles(panel).evaluateAll((all, side) => {
    const copies = new Map<HTMLCanvasElement, OffscreenCanvasRenderingContext2D>();
    return all.map((button) => {
      const canvas = button.parentElement!.querySelector('canvas')!;
      let copy = copies.get(canvas);
      if (!copy) {
        copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })!;
        copy.drawImage(canvas, 0, 0);
        copies.set(canvas, copy);
      }
      const [frame, ground] = [button.getBoundingClientRect(), canvas.getBoundingClientRect()];
      const [left, top] = [frame.left + button.clientLeft - ground.left, frame.top + button.clientTop - ground.top];
      const ratio = canvas.width / ground.width;
      const at = (i: number) => ((i + 0.5) * button.clientWidth) / side;
      return Array.from({ length: side * side }, (_, i) => {
        const [x, y] = [left + at(i % side), top + at(Math.floor(i / side))];
        return [...copy.getImageData(Math.floor(x * ratio), Math.floor(y * ratio), 1, 1).data];
      });
    });
  }, cells);
/** Luminance of every cell of every head's picture, by place in the model. */
const shades = async (panel: AttentionPage, cells: number) =>
  (await picturesOf(panel, cells)).map((picture) => picture.map(([r, g, b]) => (r! + 2 * g! + b!) / 4));
/** Where the last tile lies beside the first, in CSS pixels, and its size. */
async function lastFromFirst(panel: AttentionPage) {
  const [first, last] = [await tiles(panel).first().boundingBox(), await tiles(panel).last().boundingBox()];
  return { x: last!.x - first!.x, y: last!.y - first!.y, width: last!.width, height: last!.height };
}
/** Every picture in words. */
const described = async (panel: AttentionPage) =>
  (await picturesOf(panel, 26)).map((picture) => picture.map((colour) => colour.join(' ')).join(', '));
/** How many of the heads have a picture, whole. */
const painted = async (panel: AttentionPage) =>
  (await picturesOf(panel, 8)).filter((picture) => picture.every(([, , , opacity]) => opacity === 255)).length;
const order = (panel: AttentionPage, label: RegExp) =>
  panel.page.locator('select.order').evaluate((select: HTMLSelectElement, pattern) => {
    select.value = [...select.options].find(({ text }) => new RegExp(pattern).test(text))!.value;
    select.dispatchEvent(new Event('change'));
  }, label.source);

const meanPrevious = (rows: Rows) => rows.slice(1).reduce((sum, row, i) => sum + row[i]!, 0) / (rows.length - 1);
const pair = (mean: number | null, more: Partial<PairWeight> = {}): PairWeight => ({
  mean,
  strongest: null,
  looking: mean === null ? 0 : 2,
  pairs: mean === null ? 0 : 3,
  ...more,
});

describe('attention: all heads', () => {
  for (const [model, theme, hideFirstToken] of [
    ['llama-gqa', 'Dark 2026', false],
    ['bert', 'Light 2026', true],
  ] as const) {
    it(`paints every cell of every head: the brightest is the largest weight (${model}, ${theme})`, async () => {
      const { panel, matrices } = await show(model, {}, { hideFirstToken }, theme);
      const pictures = await shades(panel, matrices[0]!.length);
      assert.equal(pictures.length, 8);
      for (const [head, picture] of pictures.entries()) {
        const weights = matrices[head]!.map((row) => row.map((w, key) => (key === 0 && hideFirstToken ? 0 : w))).flat();
        const sign = theme === 'Dark 2026' ? 1 : -1;
        const strength = picture.map((grey) => sign * grey);
        assert.equal(strength.indexOf(Math.max(...strength)), weights.indexOf(Math.max(...weights)), `head ${head}`);
        const cells = weights.map((weight, i) => ({ weight, i })).sort((a, b) => a.weight - b.weight);
        let strongest = -Infinity;
        for (const { i } of cells) {
          // A byte a weight, and neighbouring shades, may round to swapped greys.
          assert.ok(strength[i]! >= strongest - 3, `A larger weight is shaded ${strength[i]} after ${strongest}.`);
          strongest = Math.max(strongest, strength[i]!);
        }
      }
      await panel.close();
    });
  }

  it('asks once for all heads, and for no single one until it is opened', async () => {
    const panel = await openAttention({ state: state() });
    await panel.send({ type: 'content', content: contentOf('llama-gqa'), source: null });
    await panel.send({ type: 'overviewProgress', subjectId: 1, what: 'overview', done: 0.5 });
    assert.deepEqual((await panel.sent()).slice(1), [{ type: 'overview', subjectId: 1 }]);
    assert.equal(await panel.page.getByRole('progressbar', { name: 'Reading 8 heads' }).getAttribute('value'), '0.5');
    const old = overviewOf([[[1]]], [1], { layers: 1, subjectId: 7 });
    await panel.send(old);
    assert.equal((await names(panel)).at(-1), 'Layer 2, head 4: being read');
    assert.equal(await painted(panel), 0);
    await panel.send({ type: 'overviewEnded', subjectId: 1, what: 'overview', failed: true });
    await panel.page.getByRole('button', { name: 'Try again' }).click();
    assert.equal((await panel.sentOf('overview')).length, 2);
    await panel.send({ type: 'content', content: contentOf('bert', { subject: { subjectId: 2 } }), source: null });
    assert.deepEqual((await panel.sentOf('overview')).at(-1), { type: 'overview', subjectId: 2 });
    assert.deepEqual(await panel.sentOf('head'), []);
    await panel.close();
  });

  it('keeps the places of the heads and nothing else when another text is read', async () => {
    const { panel, content } = await show('llama-gqa');
    assert.equal(await painted(panel), 8);
    const place = await lastFromFirst(panel);
    await panel.send({
      type: 'content',
      content: { ...content, subject: { ...content.subject, subjectId: 2 } },
      source: null,
    });
    assert.equal(await painted(panel), 0);
    assert.deepEqual(await lastFromFirst(panel), place);
    assert.equal(await textOf(panel, '.readout'), 'Reading 8 heads');
    await order(panel, /token before/);
    await panel.rendered();
    assert.equal(await tiles(panel).count(), 0, 'their order is not known yet');
    await panel.close();
  });

  it('is gone through, ordered and opened by keyboard, and leads back to where one was', async () => {
    const { panel, matrices } = await show('llama-gqa');
    assert.equal(await panel.page.locator('introspect-heads-grid button[tabindex="0"]').count(), 1);
    await tiles(panel).first().press('ArrowRight');
    await panel.page.keyboard.press('ArrowDown');
    const focused = () =>
      panel.page.evaluate(() => {
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        return (active?.getAttribute('aria-label') ?? active?.textContent ?? '').replace(/\s+/g, ' ').trim();
      });
    assert.match(await focused(), /^Layer 2, head 2: entropy \d/);
    assert.match(await textOf(panel, '.readout'), /^Layer 2, head 2: entropy .*token before .*induction/);
    await order(panel, /token before/);
    await panel.rendered();
    const expected = matrices
      .map((rows, i) => ({ place: [Math.floor(i / 4), i % 4], value: meanPrevious(rows) }))
      .sort((a, b) => b.value - a.value);
    assert.deepEqual(
      await placesShown(panel),
      expected.map(({ place }) => place),
    );
    const [first] = await names(panel);
    assert.ok(first!.includes(`token before ${(100 * expected[0]!.value).toFixed(1)} %, 1 of 8`), first);
    await panel.page.getByRole('checkbox', { name: 'Smallest first' }).check();
    assert.deepEqual((await placesShown(panel)).at(0), expected.at(-1)!.place);
    await tiles(panel).first().press('Control+End');
    const last = await focused();
    await panel.page.keyboard.press('Enter');
    await panel.rendered();
    const [layer, head] = expected[0]!.place;
    assert.ok(last.startsWith(`Layer ${layer! + 1}, head ${head! + 1}`));
    assert.deepEqual(await panel.sentOf('head'), [{ type: 'head', subjectId: 1, reading: 'head', layer, head }]);
    assert.equal(await focused(), 'All heads');
    await panel.send(weightsOf('llama-gqa', layer, head));
    assert.equal(await textOf(panel, '.caption h2'), `Layer ${layer! + 1} of 2, head ${head! + 1} of 4`);
    await panel.page.keyboard.press('Enter');
    await panel.rendered();
    assert.equal(await focused(), last);
    assert.equal((await panel.sentOf('overview')).length, 1, 'what was read is kept');
    await panel.close();
  });

  it('keeps every picture with its head when they are ordered, and all of them while one is open', async () => {
    const { panel } = await show('llama-gqa');
    const byName = async () => {
      const places = await placesShown(panel);
      return new Map((await described(panel)).map((picture, i) => [String(places[i]), picture]));
    };
    const before = await byName();
    assert.equal(new Set(before.values()).size, 8, 'no two are the same');
    await order(panel, /token before/);
    await panel.rendered();
    assert.notEqual(String((await placesShown(panel))[0]), '0,0');
    assert.deepEqual(await byName(), before);
    const tile = await tiles(panel).nth(3).elementHandle();
    const [, , , place] = await placesShown(panel);
    await tiles(panel).nth(3).click();
    await panel.rendered();
    assert.equal(await tiles(panel).nth(3).isVisible(), false);
    await panel.page.getByRole('button', { name: 'All heads' }).click();
    await panel.rendered();
    assert.ok(await tile?.evaluate((button) => button.isConnected && button.getAttribute('aria-current') === 'true'));
    assert.deepEqual((await placesShown(panel))[3], place);
    assert.deepEqual(await byName(), before);
    await panel.close();
  });

  it('marks the view that is shown, however one came to it', async () => {
    const { panel } = await show('llama-gqa');
    const marked = () =>
      panel.page
        .locator('.segments input[name=view]:checked')
        .evaluateAll((radios) =>
          (radios as HTMLInputElement[]).filter((radio) => radio.isConnected).map(({ value }) => value),
        );
    assert.deepEqual(await marked(), ['heads']);
    for (const view of ['Lines', 'Matrix', 'Text']) {
      await panel.page.getByRole('radio', { name: view, exact: true }).check({ force: true });
      await panel.rendered();
      assert.deepEqual(await marked(), [view.toLowerCase()]);
      await panel.page.getByRole('button', { name: 'All heads' }).click();
      await panel.rendered();
      assert.deepEqual(await marked(), ['heads'], `back from ${view}`);
      await tiles(panel).nth(3).click();
      await panel.rendered();
      assert.equal((await marked()).length, 1);
      await panel.page.getByRole('radio', { name: 'All heads', exact: true }).check({ force: true });
      await panel.rendered();
      assert.deepEqual(await marked(), ['heads'], `chosen after ${view}`);
    }
    await panel.close();
  });

  it('tells the same numbers in a table that can be sorted', async () => {
    const { panel, matrices } = await show('bert', { show: 'table' });
    const table = panel.page.getByRole('table', { name: 'Measures of all heads' });
    await table.getByRole('button', { name: 'token before' }).click();
    assert.equal(await table.locator('th', { hasText: 'token before' }).getAttribute('aria-sort'), 'descending');
    const shown = await table.locator('tbody tr td:nth-child(5)').allInnerTexts();
    const values = matrices.map(meanPrevious).sort((a, b) => b - a);
    assert.deepEqual(
      shown.map((text) => text.replaceAll('\u00a0', ' ')),
      values.map((value) => `${(100 * value).toFixed(1)} %`),
    );
    await table.getByRole('button', { name: 'token before' }).click();
    assert.equal(await table.locator('th', { hasText: 'token before' }).getAttribute('aria-sort'), 'ascending');
    await table.getByRole('button', { name: 'Open Layer 2, head 3' }).click();
    assert.deepEqual(await panel.sentOf('head'), [{ type: 'head', subjectId: 1, reading: 'head', layer: 1, head: 2 }]);
    const saved = (await panel.savedState()) as { heads: object; view: string };
    assert.deepEqual(saved.heads, { order: 'previous', smallestFirst: true, show: 'table' });
    await panel.close();
  });

  it('finds the heads that look from one word to another', async () => {
    const panel = await openAttention({ state: state(), width: 900 });
    const content = withTokens(['I', ' can', 'not', ' sleep', '.', ' I', ' lie', ' awake', ' i', ' sleep']);
    const rows = content.tokens.map((_, q) => Array.from({ length: q + 1 }, () => 1 / (q + 1)));
    await panel.send({ type: 'content', content, source: null });
    await panel.send(
      overviewOf(
        new Array<Rows>(8).fill(rows),
        content.tokens.map(({ id }) => id),
        { layers: 2 },
      ),
    );
    const ask = async (from: string, to: string) => {
      await panel.page.getByRole('combobox', { name: 'Heads that look from' }).fill(from);
      await panel.page.getByRole('combobox', { name: /^to/ }).fill(to);
      await panel.page.keyboard.press('Enter');
      await panel.rendered();
    };
    const status = () => textOf(panel, 'introspect-head-search [role=status]');
    const offered = panel.page.locator('introspect-head-search datalist option');
    assert.equal(await offered.count(), 0, 'nobody types yet');
    await panel.page.getByRole('combobox', { name: 'Heads that look from' }).focus();
    await offered.locator('nth=0').waitFor({ state: 'attached' });
    assert.ok(
      (await offered.evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value))).includes('cannot'),
    );
    await ask('I', 'pills');
    assert.equal(await status(), '“pills” is not in this text.');
    await ask('I', 'cannot');
    assert.deepEqual(await panel.sentOf('between'), [
      { type: 'between', subjectId: 1, search: 1, from: [0, 5, 8], to: [1, 2] },
    ]);
    const answer = (means: readonly (number | null)[], search: number) =>
      panel.send({ type: 'between', subjectId: 1, search, heads: means.map((mean) => pair(mean)) });
    await answer([0, 0, 0, 0, 0, 0, 0, 0.9], 0);
    assert.match(
      await status(),
      /stands here 3 times, “cannot” stands here once\. Reading…/,
      'an older answer is dropped',
    );
    await answer([0.1, 0.2, 0.05, 0.7, 0, 0.3, 0.02, 0.04], 1);
    assert.match(await status(), /3 pairs of tokens in which the first can look at the second/);
    assert.deepEqual((await placesShown(panel)).slice(0, 3), [
      [0, 3],
      [1, 1],
      [0, 1],
    ]);
    assert.equal((await names(panel))[0], 'Layer 1, head 4, searched 70.0 %, 1 of 8');
    await ask('awake', 'lie');
    await answer(new Array<null>(8).fill(null), 2);
    assert.match(await status(), /“lie” never stands before “awake”.* reads from left to right/);
    assert.match((await names(panel))[0]!, /^Layer 1, head 1, searched not computable/);
    await panel.close();
  });

  it('measures what the model loses without each head when told to, and stops', async () => {
    const { panel } = await show('llama-gqa', { order: 'loss' });
    await panel.page.getByRole('button', { name: 'Measure', exact: true }).click();
    const [request] = await panel.sentOf('ablateHeads');
    assert.equal(request?.heads.length, 8);
    const told = (layer: number, head: number, lossChangeBits: number) =>
      panel.send({ type: 'headAblated', subjectId: 1, layer, head, lossChangeBits });
    await told(0, 0, -0.02);
    await told(0, 1, 0.5);
    await panel.page.getByText('2 of 8 heads measured').waitFor();
    assert.deepEqual((await names(panel)).slice(0, 3), [
      'Layer 1, head 2, change in loss +0.5000 bits, 1 of 8',
      'Layer 1, head 1, change in loss −0.0200 bits, 2 of 8',
      'Layer 1, head 3, change in loss not measured, 3 of 8',
    ]);
    await panel.page.getByRole('button', { name: 'Stop' }).click();
    await panel.send({ type: 'overviewEnded', subjectId: 1, what: 'ablation', failed: false });
    assert.deepEqual(await panel.sentOf('stopAblation'), [{ type: 'stopAblation', subjectId: 1 }]);
    await panel.page.getByRole('button', { name: 'Go on' }).click();
    assert.deepEqual(
      (await panel.sentOf('ablateHeads')).at(-1)!.heads.map((place) => place.join('.')),
      ['0.2', '0.3', '1.0', '1.1', '1.2', '1.3'],
    );
    await panel.close();

    const encoder = await show('bert', { order: 'loss' });
    assert.match(await textOf(encoder.panel, '.ablation'), /not computable: this model does not predict/);
    await encoder.panel.close();
  });

  it('has pictures but no measures of a single token', async () => {
    const panel = await openAttention({ state: state({ order: 'loss' }) });
    await panel.send({ type: 'content', content: withTokens(['睡']), source: null });
    await panel.send(overviewOf(new Array<Rows>(8).fill([[1]]), [1], { layers: 2 }));
    assert.match(await textOf(panel, '.ablation'), /not computable: a single token/);
    await order(panel, /entropy/);
    await panel.rendered();
    assert.equal((await names(panel))[0], 'Layer 1, head 1, entropy not computable, 1 of 8');
    await panel.close();
  });

  it('takes away the pictures and the measures that are shown', async () => {
    const { panel, matrices } = await show('llama-gqa', { order: 'previous' });
    const provenance: Provenance = {
      model: { name: 'tiny', architecture: 'llama', file: 'model.onnx', sha256: null },
      text: { document: 'P01.transcript.txt', line: 12, tokens: 26, omittedTokens: 0, sha256: 'ab' },
      program: 'Introspect',
      date: '2026-11-29',
    };
    const take = async (choice: RegExp) => {
      await panel.page
        .getByRole('combobox', { name: 'Take away what is shown' })
        .evaluate((select: HTMLSelectElement, pattern) => {
          select.value = [...select.options].find(({ text }) => new RegExp(pattern).test(text))!.value;
          select.dispatchEvent(new Event('change'));
        }, choice.source);
      await panel.send({ type: 'provenance', subjectId: 1, provenance });
      return (await panel.sentOf('save')).at(-1)!;
    };
    const csv = String((await take(/CSV/)).content).split('\r\n');
    assert.match(csv[0]!, /^layer,head,entropy \(bits\),.*previous-token score,induction score$/);
    const previous = csv.slice(1, 9).map((line) => Number(line.split(',')[5]));
    const expected = matrices.map(meanPrevious).sort((a, b) => b - a);
    previous.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-6, `${value}, ${expected[i]}`));
    const svg = String((await take(/SVG/)).content);
    assert.equal(svg.match(/href="data:image\/png/g)?.length, 8);
    assert.ok(svg.includes(`>${(100 * expected[0]!).toFixed(1)}\u00a0%<`));
    await panel.close();
  });

  for (const theme of themeNames) {
    it(`is accessible as pictures and as a table, with everything opened (${theme})`, async () => {
      const { panel } = await show('llama-gqa', {}, { hideFirstToken: true }, theme);
      await tiles(panel).nth(5).focus();
      await panel.assertAccessible();
      await panel.screenshot('heads-by-layer');
      await order(panel, /ablation/);
      const notes = panel.page.locator(
        'introspect-attention-overview introspect-explain:not([floating]) .subject button',
      );
      for (const note of await notes.all()) await note.click();
      await panel.assertAccessible();
      await panel.screenshot('heads-everything-open');
      await panel.page.locator('select.show').selectOption('table');
      await panel.assertAccessible();
      await panel.screenshot('heads-table');
      await panel.close();
    });
  }

  it('shows 270 heads of a long text, and paints those out of view too', async () => {
    const panel = await openAttention({ state: state(), width: 800 });
    const { content } = longText(96);
    const model = { ...content.model, layers: 30, heads: 9 };
    await panel.send({ type: 'content', content: { ...content, model }, source: null }, largeOverview(96, 32));
    await until('all pictures', async () => (await painted(panel)) === 270);
    assert.match(await textOf(panel, '.legend'), /A cell stands for 3 by 3 tokens/);
    await panel.screenshot('heads-270');
    await order(panel, /entropy/);
    await panel.rendered();
    await panel.screenshot('heads-270-by-entropy');
    await panel.close();
  });
});
