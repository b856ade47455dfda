import assert from 'node:assert/strict';
import { wholeScope } from '../../../src/core/retrieval/query';
import { themeNames } from '../harness';
import { codeId, folder, sampleIndex, Scene } from './scene';

describe('retrieval: segments', () => {
  it('lists all coded text at first, by transcript, with codes and coders, and the whole passage of the first', async () => {
    const scene = await Scene.open();
    const { page } = scene;
    assert.match(await page.locator('.count').innerText(), /^\d{2,3} stretches of text in 3 transcripts$/);
    const first = page.locator('.result').first();
    assert.match(await first.innerText(), /Turn \d+ · P01[\s\S]*Ana R\./);
    assert.match(await page.locator('.passage').innerText(), /P01 · Turn/);
    await scene.panel.close();
  });

  it('puts a question together from codes and conditions', async () => {
    const scene = await Scene.open();
    const { page, index } = scene;
    await page.getByLabel('any code').selectOption(codeId(index, 'Sleep disruption'));
    await scene.answer();
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await page.getByLabel('How it is joined').selectOption('near');
    await page.getByLabel('Distance').fill('3');
    await page.getByLabel('Distance').press('Enter');
    await page
      .getByRole('group', { name: 'Condition 2' })
      .getByLabel('any code')
      .selectOption(codeId(index, 'Worry and rumination'));
    await scene.answer();
    const asked = (await scene.panel.sentOf('find')).at(-1)!;
    assert.equal(asked.text, '"Sleep disruption" within 3 turns of "Worry and rumination"');
    await page.getByRole('button', { name: 'Write it as text' }).click();
    assert.equal(await page.getByLabel('What to find').inputValue(), asked.text);
    await page.getByLabel('What to find').fill('"Sleep disruption" or "Wory"');
    await scene.answerTyped();
    assert.match(
      await page.locator('#query-help').innerText(),
      /There is no code “Wory”\. After “"Sleep disruption" or ”/,
    );
    await page.getByLabel('What to find').fill('"Sleep disruption" and not "Worry and rumination" by ben k.');
    await scene.answerTyped();
    assert.match((await scene.panel.sentOf('find')).at(-1)!.text, /by ben k\.$/);
    await page.getByRole('button', { name: 'Back to the form' }).click();
    assert.equal(await page.getByRole('group', { name: /^Condition/ }).count(), 2);
    await scene.panel.close();
  });

  it('goes through the list and to the transcript by keyboard', async () => {
    const scene = await Scene.open();
    const { page } = scene;
    const list = page.getByRole('listbox', { name: 'Text found' });
    await list.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await scene.answer();
    assert.equal(await page.locator('.result.active').getAttribute('aria-posinset'), '3');
    await page.keyboard.press('End');
    await scene.answer();
    await page.keyboard.press('Enter');
    const [opened] = await scene.panel.sentOf('open');
    assert.equal(opened!.transcript, 'transcripts/P03.transcript.txt');
    const { text } = scene.index.transcripts[2]!;
    assert.ok(
      (await page.locator('.passage mark').innerText()).startsWith(text.slice(opened!.start, opened!.start + 10)),
    );
    await scene.panel.close();
  });

  it('keeps 50,000 results out of the page, but for those in view', async () => {
    const index = await sampleIndex();
    const [transcript] = index.transcripts;
    const segments = Array.from({ length: 50_000 }, (_, i) => {
      const start = Math.floor((i / 50_000) * (transcript!.text.length - 200));
      return { ...transcript!.segments[0]!, start: start as never, end: (start + 5 + (i % 190)) as never };
    }).sort((a, b) => a.start - b.start || a.end - b.end);
    const scene = await Scene.open({}, { ...index, transcripts: [{ ...transcript!, segments }] });
    const { page } = scene;
    assert.match(await page.locator('.count').innerText(), /^4\d,\d{3}|50,000/);
    assert.ok((await page.locator('.result').count()) < 60);
    await page.getByRole('listbox', { name: 'Text found' }).press('End');
    await scene.answer();
    const last = page.locator('.result').last();
    assert.equal(await last.getAttribute('aria-posinset'), await last.getAttribute('aria-setsize'));
    await scene.panel.close();
  });

  it('looks where it is told, and saves the question, not the text', async () => {
    const scene = await Scene.open();
    const { page } = scene;
    await page.getByText('Speakers: all').click();
    for (const name of ['Interviewer', 'Wife']) await page.getByLabel(name).uncheck();
    await page.getByText(/^Coders/).click();
    assert.equal(await page.getByLabel('Interviewer').isVisible(), false, 'one list at a time');
    await page.getByLabel('Ben K.').uncheck();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByLabel('Ben K.').isVisible(), false);
    await scene.answer();
    const scope = { ...wholeScope, speakers: ['P01', 'P02', 'P03'], coders: ['ana'] };
    assert.deepEqual((await scene.panel.sentOf('find')).at(-1)!.scope, scope);
    const saved = (await scene.panel.savedState()) as { folder: string; scope: unknown };
    assert.deepEqual([saved.folder, saved.scope], [folder, scope]);
    await scene.panel.close();
    const again = await Scene.open({ state: saved });
    assert.deepEqual((await again.panel.sentOf('find'))[0]!.scope, scope);
    await again.panel.close();
  });

  it('shows a code that a command names, and says when it is coded blind', async () => {
    const scene = await Scene.open({}, undefined, true);
    const code = codeId(scene.index, 'Bodily strain');
    await scene.panel.send({ type: 'show', tab: 'segments', code });
    await scene.answer();
    assert.equal((await scene.panel.sentOf('find')).at(-1)!.text, '"Bodily strain"');
    assert.equal(await scene.page.getByText('You code blind').count(), 1);
    assert.equal(await scene.page.getByText(/^Coders/).count(), 0);
    await scene.panel.close();
  });

  it('comes up without what it cannot read in a saved state, and shows what failed', async () => {
    const state = { tab: 'nothing', clauses: [{ codes: 1 }], scope: 3, search: null, matrix: [], typed: 5 };
    const scene = await Scene.open({ state });
    assert.equal((await scene.panel.sentOf('find'))[0]!.text, 'any code');
    const error = { code: 'fileInvalid', message: 'codebook.json, line 3: not JSON.', remedy: 'Correct it.' } as const;
    await scene.panel.send({ type: 'error', error });
    await scene.page.getByRole('button', { name: 'Read the study again' }).click();
    assert.equal((await scene.panel.sentOf('reload')).length, 1);
    await scene.panel.close();
  });
});

