import assert from 'node:assert/strict';
import type { CodingAct } from '../../../src/protocol/coding';
import { coded, start, stretchOf } from './scene';

type MemoAct = Extract<CodingAct, { act: 'memo' }>;
const onWords = 'What you want to remember about these words';

describe('coding: memos', () => {
  /** A memo on a turn, open for writing. */
  async function onTurn(...args: Parameters<typeof start>) {
    const opened = await start(...args);
    await opened.text.focus();
    await opened.press('ArrowDown', 'Alt+m');
    const field = opened.page.getByLabel(onWords);
    const memos = async () => (await opened.host.acts()).filter((act): act is MemoAct => act.act === 'memo');
    const caret = () => field.evaluate((area: HTMLTextAreaElement) => [area.value, area.selectionStart]);
    return { ...opened, field, memos, caret };
  }

  it('are told at every letter, as one memo, since a page that is closed while one types leaves no field', async () => {
    const { page, press, memos, panel } = await onTurn();
    await press('S', 'o');
    await page.keyboard.type('ft');
    const acts = await memos();
    assert.deepEqual(
      acts.map(({ text }) => text),
      ['S', 'So', 'Sof', 'Soft'],
    );
    assert.equal(new Set(acts.map(({ memo }) => memo)).size, 1);
    assert.match(acts[0]!.memo, /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    await panel.close();
  });

  it('keep field, keyboard and caret while the host answers, however late', async () => {
    const { page, press, host, field, caret, panel } = await onTurn();
    await press('a', 'c');
    await press('ArrowLeft', 'b');
    assert.deepEqual(await caret(), ['abc', 2]);
    await page.keyboard.type('xyz');
    await host.answer();
    assert.deepEqual(await caret(), ['abxyzc', 5]);
    await page.keyboard.type(' and ');
    await host.answer();
    assert.deepEqual(await caret(), ['abxyz and c', 10], 'a space that is typed stays, too');
    await field.fill('');
    await host.answer();
    await press('n');
    assert.deepEqual(await caret(), ['n', 1], 'emptied and begun anew in the same field');
    await panel.close();
  });

  it('keep field, keyboard and caret in the details of a segment', async () => {
    const { page, press, host, panel, text } = await start();
    await text.focus();
    await press('F7', 'Alt+m');
    const field = page.locator('introspect-segment-details').getByLabel('Memo on this segment');
    for (const key of 'Again') await press(key);
    for (let i = 0; i < 5; i++) await press('Backspace');
    for (const key of 'Now') await press(key);
    assert.equal(await field.inputValue(), 'Now');
    const acts = (await host.acts()).map((act) => act.act === 'memo' && act.memo);
    assert.equal(new Set(acts).size, 1);
    assert.deepEqual((await host.acts()).at(-1), {
      act: 'memo',
      memo: acts[0],
      target: { kind: 'segment', segment: coded()[0]!.id },
      text: 'Now',
    });
    await panel.close();
  });

  it('show what an undo leaves of them, and go on from there', async () => {
    const { press, host, memos, caret, field, panel } = await onTurn();
    await press('o', 'n', 'e');
    const [memo] = host.memos.values();
    await panel.send({ type: 'change', memos: [{ ...memo!, text: 'on' }] });
    assert.deepEqual(await caret(), ['on', 2]);
    await panel.send({ type: 'change', removed: [memo!.id] });
    assert.equal(await field.inputValue(), '');
    await press('x');
    assert.deepEqual((await memos()).at(-1), { act: 'memo', memo: memo!.id, target: memo!.target, text: 'x' });
    // The browser's own undo would be one more act.
    await press('Control+z');
    assert.equal(await field.inputValue(), 'x');
    await panel.close();
  });

  it('leave the keys of VS Code to it, which come after all that was typed', async () => {
    const { page, press, panel } = await onTurn();
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      addEventListener('keydown', (e) => e.ctrlKey && heard.push(`${e.key} ${window.introspectTest.sent.length}`));
    });
    await page.keyboard.type('Soft');
    await press('Control+s');
    const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
    const told = await page.evaluate(() =>
      window.introspectTest.sent.filter((m) => JSON.stringify(m).includes('Soft')),
    );
    assert.equal(told.length, 1);
    assert.ok(heard.some((key) => key.startsWith('s ')));
    await panel.close();
  });

  it('are said to be kept or deleted when one goes back to the text, not at every letter', async () => {
    const { page, press, panel, text } = await onTurn();
    const status = page.getByRole('status');
    await press('a', 'b');
    assert.equal(await status.innerText(), '');
    await press('Escape');
    assert.equal(await status.innerText(), 'Memo kept.');
    await text.focus();
    await press('Alt+m', 'Escape');
    assert.equal(await status.innerText(), '', 'nothing was written');
    await press('Alt+m', 'Backspace', 'Backspace', 'Control+Enter');
    assert.equal(await status.innerText(), 'Memo deleted.');
    await panel.close();
  });

  it('ask who is coding before the first letter, and take no key for an answer', async () => {
    const ben = { id: 'ben', name: 'Ben K.', kind: 'person', isMe: false, shown: true } as const;
    const { page, memos, panel } = await onTurn({ coders: [ben], segments: [] });
    assert.deepEqual(await panel.sentOf('sayCoder'), [{ type: 'sayCoder' }]);
    await page.keyboard.type('Soft');
    assert.deepEqual(await memos(), [], 'another question would take the keyboard');
    await page.keyboard.press('Control+s');
    assert.deepEqual(
      (await memos()).map(({ text }) => text),
      ['Soft'],
    );
    await page.keyboard.type('er');
    await page.keyboard.press('Escape');
    assert.deepEqual((await memos()).at(-1)?.target, {
      kind: 'stretch',
      ...stretchOf('And what is it like, at three in the morning?'),
    });
    assert.equal((await memos()).at(-1)?.text, 'Softer');
    assert.equal((await panel.sentOf('sayCoder')).length, 1);
    await panel.close();
  });

  it('say again what could not be kept', async () => {
    const { page, memos, panel, press } = await onTurn();
    await page.keyboard.type('So');
    await panel.send({ type: 'failed', message: 'Not now.', remedy: 'Try again.' });
    await page.keyboard.press('Control+s');
    await panel.rendered();
    assert.deepEqual(
      (await memos()).map(({ text }) => text),
      ['S', 'So', 'So'],
    );
    await press('Escape');
    await panel.close();
  });
});
