import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { CodingSegment, CodingSuggestion } from '../../../src/protocol/coding';
import { markQuote } from '../../../src/core/suggestions/quoteMark';
import { utf16 } from '../../../src/core/base/offsets';
import { themeNames } from '../harness';
import { coded, content, interview, segment, start, stretchOf } from './scene';

const coder = 'model:tiny';
const coders = [
  ...content().coders,
  { id: coder, name: 'tiny, label likelihood', kind: 'model', isMe: false, shown: true } as const,
];

function suggest(
  code: string,
  words: string,
  probability: number | null,
  quote: string | null,
  changes: Partial<CodingSuggestion> = {},
): { segment: CodingSegment; suggestion: CodingSuggestion } {
  const stretch = stretchOf(words);
  const id = `urn:uuid:suggested-${code}-${stretch.start}`;
  const within = { start: utf16(stretch.start), end: utf16(stretch.end) };
  return {
    segment: segment(code, words, { id, coder }),
    suggestion: {
      segment: id,
      status: 'open',
      own: [],
      probability,
      choices: 7,
      quote: quote === null ? null : { text: quote, mark: markQuote(quote, interview, within) },
      reason: 'The person says that thoughts come back at night.',
      leftOut: [],
      model: 'tiny',
      technique: 'Label likelihood',
      madeAt: '2026-03-02T09:30:00Z',
      ...changes,
    },
  };
}

const made = () => [
  suggest('worry', 'Two pages, and I am back at the bills.', 0.82, 'I am back at the bills'),
  suggest(
    'guilt',
    'And still I say it to myself, every single night.',
    0.41,
    'And still I said it to myself every single night.',
  ),
  suggest('caffeine', 'in the evening does not help, I know.', 0.13, 'She drank four cups before noon.'),
  suggest('coping', 'But the evenings are the only time that is mine.', null, null, { reason: null }),
];

function scene(own = coded()) {
  const all = made();
  return {
    coders,
    segments: [...own, ...all.map((one) => one.segment)],
    suggestions: all.map(({ suggestion }) => suggestion),
    settings: { singleKeys: true, blind: false },
  };
}
const queue = 'introspect-suggestion-queue';

