import assert from 'node:assert/strict';
import { pageSize } from '../../../webview/lab/rows';
import { Scene } from './scene';

describe('Answers in a lab sheet', () => {
  it('shows answers side by side, filters them, and opens the exact prompt and reply by keyboard', async () => {
    const { page, panel, records } = await Scene.open({ state: { tab: 'answers', filter: 'all' } });
    assert.equal(await page.locator('tr[data-item]').count(), 12);
    const prose = records.filter(
      ({ technique, answer }) => technique === 'zeroShot' && answer.kind === 'noLabel',
    ).length;
    await page.getByLabel('Show').selectOption('noLabel');
    assert.equal(await page.locator('tr[data-item]').count(), prose);
    await page.getByText('no answer: no code is stated clearly').first().waitFor();
    const button = page.locator('tr[data-item] td button').first();
    await button.focus();
    await page.keyboard.press('Enter');
    const [asked] = await panel.sentOf('detail');
    assert.ok(asked);
    const own = records.filter(({ technique, item }) => technique === asked.technique && item === asked.item);
    await panel.send({ type: 'detail', technique: asked.technique, records: own });
    const detail = page.getByRole('region', { name: 'Prompt and reply' });
    // A model's reply is text, whatever it looks like.
    await detail.getByText('Well, it <b>may</b> be about sleep').waitFor();
    await detail.getByText('Did not fit in the context window and was left out: 1 of 2 examples.').waitFor();
    await detail.getByText('Exact prompt, 42 tokens').waitFor();
    // A server keeps its prompt to itself: then what was sent to it is shown.
    const messages = [{ role: 'user', content: 'Which code fits <b>this</b>?' }];
    const onServer = own.map((record) => ({
      ...record,
      steps: record.steps.map((step) => ({ ...step, prompt: null, promptTokens: null, messages })),
    }));
    await panel.send({ type: 'detail', technique: asked.technique, records: onServer });
    await detail.getByText('Messages as they were sent:').waitFor();
    await detail.getByText('Which code fits <b>this</b>?').waitFor();
    await detail.getByText('The server puts a chat template of its own around it').waitFor();
    await panel.send({ type: 'detail', technique: asked.technique, records: own });
    await detail.getByText('Exact prompt, 42 tokens').waitFor();
    await panel.setWidth(380);
    const { x, width } = (await detail.boundingBox())!;
    assert.ok(x >= 0 && x + width <= 380, `the prompt is read without moving the table: ${x}, ${width}`);
    await panel.setWidth(1100);
    // From an answer straight to suggestions by the technique that gave it.
    await page.getByRole('button', { name: 'Suggest codes with Zero-shot…' }).click();
    assert.deepEqual(await panel.sentOf('suggest'), [{ type: 'suggest', technique: asked.technique }]);
    await button.focus();
    await page.keyboard.press('Enter');
    await detail.waitFor({ state: 'detached' });
    await panel.close();
  });

  it('shows the segments that one technique got wrong, or any of them', async () => {
    const { page, panel } = await Scene.open({ state: { tab: 'answers', filter: 'notPerson' } });
    const count = () => page.locator('tr[data-item]').count();
    const other = page.locator('tr[data-item] .cell.other');
    const any = await count();
    await page.getByLabel(/^by\b/).selectOption('Label likelihood');
    const own = await count();
    assert.ok(own > 0 && own < any, `${own} of ${any}`);
    // In every row that is left it is this technique that differs.
    const place = (await page.locator('table.answers thead th').allInnerTexts()).indexOf('Label likelihood');
    const marked = page.locator(`tr[data-item] > :nth-child(${place + 1}) .cell.other`);
    assert.equal(await marked.count(), own);
    assert.ok((await other.count()) >= own);
    await page.getByLabel('Show').selectOption('all');
    assert.equal(await page.getByLabel(/^by\b/).count(), 0);
    await page.getByLabel('Show').selectOption('notPerson');
    assert.equal(await count(), own);
    await page.getByLabel(/^by\b/).selectOption('');
    assert.equal(await count(), any);
    await panel.close();
  });

  it('holds quotes to the text, and says of each what it is of it', async () => {
    const task = { kind: 'quotes', question: 'Quote what shows worry.' };
    const techniques = [{ id: 'zeroShot', kind: 'zeroShot' }];
    const { page, panel, records } = await Scene.open({ state: { tab: 'answers' } }, { task, techniques });
    // Every answer of this scene is “She sleeps badly at night.”, which nobody says.
    await page.locator('tr[data-item] .quoted').first().waitFor();
    const said = await page.locator('tr[data-item] .quoted').allInnerTexts();
    assert.deepEqual(
      said,
      records.map(() => 'not in the text'),
    );
    await page.getByRole('tab', { name: 'Figures' }).click();
    await page.getByText('Answers in words are not compared with your coders').waitFor();
    await page.getByRole('columnheader', { name: 'Without words' }).waitFor();
    assert.equal(await page.getByRole('columnheader', { name: 'Macro F1' }).count(), 0);
    await panel.close();
  });

  it('keeps the page small when there are thousands of segments', async () => {
    const { page, panel } = await Scene.open(
      { state: { tab: 'answers' } },
      { sample: undefined, segments: { kind: 'turns' }, test: undefined },
    );
    assert.equal(await page.locator('tr[data-item]').count(), pageSize);
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByText('2 of ').waitFor();
    await panel.close();
  });

  it('compares the words of two columns, marked for eyes and ears', async () => {
    const { page, panel } = await Scene.open(
      { state: { tab: 'answers' } },
      {
        task: { kind: 'summary' },
        techniques: [
          { id: 'zeroShot', kind: 'zeroShot' },
          { id: 'role', kind: 'role' },
        ],
      },
    );
    await page.getByLabel('Compare the words of').selectOption('zeroShot');
    const cell = page.locator('td.compared').first();
    assert.equal(
      (await cell.innerText()).replaceAll(/\s+/g, ' ').trim(),
      'She sleeps [only in the first: badly ] [only in the second: <b>well</b> ] at night.',
    );
    assert.deepEqual([await cell.locator('del').count(), await cell.locator('ins').count()], [1, 1]);
    assert.deepEqual(((await panel.savedState()) as { compare: unknown }).compare, ['zeroShot', 'role']);
    await panel.screenshot('compared');
    await panel.assertAccessible();
    await page.getByLabel('Compare the words of').selectOption('');
    await cell.waitFor({ state: 'detached' });
    await panel.close();
  });
});
