import assert from 'node:assert/strict';
import type { SaveMessage } from '../../../src/protocol/panel';
import { contentOf, longText, openAttention, weightsOf, type AttentionPage } from './scene';

const provenance = {
  model: { name: 'tiny', architecture: 'LlamaForCausalLM', file: 'onnx/model.onnx', sha256: 'ab'.repeat(32) },
  text: { document: 'P01.transcript.txt', line: 12, tokens: 26, omittedTokens: 0, sha256: 'cd'.repeat(32) },
  program: 'Introspect 0.1.0',
  date: '2026-01-02',
};

async function take(panel: AttentionPage, label: RegExp): Promise<SaveMessage & { readonly content: string }> {
  const menu = panel.page.getByRole('combobox', { name: 'Take away' });
  const labels = await menu.locator('option').allInnerTexts();
  const index = labels.findIndex((text) => label.test(text));
  assert.ok(index > 0, labels.join('; '));
  await menu.selectOption({ index });
  await panel.send({ type: 'provenance', subjectId: 1, provenance });
  return (await panel.sentOf('save')).at(-1) as SaveMessage & { readonly content: string };
}

describe('attention: taken away', () => {
  it('has the host’s numbers in the table and in the pictures of all three views', async () => {
    const panel = await openAttention();
    const message = weightsOf('llama-gqa');
    const { weights, size } = message;
    await panel.send({ type: 'content', content: contentOf('llama-gqa'), source: null }, message);
    const csv = await take(panel, /All numbers: table/);
    assert.equal(csv.name, 'attention-layer-1-head-1-weights');
    const lines = csv.content.trim().split(/\r?\n/);
    assert.equal(lines[0], 'query_number,query,key_number,key,weight');
    assert.equal(lines.length, 1 + size * size);
    // As `introspect attention` prints a float32.
    for (const [i, line] of lines.slice(1).entries()) {
      assert.ok(line.startsWith(`${Math.floor(i / size) + 1},`), line);
      assert.equal(line.slice(line.lastIndexOf(',') + 1), JSON.stringify(weights[i]));
    }
    const numbers = ({ content }: { content: string }) =>
      [...content.matchAll(/data-query="(\d+)" data-key="(\d+)" data-weight="([^"]+)"/g)].map(
        ([, query, key, weight]) => [Number(query) - 1, Number(key) - 1, Number(weight)] as const,
      );
    const check = (found: readonly (readonly [number, number, number])[]) => {
      for (const [query, key, weight] of found) assert.equal(weight, weights[query * size + key]);
      return found.length;
    };
    const matrix = await take(panel, /matrix: picture \(SVG\)/);
    assert.equal(check(numbers(matrix)), size * size);
    assert.match(matrix.content, /Introspect 0\.1\.0, 2026-01-02/);
    await panel.page.getByRole('radio', { name: 'Lines' }).check();
    const drawn = Array.from(weights).filter((weight) => weight >= 0.01).length;
    assert.equal(check(numbers(await take(panel, /lines: picture \(SVG\)/))), drawn);
    await panel.page.getByRole('radio', { name: 'Text', exact: true }).check();
    assert.ok(check(numbers(await take(panel, /picture \(SVG\)/))) >= size);
    const page = await take(panel, /HTML/);
    assert.match(page.content, /Attention is not explanation.*each summing to 1 over the tokens looked at/s);
    await panel.close();
  });

  it('offers of a long text the chosen row, and its matrix as an embedded picture', async () => {
    const panel = await openAttention();
    const { content, weights } = longText(600);
    await panel.send({ type: 'content', content, source: null }, weights);
    const labels = await panel.page.getByRole('combobox', { name: 'Take away' }).locator('option').allInnerTexts();
    assert.ok(!labels.some((label) => label.startsWith('All numbers')));
    assert.ok(labels.some((label) => label.includes('all 360,000 numbers are too many for a table')));
    const row = await take(panel, /looks at, token 600.*table/);
    // Tokens may hold line ends.
    assert.equal(row.content.match(/,[\d.e-]+\r?$/gm)?.length, 600);
    const { content: svg } = await take(panel, /matrix: picture \(SVG\)/);
    const [, url = ''] = /<image [^>]*href="(data:image\/png;base64,[^"]+)"/.exec(svg) ?? [];
    // Dark on white: the darkest dot is the largest weight.
    const darkest = await panel.page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let best = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i + 1]! < data[best + 1]!) best = i;
      return { at: best / 4, width: canvas.width };
    }, url);
    const largest = weights.weights.reduce((best, weight, i, all) => (weight > all[best]! ? i : best), 0);
    assert.deepEqual(darkest, { at: largest, width: 600 });
    const { content: png } = await take(panel, /matrix: picture \(PNG/);
    assert.ok(png.length > 0 || Object.keys(png).length > 0);
    await panel.close();
  });
});
