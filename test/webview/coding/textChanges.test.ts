import assert from 'node:assert/strict';
import { content, interview, start, stretchOf } from './scene';

const onWords = 'What you want to remember about these words';
/** Cut from before what the tests select, and what they select. */
const early = 'I lie there and count the cars. ';
const late = 'That is quite a harsh voice.';
const without = (words: string) => {
  if (!interview.includes(words)) throw new Error(`No such words: ${words}`);
  return interview.replace(words, '');
};

describe('coding: a transcript that changes under the editor', () => {
  it('keeps the same words selected, for the next key', async () => {
    const { panel, host, press, drag, selected, text } = await start({ settings: { singleKeys: true, blind: false } });
    await drag('harsh voice');
    const changed = without(early);
    await panel.send(content({ text: changed, segments: [], settings: { singleKeys: true, blind: false } }));
    await text.focus();
    assert.equal(await selected(), 'harsh voice');
    await press('1');
    const [act] = await host.acts();
    assert.deepEqual(act, { act: 'code', stretch: stretchOf('harsh voice', changed), code: 'sleep' });
    assert.equal((await panel.sentOf('apply'))[0]?.sha256, content({ text: changed }).sha256);
    await panel.close();
  });

  it('selects nothing where the words are gone, and says so', async () => {
    const { panel, host, page, press, drag, selected, text } = await start({ segments: [] });
    await drag('harsh voice');
    await panel.send(content({ text: without('quite a harsh voice'), segments: [] }));
    // A note: nothing has gone wrong.
    await page
      .getByRole('status')
      .getByText('the words that you had selected are no longer found. Select the words again.')
      .waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    await text.focus();
    assert.equal(await selected(), '');
    await press('F2');
    assert.deepEqual(await host.acts(), []);
    await panel.assertAccessible();
    await panel.close();
  });

  it('writes a memo on the words for which it was opened', async () => {
    const { panel, page, host, press, text } = await start({ segments: [] });
    await text.focus();
    await panel.send({ type: 'reveal', stretch: stretchOf(late), segment: null, open: false });
    await press('Alt+m');
    const field = page.getByLabel(onWords);
    const changed = without(early);
    await panel.send(content({ text: changed, segments: [] }));
    await page.keyboard.type('So harsh.');
    await host.answer();
    const [memo] = host.memos.values();
    assert.deepEqual(memo?.target, { kind: 'stretch', ...stretchOf(late, changed) });
    // The host has it now, and says where it stands.
    await panel.send(
      content({ text: interview, segments: [], memos: [{ ...memo, target: { kind: 'stretch', ...stretchOf(late) } }] }),
    );
    assert.equal(await field.inputValue(), 'So harsh.');
    await page.keyboard.type(' To herself');
    assert.equal(await field.inputValue(), 'So harsh. To herself');
    const act = (await host.acts()).at(-1);
    assert.deepEqual(act, {
      act: 'memo',
      memo: memo.id,
      target: { kind: 'stretch', ...stretchOf(late) },
      text: 'So harsh. To herself',
    });
    await panel.close();
  });

  it('closes a memo whose words are gone, and shows what was written and not kept', async () => {
    const ben = { id: 'ben', name: 'Ben K.', kind: 'person', isMe: false, shown: true } as const;
    // Nobody has said who codes: nothing is kept before the field is left.
    const { panel, page, host, press, text } = await start({ segments: [], coders: [ben] });
    await text.focus();
    await panel.send({ type: 'reveal', stretch: stretchOf(late), segment: null, open: false });
    await press('Alt+m');
    await page.keyboard.type('So harsh.');
    await panel.send(content({ text: without(late), segments: [], coders: [ben] }));
    await page.getByText('the words that your memo is on are no longer found.').waitFor();
    assert.match(await page.getByRole('alert').innerText(), /What you wrote: “So harsh\.”/);
    assert.equal(await page.getByLabel(onWords).count(), 0);
    assert.deepEqual(await host.acts(), []);
    await panel.close();
  });

  it('leaves the list of codes open when the words are the same, and closes it when they are gone', async () => {
    const { panel, page, host, press, drag } = await start({ segments: [] });
    await drag('harsh voice');
    await page.keyboard.type('fam');
    const changed = without(early);
    await panel.send(content({ text: changed, segments: [] }));
    const picker = page.locator('introspect-code-picker').getByRole('combobox');
    assert.equal(await picker.inputValue(), 'fam');
    await press('Enter');
    assert.deepEqual(await host.acts(), [{ act: 'code', stretch: stretchOf('harsh voice', changed), code: 'family' }]);
    await drag('my mother');
    await page.keyboard.type('fam');
    await panel.send(content({ text: changed.replace('my mother', 'my father'), segments: [] }));
    assert.equal(await picker.count(), 0);
    await panel.close();
  });

  it('takes up no selection of a page that showed another text', async () => {
    const first = await start();
    await first.drag('harsh voice');
    await first.page.waitForTimeout(200);
    const state = await first.panel.savedState();
    await first.panel.close();
    const { panel, text, selected } = await start({ text: without(early), segments: [] }, { state });
    await text.focus();
    assert.equal(await selected(), '');
    await panel.close();
  });
});
