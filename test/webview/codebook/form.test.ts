import assert from 'node:assert/strict';
import { themeNames } from '../harness';
import { contentOf, folder, idOf, openForm } from './scene';

const sleep = 'Sleep disruption';

describe('codebook: the form of a code', () => {
  it('shows all about a code, where it stands and how often it is used', async () => {
    const form = await openForm();
    assert.deepEqual(await form.sent(), [{ type: 'ready' }]);
    await form.send(contentOf(sleep));
    const { page } = form;
    assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), sleep);
    assert.match(await page.getByRole('textbox', { name: 'Definition' }).inputValue(), /^Trouble falling asleep/);
    assert.match(await page.locator('header').innerText(), /Body and sleep · Segments: 7 mine · 18 in all · 1 memo/);
    assert.equal(await page.locator('.example').count(), 2);
    assert.equal(await page.getByRole('textbox', { name: 'Key' }).inputValue(), 's');
    assert.deepEqual(await form.savedState(), { folder, code: idOf(sleep) });
    await page.getByRole('button', { name: 'Show them' }).click();
    assert.deepEqual(await form.sentOf('findSegments'), [{ type: 'findSegments', code: idOf(sleep) }]);
    await form.close();
  });

  it('keeps every letter with the host, and saves when the field is left', async () => {
    const form = await openForm();
    await form.send(contentOf(sleep));
    await form.page.getByRole('textbox', { name: 'Name' }).fill('Broken nights');
    assert.deepEqual(await form.sentOf('edit'), [
      { type: 'edit', code: idOf(sleep), change: { name: 'Broken nights' } },
    ]);
    assert.equal((await form.sentOf('save')).length, 0);
    await form.page.getByText('Not saved yet').waitFor();
    await form.page.keyboard.press('Tab');
    assert.deepEqual(await form.sentOf('save'), [{ type: 'save', code: idOf(sleep) }]);
    await form.send(contentOf(sleep, { name: 'Broken nights' }, { edits: 1 }));
    await form.page.getByText('All changes are saved').waitFor();
    await form.close();
  });

  it('says at once that a name or key is taken, and by which code', async () => {
    const form = await openForm();
    await form.send(contentOf(sleep));
    await form.page.getByRole('textbox', { name: 'Key' }).fill('b');
    await form.page.getByText('“Bodily strain” has this key.').waitFor();
    await form.page.getByRole('textbox', { name: 'Name' }).fill(' bodily STRAIN');
    await form.page.getByText('Another code has this name.').waitFor();
    await form.page.getByText('Not saved yet: name, key').waitFor();
    assert.equal(await form.page.getByRole('textbox', { name: 'Name' }).getAttribute('aria-invalid'), 'true');
    await form.close();
  });

  it('does not lose what is typed while an answer is on its way', async () => {
    const form = await openForm();
    await form.send(contentOf(sleep));
    const definition = form.page.getByRole('textbox', { name: 'Definition' });
    await definition.fill('One.');
    await definition.fill('One. Two.');
    await form.send(contentOf(sleep, { definition: 'One.' }, { edits: 1 }));
    assert.equal(await definition.inputValue(), 'One. Two.');
    await form.close();
  });

  it('asks whose words stay where the file was changed meanwhile', async () => {
    const form = await openForm();
    await form.send(contentOf(sleep));
    await form.page.getByRole('textbox', { name: 'Definition' }).fill('Mine.');
    const now = { draft: { definition: 'Mine.' }, conflicts: ['definition'], edits: 1 } as const;
    await form.send(contentOf(sleep, { definition: 'Theirs.' }, now));
    const alert = form.page.getByRole('alert').filter({ hasText: 'was changed in the file' });
    assert.match(await alert.innerText(), /Theirs\./);
    await form.screenshot('conflict');
    await alert.getByText('Save mine').click();
    assert.deepEqual(await form.sentOf('settle'), [
      { type: 'settle', code: idOf(sleep), field: 'definition', keep: 'mine' },
    ]);
    await alert.getByText('Take the file’s').click();
    assert.equal(await form.page.getByRole('textbox', { name: 'Definition' }).inputValue(), 'Theirs.');
    await form.close();
  });

  it('takes colour, pattern and place at once, and names a code that looks the same', async () => {
    const form = await openForm();
    await form.send(contentOf(sleep));
    await form.page.getByRole('radio', { name: 'Olive' }).check();
    await form.page.getByRole('radio', { name: 'dots' }).check();
    await form.page.getByLabel('Stands below').selectOption('No code (top of the tree)');
    assert.deepEqual(
      (await form.sentOf('edit')).map(({ change }) => change),
      [{ colour: '#999933' }, { pattern: 'dots' }, { parent: null }],
    );
    assert.equal((await form.sentOf('save')).length, 3);
    const content = contentOf(sleep);
    const twin = content.codes.map((code) =>
      code.name === 'Bodily strain' ? { ...code, colour: '#999933', pattern: 'dots' } : code,
    );
    await form.send({ ...content, codes: twin, form: { ...content.form, edits: 0 } });
    await form.page.getByText('“Bodily strain” looks the same.').waitFor();
    await form.close();
  });

  it('offers no place below itself', async () => {
    const form = await openForm();
    await form.send(contentOf('Body and sleep'));
    const options = await form.page.getByLabel('Stands below').locator('option').allInnerTexts();
    assert.ok(!options.some((option) => /Sleep disruption|Body and sleep/.test(option)), options.join());
    await form.close();
  });

  it('adds an example by keyboard and leaves out one that stayed empty', async () => {
    const form = await openForm();
    await form.send(contentOf(sleep));
    await form.page.getByRole('button', { name: 'Add an example' }).press('Enter');
    await form.page.keyboard.type('x');
    assert.equal((await form.sentOf('edit')).at(-1)?.change.examples?.at(-1), 'x');
    await form.page.keyboard.press('Backspace');
    await form.page.getByRole('button', { name: 'Remove example 1' }).click();
    assert.deepEqual((await form.sentOf('edit')).at(-1)?.change.examples?.length, 1);
    await form.close();
  });

  it('says when the code is gone, with what was typed, and when nothing can be changed', async () => {
    const form = await openForm();
    const draft = { definition: 'Typed in vain?', examples: ['“At three.”', '', '“At four.”'], colour: '#999933' };
    await form.send({ type: 'gone', code: idOf(sleep), draft, unsavedElsewhere: [] });
    await form.page.getByText('no longer in the codebook').waitFor();
    assert.deepEqual(await form.page.locator('dt, dd').allInnerTexts(), [
      ...['Definition', 'Typed in vain?'],
      ...['Examples', '“At three.”', '“At four.”'],
    ]);
    await form.assertAccessible();
    await form.screenshot('gone');
    await form.page.getByText('Discard what you had typed').click();
    assert.deepEqual(await form.sentOf('discard'), [{ type: 'discard', code: idOf(sleep) }]);
    await form.send({ ...contentOf(sleep), readOnly: 'This study is not in a folder on a disk.' });
    assert.equal(await form.page.getByRole('textbox', { name: 'Name' }).isDisabled(), true);
    await form.close();
  });

  it('says where else something waits, with why, and leads there', async () => {
    const form = await openForm();
    await form.send(contentOf('Bodily strain'));
    const error = {
      code: 'fileUnwritable',
      message: 'codebook.json cannot be written.',
      remedy: 'Make room.',
    } as const;
    await form.send({ type: 'failed', error });
    const waiting = { id: idOf(sleep), name: sleep };
    await form.send({ ...contentOf('Bodily strain'), unsavedElsewhere: [waiting] });
    await form.page.getByText('Not saved yet in another code').waitFor();
    await form.page.getByText('codebook.json cannot be written.').waitFor();
    await form.page.getByText('All changes to this code are saved').waitFor();
    await form.assertAccessible();
    await form.screenshot('unsaved-elsewhere');
    await form.page.getByRole('button', { name: sleep }).click();
    assert.deepEqual(await form.sentOf('turnTo'), [{ type: 'turnTo', code: idOf(sleep) }]);
    await form.send(contentOf(sleep, {}, { draft: { definition: 'A long text.' } }));
    assert.equal(await form.page.getByRole('textbox', { name: 'Definition' }).inputValue(), 'A long text.');
    assert.equal(await form.page.getByText('Not saved yet in').count(), 0);
    await form.send(contentOf(sleep, { definition: 'A long text.' }));
    assert.equal(await form.page.getByText('codebook.json cannot be written.').count(), 0);
    await form.close();
  });

  it('shows a text as text', async () => {
    const form = await openForm();
    await form.send(contentOf(sleep, { name: '<img src=x onerror=alert(1)>', definition: '<b>bold</b>' }));
    assert.equal(await form.page.locator('h1 img').count(), 0);
    await form.close();
  });

  it('comes up without what it cannot read in a saved state', async () => {
    const form = await openForm({ state: { folder: 1, code: [] } });
    assert.deepEqual(await form.sent(), [{ type: 'ready' }]);
    await form.close();
  });

  for (const theme of themeNames) {
    it(`is accessible and looks right in ${theme}`, async () => {
      const form = await openForm({ theme });
      await form.send(contentOf(sleep));
      await form.assertAccessible();
      await form.screenshot('whole');
      await form.page.getByRole('textbox', { name: 'Key' }).fill('b');
      await form.assertAccessible();
      await form.setWidth(380);
      await form.screenshot('narrow');
      await form.close();
    });
  }
});