describe('retrieval: search', () => {
  it('codes the hits that are ticked, and takes them away again', async () => {
    const scene = await Scene.open();
    const { page, index } = scene;
    await page.getByRole('tab', { name: 'Search' }).click();
    await page.getByLabel('Search for').fill('sleep');
    await scene.answerTyped();
    assert.match(await page.locator('.count').innerText(), /^\d+ hits/);
    await page.locator('.tick').nth(1).click();
    await page.getByRole('listbox', { name: 'Hits' }).focus();
    await page.keyboard.press('Space');
    const code = codeId(index, 'Sleep disruption');
    await page.getByLabel('choose a code…').selectOption(code);
    await page.getByRole('button', { name: 'Code the hits' }).click();
    const [coded] = await scene.panel.sentOf('code');
    assert.deepEqual([coded!.hits, coded!.code], [[0, 1], code]);
    await scene.panel.send({ type: 'coded', coded: { code, added: 1, already: 1 } });
    assert.match(
      await page.locator('.outcome').innerText(),
      /1 segment coded “Sleep disruption” in your own file\. 1 had this code from you already\./,
    );
    await page.getByRole('button', { name: 'Remove these again' }).click();
    assert.equal((await scene.panel.sentOf('uncode')).length, 1);
    await scene.panel.send({ type: 'uncoded', removed: 1, kept: 0 });
    assert.match(await page.locator('.outcome').innerText(), /1 segment removed again/);
    await scene.panel.close();
  });

  it('keeps the code that was chosen, and how hits can be taken away again, over a hidden tab', async () => {
    const first = await Scene.open();
    await first.page.getByRole('tab', { name: 'Search' }).click();
    await first.page.getByLabel('Search for').fill('sleep');
    await first.answerTyped();
    await first.page.locator('.tick').nth(1).click();
    const code = codeId(first.index, 'Sleep disruption');
    await first.page.getByLabel('choose a code…').selectOption(code);
    const state = await first.panel.savedState();
    await first.panel.close();
    const scene = await Scene.open({ state });
    await scene.answerTyped();
    await scene.panel.send({ type: 'coded', coded: { code, added: 2, already: 0 }, again: true });
    await scene.page.getByRole('button', { name: 'Remove these again' }).waitFor();
    // What was ticked after that stays.
    await scene.page.getByRole('button', { name: 'Code the hit', exact: true }).click();
    assert.deepEqual(
      (await scene.panel.sentOf('code')).map((sent) => [sent.code, sent.hits]),
      [[code, [1]]],
    );
    await scene.panel.close();
  });

  it('takes a regular expression, and drops ticks when the hits are others', async () => {
    const scene = await Scene.open();
    const { page } = scene;
    await page.getByRole('tab', { name: 'Search' }).click();
    await page.getByLabel('Search for').fill('tired|awake');
    await page.locator('form select').selectOption('a regular expression');
    await scene.answerTyped();
    await page.getByRole('button', { name: 'Choose all' }).click();
    assert.match(await page.locator('.codingBar').innerText(), /\d+ of \d+ chosen/);
    await page.getByLabel('Search for').fill('sleep');
    await scene.answerTyped();
    assert.match(await page.locator('.codingBar').innerText(), /Tick the hits/);
    await scene.panel.close();
  });
});

