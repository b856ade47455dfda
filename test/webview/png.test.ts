// Every picture that a panel gives away as PNG: a real PNG at print size, which shows what its SVG says.
import assert from 'node:assert/strict';
import type { Provenance } from '../../src/core/figures/provenance';
import * as attention from './attention/scene';
import { overviewOf } from './attention/overviewScene';
import * as beside from './beside/scene';
import type { PanelPage } from './harness';
import * as layers from './layers/scene';
import * as lesson from './lesson/scene';
import * as mattered from './mattered/scene';
import * as words from './words/scene';

const provenance: Provenance = {
  model: { name: 'tiny', architecture: 'Llama', file: 'onnx/model.onnx', sha256: 'ab'.repeat(32) },
  text: { document: 'P01.transcript.txt', line: 12, tokens: 26, omittedTokens: 0, sha256: 'cd'.repeat(32) },
  program: 'Introspect 0.1.0',
  date: '2026-01-02',
};

/** What a panel shares with all others here. */
type AnyPanel = Pick<PanelPage<never, { readonly type: string }>, 'page' | 'close' | 'rendered'>;

/** A rectangle of the SVG, in its pixels, with its colour and, in a matrix, its weight. */
interface Cell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rgb: readonly number[];
  readonly weight: number | null;
}

interface Decoded {
  readonly signature: string;
  readonly width: number;
  readonly height: number;
  readonly dotsPerMetre: number;
  /** Share of dots that are not white. */
  readonly inked: number;
  /** Colours at the points that were asked for. */
  readonly colours: readonly (readonly number[])[];
}

async function saved(panel: AnyPanel, index: number): Promise<number> {
  const before = await count(panel);
  await panel.page.getByRole('combobox', { name: 'Take away' }).selectOption({ index });
  await panel.page.evaluate((answer) => window.postMessage(answer, '*'), {
    type: 'provenance',
    subjectId: 1,
    provenance,
  });
  await panel.page.waitForFunction(
    (n) => window.introspectTest.sent.filter((m) => (m as { type: string }).type === 'save').length > n,
    before,
  );
  return before;
}

const count = (panel: AnyPanel): Promise<number> =>
  panel.page.evaluate(() => window.introspectTest.sent.filter((m) => (m as { type: string }).type === 'save').length);

function cellsOf(svg: string): Cell[] {
  const [, shiftX = '', shiftY = ''] = /<g transform="translate\((\d+) (\d+)\)">/.exec(svg) ?? [];
  const tags = [...svg.slice(svg.indexOf('<g transform')).matchAll(/<rect [^>]*>/g)].map(([tag]) => tag);
  return tags.flatMap((tag): Cell[] => {
    const number = (name: string) => Number(new RegExp(`\\s${name}="([^"]+)"`).exec(tag)?.[1]);
    const rgb = /fill="rgb\((\d+)[ ,]+(\d+)[ ,]+(\d+)\)"/.exec(tag)?.slice(1).map(Number);
    if (!rgb) return [];
    const weight = tag.includes('data-weight') ? number('data-weight') : null;
    const place = { x: number('x') + Number(shiftX), y: number('y') + Number(shiftY) };
    return [{ ...place, width: number('width'), height: number('height'), rgb, weight }];
  });
}

function decode(panel: AnyPanel, index: number, points: readonly (readonly [number, number])[]): Promise<Decoded> {
  return panel.page.evaluate(
    async ({ at, shares }) => {
      const saves = window.introspectTest.sent.filter((m) => (m as { type: string }).type === 'save');
      const { content: bytes } = saves[at] as { content: Uint8Array<ArrayBuffer> };
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const name = (from: number) => String.fromCharCode(...bytes.subarray(from, from + 4));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let inked = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i]! + data[i + 1]! + data[i + 2]! < 3 * 250) inked++;
      return {
        signature: `${bytes[0]} ${name(1)} ${name(12)} ${name(37)}`,
        width: view.getUint32(16),
        height: view.getUint32(20),
        dotsPerMetre: view.getUint32(41),
        inked: inked / (data.length / 4),
        colours: shares.map(([x, y]) => {
          const dot = 4 * (Math.floor(y * canvas.height) * canvas.width + Math.floor(x * canvas.width));
          return [data[dot]!, data[dot + 1]!, data[dot + 2]!];
        }),
      };
    },
    { at: index, shares: points },
  );
}

