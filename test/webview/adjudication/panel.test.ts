import assert from 'node:assert/strict';
import type { RecordedSettlement } from '../../../src/core/adjudication/decision';
import type { AdjudicationContent } from '../../../src/protocol/adjudication';
import { themeNames } from '../harness';
import { until } from '../../rig/until';
import { content, openAdjudication, progress, settled } from './scene';

type Panel = Awaited<ReturnType<typeof openAdjudication>>;

/** Opens the panel with a host that keeps what is decided. */
async function start(
  shown: AdjudicationContent = content(),
  before: RecordedSettlement[] = [],
  state?: unknown,
  unsaved: readonly (readonly [string, string])[] = [],
) {
  const panel = await openAdjudication({ state });
  await panel.send({ type: 'content', content: shown, progress: progress(before), unsaved });
  let kept = before;
  let answered = 0;
  const answer = async () => {
    const sent = (await panel.sent()).filter(({ type }) => type === 'decide' || type === 'memo');
    for (const message of sent.slice(answered)) {
      if (message.type !== 'decide' && message.type !== 'memo') continue;
      const { difference, memo } = message;
      const before = kept.find((one) => one.difference === difference)?.decision ?? { kind: 'noted' };
      const decision = message.type === 'decide' ? message.decision : before;
      kept = [...kept.filter((one) => one.difference !== difference), settled(difference, { decision, memo })];
    }
    answered = sent.length;
    await panel.send({ type: 'progress', progress: progress(kept) });
  };
  const press = async (key: string) => {
    await panel.page.keyboard.press(key);
    await answer();
  };
  return { panel, press, answer };
}
const place = (panel: Panel) => panel.page.locator('#place').innerText();