describe('retrieval: ticks on hits', () => {
  const [first, second] = ['transcripts/P01.transcript.txt', 'transcripts/P02.transcript.txt'] as const;
  /** Two words that are said nowhere else, in two transcripts. */
  const study = (ofFirst: string) =>
    sampleIndex((texts) => {
      texts[first] = `${texts[first]!}\n${ofFirst}\n`;
      texts[second] = `${texts[second]!}\nxyzzy, said she, xyzzy\n`;
    });
  const ticked = (scene: Scene) =>
    scene.page.locator('[role=option]').evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-selected')));

  async function open(state?: unknown) {
    return Scene.open({ state }, await study('xyzzy one xyzzy two xyzzy three'));
  }

  it('stay at the words they stood on where the study is read again, and go with words that have changed', async () => {
    const scene = await open();
    const { page } = scene;
    await page.getByRole('tab', { name: 'Search' }).click();
    await page.getByLabel('Search for').fill('xyzzy');
    await scene.answerTyped();
    await page.locator('.tick').nth(1).click();
    await page.locator('.tick').nth(4).click();
    const [on, off] = ['true', 'false'];
    assert.deepEqual(await ticked(scene), [off, on, off, off, on]);
    await scene.read(scene.index);
    assert.deepEqual(await ticked(scene), [off, on, off, off, on]);
    // The first is deleted and one comes at the end: as many hits as before.
    await scene.read(await study('one xyzzy two xyzzy three xyzzy'));
    assert.deepEqual(await ticked(scene), [off, off, off, off, on]);
    await page.getByText('1 tick is gone').waitFor();
    await scene.panel.close();
  });

  it('come back with a page that was hidden, and not for another search', async () => {
    const scene = await open();
    await scene.page.getByRole('tab', { name: 'Search' }).click();
    await scene.page.getByLabel('Search for').fill('xyzzy');
    await scene.answerTyped();
    await scene.page.locator('.tick').nth(3).click();
    const saved = await scene.panel.savedState();
    await scene.panel.close();
    assert.doesNotMatch(JSON.stringify(saved), /said she/);
    const again = await open(saved);
    assert.deepEqual(await ticked(again), ['false', 'false', 'false', 'true', 'false']);
    await again.page.getByLabel('Search for').fill('xyzz');
    // Meant for the list that is still there.
    await again.page.locator('.tick').nth(0).click();
    await again.answerTyped();
    assert.ok((await ticked(again)).every((one) => one === 'false'));
    await again.panel.close();
  });
});