/** What the elements of an SVG that have an attribute say in it, in their order. */
const told = (svg: string, attribute: string): string[] =>
  [...svg.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map(([, value]) => value!);
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

const grey = (rgb: readonly number[]) => (rgb[0]! + rgb[1]! + rgb[2]!) / 3;

/** Takes every picture of the panel's menu, twice. @returns their titles and SVGs, and how many cells were looked at */
async function takeAll(panel: AnyPanel): Promise<{ titles: string[]; svgs: string[]; cells: number }> {
  const labels = await panel.page.getByRole('combobox', { name: 'Take away' }).locator('option').allInnerTexts();
  const titles: string[] = [];
  const svgs: string[] = [];
  let looked = 0;
  for (const [index, label] of labels.entries()) {
    if (!label.endsWith(': picture (PNG, print size)')) continue;
    titles.push(label.slice(0, label.lastIndexOf(':')));
    assert.equal(labels[index - 1], label.replace('PNG, print size', 'SVG'));
    const svgAt = await saved(panel, index - 1);
    const svg = await panel.page.evaluate((at) => {
      const saves = window.introspectTest.sent.filter((m) => (m as { type: string }).type === 'save');
      return (saves[at] as { content: string }).content;
    }, svgAt);
    svgs.push(svg);
    const [, width = 0, height = 0] = (/<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg) ?? []).map(Number);
    const cells = cellsOf(svg).filter((cell) => cell.width > 4 && cell.height > 4);
    // Near the upper left corner of a cell stands no letter.
    const points = cells.map(({ x, y }) => [(x + 1.5) / width, (y + 1.5) / height] as const);
    const png = await decode(panel, await saved(panel, index), points);
    assert.equal(png.signature, '137 PNG\r IHDR pHYs', label);
    const scale = Math.max(1, 2008 / width);
    assert.deepEqual([png.width, png.height], [Math.round(width * scale), Math.round(height * scale)], label);
    // A page's text width, 170 mm, whatever its dots.
    assert.ok(Math.abs((1000 * png.width) / png.dotsPerMetre - 170) < 0.2, `${label}: ${png.dotsPerMetre}`);
    assert.ok(png.inked > 0.005 && png.inked < 0.9, `${label}: ${png.inked} of it is not white`);
    for (const [i, { rgb }] of cells.entries()) {
      const seen = png.colours[i]!;
      assert.ok(
        rgb.every((value, c) => Math.abs(value - seen[c]!) < 12),
        `${label}: cell ${i} is ${seen.join()} where the SVG says ${rgb.join()}`,
      );
    }
    const weighed = cells
      .map(({ weight }, i) => ({ weight, shade: grey(png.colours[i]!) }))
      .filter((c) => c.weight !== null);
    if (weighed.length > 0) {
      const darkest = weighed.reduce((a, b) => (b.shade < a.shade ? b : a));
      assert.equal(darkest.weight, Math.max(...weighed.map(({ weight }) => weight!)), `${label}: the darkest cell`);
    }
    looked += cells.length;
  }
  return { titles, svgs, cells: looked };
}

