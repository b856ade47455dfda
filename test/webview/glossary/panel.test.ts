import assert from 'node:assert/strict';
import { glossary } from '../../../src/core/glossary/glossary';
import type { GlossaryFromPanel, GlossaryToPanel } from '../../../src/protocol/glossary';
import { openPanel, themeNames, type OpenOptions } from '../harness';

const open = (options?: OpenOptions) =>
  openPanel<GlossaryToPanel, GlossaryFromPanel>('glossary', { width: 700, ...options });

describe('glossary: panel', () => {
  it('finds a word by either side’s name, and leads from word to word by keyboard', async () => {
    const panel = await open();
    const { page } = panel;
    assert.equal(await page.locator('details').count(), glossary.length);
    await page.getByRole('searchbox').fill('confabulation');
    assert.equal(await page.getByRole('status').innerText(), `1 of ${glossary.length} words`);
    assert.match(await page.locator('details[open] .explanation').innerText(), /quotes what nobody said/);
    await page.getByRole('button', { name: 'verbatim' }).press('Enter');
    assert.equal(await page.getByRole('searchbox').inputValue(), '');
    assert.equal(await page.locator('details[open]').getAttribute('data-term'), 'verbatim');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('details[open]').count(), 0, 'the entry has the keyboard');
    await page.getByRole('searchbox').fill('zzz');
    assert.match(await page.getByRole('status').innerText(), /No entry/);
    await panel.close();
  });

  it('opens where a link of another panel leads, and keeps search and place', async () => {
    const panel = await open({ state: { search: 'coder', term: 'kappa' } });
    assert.equal(await panel.page.locator('details[open]').getAttribute('data-term'), 'kappa');
    await panel.send({ type: 'show', term: 'Logit' });
    assert.equal(await panel.page.locator('details[open]').getAttribute('data-term'), 'logit');
    assert.deepEqual(await panel.savedState(), { search: '', term: 'logit' });
    await panel.send({ type: 'show', term: 'lesion' });
    assert.deepEqual(await panel.savedState(), { search: 'lesion', term: 'ablation' });
    await panel.close();
  });

  it('is accessible and looks right in four themes', async () => {
    // A few entries stand for all: each looks like the next.
    const panel = await open({ height: 700, state: { search: 'head', term: 'attention' } });
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('panel');
    }
    await panel.close();
  });
});
