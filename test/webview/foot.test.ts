// What the keyboard reaches is in sight, though a foot stays over the end of the page.
import assert from 'node:assert/strict';
import type { PanelPage } from './harness';
import * as imported from './import/scene';
import * as privacy from './privacy/scene';

/** Goes through the page by Tab to its foot, or its end where nothing in the foot can be pressed. */
async function assertAllInSight(panel: Pick<PanelPage<never, { readonly type: string }>, 'page' | 'rendered'>) {
  const { page } = panel;
  await panel.rendered();
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press('Tab');
    await panel.rendered();
    const reached = await page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      const foot = document.querySelector('body > *')!.shadowRoot!.querySelector('footer')!;
      if (!at || at === document.body || foot.contains(at)) return null;
      const { top, bottom } = at.getBoundingClientRect();
      const end = foot.getBoundingClientRect().top;
      return {
        what: at.getAttribute('aria-label') ?? at.textContent,
        // Of a pane that is higher than the room there is, its beginning.
        below: Math.min(bottom, Math.max(0, top) + 200) - end,
      };
    });
    if (!reached) return assert.ok(i > 5);
    assert.ok(reached.below <= 0, `“${reached.what}” is ${reached.below} pixels under the foot`);
  }
  assert.fail('there is no end');
}

describe('a foot that stays in sight', () => {
  for (const width of [300, 1000])
    it(`covers nothing that Tab reaches in De-identify and the import at ${width} pixels`, async () => {
      const review = privacy.makeReview();
      const finding = await privacy.openPrivacy({ width, height: 500 });
      const { setup, saved, reviewMessage } = privacy;
      await finding.send({ type: 'setup', setup, saved }, review.toMessage(), reviewMessage(review));
      await assertAllInSight(finding);
      await finding.close();
      const importing = await imported.openImport({ width, height: 500 });
      await imported.show(importing, await imported.reviewOf([imported.zoom, imported.old, imported.table]));
      await assertAllInSight(importing);
      assert.equal(await importing.page.evaluate(() => document.documentElement.scrollWidth), width);
      await importing.close();
    });
});