describe('retrieval: matrices and timeline', () => {
  it('lists the segments behind a number, by keyboard too', async () => {
    const scene = await Scene.open();
    const { page } = scene;
    await page.getByRole('tab', { name: 'Matrices' }).click();
    await scene.answer();
    assert.equal(await page.getByRole('grid').count(), 1);
    await page.locator('.cell').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await scene.answer();
    assert.match(
      (await scene.panel.sentOf('find')).at(-1)!.text,
      /^"[^"]+" by "Ana R\." overlapping "[^"]+" by "Ana R\." or "[^"]+" by "Ben K\."/,
    );
    await scene.panel.close();
  });

  it('shows the number that the arrow keys reach, not under the names that stay, and can always be reached by Tab', async () => {
    const scene = await Scene.open();
    const { page, panel } = scene;
    await page.setViewportSize({ width: 420, height: 670 });
    await page.getByRole('tab', { name: 'Matrices' }).click();
    await scene.answer();
    await page.locator('.cell').first().focus();
    for (const [key, times] of [
      ['ArrowRight', 9],
      ['ArrowDown', 9],
      ['ArrowLeft', 8],
      ['ArrowUp', 8],
    ] as const)
      for (let i = 0; i < times; i++) {
        await page.keyboard.press(key);
        const hidden = await page.locator('.cell:focus').evaluate((cell) => {
          const [seen, head] = [cell.getBoundingClientRect(), cell.closest('table')!.tHead!.getBoundingClientRect()];
          const name = cell.parentElement!.querySelector('th')!.getBoundingClientRect();
          return seen.top < head.bottom - 1 || seen.left < name.right - 1;
        });
        assert.ok(!hidden, `after ${key}, ${i + 1} times`);
      }
    // The table changes under the place in it: fewer columns.
    await page.getByLabel('Table').selectOption('Codes by transcript');
    await scene.answer();
    for (let i = 0; i < 2; i++) await page.locator('.cell').nth(i).press('ArrowRight');
    await page.getByText(/^Transcripts/).click();
    await page.getByRole('checkbox', { name: 'P03' }).uncheck();
    await scene.answer();
    assert.equal(await page.locator('.cell[tabindex="0"]').count(), 1);
    await panel.close();
  });

  it('shows other tables and measures, and saves them', async () => {
    const scene = await Scene.open();
    const { page } = scene;
    await page.getByRole('tab', { name: 'Matrices' }).click();
    await scene.answer();
    await page.getByLabel('Table').selectOption('Codes by speaker');
    await scene.answer();
    await page.getByLabel('Show').selectOption('% of what is said there');
    assert.match(await page.locator('thead').innerText(), /Interviewer[\s\S]*P01/);
    await page.getByLabel('Save').selectOption('Figure (SVG)');
    assert.deepEqual(await scene.panel.sentOf('save'), [
      { type: 'save', what: 'matrix', format: 'svg', measure: 'percentOfText' },
    ]);
    await scene.panel.close();
  });

  it('opens the words behind a mark, and lists those of a code', async () => {
    const scene = await Scene.open();
    const { page } = scene;
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await scene.answer();
    await page.getByLabel('Along').selectOption('Time of the recording');
    await scene.answer();
    await page.locator('.mark').first().click();
    assert.equal((await scene.panel.sentOf('open'))[0]!.transcript, 'transcripts/P01.transcript.txt');
    await page.locator('.lineName').first().click();
    await scene.answer();
    assert.deepEqual((await scene.panel.sentOf('find')).at(-1)!.scope.transcripts, ['transcripts/P01.transcript.txt']);
    await scene.panel.close();
  });

  it('goes from tab to tab by the arrow keys', async () => {
    const scene = await Scene.open();
    await scene.page.getByRole('tab', { name: 'Segments' }).focus();
    await scene.page.keyboard.press('ArrowLeft');
    assert.equal(await scene.page.getByRole('tab', { name: 'Timeline' }).getAttribute('aria-selected'), 'true');
    await scene.panel.close();
  });
});

