import assert from 'node:assert/strict';
import { parseTranscript } from '../../../src/core/transcript/transcript';
import type { CodingContent } from '../../../src/protocol/coding';
import { largeContent } from '../../support/largeTranscript';
import { content, openCoding, ScriptedHost, start } from './scene';

const nodesOnPage = () => document.querySelectorAll('*').length;

async function open(shown: CodingContent) {
  const panel = await openCoding();
  await panel.send(shown);
  return { panel, page: panel.page, host: new ScriptedHost(panel, shown) };
}

describe('coding: large transcripts', () => {
  it('keeps few elements on the page for 20,000 turns, wherever one scrolls', async () => {
    const { panel, page } = await open(largeContent({ turns: 20_000, segments: 10_000, coders: 5, codes: 40 }));
    const counts: number[] = [await page.evaluate(nodesOnPage)];
    for (const part of [0.3, 0.31, 0.9, 1, 0]) {
      await page.locator('.scroller').evaluate((scroller, p) => (scroller.scrollTop = p * scroller.scrollHeight), part);
      await panel.rendered();
      counts.push(await page.evaluate(nodesOnPage));
    }
    assert.ok(Math.max(...counts) < 5000, counts.join(', '));
    await panel.close();
  });

  it('scrolls without a jump: what is in view moves as far as the wheel turns, up and down', async () => {
    const { panel, page } = await open(largeContent({ turns: 3000, segments: 3000, coders: 2, codes: 10 }));
    const scroller = page.locator('.scroller');
    await scroller.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    await panel.rendered();
    const box = (await scroller.boundingBox())!;
    await page.mouse.move(box.x + 300, box.y + 300);
    // The block in the middle of the screen, and where it stands.
    const place = () =>
      page.evaluate(() => {
        const blocks = [...document.querySelectorAll<HTMLElement>('.block')];
        const block = blocks.find((one) => one.getBoundingClientRect().bottom > 400)!;
        return { words: block.textContent, top: block.getBoundingClientRect().top };
      });
    for (const delta of [-120, -120, -300, 200, -600, 90]) {
      const before = await place();
      const handle = await page.evaluateHandle((words) => {
        return [...document.querySelectorAll('.block')].find(
          (one) => one.textContent === words && one.getBoundingClientRect().bottom > 400,
        )!;
      }, before.words);
      await page.mouse.wheel(0, delta);
      await page.waitForFunction(([element, from]) => element.getBoundingClientRect().top !== from, [
        handle,
        before.top,
      ] as const);
      await page.waitForTimeout(250);
      await panel.rendered();
      const top = await handle.evaluate((element) => element.getBoundingClientRect().top);
      assert.ok(Math.abs(before.top - delta - top) <= 1, `moved by ${before.top - top} for ${delta}`);
    }
    await panel.close();
  });

  it('touches only the bars that come and go while one scrolls, up and down', async () => {
    const { panel, page } = await open(largeContent({ turns: 3000, segments: 6000, coders: 3, codes: 10 }));
    const scroller = page.locator('.scroller');
    await scroller.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    await page.waitForFunction(() => document.querySelectorAll('.mark').length > 30);
    for (const delta of [300, 300, -300, -300, -300]) {
      const [keepsFocus, moved] = await page.evaluate(async (by) => {
        const marks = [...document.querySelectorAll<HTMLElement>('.mark')];
        marks[Math.floor(marks.length / 2)]!.focus({ preventScroll: true });
        const focused = document.activeElement;
        const twice = new Set<Node>();
        const observer = new MutationObserver((records) => {
          for (const node of records.flatMap(({ removedNodes }) => [...removedNodes])) {
            if (node.isConnected) twice.add(node);
          }
        });
        observer.observe(document.querySelector('.marks')!, { childList: true, subtree: true });
        document.querySelector('.scroller')!.scrollTop += by;
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        observer.disconnect();
        return [focused === document.activeElement && focused !== document.body, twice.size];
      }, delta);
      assert.deepEqual([keepsFocus, moved], [true, 0], `scrolled by ${delta}`);
    }
    await panel.close();
  });

  it('selects across turns beyond the page: by mouse past the edge, by keyboard to the end', async () => {
    const { panel, page, host } = await open(largeContent({ turns: 2000, segments: 0, coders: 1, codes: 3 }));
    const text = page.getByRole('textbox', { name: /^Transcript/ });
    const box = (await page.locator('.block .words').nth(1).boundingBox())!;
    await page.mouse.move(box.x + 12, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + 100, box.y + 300, { steps: 3 });
    const frame = (await page.locator('.scroller').boundingBox())!;
    // On a busy machine the browser's own selection follows the scrolling late.
    const selected = () => page.evaluate(() => String(document.getSelection()).length);
    for (let i = 0; i < 300 && (i < 30 || (await selected()) < 1500); i++) {
      await page.mouse.move(box.x + 100, frame.y + frame.height + 30 + (i % 2));
      await page.waitForTimeout(30);
    }
    const scrolled = await page.locator('.scroller').evaluate((element) => element.scrollTop);
    assert.ok(scrolled > 1000, `scrolled ${scrolled}`);
    await page.mouse.up();
    await panel.rendered();
    await page.keyboard.press('1');
    await panel.rendered();
    const { turns } = largeContent({ turns: 2000, segments: 0, coders: 1, codes: 3 });
    const [dragged] = await host.acts();
    assert.ok(dragged?.act === 'code' && dragged.stretch.start === turns[1]!.words.start, JSON.stringify(dragged));
    assert.ok(dragged.stretch.end > turns[20]!.end, JSON.stringify(dragged));
    await text.press('Control+Home');
    await text.press('Control+Shift+End');
    await page.keyboard.press('1');
    await panel.rendered();
    assert.deepEqual((await host.acts()).at(-1), {
      act: 'code',
      code: 'code0',
      stretch: { start: turns[0]!.words.start, end: turns.at(-1)!.words.end },
    });
    await panel.close();
  });

  it('walks by keyboard past what is on the page, also after scrolling away from the caret', async () => {
    const { panel, page } = await open(largeContent({ turns: 500, segments: 0, coders: 1, codes: 3 }));
    const text = page.getByRole('textbox', { name: /^Transcript/ });
    await text.focus();
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('PageDown');
      await panel.rendered();
    }
    const caretTurn = () =>
      page.evaluate(() => {
        const range = document.getSelection()!.getRangeAt(0);
        const { top } = range.getBoundingClientRect();
        return top > 0 && top < innerHeight;
      });
    assert.ok(await caretTurn(), 'the caret stays in view');
    const before = await page.locator('.scroller').evaluate((element) => element.scrollTop);
    assert.ok(before > 1500, `six pages down: ${before}`);
    await page.locator('.scroller').evaluate((element) => (element.scrollTop = element.scrollHeight));
    await panel.rendered();
    await page.keyboard.press('ArrowDown');
    await panel.rendered();
    assert.ok(await caretTurn(), 'back at the caret');
    const after = await page.locator('.scroller').evaluate((element) => element.scrollTop);
    assert.ok(Math.abs(after - before) < 800, `${before} → ${after}`);
    await panel.close();
  });

  it('lays out a line of 5 MB in parts', async () => {
    const line = 'and then I lie there and think about it again '.repeat(110_000);
    const text = `P07: ${line}`;
    const { turns } = parseTranscript(text);
    const shown = content({
      text,
      turns: turns.map(({ speaker, startMs, range, words }) => ({ speaker, startMs, ...range, words })),
      preamble: null,
      segments: [],
    });
    const { panel, page } = await open(shown);
    assert.ok((await page.evaluate(() => document.querySelector('.page')!.textContent.length)) < 40_000);
    await page.getByRole('textbox', { name: /^Transcript/ }).press('Control+End');
    await panel.rendered();
    assert.ok((await page.evaluate(() => document.querySelector('.page')!.textContent.length)) < 60_000);
    await panel.close();
  });

  it('stays where it is when the text changes under it', async () => {
    const { panel, page } = await start();
    await panel.send(content({ segments: [] }));
    assert.equal(await page.locator('.mark').count(), 0);
    await page.getByText('Nothing is coded yet.').waitFor();
    await panel.send(content({ codes: [], segments: [] }));
    await page.getByText('There is no code yet.').waitFor();
    await panel.close();
  });
});