describe('pictures as PNG', () => {
  it('of all heads, and of a head as matrix, lines and text', async () => {
    const panel = await attention.openAttention({ state: { view: 'heads' } });
    const content = attention.contentOf('llama-gqa');
    const matrices = [0, 1].flatMap((layer) =>
      [0, 1, 2, 3].map((head) => attention.referenceRows('llama-gqa', layer, head)),
    );
    await panel.send({ type: 'content', content, source: null });
    await panel.send(
      overviewOf(
        matrices,
        content.tokens.map(({ id }) => id),
        { layers: 2 },
      ),
    );
    assert.equal((await takeAll(panel)).titles.length, 1);
    await panel.page.getByRole('radio', { name: 'Matrix' }).check();
    await panel.send(attention.weightsOf('llama-gqa'));
    const size = content.tokens.length;
    const { titles, cells } = await takeAll(panel);
    assert.deepEqual([titles, cells], [['Layer 1 of 2, head 1 of 4: matrix'], size * size]);
    await panel.page.getByRole('radio', { name: 'Lines' }).check();
    assert.equal((await takeAll(panel)).titles.length, 1);
    await panel.page.getByRole('radio', { name: 'Text', exact: true }).check();
    assert.equal((await takeAll(panel)).titles.length, 1);
    await panel.close();
  });

  it('of what each layer would say, its parts, and heads switched off', async () => {
    const panel = await layers.openLayers({ state: { open: ['lens', 'contributions', 'ablation'], off: [[0, 0]] } });
    await panel.send({ type: 'content', content: layers.contentOf(), source: null });
    await layers.answer(panel, { type: 'lens', answer: layers.lensAnswer() });
    await layers.answer(panel, { type: 'contributions', answer: layers.contributionsAnswer() });
    await layers.answer(panel, { type: 'ablation', answer: layers.ablationAnswer([[0, 0]]) });
    const { titles, cells } = await takeAll(panel);
    assert.equal(titles.length, 3, titles.join('; '));
    assert.ok(cells >= 4 * 7);
    await panel.close();
  });

  it('of next words, the tree and the surprisal of a transcript', async () => {
    for (const [view, pictures] of [
      ['chances', 2],
      ['tree', 1],
      ['surprisal', 2],
    ] as const) {
      const panel = await words.openWords({ state: { view } });
      await panel.send(words.contentMessage());
      await words.answer(panel);
      if (view === 'surprisal') await panel.send({ type: 'transcript', subjectId: 1, reading: words.reading(30) });
      const { titles } = await takeAll(panel);
      assert.equal(titles.length, pictures, titles.join('; '));
      await panel.close();
    }
  });

  it('of what mattered, its check and its link to coding', async () => {
    const panel = await mattered.openAnswered();
    const { titles } = await takeAll(panel);
    assert.equal(titles.length, 3, titles.join('; '));
    await panel.close();
  });

  it('of two models: the strip, the next words, and a head of each, with the numbers that the panel shows', async () => {
    const panel = await beside.openBeside();
    const { page } = panel;
    const [left, right] = [beside.weightsOf('left'), beside.weightsOf('right', 1, 2)];
    await panel.send(beside.models, beside.contentOf(), beside.identities, beside.nextAt(4), left, right);
    const { titles, svgs, cells } = await takeAll(panel);
    assert.deepEqual(titles, [
      'Surprisal of every stretch',
      'Next words after “I lie awake at night”',
      'Attention of Practice model, pretrained, layer 1 of 2, head 1 of 3',
      'Attention of Practice model, instructed, layer 2 of 2, head 3 of 3',
    ]);
    const [strip, next, ...heads] = svgs as [string, string, string, string];
    assert.deepEqual(told(strip, 'data-bits').map(Number), [9, 2.25, 12.5, 4, 3, 1, 1, 0.5]);
    const heights = [...strip.matchAll(/height="([\d.]+)" fill="[^"]+" data-side/g)].map((match) => Number(match[1]));
    heights.forEach((height, i) =>
      assert.ok(Math.abs(height - (Number(told(strip, 'data-bits')[i]) / 12.5) * 36) < 0.01, `bar ${i}: ${height}`),
    );
    const onScreen = await page
      .getByRole('option')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')).filter((label) => label !== null));
    const inStrip = [...strip.matchAll(/<title>([^<]+)<\/title>/g)].slice(1).map(([, words]) => words);
    assert.deepEqual(inStrip, onScreen.slice(-5));
    const chances = await page.locator('introspect-next-table td.number').allInnerTexts();
    const rows = [...next.matchAll(/font-size="11">([^<]+ \/ [^<]+)</g)].map(([, both]) => plain(both!).split(' / '));
    assert.equal(rows.length, 4);
    assert.deepEqual(
      rows,
      Array.from(rows, (_, i) => chances.slice(3 * i, 3 * i + 2).map(plain)),
    );
    for (const [i, svg] of heads.entries()) {
      assert.deepEqual(told(svg, 'data-weight').map(Number), Array.from([left, right][i]!.weights));
      const shown = await page.locator('introspect-side-head').nth(i).locator('.weight').allInnerTexts();
      const last = told(svg, 'data-weight').slice(-5).map(Number);
      assert.deepEqual(
        last
          .filter((weight) => weight > 0)
          .sort((a, b) => b - a)
          .map((weight) => weight.toFixed(4)),
        shown,
      );
    }
    // Every cell of both heads and every bar that is higher than a few pixels had its colour in the PNG.
    assert.ok(cells > 2 * 25 + 4, String(cells));
    await panel.close();
  });

  it('of two models on a long text: in parts, and a head as one embedded picture with every weight', async () => {
    const panel = await beside.openBeside();
    const size = 700;
    const [one] = beside.contentOf().content.tokens.slice(1);
    const tokens = Array.from({ length: size }, (_, id) => ({ ...one!, id, last: { left: id, right: id } }));
    const { sides } = beside.contentOf().content;
    const texts = tokens.map(({ text }) => text);
    const long = { left: { ...sides.left, tokens: texts }, right: { ...sides.right, tokens: texts } };
    const weights = new Float32Array(size * size);
    for (let q = 0; q < size; q++) for (let k = 0; k <= q; k += 3) weights[q * size + k] = 1 / (q + 1);
    weights[0] = 0.02;
    await panel.send(beside.models, beside.contentOf({ tokens, sides: long }), beside.identities);
    await panel.send({ ...beside.weightsOf('left'), weights, size });
    const { titles, svgs } = await takeAll(panel);
    assert.deepEqual(titles.slice(0, 2), [
      'Surprisal of every stretch, stretches 1 to 400',
      'Surprisal of every stretch, stretches 401 to 700',
    ]);
    assert.deepEqual(
      svgs.slice(0, 2).map((svg) => told(svg, 'data-bits').length),
      [800, 600],
    );
    const menu = panel.page.getByRole('combobox', { name: 'Take away' });
    const label = (await menu.locator('option').allInnerTexts()).findIndex((text) =>
      text.includes('too many for a table'),
    );
    const csvAt = await saved(panel, label);
    const csv = await panel.page.evaluate((at) => {
      const saves = window.introspectTest.sent.filter((m) => (m as { type: string }).type === 'save');
      return (saves[at] as { content: string }).content;
    }, csvAt);
    const row = csv
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(','));
    assert.deepEqual(
      row.map((cells) => Number(cells.at(-1))),
      Array.from(weights.subarray((size - 1) * size)),
    );
    assert.ok(row.every(([query]) => query === String(size)));
    const [, href] = /href="(data:image\/png[^"]+)"/.exec(svgs[2]!) ?? [];
    const dots = await panel.page.evaluate(async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const { data, width, height } = context.getImageData(0, 0, image.width, image.height);
      return { width, height, red: Array.from({ length: width * height }, (_, i) => data[4 * i]!) };
    }, href!);
    assert.deepEqual([dots.width, dots.height], [size, size]);
    const largest = weights.reduce((most, weight) => Math.max(most, weight));
    weights.forEach((weight, i) => assert.ok(Math.abs(dots.red[i]! - (255 - (238 * weight) / largest)) <= 0.5, `${i}`));
    await panel.close();
  });

  it('of the lesson: next words by stage, the loss, pronouns and memory, with the numbers that the panel shows', async () => {
    const panel = await lesson.openLesson();
    const { page } = panel;
    await lesson.showAll(panel);
    const { titles, svgs, cells } = await takeAll(panel);
    assert.deepEqual(titles, [
      'Next words by stage',
      'Loss over training',
      '“she” among “he” and “she”, pretraining',
      'What pretraining remembers',
    ]);
    const [next, loss, pronouns, memory] = svgs as [string, string, string, string];
    const written = (svg: string) =>
      [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, words]) => plain(words!));
    const shown = (await page.locator('introspect-stage-words td').allInnerTexts()).map((text) => plain(text).trim());
    const [first] = shown;
    const from = written(next).indexOf(first === '< 0.1 %' ? '&lt; 0.1 %' : first!);
    const inPicture = written(next)
      .slice(from)
      .map((text) => text.replace('&lt;', '<').replace('&gt;', '>'))
      .filter((text) => /%$|bits$|^–$/.test(text));
    assert.deepEqual(inPicture, shown);
    assert.deepEqual(told(next, 'data-p').map(Number), [0.0001, 0.2, 0.4, 0.5, 0.0001, 0.1, 0.05, 0.05]);
    assert.deepEqual(told(loss, 'data-held-out').map(Number), [6.2, 5.1, 5.3, 5.3]);
    assert.deepEqual(told(loss, 'data-loss').map(Number), [6, 5, 2, 1]);
    assert.deepEqual(told(pronouns, 'data-she').map(Number), [0.6, 0.05]);
    const she = await page.locator('.pronouns tbody td:nth-child(2)').allInnerTexts();
    assert.deepEqual(
      written(pronouns).filter((text) => /\.\d %$/.test(text)),
      she.map(plain),
    );
    const rows = await page
      .locator('.memory tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)));
    assert.deepEqual(
      told(memory, 'data-exact').map((exact, i) => [told(memory, 'data-sentences')[i], exact]),
      rows.map(([sentences, exact]) => [sentences, exact]),
    );
    assert.deepEqual(told(memory, 'data-mean-bits').map(Number), [30, 6]);
    // Bars of the next words and of memory, where they are more than a few pixels wide.
    assert.ok(cells >= 8, String(cells));
    await panel.close();
  });
});