describe('retrieval: looks', () => {
  it('has everything in reach on every tab in a narrow or low window', async () => {
    const scene = await Scene.open();
    const { page, panel } = scene;
    const box = async (part: string) => (await page.locator(part).first().boundingBox())!;
    for (const [width, height] of [
      [300, 670],
      [560, 670],
      [1000, 420],
    ] as const) {
      const at = `at ${width} × ${height}`;
      await page.setViewportSize({ width, height });
      for (const tab of ['Segments', 'Search', 'Matrices', 'Timeline']) {
        await page.getByRole('tab', { name: tab }).click();
        if (tab === 'Search') await page.getByLabel('Search for').fill('sleep');
        await (tab === 'Search' ? scene.answerTyped() : scene.answer());
        await panel.rendered();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.equal(wide, width, `${tab}: nothing sticks out ${at}`);
        if (tab === 'Search') {
          const [list, passage, coding] = [await box('.list'), await box('.passage'), await box('.codingBar')];
          assert.ok(list.height >= 130, `the list is ${list.height} high ${at}`);
          assert.ok(list.y + list.height <= passage.y, `the list ends before the passage ${at}`);
          assert.ok(passage.y + passage.height <= coding.y, `the passage ends before the bar ${at}`);
        }
        if (tab === 'Matrices') {
          const [scroller, head, name] = [await box('.scroll'), await box('.matrix thead'), await box('tbody th')];
          assert.ok(scroller.height - head.height >= 100, `some rows of numbers ${at}`);
          assert.ok(scroller.width - name.width >= 120, `some columns of numbers ${at}`);
        }
        if (tab === 'Timeline') assert.ok((await box('.timeline')).height >= 150, `some lines ${at}`);
      }
    }
    await panel.close();
  });

  for (const theme of themeNames) {
    it(`is accessible and looks right in ${theme}`, async () => {
      const scene = await Scene.open({ theme });
      const { page, panel, index } = scene;
      await page.getByLabel('any code').selectOption(codeId(index, 'Sleep disruption'));
      await page.getByRole('button', { name: 'Add a condition' }).click();
      await page.getByLabel('How it is joined').selectOption('sameTurn');
      await page
        .getByRole('group', { name: 'Condition 2' })
        .getByLabel('any code')
        .selectOption(codeId(index, 'Worry and rumination'));
      await scene.answer();
      await panel.assertAccessible();
      await panel.screenshot('segments');
      await page.getByText(/^Coders/).click();
      await panel.assertAccessible();
      await panel.screenshot('filter');
      await page.getByText(/^Coders/).click();
      await page.getByRole('button', { name: 'Write it as text' }).click();
      await page.getByRole('tab', { name: 'Search' }).click();
      await page.getByLabel('Search for').fill('sleep');
      await scene.answerTyped();
      await page.locator('.tick').nth(1).click();
      await panel.assertAccessible();
      await panel.screenshot('search');
      for (const tab of ['Matrices', 'Timeline']) {
        await page.getByRole('tab', { name: tab }).click();
        await scene.answer();
        await panel.assertAccessible();
        await panel.screenshot(tab.toLowerCase());
      }
      await panel.setWidth(420);
      await panel.screenshot('narrow-timeline');
      await page.getByRole('tab', { name: 'Segments' }).click();
      await scene.answer();
      await panel.assertAccessible();
      await panel.screenshot('narrow-segments');
      await panel.close();
    });
  }
});
