import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { until } from '../rig/until';
import { openPanel } from './harness';

/** A panel as VS Code holds it, in a frame of a page that has the keyboard at times. */
async function framed() {
  const { page } = await openPanel('glossary', { width: 900 });
  const { origin } = new URL(page.url());
  const body = `<input id="list"><iframe src="/?framed#null" style="width:700px;height:700px"></iframe>`;
  const route = '**/around.html';
  await page.route(route, (asked) => asked.fulfill({ contentType: 'text/html', body }));
  await page.goto(`${origin}/around.html`);
  await page.unroute(route);
  const frame = await until('the panel', () => page.frames().find((one) => one.url().includes('framed')));
  await frame.locator('input').first().waitFor();
  return { page, frame };
}

const focused = (frame: Frame) =>
  frame.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at?.localName;
  });
/** As VS Code gives the keyboard back. */
const giveBack = (frame: Frame) => frame.evaluate(() => window.focus());

describe('keyboard in a panel', () => {
  it('is where it was after VS Code had it for a list or a question', async () => {
    const { page, frame } = await framed();
    await frame.locator('input').first().focus();
    await page.locator('#list').focus();
    assert.equal(await focused(frame), 'body', 'what a browser leaves');
    await giveBack(frame);
    await until('the field', async () => (await focused(frame)) === 'input');
  });

  it('goes where a click leads, not back', async () => {
    const { page, frame } = await framed();
    await frame.locator('input').first().focus();
    await page.locator('#list').focus();
    await frame.locator('h1').first().click();
    await page.waitForTimeout(100);
    assert.equal(await focused(frame), 'body');
  });
});
