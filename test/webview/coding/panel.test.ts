import assert from 'node:assert/strict';
import { themeNames } from '../harness';
import { coded, codes, content, interview, segment, start, stretchOf, twoCoders } from './scene';

const picker = 'introspect-code-picker';

describe('coding: panel', () => {
  it('codes by mouse: select, type a few letters, Enter', async () => {
    const { panel, page, host, press, drag } = await start();
    await drag('my voice');
    await page.keyboard.type('fam');
    assert.equal(await page.locator(picker).getByRole('combobox').inputValue(), 'fam');
    await press('Enter');
    assert.deepEqual(await host.acts(), [{ act: 'code', stretch: stretchOf('my voice'), code: 'family' }]);
    assert.equal(await page.locator(picker).count(), 0);
    assert.match(await page.getByRole('status').innerText(), /Coded Family: “my voice”/);
    const coded = page.getByRole('option', { name: /^Family, Ana R.: my voice/, selected: true });
    await coded.waitFor();
    // What is undone is no longer said to have been done.
    await panel.send({ type: 'change', removed: [[...host.segments.keys()].at(-1)!] });
    await coded.waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('status').innerText(), '');
    await panel.close();
  });

  it('codes by keyboard alone: words by Ctrl+Shift+arrows, pins, the last code, a new code', async () => {
    const { host, page, press, panel, text } = await start({ settings: { singleKeys: true, blind: false } });
    await text.focus();
    await press('ArrowDown', 'ArrowDown', 'Home');
    await press('Control+Shift+ArrowRight', 'Control+Shift+ArrowRight');
    await press('3');
    await press('ArrowRight', 'Shift+Enter', '.');
    await press('Shift+Enter', 'g', 'Enter');
    await press('Shift+Enter', 'n', 'i', 'c', 'e', 'Enter');
    const turn = (words: string) => stretchOf(words);
    assert.deepEqual(await host.acts(), [
      { act: 'code', stretch: stretchOf('I lie'), code: 'worry' },
      {
        act: 'code',
        stretch: turn(interview.slice(interview.indexOf('I lie'), interview.indexOf('\n\n[00:03:20]'))),
        code: 'worry',
      },
      { act: 'code', stretch: turn('That is quite a harsh voice.'), code: 'guilt' },
      {
        act: 'codeAsNew',
        stretch: turn(interview.slice(interview.indexOf('It is my voice'), interview.indexOf('\n\n[00:03:51]'))),
        name: 'nice',
      },
    ]);
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'page', 'the text keeps the keyboard');
    // The code that was just made is the last one used.
    await page.getByRole('button', { name: 'Again: nice' }).waitFor();
    await press('Shift+Enter', '.');
    const again = (await host.acts()).at(-1);
    assert.ok(again?.act === 'code' && again.code.startsWith('new-'), JSON.stringify(again));
    await panel.close();
  });

  it('shows the whole list of codes, also for words at the foot of the window, and does not move it while one types', async () => {
    const { page, press, panel, text } = await start({}, { width: 1008, height: 649 });
    await text.focus();
    await press('Control+End');
    const box = async () => (await page.locator(picker).boundingBox())!;
    for (const size of [
      { width: 1008, height: 649 },
      { width: 1008, height: 380 },
      { width: 300, height: 500 },
    ]) {
      await page.setViewportSize(size);
      await panel.rendered();
      await press('Shift+Enter', 'F2');
      await panel.rendered();
      const before = await box();
      const where = JSON.stringify({ before, size });
      assert.ok(before.y >= 0 && before.y + before.height <= size.height, where);
      await press('s', 'l');
      await panel.rendered();
      assert.equal((await box()).y, before.y);
      await press('Escape');
    }
    await panel.close();
  });

  it('applies nothing by a single key while those are off', async () => {
    const { host, press, drag, page, panel } = await start();
    await drag('harsh voice');
    await press('.', '1');
    assert.equal(await page.locator(picker).getByRole('option').first().innerText(), 'Sleep problems\n1');
    await press('Escape', 'g');
    assert.equal(await page.locator(picker).getByRole('combobox').inputValue(), 'g');
    await press('Escape');
    assert.deepEqual(await host.acts(), []);
    await press('F2');
    await page
      .locator(picker)
      .getByRole('option', { name: /^Family/ })
      .click();
    await host.answer();
    await drag('quite');
    await press('Control+.');
    assert.deepEqual(
      (await host.acts()).map((act) => [act.act, 'code' in act && act.code]),
      [
        ['code', 'family'],
        ['code', 'family'],
      ],
    );
    await panel.close();
  });

  it('never codes a head, white space or half a character', async () => {
    const { host, press, panel, text } = await start({ settings: { singleKeys: true, blind: false } });
    await text.focus();
    // From the end of one turn through the head of the next into its beginning.
    await panel.send({ type: 'reveal', stretch: stretchOf('cars. Every'), segment: null, open: false });
    await panel.send({
      type: 'reveal',
      stretch: { start: stretchOf('voice.\n').end - 1, end: stretchOf('It is').end },
      segment: null,
      open: false,
    });
    await press('1');
    const woman = stretchOf('👩‍👩‍👧');
    await panel.send({
      type: 'reveal',
      stretch: { start: woman.start + 2, end: woman.end - 1 },
      segment: null,
      open: false,
    });
    await press('1');
    const cafe = stretchOf('Cafe\u0301');
    await panel.send({ type: 'reveal', stretch: { start: cafe.start, end: cafe.end - 1 }, segment: null, open: false });
    await press('1');
    assert.deepEqual(
      (await host.acts()).map((act) => 'stretch' in act && interview.slice(act.stretch.start, act.stretch.end)),
      ['It is', '👩‍👩‍👧', 'Cafe\u0301'],
    );
    await panel.close();
  });

  it('opens a bar: change code, split, merge, resize, memo, delete', async () => {
    const { host, page, press, panel, drag } = await start();
    const [sleep] = coded();
    await page.getByRole('option', { name: /^Sleep problems, / }).click();
    const details = page.locator('introspect-segment-details');
    await details.getByText('I lie there and count the cars.').waitFor();
    await details.getByRole('button', { name: 'End earlier' }).click();
    await host.answer();
    await drag('there');
    await press('ArrowRight');
    await details.getByRole('button', { name: 'Split at the caret' }).click();
    await host.answer();
    await details.getByRole('button', { name: /^Merge with .* after/ }).click();
    await host.answer();
    await drag('and count');
    await details.getByRole('button', { name: 'Set to the selected words' }).click();
    await host.answer();
    await details.getByRole('button', { name: 'Change code…' }).click();
    await page.keyboard.type('worry');
    await press('Enter');
    await details.getByLabel('Memo on this segment').fill('Third night in a row.');
    await details.getByLabel('Memo on this segment').press('Control+Enter');
    await host.answer();
    await press('Delete');
    const there = stretchOf('I lie there');
    const made = 'urn:uuid:made-0';
    const memo = [...host.memos.keys()][0]!;
    assert.deepEqual(await host.acts(), [
      { act: 'resize', segment: sleep!.id, stretch: stretchOf('I lie there and count the cars') },
      { act: 'split', segment: sleep!.id, at: there.end },
      { act: 'merge', segments: [sleep!.id, made] },
      { act: 'resize', segment: sleep!.id, stretch: stretchOf('and count') },
      { act: 'recode', segments: [sleep!.id], code: 'worry' },
      { act: 'memo', memo, target: { kind: 'segment', segment: sleep!.id }, text: 'Third night in a row.' },
      { act: 'delete', segments: [sleep!.id] },
    ]);
    assert.equal(await details.count(), 0);
    await panel.close();
  });

  it('moves edges by keyboard, by word and by character, over the gap between turns', async () => {
    const { host, press, panel, text, selected } = await start();
    await text.focus();
    await press('F7', 'F7', 'F7');
    assert.equal(await selected(), 'a baby can do it');
    await press('Alt+Shift+ArrowRight', 'Alt+Shift+ArrowDown', 'Control+Alt+Shift+ArrowLeft', 'Alt+Shift+ArrowUp');
    assert.equal(await selected(), 'a baby can do it. I');
    await press('Shift+F7');
    assert.equal(await selected(), coded()[1] && interview.slice(coded()[1]!.start, coded()[1]!.end));
    await press('F7', 'Delete');
    assert.deepEqual(
      (await host.acts()).map(({ act }) => act),
      ['resize', 'resize', 'resize', 'resize', 'delete'],
    );
    await panel.close();
  });

  it('drags an edge to another word', async () => {
    const { host, press, page, panel, text } = await start();
    await text.focus();
    await press('F7');
    const grip = (await page.locator('.grip.end').boundingBox())!;
    await page.mouse.move(grip.x + 4, grip.y + 10);
    await page.mouse.down();
    await page.mouse.move(grip.x + 90, grip.y + 12, { steps: 4 });
    await page.mouse.up();
    await host.answer();
    assert.deepEqual(await host.acts(), [
      { act: 'resize', segment: coded()[0]!.id, stretch: stretchOf('I lie there and count the cars. Everybody') },
    ]);
    await panel.close();
  });

  it('writes memos on turns and shows them in the margin', async () => {
    const { host, press, page, panel, text } = await start();
    await text.focus();
    await press('ArrowDown', 'Alt+m');
    await page.keyboard.type('Asks openly.');
    await press('Escape');
    const [memo] = host.memos.keys();
    assert.deepEqual((await host.acts()).at(-1), {
      act: 'memo',
      memo,
      target: { kind: 'stretch', ...stretchOf('And what is it like, at three in the morning?') },
      text: 'Asks openly.',
    });
    assert.equal(host.memos.size, 1);
    await page.getByRole('button', { name: 'Memo: Asks openly.' }).click();
    const field = page.getByLabel('What you want to remember about these words');
    assert.equal(await field.inputValue(), 'Asks openly.');
    await field.fill('');
    await field.press('Escape');
    await host.answer();
    assert.equal(await page.getByRole('button', { name: /^Memo: / }).count(), 0);
    await panel.close();
  });

  it('reviews what moved and what lost its words', async () => {
    const moved = segment('sleep', 'Two pages', { state: 'moved' });
    const { host, press, page, panel, drag } = await start({
      segments: [...coded(), moved],
      orphans: [{ id: 'urn:uuid:gone', coder: 'ana', code: 'family', quote: 'my brother' }],
    });
    await page.getByRole('button', { name: '2 to review' }).click();
    const pane = page.getByRole('complementary', { name: 'To review' });
    await pane.getByRole('button', { name: 'Right' }).click();
    await host.answer();
    await page.getByRole('button', { name: '1 to review' }).waitFor();
    await panel.screenshot('review');
    await drag('my mother');
    await pane.getByRole('button', { name: 'Put on the selected words' }).click();
    await panel.rendered();
    assert.deepEqual(await host.acts(), [
      { act: 'confirm', segments: [moved.id] },
      { act: 'reattach', segment: 'urn:uuid:gone', stretch: stretchOf('my mother') },
    ]);
    await press('Escape');
    await panel.close();
  });

  it('shows a memo whose words are gone where they stood, and lists it for review', async () => {
    const { start: at } = stretchOf('That is quite');
    const { page, panel } = await start({
      memos: [
        {
          id: 'urn:uuid:lost',
          coder: 'ana',
          text: 'Why three?',
          target: { kind: 'stretch', start: at, end: at, gone: 'at four o’clock' },
        },
      ],
    });
    await page.getByRole('button', { name: '1 to review' }).click();
    const pane = page.getByRole('complementary', { name: 'To review' });
    assert.match(await pane.innerText(), /Memos whose words are gone[\s\S]*at four o’clock[\s\S]*Why three\?/);
    await panel.assertAccessible();
    await pane.getByRole('button', { name: 'Show where they stood' }).click();
    await page.getByText('These words are gone from the transcript.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Memo whose words are gone: Why three?' }).count(), 1);
    await panel.close();
  });

  it('takes no key of an input method for a shortcut, and what it composes for typing', async () => {
    const { host, page, panel, text } = await start();
    await text.focus();
    await page.keyboard.press('Shift+Enter');
    const compose = (type: string, data: string) =>
      text.evaluate(
        (element, [what, words]) => {
          element.dispatchEvent(new CompositionEvent(what!, { data: words!, bubbles: true }));
        },
        [type, data],
      );
    await compose('compositionstart', '');
    for (const key of ['1', '.', 'Delete', 'Enter', 'd']) {
      await text.evaluate((element, pressed) => {
        element.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, isComposing: true, bubbles: true }));
      }, key);
    }
    assert.deepEqual(await host.acts(), []);
    assert.equal(await page.locator(picker).count(), 0);
    await compose('compositionend', 'schlaf');
    assert.equal(await page.locator(picker).getByRole('combobox').inputValue(), 'schlaf');
    assert.deepEqual(await host.acts(), []);
    await panel.close();
  });

  it('hides coders, codes blind, narrows to a code', async () => {
    const { page, panel } = await start({ segments: twoCoders() });
    await page.getByRole('button', { name: /Ben K\./ }).click();
    await page.getByRole('checkbox', { name: /Code blind/ }).check();
    assert.deepEqual(await panel.sentOf('showCoders'), [{ type: 'showCoders', coders: ['ana'] }]);
    assert.deepEqual(await panel.sentOf('setBlind'), [{ type: 'setBlind', blind: true }]);
    await page.getByLabel('Codes shown').selectOption('Family');
    await panel.rendered();
    assert.equal(await page.getByRole('option', { name: /^Family, / }).count(), 2);
    assert.equal(await page.locator('.mark').count(), 2);
    await panel.close();
  });

  it('deletes no segment that the view leaves out', async () => {
    const { host, page, press, panel, text } = await start();
    await text.focus();
    await press('F7');
    await page.getByLabel('Codes shown').selectOption('Family');
    await panel.rendered();
    await text.focus();
    await press('Delete');
    assert.deepEqual(await host.acts(), []);
    assert.match(await page.getByRole('status').innerText(), /No segment is selected/);
    await panel.close();
  });

  it('paints a code in the pattern of the codebook, and anew when another is chosen there', async () => {
    const { page, panel } = await start({ segments: twoCoders() });
    const bar = page.getByRole('option', { name: /^Family, / }).first();
    const painted = () => bar.evaluate((one) => getComputedStyle(one).backgroundImage);
    for (const [pattern, image] of [
      ['checks', /^conic-gradient/],
      ['dots', /^radial-gradient/],
      ['solid', /^linear-gradient/],
    ] as const) {
      await panel.send({ type: 'change', codes: codes.map((code) => ({ ...code, pattern })) });
      assert.match(await painted(), image);
    }
    await panel.close();
  });

  it('takes away at once what another coder did when they are hidden', async () => {
    const segments = twoCoders();
    const { page, panel } = await start({ segments });
    const bens = segments.filter(({ coder }) => coder === 'ben');
    assert.ok(bens.length > 0);
    const before = await page.locator('.mark').count();
    const removed = bens.map(({ id }) => id);
    const ana = { id: 'ana', name: 'Ana R.', kind: 'person', isMe: true, shown: true } as const;
    const ben = { id: 'ben', name: 'Ben K.', kind: 'person', isMe: false, shown: false } as const;
    await panel.send({ type: 'change', coders: [ana, ben], removed });
    await panel.rendered();
    assert.equal(await page.locator('.mark').count(), before - bens.length);
    await panel.close();
  });

  it('says why nothing can be coded, and what went wrong', async () => {
    const { page, panel, drag, press, host } = await start({
      readOnly: 'The folder is read-only. Copy the study elsewhere to code it.',
    });
    await page.getByText('The folder is read-only.').waitFor();
    await drag('harsh voice');
    await press('F2');
    assert.equal(await page.locator(picker).count(), 0);
    assert.deepEqual(await host.acts(), []);
    assert.match(
      (await page.getByRole('button', { name: 'Save' }).getAttribute('title')) ?? '',
      /^Save: The folder is read-only\./,
    );
    await panel.send({ type: 'failed', message: 'ana.json cannot be written.', remedy: 'Make room on the disk.' });
    await page.getByRole('alert').getByText('Make room on the disk.').waitFor();
    await panel.close();
  });

  it('asks nobody to select words where there are none', async () => {
    const { page, panel } = await start({ text: '', segments: [] });
    await page.getByText('This transcript has no words yet.').waitFor();
    assert.equal(await page.locator('footer .context').innerText(), 'No words to code yet.');
    await panel.close();
  });

  it('leaves undo, redo and save to VS Code, and changes no word whatever is typed', async () => {
    const { page, panel, text, press, selected } = await start();
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      addEventListener('keydown', (e) => heard.push(`${e.key} ${e.defaultPrevented}`));
    });
    await text.focus();
    const before = await text.innerText();
    await press(
      'Control+z',
      'Control+y',
      'Control+s',
      'Control+x',
      'Control+v',
      'Control+b',
      'Backspace',
      'Space',
      ',',
    );
    assert.equal(await text.innerText(), before);
    const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
    assert.deepEqual(
      heard.filter((key) => /^[zys] /.test(key)),
      ['z false', 'y false', 's false'],
    );
    await press('Control+a');
    assert.equal(await selected(), 'Interview 7, second session, recorded with consent.');
    await page.getByRole('button', { name: 'Undo' }).click();
    assert.deepEqual(await panel.sentOf('run'), [{ type: 'run', command: 'undo' }]);
    await panel.close();
  });

  it('tells at once what is selected when the person turns to a menu or leaves the page', async () => {
    const { panel, page, text } = await start();
    await text.focus();
    const ends: number[] = [];
    for (const event of ['contextmenu', 'blur']) {
      // In one task of the page: nothing that waits could be told meanwhile. Shift+Enter again takes one turn more.
      const told = await page.evaluate((type) => {
        const before = window.introspectTest.sent.length;
        const keys = { key: 'Enter', shiftKey: true, bubbles: true, cancelable: true };
        document.querySelector('.page')!.dispatchEvent(new KeyboardEvent('keydown', keys));
        window.dispatchEvent(new Event(type));
        return window.introspectTest.sent.slice(before) as { type: string; stretch: { end: number } }[];
      }, event);
      assert.deepEqual(
        told.map(({ type }) => type),
        ['select'],
        event,
      );
      ends.push(told[0]!.stretch.end);
    }
    assert.ok(ends[1]! > ends[0]!, `${ends.join(', ')}: what was selected by then`);
    await panel.close();
  });

  it('takes the turn that was clicked, however late the page hears of its selection and its focus', async () => {
    const { panel, page, text } = await start();
    await text.focus();
    const taken = (isFocusLate: boolean) =>
      page.evaluate((isLate) => {
        const editor = document.querySelector<HTMLElement>('.page')!;
        const turn = editor.querySelectorAll('.words')[isLate ? 1 : 2]!;
        if (isLate) editor.blur();
        for (const type of ['pointerdown', 'pointerup']) editor.dispatchEvent(new PointerEvent(type));
        document.getSelection()!.collapse(document.createTreeWalker(turn, NodeFilter.SHOW_TEXT).nextNode(), 1);
        if (isLate) editor.focus();
        const keys = { key: 'Enter', shiftKey: true, bubbles: true, cancelable: true };
        editor.dispatchEvent(new KeyboardEvent('keydown', keys));
        return [document.getSelection()!.toString().trim(), turn.textContent.trim()];
      }, isFocusLate);
    for (const isFocusLate of [false, true]) {
      const [selected, clicked] = await taken(isFocusLate);
      assert.equal(selected, clicked, `focus late: ${isFocusLate}`);
    }
    await panel.close();
  });

  it('tells which words a selection that runs into the next head stands for', async () => {
    const { panel, text, press } = await start();
    await text.focus();
    await panel.send({
      type: 'reveal',
      stretch: stretchOf('That is quite a harsh voice.'),
      segment: null,
      open: false,
    });
    // To the beginning of the next turn: its head and the blank line before it are no words.
    await press('Shift+ArrowDown', 'Shift+Home');
    await panel.page.waitForTimeout(200);
    const { stretch, codable } = (await panel.sentOf('select')).at(-1)!;
    const words = stretchOf('That is quite a harsh voice.');
    assert.deepEqual([stretch, codable], [words, words]);
    await panel.close();
  });

  it('comes back at the same place; what it saved holds no word of the text', async () => {
    const first = await start();
    await first.drag('harsh voice');
    await first.page.waitForTimeout(200);
    const saved = await first.panel.savedState();
    const suggestions = { shown: true, open: false, at: null, least: 0 };
    const { sha256 } = content();
    assert.deepEqual(saved, { top: 0, selection: stretchOf('harsh voice'), sha256, filter: null, suggestions });
    assert.deepEqual((await first.panel.sentOf('select')).at(-1), {
      type: 'select',
      stretch: stretchOf('harsh voice'),
      codable: stretchOf('harsh voice'),
    });
    await first.panel.close();
    const { panel, text, selected } = await start({}, { state: saved });
    await text.focus();
    assert.equal(await selected(), 'harsh voice');
    await panel.close();
  });

  it('tells people who listen where segments begin and end, without a word in the way', async () => {
    const { page, panel } = await start();
    const spoken = await page.evaluate(() =>
      [...document.querySelectorAll('.coded')].flatMap((span) => [
        getComputedStyle(span, '::before').content,
        getComputedStyle(span, '::after').content,
      ]),
    );
    assert.ok(
      spoken.includes('" " "start Sleep problems" ": "') || spoken.some((s) => s.includes('start Sleep problems')),
    );
    assert.ok(spoken.some((s) => s.includes('end Sleep problems')));
    assert.ok(!(await page.getByRole('textbox', { name: /^Transcript/ }).innerText()).includes('Sleep problems'));
    await panel.close();
  });

  it('cuts neither a code’s name to initials nor the hint, at any width', async () => {
    const { panel, page } = await start({ segments: twoCoders() });
    for (const width of [340, 420, 480, 560, 600, 640, 680, 720, 760, 1000]) {
      await panel.setWidth(width);
      await panel.rendered();
      const names = await page
        .locator('.label:not([hidden]) .name')
        .evaluateAll((all) =>
          all.map((one) => [one.clientWidth, one.scrollWidth, parseFloat(getComputedStyle(one).fontSize)]),
        );
      // Some six letters, or all of a short name.
      for (const [shown = 0, whole = 0, size = 0] of names)
        assert.ok(shown >= Math.min(whole, 2.6 * size), `at ${width}: ${shown} of ${whole} pixels of a name`);
      if (width >= 600) assert.notEqual(names.length, 0, `names are shown at ${width}`);
      const hint = page.locator('footer .context > span').first();
      assert.ok(
        await hint.evaluate(
          (one) => one.scrollWidth <= one.clientWidth || getComputedStyle(one).overflow === 'visible',
        ),
      );
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, 'nothing sticks out');
    }
    await panel.close();
  });

  it('keeps the keys on its buttons readable where VS Code paints keys in its own colours', async () => {
    const { page, panel } = await start();
    // From the style sheet that VS Code puts into every webview.
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('@layer vscode-default { kbd { background-color: #333; color: #ccc; } }');
      document.adoptedStyleSheets = [sheet, ...document.adoptedStyleSheets];
    });
    const painted = await page.locator('footer button.primary').evaluate((button) => {
      const key = getComputedStyle(button.querySelector('kbd')!);
      return { same: key.color === getComputedStyle(button).color, ground: key.backgroundColor };
    });
    assert.deepEqual(painted, { same: true, ground: 'rgba(0, 0, 0, 0)' });
    await panel.close();
  });

  it('is accessible in four themes, wide and narrow, with every part on screen', async () => {
    const { panel, page, press, drag, text } = await start({
      segments: [...twoCoders(), segment('sleep', 'Two pages', { state: 'moved' })],
      memos: [
        {
          id: 'urn:uuid:m1',
          coder: 'ana',
          target: { kind: 'stretch', ...stretchOf('Mhm.') },
          text: 'Long silence before.',
        },
        { id: 'urn:uuid:m2', coder: 'ana', target: { kind: 'segment', segment: coded()[0]!.id }, text: 'Again.' },
      ],
    });
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('coded');
    }
    await text.focus();
    await press('F7', 'F7', 'Enter');
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('details');
    }
    await press('Escape');
    await drag('harsh voice');
    await press('w');
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('picker');
    }
    await press('Escape');
    await text.focus();
    await press('?');
    // From its top: a long list was scrolled to its last lines.
    await panel.page.locator('#keys:focus').waitFor();
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.assertAccessible();
      await panel.screenshot('help');
    }
    await press('Escape');
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      await panel.setWidth(420);
      await panel.assertAccessible();
      await panel.screenshot('narrow');
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 420, 'nothing sticks out');
    }
    await panel.close();
  });
});