describe('coding: suggestions', () => {
  it('are changed on the same words while the transcript changes, or as they were suggested again', async () => {
    const { page, press, host, panel } = await start(scene());
    await page.getByRole('button', { name: 'Suggestions (4 open)' }).focus();
    await press('Enter', 'e');
    await page.locator(queue).getByRole('button', { name: 'End earlier' }).click();
    const changed = interview.replace('I lie there and count the cars. ', '');
    const shift = interview.length - changed.length;
    const moved = ({ segments, ...rest }: ReturnType<typeof scene>) => ({
      ...rest,
      segments: segments.map((one) => ({ ...one, start: one.start - shift, end: one.end - shift })),
    });
    await panel.send(content({ ...moved(scene([])), text: changed }));
    await page
      .locator(queue)
      .getByRole('button', { name: /^Accept as changed/ })
      .waitFor();
    await press('a');
    const [act] = await host.acts();
    assert.ok(act?.act === 'accept');
    assert.equal(changed.slice(act.stretch.start, act.stretch.end), 'Two pages, and I am back at the bills');

    await panel.send(content(scene([])));
    await press('e');
    await page.locator(queue).getByRole('button', { name: 'End earlier' }).click();
    const other = interview.replace('every single night', 'every night');
    await panel.send(content({ ...scene([]), text: other }));
    assert.match(await page.locator('.status').innerText(), /The transcript has changed/);
    assert.equal(
      await page
        .locator(queue)
        .getByRole('button', { name: /^Accept as changed/ })
        .count(),
      0,
    );
    await panel.close();
  });

  it('leave the names of codes in sight, and their decision in reach, on a small screen', async () => {
    for (const [width, height] of [
      [1300, 470],
      [1000, 470],
    ] as const) {
      const { page, press, panel } = await start(
        { ...scene([]), coders: coders.map((one) => ({ ...one, isMe: false })) },
        { width, height },
      );
      await page.getByRole('button', { name: 'Suggestions (4 open)' }).focus();
      await press('Enter');
      await page.locator(queue).getByText('Nobody has said yet who codes here.').waitFor();
      const pane = (await page.locator('aside').boundingBox())!;
      const label = (await page.locator('.label').first().boundingBox())!;
      assert.ok(label.x + label.width <= pane.x, `${width}: the label ends before the queue begins`);
      const accept = (await page.getByRole('button', { name: /^Accept/ }).boundingBox())!;
      assert.ok(accept.y + accept.height <= pane.y + pane.height, `${width}: Accept is in sight`);
      await panel.screenshot(`suggestions-${width}`);
      await panel.close();
    }
  });

  it('show how sure the model is beside the decision, without scrolling, on any screen', async () => {
    // What 1366 × 768 leaves for the editor with and without the side bar, 1024 × 768, a narrow group, 150 % zoom.
    for (const [width, height] of [
      [1010, 648],
      [1310, 648],
      [668, 648],
      [400, 648],
      [620, 445],
    ] as const) {
      const { page, press, panel } = await start(
        { ...scene([]), coders: coders.map((one) => ({ ...one, isMe: false })) },
        { width, height },
      );
      await page.getByRole('button', { name: 'Suggestions (4 open)' }).focus();
      await press('Enter');
      await panel.screenshot(`suggestions-probability-${width}`);
      const pane = (await page.locator('aside').boundingBox())!;
      const assertInSight = async (what: string, shown: Locator) => {
        const { y, height: tall } = (await shown.boundingBox())!;
        assert.ok(y >= pane.y && y + tall <= pane.y + pane.height, `${width} × ${height}: ${what}`);
        const isCovered = await shown.evaluate((element) => {
          // Of a sentence its first line.
          const { x, y: top, height: own } = element.getClientRects()[0]!;
          const at = element.getRootNode() as ShadowRoot;
          return !element.contains(at.elementFromPoint(x + 2, top + own / 2));
        });
        assert.ok(!isCovered, `${width} × ${height}: nothing lies over ${what}`);
      };
      const shownQueue = page.locator(queue);
      await assertInSight('the probability', shownQueue.getByText('82.0\u00a0%'));
      await assertInSight('Accept', shownQueue.getByRole('button', { name: /^Accept/ }));
      await assertInSight('Reject', shownQueue.getByRole('button', { name: /^Reject/ }));
      const caveat = shownQueue.locator('.caveat');
      if (height > 600) await assertInSight('what the probability means', caveat);
      else await shownQueue.locator('.caveatBelow').waitFor();
      const words = (await page.locator(queue).locator('blockquote').first().boundingBox())!;
      const probability = (await page.locator(queue).locator('.probability').boundingBox())!;
      assert.ok(words.y + 20 <= probability.y, `${width}: the words that it is about are in sight`);
      await panel.close();
    }
  });

  it('open what can be changed in sight, on any screen', async () => {
    for (const [width, height] of [
      [1010, 648],
      [400, 648],
      [620, 445],
    ] as const) {
      const { page, press, panel } = await start(
        { ...scene([]), coders: coders.map((one) => ({ ...one, isMe: false })) },
        { width, height },
      );
      await page.getByRole('button', { name: 'Suggestions (4 open)' }).focus();
      await press('Enter', 'e');
      await panel.screenshot(`suggestions-draft-${width}`);
      const shown = page.locator(queue);
      const pane = (await page.locator('aside').boundingBox())!;
      const code = (await shown.getByLabel('Code').boundingBox())!;
      const later = (await shown.getByRole('button', { name: 'Begin later' }).boundingBox())!;
      const decide = (await shown.locator('.decide').boundingBox())!;
      assert.ok(code.y >= pane.y && code.y + code.height <= decide.y, `${width}: the code can be changed`);
      if (height > 600) assert.ok(later.y + later.height <= decide.y, `${width}: so can the words`);
      await panel.close();
    }
  });

  it('are not counted among the segments that people made', async () => {
    const { page, panel } = await start(scene());
    const counts = page.locator('header .counts');
    assert.equal((await counts.innerText()).trim(), `${coded().length} segments`);
    await page.getByLabel('Codes shown').selectOption({ index: 1 });
    await page.getByLabel('Codes shown').selectOption('');
    assert.equal((await counts.innerText()).trim(), `${coded().length} segments`);
    await panel.close();
  });

  it('say what is decided on in a window as low and narrow as zooming in makes it', async () => {
    const { page, press, panel } = await start(scene(), { width: 500, height: 430 });
    await page.getByRole('button', { name: 'Suggestions (4 open)' }).focus();
    await press('Enter');
    const code = (await page.locator(queue).getByRole('heading', { level: 3 }).boundingBox())!;
    const accept = (await page.getByRole('button', { name: /^Accept/ }).boundingBox())!;
    assert.ok(code.y + code.height <= accept.y, `${code.y} + ${code.height} ≤ ${accept.y}`);
    await panel.screenshot('suggestions-low');
    await panel.close();
  });

  it('are in sight below what cautions against them, at 150 % zoom with many coders', async () => {
    const names = ['Ana R.', 'Ben K.', 'Charlotte Vandenberghe', 'Dora', 'Emil', 'Fatima', 'Grace', 'Henrik Sørensen'];
    const people = names.map((name) => ({ ...coders[1]!, id: name, name }));
    // What 1366 × 768 leaves for the editor beside the side bar.
    const { page, press, panel } = await start(
      { ...scene([]), coders: [...people, ...coders.slice(2)] },
      { width: 620, height: 445 },
    );
    await page.getByRole('button', { name: 'Suggestions (4 open)' }).focus();
    await press('Enter');
    await page.locator(queue).getByText('Nobody has said yet who codes here.').waitFor();
    await panel.screenshot('suggestions-many-coders');
    const pane = (await page.locator('aside').boundingBox())!;
    const accept = (await page.getByRole('button', { name: /^Accept/ }).boundingBox())!;
    const words = (await page.locator(queue).locator('blockquote').first().boundingBox())!;
    assert.ok(words.y >= pane.y && words.y + 20 <= accept.y, `${pane.y} ≤ ${words.y} + 20 ≤ ${accept.y}`);
    assert.ok(accept.y + accept.height <= pane.y + pane.height);
    await page.getByRole('button', { name: 'Say who codes…' }).waitFor();
    // Coders that do not fit are reached by the keyboard.
    await page.getByRole('button', { name: /Henrik Sørensen/ }).focus();
    const last = (await page.getByRole('button', { name: /Henrik Sørensen/ }).boundingBox())!;
    assert.ok(last.x >= 0 && last.x + last.width <= 620);
    await panel.assertAccessible();
    await panel.close();
  });

  it('are decided on one by one, by keyboard alone, and the text follows', async () => {
    const { page, host, press, panel } = await start(scene());
    const button = page.getByRole('button', { name: 'Suggestions (4 open)' });
    await button.focus();
    await press('Enter');
    const pane = page.locator(queue);
    await pane.getByRole('heading', { name: 'Suggestion 1 of 4' }).waitFor();
    await press('a');
    await pane.getByRole('heading', { name: 'Suggestion 2 of 4' }).waitFor();
    assert.match(await page.getByRole('status').innerText(), /^Suggestion 2: Self-criticism and guilt, 41\.0.%/);
    await press('r');
    await pane.getByRole('heading', { name: 'Suggestion 3 of 4' }).waitFor();
    await press('p');
    await pane.getByText('You rejected it.').waitFor();
    await press('r', 'a', 'n');
    await pane.getByRole('heading', { name: 'Suggestion 3 of 4' }).waitFor();
    const [first, second] = made();
    assert.deepEqual(await host.acts(), [
      {
        act: 'accept',
        suggestion: first!.segment.id,
        stretch: stretchOf('Two pages, and I am back at the bills.'),
        code: 'worry',
      },
      { act: 'reject', suggestion: second!.segment.id, rejected: true },
    ]);
    // Opened afterwards, a coding says that it began as a suggestion; one that did not says nothing.
    const details = page.locator('introspect-segment-details');
    await page.getByRole('option', { name: /^Worry and rumination, Ana R\.: Two pages/ }).click();
    await details
      .getByText('Accepted from a suggestion by tiny, label likelihood, a language model, made on 2026-03-02.')
      .waitFor();
    await panel.screenshot('suggestion-accepted');
    assert.ok(await page.locator('aside').evaluate((pane) => pane.scrollWidth <= pane.clientWidth));
    await page.getByRole('option', { name: /^Sleep problems, Ana R\./ }).click();
    await details.getByRole('heading', { name: 'Sleep problems' }).waitFor();
    assert.equal(await details.getByText(/from a suggestion/).count(), 0);
    assert.equal(await page.getByRole('option', { name: /suggestion by tiny/ }).count(), 2);
    await panel.close();
  });

  it('are decided one by one, whoever clicks twice or holds a key down', async () => {
    const { page, host, press, panel } = await start(scene());
    await page.getByRole('button', { name: 'Suggestions (4 open)' }).click();
    const pane = page.locator(queue);
    const { x, y } = (await pane.getByRole('button', { name: /^Accept/ }).boundingBox())!;
    await page.mouse.move(x + 12, y + 12);
    for (const clickCount of [1, 2]) {
      await page.mouse.down({ clickCount });
      await page.mouse.up({ clickCount });
      await panel.rendered();
      await host.answer();
    }
    assert.equal((await host.acts()).length, 1);
    await press('r');
    await page.keyboard.down('r');
    await panel.rendered();
    await host.answer();
    await page.keyboard.down('r');
    await panel.rendered();
    await host.answer();
    assert.equal((await host.acts()).length, 3, 'pressed, pressed anew, and held');
    await page.keyboard.up('r');
    await panel.close();
  });

  it('can be changed before they are accepted: another code, other words', async () => {
    const { page, host, press, panel } = await start(scene());
    await page.getByRole('button', { name: 'Suggestions (4 open)' }).click();
    const pane = page.locator(queue);
    await press('e');
    await pane.getByLabel('Code').selectOption('sleep');
    await pane.getByRole('button', { name: 'Only the quoted words' }).click();
    await pane.getByRole('button', { name: 'End earlier' }).click();
    await pane.getByText('I am back at the', { exact: true }).first().waitFor();
    await pane.getByRole('button', { name: /^Accept as changed/ }).click();
    await host.answer();
    assert.deepEqual(await host.acts(), [
      {
        act: 'accept',
        suggestion: made()[0]!.segment.id,
        stretch: stretchOf('I am back at the'),
        code: 'sleep',
      },
    ]);
    await press('p');
    await pane.getByText('You accepted it with changes').waitFor();
    await panel.close();
  });

  it('take no single key while those are off, nor in a field, nor outside the queue', async () => {
    const { page, host, press, panel, text } = await start({
      ...scene(),
      settings: { singleKeys: false, blind: false },
    });
    await page.getByRole('button', { name: 'Suggestions (4 open)' }).click();
    const pane = page.locator(queue);
    await pane.getByRole('heading', { name: 'Suggestion 1 of 4' }).waitFor();
    await press('a', 'r', 'n');
    assert.deepEqual(await host.acts(), []);
    assert.equal(await pane.locator('kbd').count(), 0);
    await panel.send({ type: 'change', settings: { singleKeys: true, blind: false } });
    await pane.getByLabel('Probability').focus();
    await press('a');
    await text.focus();
    await press('r', 'Escape');
    assert.deepEqual(await host.acts(), []);
    await pane.getByRole('button', { name: /^Reject/ }).click();
    await host.answer();
    assert.equal((await host.acts()).length, 1);
    await panel.close();
  });

  it('say truly what a quotation is: verbatim, nearly with the difference, or not in the text', async () => {
    const { page, press, panel } = await start(scene());
    await page.getByRole('button', { name: 'Suggestions (4 open)' }).click();
    const pane = page.locator(queue);
    const check = () => pane.locator('.quote').getAttribute('data-check');
    assert.equal(await check(), 'verbatim');
    await pane.getByText('Verbatim.').waitFor();
    await press('n');
    assert.equal(await check(), 'nearly');
    const [quoted, inText] = await pane.locator('.quote blockquote').evaluate((shown) => {
      const without = (tag: string) => {
        const copy = shown.cloneNode(true) as Element;
        for (const part of copy.querySelectorAll(tag)) part.remove();
        return copy.textContent;
      };
      return [without('del'), without('ins')];
    });
    assert.equal(quoted, 'And still I said it to myself every single night.');
    assert.ok(interview.includes(inText));
    await press('n');
    assert.equal(await check(), 'notInText');
    await pane.getByText('Nobody said this in the transcript:').waitFor();
    await pane.getByText('The model’s words on why.').waitFor();
    await pane.getByText('not what led to its answer').waitFor();
    await press('n');
    await pane.getByText('The model quoted no words for it.').waitFor();
    await pane.getByText('No probability: this way of asking gives none.').waitFor();
    await panel.close();
  });

  it('are filtered by probability in sight, hidden by one switch, and never by colour alone', async () => {
    const { page, panel } = await start(scene());
    const suggested = page.getByRole('option', { name: /suggestion by tiny, label likelihood \(a model\)/ });
    assert.equal(await suggested.count(), 4);
    const style = (of: string, property: string) =>
      page
        .locator(of)
        .first()
        .evaluate((shown, name) => getComputedStyle(shown).getPropertyValue(name), property);
    assert.equal(await style('.bar.suggested', 'border-top-style'), 'dashed');
    assert.equal(await style('.suggestedWords', 'text-decoration-style'), 'dashed');
    await page.getByRole('button', { name: 'Suggestions (4 open)' }).click();
    const pane = page.locator(queue);
    await pane.getByLabel('Probability').selectOption('0.4');
    await pane.getByText('1 below it left out of the queue.').waitFor();
    await pane.getByRole('heading', { name: /of 3$/ }).waitFor();
    await pane.getByLabel('Show suggestions in the text').uncheck();
    await panel.rendered();
    assert.equal(await suggested.count(), 0);
    assert.equal(await page.locator('.suggestedWords').count(), 0);
    assert.ok((await page.getByRole('option', { name: /Ana R\./ }).count()) > 3, 'one’s own stay');
    await panel.close();
  });

  it('say beside the decision what did not fit in the context window', async () => {
    const [one] = made();
    const leftOut = ['all rules on when to use a code', 'the question why'];
    const { page, panel } = await start({ ...scene(), suggestions: [{ ...one!.suggestion, leftOut }] });
    await page.getByRole('button', { name: 'Suggestions (1 open)' }).click();
    await page
      .locator(`${queue} .decide`)
      .getByText(
        'Did not fit in the context window and was left out: all rules on when to use a code; the question why.',
      )
      .waitFor();
    await panel.assertAccessible();
    await panel.close();
  });

  it('warn who has not coded yet, and offer to hide them', async () => {
    const { page, panel } = await start(scene([]));
    await page.getByRole('button', { name: 'Suggestions (4 open)' }).click();
    const pane = page.locator(queue);
    await pane.getByText('You have not coded this transcript yet.').waitFor();
    assert.equal(await pane.getByRole('button', { name: 'Say who codes…' }).count(), 0);
    await pane.getByRole('button', { name: 'Hide them and code blind' }).click();
    assert.deepEqual(await panel.sentOf('setBlind'), [{ type: 'setBlind', blind: true }]);
    await panel.close();
  });

  it('do not tell anybody what they have coded before it is known who codes, and ask', async () => {
    const whoever = coders.map((one) => ({ ...one, isMe: false }));
    const { page, panel } = await start({ ...scene(), coders: whoever }, { width: 1200, height: 950 });
    await page.getByRole('button', { name: 'Suggestions (4 open)' }).click();
    const pane = page.locator(queue);
    await pane.getByText('Nobody has said yet who codes here').waitFor();
    assert.equal(await pane.getByText('You have not coded this transcript yet.').count(), 0);
    await panel.screenshot('suggestions-nobody');
    await panel.assertAccessible();
    await pane.getByRole('button', { name: 'Say who codes…' }).click();
    assert.deepEqual(await panel.sentOf('sayCoder'), [{ type: 'sayCoder' }]);
    await panel.close();
  });

  it('are asked for from here, with progress that can be cancelled', async () => {
    const { page, panel } = await start({ settings: { singleKeys: true, blind: false } });
    await panel.send({ type: 'suggesting', progress: null, outcome: '0 new suggestions. No code fits 5 turns.' });
    await page.locator('.note', { hasText: '0 new' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Look at them' }).count(), 0, 'there is nothing to look at');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('button', { name: 'Suggestions', exact: true }).click();
    await page.locator(queue).getByRole('button', { name: 'Suggest codes…' }).click();
    assert.equal((await panel.sentOf('suggest')).length, 1);
    const estimating = { model: 'tiny', unit: 'turn', done: null, total: 42, secondsLeft: null } as const;
    await panel.send({ type: 'suggesting', progress: estimating, outcome: null });
    await page.getByText('Finding out how long tiny takes for 42 turns. You are asked before it begins.').waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('value'), null);
    await panel.send({ type: 'suggesting', progress: { ...estimating, done: 0 }, outcome: null });
    await page.getByText('tiny begins with the first of 42 turns.').waitFor();
    const progress = { ...estimating, done: 12, secondsLeft: 30 };
    await panel.send({ type: 'suggesting', progress, outcome: null });
    await page.getByText('tiny has looked at 12 of 42 turns, about 30 s to go.').waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('value'), '12');
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.equal((await panel.sentOf('cancelSuggesting')).length, 1);
    await panel.send(content(scene()));
    await panel.send({ type: 'suggesting', progress: null, outcome: '17 new suggestions.' });
    await page.getByRole('button', { name: 'Look at them' }).click();
    assert.equal(await page.locator('.note', { hasText: '17 new' }).count(), 0);
    assert.equal((await panel.sentOf('dismissSuggesting')).length, 2, 'no page says it again');
    await panel.close();
  });

  it('come back at the same one after a reload', async () => {
    const [, second] = made();
    const state = { suggestions: { shown: true, open: true, at: second!.segment.id, least: 0 } };
    const { page, panel } = await start(scene(), { state });
    await page.locator(queue).getByRole('heading', { name: 'Suggestion 2 of 4' }).waitFor();
    await panel.close();
  });

  it('have no accessibility violations in any theme, nor in a narrow editor', async () => {
    const { page, panel, press } = await start(scene(), { width: 1200, height: 950 });
    await page.getByRole('button', { name: 'Suggestions (4 open)' }).click();
    await press('n');
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('suggestions');
    }
    await press('e');
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('suggestions-change');
    }
    await panel.setWidth(420);
    await panel.assertAccessible();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 420, 'nothing sticks out');
    await panel.close();
  });
});