describe('adjudication: panel', () => {
  it('walks through by keyboard, from one open difference to the next', async () => {
    const { panel, press } = await start();
    assert.match(await place(panel), /Difference 1 of 4\s+Coded by one, not by the other · Open/);
    await press('1');
    assert.match(await place(panel), /Difference 2 of 4/);
    await press('b');
    await press('2');
    assert.match(await place(panel), /Difference 4 of 4/);
    await press('p');
    assert.match(await place(panel), /Difference 3 of 4\s+Same code, other boundaries · Ben K.’s/);
    await press('0');
    await panel.page.getByText('3 of 4 settled').waitFor();
    assert.deepEqual(
      (await panel.sentOf('decide')).map(({ difference, decision, decidedBy }) => [difference, decision, decidedBy]),
      [
        ['d1', { kind: 'take', coders: ['ana'] }, ['ana', 'ben']],
        ['d2', { kind: 'take', coders: ['ana', 'ben'] }, ['ana', 'ben']],
        ['d3', { kind: 'take', coders: ['ben'] }, ['ana', 'ben']],
        ['d3', { kind: 'neither' }, ['ana', 'ben']],
      ],
    );
    await press('u');
    assert.equal((await panel.sentOf('undo')).length, 1);
    await press('t');
    assert.equal((await panel.sentOf('reveal')).length, 1);
    await panel.close();
  });

  it('decides once, whoever clicks twice or holds a key down', async () => {
    const { panel, press, answer } = await start();
    const decided = async () => (await panel.sentOf('decide')).map(({ difference }) => difference);
    const { x, y } = (await panel.page.locator('[data-choice]').first().boundingBox())!;
    await panel.page.mouse.move(x + 20, y + 10);
    for (const clickCount of [1, 2]) {
      await panel.page.mouse.down({ clickCount });
      await panel.page.mouse.up({ clickCount });
      await answer();
    }
    assert.deepEqual(await decided(), ['d1']);
    await press('2');
    await panel.page.keyboard.down('2');
    await answer();
    await panel.page.keyboard.down('2');
    await answer();
    assert.deepEqual(await decided(), ['d1', 'd2', 'd3']);
    await panel.page.keyboard.up('2');
    await panel.close();
  });

  it('leaves a difference to discuss, with a memo that is typed at once', async () => {
    const { panel, press, answer } = await start();
    await press('d');
    await panel.page.keyboard.type('1 n: ask the team');
    await panel.page.keyboard.press('Control+Enter');
    await answer();
    assert.match(await place(panel), /Difference 1 of 4[^]*To discuss/);
    assert.deepEqual((await panel.sentOf('memo')).at(-1)?.memo, '1 n: ask the team');
    await press('n');
    assert.equal(await panel.page.locator('textarea').inputValue(), '');
    await press('p');
    assert.equal(await panel.page.locator('textarea').inputValue(), '1 n: ask the team');
    await panel.close();
  });

  it('keeps a memo while it is typed, and writes no answer over what was typed since', async () => {
    const { panel, press, answer } = await start();
    await press('m');
    await panel.page.keyboard.type('Ask the');
    const sent = await until('the memo', async () => (await panel.sentOf('memo')).at(-1));
    assert.deepEqual([sent.memo, sent.difference], ['Ask the', 'd1']);
    await panel.page.keyboard.type(' team');
    await answer();
    assert.equal(await panel.page.locator('textarea').inputValue(), 'Ask the team');
    await press('Escape');
    await press('1');
    const last = (await panel.sentOf('decide')).at(-1);
    assert.deepEqual([last?.memo, last?.difference], ['Ask the team', 'd1']);
    await panel.close();
  });

  it('keeps to the difference whose memo is typed while its decision is still being saved', async () => {
    const { panel, press, answer } = await start();
    const field = panel.page.locator('textarea');
    await panel.page.keyboard.press('1');
    await panel.page.keyboard.press('m');
    await panel.page.keyboard.type('Why');
    await until('the memo', async () => (await panel.sentOf('memo')).length === 1);
    // Typed back before any answer: the host has the longer one by then.
    await field.fill('');
    await until('the empty memo', async () => (await panel.sentOf('memo')).length === 2);
    await field.fill('Why not');
    await answer();
    assert.match(await place(panel), /Difference 1 of 4[^]*Ana R.’s/);
    assert.equal(await field.inputValue(), 'Why not');
    await press('Control+Enter');
    const sent = (await panel.sentOf('memo')).map(({ difference, memo }) => [difference, memo]);
    assert.deepEqual(
      sent,
      ['Why', '', 'Why not'].map((memo) => ['d1', memo]),
    );
    await press('n');
    assert.equal(await field.inputValue(), '');
    await panel.close();
  });

  it('keeps a memo that could not be saved, also after a look at another difference', async () => {
    const { panel } = await start();
    await panel.page.keyboard.press('m');
    await panel.page.keyboard.type('Ask the team');
    await panel.page.keyboard.press('Escape');
    await panel.page.keyboard.press('n');
    const error = { code: 'fileUnwritable', message: 'The disk is full.', remedy: '' } as const;
    await panel.send({ type: 'notice', notice: { kind: 'error', error, actions: ['retry'] }, keepContent: true });
    await panel.send({ type: 'progress', progress: progress() });
    await panel.page.keyboard.press('p');
    assert.equal(await panel.page.locator('textarea').inputValue(), 'Ask the team');
    await panel.page.keyboard.press('m');
    await panel.page.keyboard.press('Escape');
    assert.deepEqual(
      (await panel.sentOf('memo')).map(({ memo }) => memo),
      ['Ask the team', 'Ask the team'],
    );
    await panel.close();
  });

  it('takes a code and words of one’s own, by clicks and by keyboard', async () => {
    const { panel, press, answer } = await start();
    await press('o');
    await panel.page.getByLabel('Code', { exact: true }).selectOption('Worry and rumination');
    await panel.page.getByText('count', { exact: true }).click();
    await panel.page.getByText('cars.', { exact: true }).click();
    await panel.page.getByRole('button', { name: 'First word earlier' }).click();
    await panel.page.getByText('and count the cars.', { exact: true }).waitFor();
    await panel.page.getByRole('button', { name: 'Use this' }).click();
    await answer();
    const start_ = content().turns[1]!.start + 'I lie there '.length;
    assert.deepEqual((await panel.sentOf('decide'))[0]?.decision, {
      kind: 'own',
      code: 'worry',
      range: { start: start_, end: start_ + 'and count the cars.'.length },
    });
    await press('o');
    await press('Escape');
    assert.equal(await panel.page.locator('introspect-own-reading').count(), 0);
    await panel.close();
  });

  it('keeps a code and words that are being chosen, and a memo that could not be saved, over a hidden tab', async () => {
    const first = await start();
    await first.press('o');
    await first.panel.page.getByLabel('Code', { exact: true }).selectOption('Worry and rumination');
    await first.panel.page.getByText('count', { exact: true }).click();
    const saved = await first.panel.savedState();
    await first.panel.close();
    const { panel, answer } = await start(content(), [], saved, [['d1', 'Ask the team']]);
    assert.equal(await panel.page.locator('textarea').inputValue(), 'Ask the team');
    // The second click is still to come.
    await panel.page.getByText('cars.', { exact: true }).click();
    await panel.page.getByText('count the cars.', { exact: true }).waitFor();
    await panel.page.getByRole('button', { name: 'Use this' }).click();
    await answer();
    const [sent] = await panel.sentOf('decide');
    assert.deepEqual([sent?.decision.kind === 'own' && sent.decision.code, sent?.memo], ['worry', 'Ask the team']);
    await panel.close();
    // Of a code that is no longer there nothing can be chosen.
    const codes = content().codes.filter(({ id }) => id !== 'worry');
    const third = await start(content({ codes }), [], saved);
    assert.equal(await third.panel.page.locator('introspect-own-reading').count(), 0);
    await third.panel.close();
  });

  it('sends a memo before a key of VS Code’s own can hide the page, and says when a message was read', async () => {
    const { panel } = await start();
    await panel.page.keyboard.press('m');
    await panel.page.keyboard.type('Ask');
    await panel.page.keyboard.down('Control');
    assert.deepEqual(
      (await panel.sentOf('memo')).map(({ memo }) => memo),
      ['Ask'],
    );
    await panel.page.keyboard.up('Control');
    await panel.send({ type: 'told', message: 'The consensus was also changed elsewhere in the meantime.' });
    await panel.page.locator('.told').getByRole('button', { name: 'Dismiss' }).click();
    assert.equal((await panel.sentOf('dismiss')).length, 1);
    assert.equal(await panel.page.locator('.told').count(), 0);
    await panel.close();
  });

  it('waits for the save, and stays where it was when it fails', async () => {
    const { panel } = await start();
    await panel.page.keyboard.press('1');
    await panel.page.keyboard.press('1');
    assert.equal((await panel.sentOf('decide')).length, 1);
    const error = {
      code: 'fileUnwritable',
      message: 'consensus.json cannot be written: the disk is full.',
      remedy: 'Make room.',
    } as const;
    await panel.send({ type: 'notice', notice: { kind: 'error', error, actions: ['retry'] }, keepContent: true });
    await panel.page.getByText('the disk is full').waitFor();
    assert.match(await place(panel), /Difference 1 of 4[^]*Open/);
    await panel.page.keyboard.press('2');
    assert.equal((await panel.sentOf('decide')).length, 2);
    await panel.close();
  });

  it('does nothing by single keys once they are switched off, and remembers it', async () => {
    const { panel, press } = await start();
    await panel.page.getByRole('checkbox', { name: /Single keys/ }).uncheck();
    await press('1');
    assert.deepEqual(await panel.sentOf('decide'), []);
    await panel.page.getByRole('button', { name: 'Take Ana R.’s' }).click();
    assert.equal((await panel.sentOf('decide')).length, 1);
    const saved = (await panel.savedState()) as { shortcuts: boolean };
    assert.equal(saved.shortcuts, false);
    await panel.close();
  });

  it('comes back at the same place; what it saved holds no word of the text', async () => {
    const first = await start();
    await first.press('n');
    await first.press('n');
    const saved = await first.panel.savedState();
    assert.doesNotMatch(JSON.stringify(saved), /voice|baby|cars|harsh/);
    await first.panel.close();
    const { panel } = await start(content(), [settled('d1')], saved);
    assert.match(await place(panel), /Difference 3 of 4/);
    await panel.close();
  });

  it('shows text as text', async () => {
    const { panel, press } = await start();
    await press('n');
    await press('n');
    await panel.page.locator('introspect-passage').getByText('<b>Not</b> in another').waitFor();
    await panel.close();
  });

  it('filters the list and goes where one chooses', async () => {
    const { panel, press } = await start(content(), [settled('d1'), settled('d2', { decision: { kind: 'discuss' } })]);
    assert.match(await place(panel), /Difference 3 of 4/);
    await panel.page.getByLabel('Show', { exact: true }).selectOption({ label: 'To discuss (1)' });
    const options = panel.page.getByRole('option', { name: /Self-criticism and guilt \/ Worry/ });
    await options.click();
    assert.match(await place(panel), /Difference 2 of 4/);
    await panel.page.getByLabel('Show', { exact: true }).selectOption({ label: 'All differences (4)' });
    await panel.page.getByRole('listbox').focus();
    await press('ArrowDown');
    assert.match(await place(panel), /Difference 3 of 4/);
    await panel.close();
  });

  it('speaks of a conversation and shows no figure of agreement in that mode', async () => {
    const talk = content({ place: { ...content().place, mode: 'conversation' } });
    const { panel } = await start(talk, [settled('d1')]);
    const shown = await panel.page.locator('main').innerText();
    assert.match(shown, /1 of 4 places talked through/);
    assert.doesNotMatch(shown, /settle|agree|coded alike|%|\b5\b/i);
    await panel.page.getByRole('button', { name: 'Take over into the consensus' }).click();
    assert.equal((await panel.sentOf('takeAgreed')).length, 1);
    await panel.screenshot('conversation');
    await panel.close();
  });

  it('tells the end, what was left out, and what could not be placed', async () => {
    const all = ['d1', 'd2', 'd3', 'd4'].map((id) => settled(id));
    const coders = content().coders.map((coder) => ({ ...coder, unplaced: coder.id === 'ana' ? 3 : 0 }));
    const { panel } = await start(content({ coders }), all);
    await panel.page.getByText('Every difference is settled.').waitFor();
    await panel.page.getByText(/3 segments of Ana R. cannot be shown here/).waitFor();
    await panel.page.getByRole('button', { name: 'Open the file' }).click();
    assert.equal((await panel.sentOf('openConsensus')).length, 1);
    await panel.screenshot('done');
    await panel.close();
  });

  it('is accessible in four themes, wide and narrow, with every part on screen', async () => {
    const { panel, press } = await start(content(), [settled('d1'), settled('d3', { decision: { kind: 'discuss' } })]);
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('difference');
    }
    await panel.page.getByRole('button', { name: 'When to use Worry and rumination?' }).click();
    await press('o');
    await panel.send({ type: 'told', message: 'The consensus was also changed elsewhere in the meantime.' });
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.setWidth(420);
      await panel.assertAccessible();
      await panel.screenshot('own');
      assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 420, 'nothing sticks out');
      await panel.setWidth(1000);
    }
    await panel.close();
  });
});
