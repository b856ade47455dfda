import assert from 'node:assert/strict';
import { themeNames } from '../harness';
import { openAnswered, textOf } from './scene';

describe('what mattered: panel', () => {
  for (const theme of themeNames) {
    it(`is accessible with everything shown and opened (${theme})`, async () => {
      const panel = await openAnswered({ theme });
      assert.match(await textOf(panel, '.most'), /“slept” mattered most/);
      await panel.page.locator('introspect-mattered-words').getByRole('option', { name: /slept/ }).focus();
      await panel.rendered();
      await panel.screenshot('all');
      for (const button of await panel.page.locator('introspect-explain button').all()) await button.click();
      await panel.assertAccessible();
      await panel.close();
    });
  }
});
