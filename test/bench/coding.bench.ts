// The coding editor's page on a long transcript: first paint, scrolling, from a key press to the painted code, memory.
import type { Page } from 'playwright-core';
import type { CodingAct, CodingContent, CodingSegment } from '../../src/protocol/coding';
import { largeContent } from '../support/largeTranscript';
import { closeBrowser, openPanel } from '../webview/harness';
import { Table } from './measure';

const size = { turns: 20_000, segments: 50_000, coders: 5, codes: 60 };
const presses = 60;

interface Bench {
  content?: CodingContent;
  pressed: number;
  painted: number[];
}
declare const window: Window & { bench: Bench; introspectTest: { sent: unknown[] } };

function percentile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;
}

/** Milliseconds from the message's arrival to the frame after the words are laid out. */
function firstPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        const started = performance.now();
        const look = () => {
          if (document.querySelector('.mark')) requestAnimationFrame(() => done(performance.now() - started));
          else requestAnimationFrame(look);
        };
        window.postMessage(window.bench.content, '*');
        delete window.bench.content;
        look();
      }),
  );
}

/** Milliseconds between frames, and those that the page's own work took in each. */
function scroll(page: Page, kind: 'wheel' | 'jumps'): Promise<{ frames: number[]; work: number[] }> {
  return page.evaluate(
    (how) =>
      new Promise((done) => {
        const scroller = document.querySelector('.scroller')!;
        const count = how === 'wheel' ? 300 : 80;
        const frames: number[] = [];
        const work: number[] = [];
        let last = performance.now();
        const step = (now: number) => {
          frames.push(now - last);
          last = now;
          if (frames.length === count) return done({ frames: frames.slice(2), work });
          const from = performance.now();
          scroller.scrollTop =
            how === 'wheel' ? scroller.scrollTop + 100 : ((frames.length * 0.618) % 1) * scroller.scrollHeight;
          // What the scroll event would do in this frame, done now so that it can be timed, layout included.
          scroller.dispatchEvent(new Event('scroll'));
          void document.body.offsetHeight;
          work.push(performance.now() - from);
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    kind,
  );
}

/** A host in the page that answers every act in the next task. */
function answerAtOnce(page: Page): Promise<void> {
  return page.evaluate(() => {
    window.addEventListener('keydown', () => (window.bench.pressed = performance.now()), { capture: true });
    let made = 0;
    window.introspectTest.sent.push = (message: unknown) => {
      const { type, act } = message as { type: string; act?: CodingAct };
      if (type !== 'apply' || act?.act !== 'code') return 0;
      const segment: CodingSegment = {
        id: `new${made++}`,
        coder: 'coder0',
        code: act.code,
        state: 'exact',
        ...act.stretch,
      };
      window.postMessage({ type: 'change', segments: [segment] }, '*');
      window.postMessage({ type: 'applied', segments: [segment.id] }, '*');
      const look = () => {
        const isThere = document.querySelector('.mark.selected') !== null;
        // A message posted in a frame arrives after it was painted.
        if (isThere)
          requestAnimationFrame(() =>
            setTimeout(() => window.bench.painted.push(performance.now() - window.bench.pressed)),
          );
        else requestAnimationFrame(look);
      };
      setTimeout(look);
      return 0;
    };
  });
}

const panel = await openPanel('coding', { width: 1200, height: 900 });
const { page } = panel;
await page.evaluate((content) => (window.bench = { content, pressed: 0, painted: [] }), largeContent(size));
const paint = await firstPaint(page);
const wheel = await scroll(page, 'wheel');
const jumps = await scroll(page, 'jumps');
await page.evaluate(() => (document.querySelector('.scroller')!.scrollTop = 0));
await answerAtOnce(page);
await page.getByRole('textbox', { name: /^Transcript/ }).focus();
for (let i = 0; i < presses; i++) {
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.press(String(1 + (i % 9)));
  await page.waitForFunction((n) => window.bench.painted.length > n, i);
}
const painted = await page.evaluate(() => window.bench.painted);
const client = await page.context().newCDPSession(page);
await client.send('HeapProfiler.collectGarbage');
const { usedSize } = await client.send('Runtime.getHeapUsage');
const nodes = await page.evaluate(() => document.querySelectorAll('*').length);

const ms = (value: number) => `${value.toFixed(1)} ms`;
const table = new Table(
  `The coding editor with ${size.turns} turns and ${size.segments} segments of ${size.coders} coders`,
  ['figure', 'median', '95th percentile', 'goal'],
);
table.row(['content to first paint', ms(paint), '', 'under 1 s']);
for (const [name, { frames, work }] of Object.entries({
  'scrolling 100 px a frame': wheel,
  'jumping anywhere': jumps,
})) {
  table.row([`${name}: time between frames`, ms(percentile(frames, 0.5)), ms(percentile(frames, 0.95)), '16.7 ms']);
  table.row([
    `${name}: the page’s work in a frame`,
    ms(percentile(work, 0.5)),
    ms(percentile(work, 0.95)),
    'under 10 ms',
  ]);
}
table.row(['key press to painted code', ms(percentile(painted, 0.5)), ms(percentile(painted, 0.95)), 'under 50 ms']);
table.row(['JS heap', `${(usedSize / 1e6).toFixed(0)} MB`, '', 'under 400 MB']);
table.row(['elements on the page', nodes, '', '']);
table.end();
await closeBrowser();
