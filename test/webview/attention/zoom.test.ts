import assert from 'node:assert/strict';
import { longText, openAttention, readout, textOf, type AttentionPage } from './scene';

/** Sends a matrix of `size` tokens in which one weight, of `query` and `key`, is the largest by far. */
async function showPeak(size: number, query: number, key: number): Promise<AttentionPage> {
  const panel = await openAttention({ width: 700, height: 900 });
  await panel.send({ type: 'content', content: longText(1).content, source: null });
  // Made in the page: 64 MiB are slow to send as text.
  await panel.page.evaluate(
    ({ size, query, key }) => {
      const words = ['I', ' lie', ' awake'];
      const tokens = Array.from({ length: size }, (_, i) => ({
        id: i,
        text: words[i % 3]!,
        start: 4 * i,
        end: 4 * i + 4,
        special: false,
      }));
      const weights = new Float32Array(size * size);
      for (let q = 0; q < size; q++) for (let k = 0; k <= q; k++) weights[q * size + k] = 0.2 / (q + 1);
      weights[query * size + key] = 0.8;
      const content = {
        subject: {
          subjectId: 2,
          document: 'P01.transcript.txt',
          line: 1,
          omittedTokens: 0,
          limit: { tokens: 4096, by: 'panel' },
        },
        model: { name: 'tiny', bundled: true, layers: 2, heads: 4, predictsNextToken: true },
        tokens,
        text: ' lie'.repeat(size),
      };
      window.postMessage({ type: 'content', content, source: null }, '*');
      const place = { reading: 'head', layer: 0, head: 0 };
      window.postMessage({ type: 'weights', subjectId: 2, ...place, weights, size }, '*');
    },
    { size, query, key },
  );
  await panel.page.getByRole('application', { name: `${size} by ${size}` }).waitFor();
  await panel.rendered();
  return panel;
}

/** The middle of the brightest dots of the picture that are not part of its margins, in pixels of the page; how long a redraw takes. */
function brightest(panel: AttentionPage): Promise<{ x: number; y: number; drawMs: number }> {
  return panel.page.evaluate(() => {
    const shell = document.querySelector('introspect-attention')!.shadowRoot!;
    const matrix = shell
      .querySelector('introspect-attention-head')!
      .shadowRoot!.querySelector('introspect-attention-matrix')!;
    const canvas = matrix.shadowRoot!.querySelector('canvas')!;
    const scroller = matrix.shadowRoot!.querySelector('[role=application]')!;
    scroller.scrollIntoView({ block: 'end' });
    const box = canvas.getBoundingClientRect();
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })!;
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let [best, xs, ys, count] = [-1, 0, 0, 0];
    // The margins hold labels, as bright as the largest weight.
    for (let y = 110; y < canvas.height; y++)
      for (let x = 110; x < canvas.width; x++) {
        const at = 4 * (y * canvas.width + x);
        const grey = data[at]! + 2 * data[at + 1]! + data[at + 2]!;
        if (grey > best) [best, xs, ys, count] = [grey, 0, 0, 0];
        if (grey === best) [xs, ys, count] = [xs + x + 0.5, ys + y + 0.5, count + 1];
      }
    const times = Array.from({ length: 25 }, () => {
      const start = performance.now();
      scroller.dispatchEvent(new Event('scroll'));
      return performance.now() - start;
    }).sort((a, b) => a - b);
    return {
      x: box.left + xs / count / devicePixelRatio,
      y: box.top + ys / count / devicePixelRatio,
      drawMs: times[12]!,
    };
  });
}

describe('attention: zoom', () => {
  for (const size of [300, 4096]) {
    it(`shows the largest of ${size}² weights as the brightest dot at every zoom, and tells it there`, async () => {
      const [query, key] = [size - 40, Math.floor(size / 2) + 3];
      const panel = await showPeak(size, query, key);
      const matrix = panel.page.getByRole('application');
      const place = `token ${query + 1} → token ${key + 1}`;
      const seen: number[] = [];
      for (let step = 0; step < 9; step++) {
        const { x, y, drawMs } = await brightest(panel);
        await panel.page.mouse.move(x, y);
        await panel.rendered();
        assert.equal(await textOf(panel, '.place'), place, `zoom ${step}`);
        assert.ok((await readout(panel)).includes(': 0.8000 ('));
        seen.push(drawMs);
        // In, about the cell under the pointer.
        await panel.page.keyboard.down('Control');
        await panel.page.mouse.wheel(0, -100);
        await panel.page.keyboard.up('Control');
        await panel.rendered();
        await panel.page.mouse.move(2, 2);
        await panel.rendered();
      }
      assert.ok(Math.max(...seen) < 100, `redrawn in ${seen.map((ms) => ms.toFixed(1)).join(', ')} ms`);
      await matrix.focus();
      const extent = () => matrix.evaluate((e) => e.scrollWidth);
      const near = await extent();
      await matrix.press('-');
      await panel.rendered();
      assert.ok((await extent()) < near);
      await matrix.press('0');
      await panel.rendered();
      assert.ok((await extent()) <= 700, 'all of it is in view');
      await matrix.press('+');
      await panel.rendered();
      assert.ok((await extent()) > 300);
      await panel.close();
    });
  }

  it('is moved by dragging, without choosing a cell', async () => {
    const panel = await showPeak(300, 200, 100);
    const matrix = panel.page.getByRole('application');
    for (let i = 0; i < 5; i++) await panel.page.getByRole('button', { name: 'Zoom in' }).click();
    await panel.rendered();
    const scrolled = () => matrix.evaluate((e) => [e.scrollLeft, e.scrollTop]);
    const [x = 0, y = 0] = await scrolled();
    const box = (await matrix.boundingBox())!;
    const [fromX, fromY] = [box.x + 300, box.y + 300];
    await panel.page.mouse.move(fromX, fromY);
    const told = await textOf(panel, '.place');
    await panel.page.mouse.down();
    await panel.page.mouse.move(fromX + 60, fromY + 40, { steps: 4 });
    await panel.page.mouse.up();
    await panel.page.mouse.move(2, 2);
    await panel.rendered();
    assert.deepEqual(await scrolled(), [x - 60, y - 40]);
    assert.notEqual(await textOf(panel, '.place'), told, 'the drag chose nothing');
    await panel.close();
  });

  it('fills the room there is when the panel is made wider or narrower while enlarged', async () => {
    const panel = await showPeak(300, 200, 100);
    for (let i = 0; i < 5; i++) await panel.page.getByRole('button', { name: 'Zoom in' }).click();
    for (const width of [500, 800]) {
      await panel.setWidth(width);
      const { room, drawn } = await panel.page.getByRole('application').evaluate((e) => {
        const canvas = e.querySelector('canvas')!;
        return { room: e.clientWidth, drawn: [canvas.width / devicePixelRatio, canvas.clientWidth] };
      });
      assert.ok(room > width - 400 && room < width, `${room} of ${width}`);
      assert.deepEqual(drawn, [room, room]);
    }
    await panel.close();
  });
});
